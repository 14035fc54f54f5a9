package dev.bulkhead.cli;

import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.export.BusRecording;
import dev.bulkhead.export.PerfettoProcess;
import dev.bulkhead.runner.Replay;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.BusTap;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the runs of a live session while they are played again. Frames have the session's time:
 * where a run began anew, at zero or at a snapshot, theirs goes on. For Perfetto each run is a
 * process on its own clock.
 */
final class SessionRecorder implements Replay.Onlooker {
    private final TraceFiles files;
    private final SystemDescription system;
    private final Interruption interruption;
    private final StatusLine status;
    private Optional<PerfettoProcess> process = Optional.empty();

    SessionRecorder(
            TraceFiles files,
            SystemDescription system,
            Interruption interruption,
            StatusLine status) {
        this.files = files;
        this.system = system;
        this.interruption = interruption;
        this.status = status;
    }

    @Override
    public TraceSink begins(int run) {
        process =
                files.perfetto().map(file -> new PerfettoProcess(file, run, "run " + run, system));
        return record -> process.ifPresent(it -> it.record(record));
    }

    @Override
    public void began(Twin twin, SimTime before) {
        process.ifPresent(it -> it.watch(twin));
        BusTap recording = new BusRecording(system, files::write);
        long laterPs = before.ps() - twin.now().ps();
        List<BusTap> taps = new ArrayList<>(List.of(new Later(recording, laterPs)));
        process.ifPresent(taps::add);
        twin.tap(BusTap.all(taps));
    }

    /** Tells another of all, so much later. */
    private record Later(BusTap other, long byPs) implements BusTap {
        @Override
        public void sent(int bus, boolean byEcu, CanFrame frame, long atPs) {
            other.sent(bus, byEcu, frame, atPs + byPs);
        }

        @Override
        public void errorFrame(int bus, Optional<CanError> error, boolean transmitter, long atPs) {
            other.errorFrame(bus, error, transmitter, atPs + byPs);
        }
    }

    @Override
    public boolean looks(Twin twin) {
        process.ifPresent(PerfettoProcess::look);
        status.show(twin);
        return !interruption.requested();
    }

    @Override
    public void left(Twin twin) {
        process.ifPresent(PerfettoProcess::end);
        status.clear();
    }
}
