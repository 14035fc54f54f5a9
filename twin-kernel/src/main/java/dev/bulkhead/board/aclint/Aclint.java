package dev.bulkhead.board.aclint;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.board.TimeBase;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

/**
 * ACLINT with the SiFive CLINT layout of QEMU's {@code virt}: {@code msip} of hart n at 4·n, {@code
 * mtimecmp} at 0x4000 + 8·n, {@code mtime} at 0xBFF8. Registers take 32-bit accesses; a 64-bit one
 * is two of them. Unused offsets read zero and ignore writes.
 *
 * <p>{@code mtime} counts the edges of its clock and can be written, as on {@code virt}. The timer
 * line is high exactly while {@code mtime >= mtimecmp}, unsigned, so it rises at the clock edge
 * itself. {@code mtimecmp} is 0 at power-on, so the line is high then, as on {@code virt}.
 *
 * @see "QEMU, hw/intc/riscv_aclint.c; RISC-V ACLINT specification, chapters 2 and 3"
 */
public final class Aclint implements Device {
    public static final int SIZE = 0x10000;

    private static final int MTIMECMP = 0x4000;
    private static final int MTIME = 0xbff8;

    private final Clock clock;
    private final long lastEdge;
    private final EventSource events;
    private final InterruptLine[] software;
    private final InterruptLine[] timer;
    private final long[] compare;
    private final TimeBase timeBase = new TimeBase();
    private long written;

    /**
     * @param harts how many harts it serves, 1 to 2047
     * @param clock of {@code mtime}; 10 MHz on {@code virt}
     * @param rank among the devices, for events at the same time
     */
    public Aclint(int harts, Clock clock, Scheduler scheduler, int rank) {
        if (harts < 1 || harts > 2047) {
            throw new IllegalArgumentException("harts=" + harts + ", expected 1..2047");
        }
        this.clock = clock;
        lastEdge = clock.edgeAtOrBefore(Scheduler.NEVER - 1);
        software = new InterruptLine[harts];
        timer = new InterruptLine[harts];
        compare = new long[harts];
        for (int hart = 0; hart < harts; hart++) {
            software[hart] = new InterruptLine("msip" + hart);
            timer[hart] = new InterruptLine("mtip" + hart);
            timer[hart].set(true, 0);
        }
        events = scheduler.register(EventClass.DEVICE, rank, (hart, _, at) -> update(hart, at));
    }

    @Override
    public String name() {
        return "aclint";
    }

    @Override
    public int size() {
        return SIZE;
    }

    /** The software interrupt of a hart; leads to its {@code mip.MSIP}. */
    public InterruptLine software(int hart) {
        return software[hart];
    }

    /** The timer interrupt of a hart; leads to its {@code mip.MTIP}. High at power-on. */
    public InterruptLine timer(int hart) {
        return timer[hart];
    }

    @Override
    public java.util.List<InterruptLine> lines() {
        return java.util.List.of(timer[0], software[0]);
    }

    /** The value of {@code mtime}, an unsigned number. */
    public long mtime(long nowPs) {
        return clock.edgeAtOrBefore(timeBase.own(nowPs)) + written;
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        if (bytes != 4) {
            return MemoryPort.BUS_ERROR;
        }
        long value = 0;
        if (offset < 4 * software.length) {
            value = software[offset / 4].isHigh() ? 1 : 0;
        } else if (isCompare(offset)) {
            value = half(compare[(offset - MTIMECMP) / 8], offset);
        } else if (isTime(offset)) {
            value = half(mtime(nowPs), offset);
        }
        return value;
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (bytes != 4) {
            return false;
        }
        if (offset < 4 * software.length) {
            software[offset / 4].set((value & 1) != 0, nowPs);
        } else if (isCompare(offset)) {
            int hart = (offset - MTIMECMP) / 8;
            compare[hart] = withHalf(compare[hart], offset, value);
            update(hart, nowPs);
        } else if (isTime(offset)) {
            long now = mtime(nowPs);
            written += withHalf(now, offset, value) - now;
            for (int hart = 0; hart < compare.length; hart++) {
                update(hart, nowPs);
            }
        }
        return true;
    }

    private boolean isCompare(int offset) {
        return offset >= MTIMECMP && offset < MTIMECMP + 8 * compare.length;
    }

    private static boolean isTime(int offset) {
        return offset == MTIME || offset == MTIME + 4;
    }

    private static long half(long value, int offset) {
        return (offset & 4) == 0 ? value & 0xffff_ffffL : value >>> 32;
    }

    private static long withHalf(long old, int offset, int value) {
        return (offset & 4) == 0
                ? old & ~0xffff_ffffL | value & 0xffff_ffffL
                : old & 0xffff_ffffL | (long) value << 32;
    }

    @Override
    public boolean hasTimeBase() {
        return true;
    }

    @Override
    public void drift(int ppm, long nowPs) {
        timeBase.drift(ppm, nowPs);
        for (int hart = 0; hart < compare.length; hart++) {
            update(hart, nowPs);
        }
    }

    private void update(int hart, long nowPs) {
        events.cancel(hart);
        long now = mtime(nowPs);
        boolean due = Long.compareUnsigned(now, compare[hart]) >= 0;
        if (!due) {
            long edge = clock.edgeAtOrBefore(timeBase.own(nowPs));
            long wait = compare[hart] - now;
            if (Long.compareUnsigned(wait, lastEdge - edge) <= 0) {
                events.schedule(timeBase.real(clock.edgePs(edge + wait)), hart, 0);
            }
        }
        timer[hart].set(due, nowPs);
    }

    @Override
    public void reset(long nowPs) {
        written = -clock.edgeAtOrBefore(timeBase.own(nowPs));
        for (int hart = 0; hart < compare.length; hart++) {
            compare[hart] = 0;
            software[hart].set(false, nowPs);
            update(hart, nowPs);
        }
    }

    @Override
    public void describe(Fields fields) {
        written = fields.i64("written", written);
        fields.child("timeBase", timeBase);
        fields.i64s("mtimecmp", compare);
        for (int hart = 0; hart < compare.length; hart++) {
            fields.child("msip" + hart, software[hart]);
            fields.child("mtip" + hart, timer[hart]);
        }
    }
}
