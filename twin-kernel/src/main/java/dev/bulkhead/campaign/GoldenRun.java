package dev.bulkhead.campaign;

import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;

/** A healthy run under way; once at its end it is a {@link Golden}. */
final class GoldenRun {
    private final Subject subject;
    private final Assembly assembly;
    private final Watch watch;
    private final SimTime between;
    private final Recorder recorder;
    private final Twin twin;
    private final Course course;
    private final List<Golden.Checkpoint> checkpoints = new ArrayList<>();
    private SimTime nextCheckpoint = SimTime.ZERO;

    /**
     * @param between two checkpoints
     */
    GoldenRun(Subject subject, Assembly assembly, Watch watch, SimTime between) {
        this.subject = subject;
        this.assembly = assembly;
        this.watch = watch;
        this.between = between;
        recorder = new Recorder(subject.domain());
        twin =
                assembly.twin(
                        subject,
                        record -> {
                            recorder.record(record);
                            watch.record(record);
                        });
        twin.tellOfFirmware(recorder);
        course = new Course(twin);
        twin.disturb(course);
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
            keep(nextCheckpoint);
            nextCheckpoint = nextCheckpoint.plus(between);
        }
        return Watch.runUntil(twin, until, watch);
    }

    private void keep(SimTime wanted) {
        course.look(twin);
        Snapshot snapshot =
                checkpoints.isEmpty()
                        ? twin.snapshot()
                        : Snapshot.of(twin, checkpoints.getLast().snapshot());
        checkpoints.add(
                new Golden.Checkpoint(wanted, twin.now(), snapshot, recorder.trace().size()));
    }

    /** Runs to the scenario's end. */
    Golden golden() {
        for (SimTime next = nextCheckpoint; !runUntil(next); ) {
            next = next.plus(between);
        }
        course.close(twin.now());
        return new Golden(
                subject, assembly, recorder, checkpoints, course, twin.now(), RunResult.of(twin));
    }
}
