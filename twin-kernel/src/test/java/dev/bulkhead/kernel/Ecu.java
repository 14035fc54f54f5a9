package dev.bulkhead.kernel;

import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.board.aclint.Aclint;
import dev.bulkhead.board.finisher.Finisher;
import dev.bulkhead.board.iopmp.Iopmp;
import dev.bulkhead.board.plic.Plic;
import dev.bulkhead.board.watchdog.WindowWatchdog;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Privilege;
import dev.bulkhead.hart.Stop;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.PartitionStatistics;
import dev.bulkhead.trace.Trace;
import dev.bulkhead.trace.TraceRecord;

import java.util.ArrayList;
import java.util.List;

/** A real small machine around the kernel: hart, RAM, ROM, ACLINT, PLIC, watchdog, finisher. */
final class Ecu implements Stateful {
    static final int CYCLES_PER_US = 100;

    final Clock clock = Clock.ofHz(100_000_000);
    final Scheduler scheduler = new Scheduler();
    final Ram ram = new Ram(0x8000_0000, 0x80_0000);
    final MemoryPort port = new MemoryPort(ram);
    final Aclint aclint = new Aclint(1, Clock.ofHz(10_000_000), scheduler, 0);
    final Plic plic = new Plic(1);
    final WindowWatchdog watchdog = new WindowWatchdog(scheduler, 1);
    final Iopmp iopmp = new Iopmp(port, (_, _, _, _) -> {});
    final Hart hart;
    final List<TraceRecord> records = new ArrayList<>();
    final PartitionStatistics statistics;
    final Trace trace;
    final List<Guest> guests;
    private final List<String> names;
    private final KernelImage image;
    private Microkernel kernel;
    private boolean resetAsked;
    private long restartsAsked;
    private boolean rebuildsKernel;
    int resets;
    int operations;
    long longestOperation;

    Ecu(SystemDescription system, KernelImage image, List<Guest> guests) {
        this.guests = guests;
        this.image = image;
        names = system.partitions().stream().map(SystemDescription.Partition::name).toList();
        port.mapRom("rom", KernelImage.ROM_BASE, image.rom());
        port.mapDevice("aclint", 0x0200_0000, Aclint.SIZE, aclint);
        port.mapDevice("plic", 0x0c00_0000, Plic.SIZE, plic);
        port.mapDevice("iopmp", 0x1600_0000, Iopmp.SIZE, iopmp);
        port.mapDevice("watchdog", 0x1400_0000, WindowWatchdog.SIZE, watchdog);
        port.mapDevice(
                "finisher",
                0x0010_0000,
                Finisher.SIZE,
                new Finisher((_, _, _) -> resetAsked = true));
        hart =
                new Hart(
                        0,
                        clock,
                        port,
                        CostTable.defaults(),
                        () -> clock.edgeAtOrAfter(scheduler.nextPs()));
        hart.enableKernelEntries();
        hart.setPc(KernelImage.RESET_VECTOR);
        connect(aclint.timer(0), Cause.MACHINE_TIMER);
        connect(plic.external(0), Cause.MACHINE_EXTERNAL);
        watchdog.resetRequest().connect((high, _) -> resetAsked |= high);
        statistics = new PartitionStatistics(names.size());
        trace = new Trace(image.imageHashes(), this::seen);
        makeKernel();
    }

    private void seen(TraceRecord record) {
        statistics.record(record);
        records.add(record);
    }

    private void connect(InterruptLine line, int cause) {
        line.connect((high, _) -> hart.setInterrupt(cause, high));
        hart.setInterrupt(cause, line.isHigh());
    }

    private void makeKernel() {
        kernel = new Microkernel(hart, port, clock, image, trace, statistics);
    }

    /** From now on the kernel's objects are dropped and made anew before each entry. */
    Ecu rebuildingTheKernelEachTime() {
        rebuildsKernel = true;
        return this;
    }

    Ecu runUntilUs(long us) {
        long endPs = us * SimTime.PS_PER_US;
        while (true) {
            while (scheduler.nextPs() <= hart.nowPs()) {
                scheduler.dispatchNext();
            }
            if (resetAsked) {
                reset();
            }
            if (hart.nowPs() >= endPs) {
                return this;
            }
            step(clock.edgeAtOrAfter(Math.min(scheduler.nextPs(), endPs)));
        }
    }

    void step(long limit) {
        Stop stop = hart.run(limit);
        if (stop == Stop.KERNEL_ENTRY) {
            if (rebuildsKernel) {
                makeKernel();
            }
            operations++;
            boolean inAWindow = hart.pc() == KernelText.TRAP || hart.pc() == KernelText.RESTART;
            long before = hart.cycle();
            restartsAsked = kernel.enter(restartsAsked) ? 0 : restartsAsked;
            if (inAWindow) {
                longestOperation = Math.max(longestOperation, hart.cycle() - before);
            }
        } else if (stop == Stop.WAIT_FOR_INTERRUPT) {
            hart.idleUntil(limit);
        }
    }

    private void reset() {
        resetAsked = false;
        resets++;
        long now = hart.nowPs();
        aclint.reset(now);
        plic.reset(now);
        watchdog.reset(now);
        iopmp.reset(now);
        hart.setPrivilege(Privilege.MACHINE);
        hart.setCsr(0x300, 3 << 11);
        hart.setCsr(0x304, 0);
        hart.setPc(KernelImage.RESET_VECTOR);
    }

    /** Runs until the last window of major frame {@code count} ends, the first being 1. */
    Ecu runFrames(int count) {
        return runUntilUs(
                EcuBuilder.START_US + (long) count * EcuBuilder.FRAME_US - EcuBuilder.PADDING_US);
    }

    int partition(String name) {
        return names.indexOf(name);
    }

    Guest guest(String name) {
        return guests.get(partition(name));
    }

    int peek(int address) {
        return ram.load(address, 4);
    }

    /** A word that the partition's program kept. */
    int word(String partition, int slot) {
        return peek(guest(partition).word(slot));
    }

    <R extends TraceRecord> List<R> records(Class<R> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Starts of the windows, as cycles. */
    List<Long> windowStarts() {
        return records(TraceRecord.WindowStarted.class).stream()
                .map(r -> r.atPs() / (SimTime.PS_PER_US / CYCLES_PER_US))
                .toList();
    }

    /** Somebody outside wants a partition restarted. */
    Ecu restart(int partition) {
        restartsAsked |= 1L << partition;
        return this;
    }

    ThreadState state(int partition) {
        return kernel.state(partition);
    }

    @Override
    public void describe(Fields fields) {
        fields.child("scheduler", scheduler);
        fields.child("ram", ram);
        fields.child("aclint", aclint);
        fields.child("plic", plic);
        fields.child("watchdog", watchdog);
        fields.child("iopmp", iopmp);
        fields.child("hart", hart);
        fields.child("trace", trace);
        fields.child("statistics", statistics);
    }
}
