package dev.bulkhead.report;

import dev.bulkhead.report.RunRecording.Load;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.Clock;

import tools.jackson.databind.node.ArrayNode;

/**
 * A whole run in about a hundred stretches of time: how fast the car was at the end of each, how
 * much of the hart each partition had, how full each bus was. Goes on where it stopped, as the
 * recording grows.
 */
final class RunFromAfar {
    private static final int MOST_BINS = 120;
    private static final double PS_PER_US = 1e6;

    private final SystemDescription system;
    private final Clock clock;
    private final int stepsPerBin;
    private int done;

    /**
     * @param samples that the whole run will have, about
     */
    RunFromAfar(SystemDescription system, int samples) {
        this.system = system;
        clock = Clock.ofHz(system.board().clockHz());
        stepsPerBin = Math.max(1, Math.ceilDiv(samples, MOST_BINS));
    }

    /** {@code [fromUs, toUs, speedKmh, percent by partition…, percent by bus…]} of each stretch. */
    void appendTo(ArrayNode bins, RunRecording run) {
        for (int to = (done + 1) * stepsPerBin; to < run.loads().size(); to += stepsPerBin) {
            Load before = run.loads().get(to - stepsPerBin);
            Load after = run.loads().get(to);
            ArrayNode bin =
                    bins.addArray()
                            .add(before.atPs() / PS_PER_US)
                            .add(after.atPs() / PS_PER_US)
                            .add(tenth(run.car().get(to).speedKmh()));
            long cycles = clock.edgeAtOrBefore(after.atPs()) - clock.edgeAtOrBefore(before.atPs());
            for (int i = 0; i < system.partitions().size(); i++) {
                bin.add(percent(after.hartCycles().get(i) - before.hartCycles().get(i), cycles));
            }
            for (int i = 0; i < system.buses().size(); i++) {
                long bits = after.busBits().get(i) - before.busBits().get(i);
                bin.add(percent(after.busyBits().get(i) - before.busyBits().get(i), bits));
            }
            done++;
        }
    }

    private static double percent(long part, long whole) {
        return whole <= 0 ? 0 : tenth(Math.clamp(100.0 * part / whole, 0, 100));
    }

    private static double tenth(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
