package dev.bulkhead.report;

import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.SimTime;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/**
 * Both runs of a trial as far as they have come, in pieces of bounded size, each of what is new
 * since the one before; together they are what {@link TrialTimeline} has, but for what only the end
 * shows: the records that the other run does not have, and stretches that nobody knew beforehand.
 */
public final class GrowingTimeline {
    /** Rows of one run in one piece, some 60 bytes each. */
    private static final int MOST_ROWS = 400;

    private static final double PS_PER_US = 1e6;

    private final SystemDescription system;
    private final Optional<SimTime> zero;
    private final SimTime duration;
    private final Growing golden;
    private final Growing faulty;

    /** How much of a recording has been told. */
    private static final class Growing {
        private final RunRecording run;
        private final TimelineRows rows;
        private int records;
        private int slices;

        Growing(RunRecording run, TimelineRows rows) {
            this.run = run;
            this.rows = rows;
        }

        ObjectNode next() {
            while (records < run.records().size() && rows.size() < MOST_ROWS) {
                rows.add(run.records().get(records++), _ -> false);
            }
            while (slices < run.settledSlices().size() && rows.size() < MOST_ROWS) {
                rows.add(run.settledSlices().get(slices++));
            }
            rows.addLoads(run);
            return rows.taken();
        }

        boolean hasMore() {
            return records < run.records().size() || slices < run.settledSlices().size();
        }
    }

    /**
     * @param zero when the fault acts, if its text says so
     */
    public GrowingTimeline(
            SystemDescription system,
            Scenario scenario,
            Optional<SimTime> zero,
            RunRecording golden,
            RunRecording faulty) {
        this.system = system;
        this.zero = zero;
        duration = scenario.duration();
        this.golden = growing(golden);
        this.faulty = growing(faulty);
    }

    private Growing growing(RunRecording run) {
        int samples = (int) (duration.ps() / RunRecording.STEP.ps()) + 1;
        return new Growing(
                run,
                new TimelineRows(
                        system, run.close().stream().toList(), new RunFromAfar(system, samples)));
    }

    /** Whether there is more than the last piece took. */
    public boolean hasMore() {
        return golden.hasMore() || faulty.hasMore();
    }

    /** What is new, or as much of it as a piece may hold. */
    public ObjectNode next() {
        ObjectNode piece = JsonNodeFactory.instance.objectNode();
        TimelineData.lanes(piece, system);
        piece.put("durationUs", duration.ps() / PS_PER_US);
        zero.ifPresent(at -> piece.put("zeroUs", at.ps() / PS_PER_US));
        piece.set("golden", golden.next());
        piece.set("faulty", faulty.next());
        return piece;
    }
}
