package dev.bulkhead.campaign;

import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;

/** A healthy run under way; once at its end it is a {@link Golden}. */
final class GoldenRun {
    private static final SimTime BETWEEN_CHECKPOINTS = SimTime.ofMs(500);

    private final Subject subject;
    private final Assembly assembly;
    private final Watch watch;
    private final Recorder recorder;
    private final Twin twin;
    private final List<Golden.Checkpoint> checkpoints = new ArrayList<>();
    private SimTime nextCheckpoint = SimTime.ZERO;

    GoldenRun(Subject subject, Assembly assembly, Watch watch) {
        this.subject = subject;
        this.assembly = assembly;
        this.watch = watch;
        recorder = new Recorder(subject.domain());
        twin =
                assembly.twin(
                        subject,
                        record -> {
                            recorder.record(record);
                            watch.record(record);
                        });
        twin.tellOfFirmware(recorder);
    }

    /**
     * Runs to a time, or to the scenario's end.
     *
     * @return whether that is the end
     */
    boolean runUntil(SimTime until) {
        while (nextCheckpoint.compareTo(until) <= 0) {
            if (Watch.runUntil(twin, nextCheckpoint, watch)) {
                return true;
            }
            checkpoints.add(
                    new Golden.Checkpoint(twin.now(), twin.snapshot(), recorder.trace().size()));
            nextCheckpoint = nextCheckpoint.plus(BETWEEN_CHECKPOINTS);
        }
        return Watch.runUntil(twin, until, watch);
    }

    /** Where it began. */
    Golden.Checkpoint powerOn() {
        return checkpoints.getFirst();
    }

    /** Runs to the scenario's end. */
    Golden golden() {
        for (SimTime next = nextCheckpoint; !runUntil(next); ) {
            next = next.plus(BETWEEN_CHECKPOINTS);
        }
        return new Golden(subject, assembly, recorder, checkpoints, twin.now(), RunResult.of(twin));
    }
}
