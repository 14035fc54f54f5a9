package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.Entry;
import dev.bulkhead.certificate.ExecutionTimes.EntryTime;
import dev.bulkhead.certificate.ExecutionTimes.FrameTime;
import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.system.Bench;
import dev.bulkhead.system.Inspection;
import dev.bulkhead.system.Mechanisms;

import java.util.List;
import java.util.Optional;

/** Judges descriptions of the folder beside this class by execution times of ours. */
final class Judging {
    /** Of {@code control}: 300 us, so 360 us with the margin; of all others 100 us a frame. */
    static final ExecutionTimes TIMES =
            new ExecutionTimes(
                    "by hand",
                    1000,
                    20,
                    List.of(new EntryTime("control", Entry.NOTIFIED, 1, 200, 30_000)),
                    List.of(
                            new FrameTime("control", 30_000, 1),
                            new FrameTime("driver", 10_000, 2),
                            new FrameTime("screen", 10_000, 2),
                            new FrameTime("panel", 10_000, 2),
                            new FrameTime("bridge", 10_000, 2),
                            new FrameTime("gate", 10_000, 2),
                            new FrameTime("radio", 10_000, 2)));

    private Judging() {}

    static Certificate judge(String name) {
        return judge(name, Mechanisms.ALL_ON);
    }

    static Certificate judge(String name, Mechanisms off) {
        Inspection inspection =
                Bench.reader()
                        .inspect(
                                new ResourceFile(
                                        Judging.class,
                                        "/dev/bulkhead/certificate/" + name + ".yaml"));
        Certificate.Prepared prepared = Certificate.prepare(inspection, off);
        return prepared.judge(prepared.runs() ? Optional.of(TIMES) : Optional.empty());
    }
}
