package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.CallTimes;
import dev.bulkhead.certificate.ExecutionTimes.Entry;
import dev.bulkhead.certificate.ExecutionTimes.EntryTime;
import dev.bulkhead.certificate.ExecutionTimes.FrameTime;
import dev.bulkhead.certificate.ExecutionTimes.MessageCheck;
import dev.bulkhead.certificate.ExecutionTimes.WindowTime;
import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.system.Bench;
import dev.bulkhead.system.Inspection;
import dev.bulkhead.system.Mechanisms;

import java.util.List;
import java.util.Optional;

/** Judges descriptions of the folder beside this class by execution times of ours. */
final class Judging {
    /**
     * Of {@code control}: 300 us, so 360 us with the margin; of {@code driver} and {@code panel}
     * 100 us, also when {@code panel} is called; of {@code screen} and {@code gate} 50 us, of a
     * call of {@code gate} 80 us. In a period {@code screen} calls twice, {@code radio} three
     * times. {@code control} checks the messages of bus chassis from port {@code sensed}. An init
     * takes 10 us, so 12 us.
     */
    static final ExecutionTimes TIMES =
            new ExecutionTimes(
                    "by hand",
                    1000,
                    20,
                    List.of(
                            new EntryTime("control", Entry.NOTIFIED, 1, 200, 30_000),
                            new EntryTime("driver", Entry.NOTIFIED, 1 << 1 | 1 << 3, 200, 10_000),
                            new EntryTime("screen", Entry.NOTIFIED, 1, 20, 5_000),
                            new EntryTime("gate", Entry.NOTIFIED, 1, 50, 5_000),
                            new EntryTime("panel", Entry.PROTECTED, 1 << 1, 40, 10_000),
                            new EntryTime("gate", Entry.PROTECTED, 1 << 9, 40, 8_000),
                            init("control"),
                            init("driver"),
                            init("screen"),
                            init("panel"),
                            init("bridge"),
                            init("gate")),
                    List.of(
                            new FrameTime("control", 30_000, 1),
                            new FrameTime("driver", 10_000, 2)),
                    List.of(new WindowTime("panel", 3, 10_000, 2)),
                    List.of(),
                    List.of(
                            new CallTimes("screen", "panel", 1, 2),
                            new CallTimes("radio", "gate", 9, 3)),
                    List.of(
                            check("sensed", 0x10a0, 1),
                            check("sensed", 0x10b0, 1),
                            check("sensed", 0x10c0, 1),
                            check("sensed", 0x1200, 1),
                            check("sensed", 0x1010, 1),
                            check("", 0x1301, 1),
                            check("sensed", 0x1302, 14),
                            check("relayed", 0x2210, 1)),
                    List.of());

    private static EntryTime init(String partition) {
        return new EntryTime(partition, Entry.INIT, 0, 1, 1_000);
    }

    private static MessageCheck check(String port, int dataId, long maxDelta) {
        return new MessageCheck("control", port, List.of(dataId), maxDelta);
    }

    private Judging() {}

    static Certificate judge(String name) {
        return judge(name, Mechanisms.ALL_ON);
    }

    static Certificate judge(String name, Mechanisms off) {
        Inspection inspection = inspect(name);
        Certificate.Prepared prepared = Certificate.prepare(inspection, off);
        return prepared.judge(prepared.runs() ? Optional.of(TIMES) : Optional.empty());
    }

    static Inspection inspect(String name) {
        return Bench.reader()
                .inspect(
                        new ResourceFile(
                                Judging.class, "/dev/bulkhead/certificate/" + name + ".yaml"));
    }
}
