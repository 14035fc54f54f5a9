package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.WINDOW_STATE;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_WAITING;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.kernel.KernelTrap.EndlessLoop;
import dev.bulkhead.kernel.KernelTrap.MachineFault;
import dev.bulkhead.kernel.KernelTrap.PartitionMemory;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.time.Clock;
import dev.bulkhead.trace.PartitionStatistics;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;
import dev.bulkhead.trace.TraceSink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's code as a model: whoever runs the hart calls {@link #enter} when it stands on a
 * kernel-entry word. Holds nothing between two calls, so it can be dropped and made again between
 * any two.
 */
public final class Microkernel {
    private static final int MPP = 3 << 11;
    private static final int MIE = 1 << 3;
    private static final int MPIE = 1 << 7;

    private final Machine machine;
    private final Placements placements;
    private final List<PortStandIn> portStandIns = new ArrayList<>();
    private final List<ExchangeStandIn> exchangeStandIns = new ArrayList<>();
    private final Notifications notifications;
    private final Channels channels;
    private final Ports ports;
    private final Queues queues;
    private final Contexts contexts;
    private final Windows windows;
    private final Boot boot;
    private final Restarts restarts;
    private final Interrupts interrupts;
    private final HealthMonitor health;
    private final KernelFaults faults;
    private final SystemCalls calls;
    private final Dispatcher dispatcher;

    /**
     * @param hart that runs it, its pc at {@link KernelImage#RESET_VECTOR} after reset, its kernel
     *     entries enabled
     * @param port through which RAM, the image's ROM, ACLINT, PLIC, finisher and watchdog answer
     * @param clock the hart's
     * @param trace told of every record
     * @param statistics told of cycles used
     */
    public Microkernel(
            Hart hart,
            MemoryPort port,
            Clock clock,
            KernelImage image,
            TraceSink trace,
            PartitionStatistics statistics) {
        machine =
                new Machine(
                        hart,
                        port,
                        clock,
                        image.layout(),
                        image.costs(),
                        image.timers(),
                        image.mechanisms(),
                        trace,
                        statistics);
        placements = new Placements(machine);
        contexts = new Contexts(machine, placements);
        Memory memory = new Memory(machine, placements);
        Refusals refusals = new Refusals();
        Exchange exchange = new Exchange(exchangeStandIns);
        notifications = new Notifications(machine);
        interrupts = new Interrupts(machine, notifications, placements);
        channels =
                new Channels(
                        machine,
                        contexts,
                        memory,
                        notifications,
                        interrupts,
                        refusals,
                        placements,
                        exchange);
        queues = new Queues(machine, memory, contexts, refusals, placements, exchange);
        Jobs jobs = new Jobs(machine);
        restarts =
                new Restarts(machine, contexts, channels, queues, notifications, interrupts, jobs);
        health = new HealthMonitor(machine, restarts, notifications);
        faults = new KernelFaults(machine, placements, health);
        Timers timers = new Timers(machine, jobs, notifications, health);
        Budgets budgets = new Budgets(machine);
        DmaProtection dma = new DmaProtection(machine);
        windows = new Windows(machine, contexts, budgets, interrupts, dma, timers, faults);
        boot = new Boot(machine, restarts, interrupts, dma, timers, windows);
        ports = new Ports(machine, memory, contexts, refusals, placements, portStandIns, exchange);
        calls =
                new SystemCalls(
                        machine,
                        contexts,
                        channels,
                        notifications,
                        ports,
                        queues,
                        jobs,
                        health,
                        faults,
                        placements);
        dispatcher =
                new Dispatcher(machine, contexts, budgets, channels, notifications, timers, faults);
    }

    /** Lets {@code standIn} decide what readers of ports get, after those that stand there. */
    public void standAtPorts(PortStandIn standIn) {
        portStandIns.add(standIn);
    }

    /** Lets {@code standIn} stand between senders and receivers, after those that stand there. */
    public void standBetween(ExchangeStandIn standIn) {
        exchangeStandIns.add(standIn);
    }

    /** Puts a message into a sampling port that nobody wrote just now. */
    public void putIntoPort(int port, Payload message) {
        ports.put(new Operation(machine), machine.layout().port(port), message);
    }

    /** Puts a message into a queuing port that nobody sent just now. */
    public void putIntoQueue(int port, Payload message) {
        queues.put(new Operation(machine), machine.layout().port(port), message);
    }

    /** What a sampling port holds; empty if it was never written. */
    public Optional<PortStandIn.Reading> inPort(int port, int bytes) {
        return ports.reading(new Operation(machine), machine.layout().port(port), bytes);
    }

    /** Where in RAM the words of the ports' buffers lie, sampling and queuing ones. */
    public List<Integer> portBufferWords() {
        return machine.layout().portBufferWords();
    }

    /** Posts a notification that nobody sent just now. */
    public void post(int receiver, int channel) {
        notifications.post(new Operation(machine), receiver, channel);
    }

    /** Queues a call that did not get to its callee, if its caller still waits. */
    public void queueCall(int caller) {
        channels.queueLate(new Operation(machine), caller);
    }

    /** Ends a call whose reply did not get to its caller, if that still waits. */
    public void reply(int caller, int info, Payload message) {
        channels.replyLate(new Operation(machine), caller, info, message);
    }

    /** Runs the operation on whose entry word the hart stands. Takes a cycle at least. */
    public void enter() {
        enter(0);
    }

    /**
     * As {@link #enter()}, and restarts partitions.
     *
     * @param restarts those that somebody outside wants started again, bit i for partition i
     * @return whether that was done; only an operation that a trap began does it
     */
    public boolean enter(long restarts) {
        Operation op = new Operation(machine);
        boolean done = false;
        try {
            done = operate(op, machine.hart().kernelEntry(), restarts);
        } catch (MachineFault fault) {
            trapInMachineMode(fault);
        } catch (EndlessLoop _) {
            machine.hart().setCsr(Csr.MSTATUS, machine.hart().csr(Csr.MSTATUS) & ~MIE);
            machine.hart().setPc(KernelText.HANG);
        }
        machine.hart().spend(Math.max(1, op.cost()));
        return done;
    }

    /** The partition whose registers the hart holds, -1 if none: what the kernel's memory says. */
    public int loaded() {
        return machine.port().ram().load(KernelLayout.LOADED, Integer.BYTES);
    }

    /**
     * The partition whose code stands at {@code pc}, where the hart is; -1 for the kernel's own.
     */
    public int runs(int pc) {
        return KernelText.contains(pc) ? KernelLayout.NONE : loaded();
    }

    /** Where a partition's thread stands: what the kernel's memory says. */
    public ThreadState state(int partition) {
        int at = machine.layout().partition(partition) + KernelLayout.STATE;
        return ThreadState.of(machine.port().ram().load(at, Integer.BYTES));
    }

    private boolean operate(Operation op, int entry, long restarts) {
        KernelText.Entry[] entries = KernelText.Entry.values();
        // such a word anywhere but in its place is no code of the kernel
        if (entry >= entries.length || machine.hart().pc() != KernelText.address(entries[entry])) {
            throw new MachineFault(Cause.ILLEGAL_INSTRUCTION, entry << 20 | KernelText.ENTRY_WORD);
        }
        switch (entries[entry]) {
            case RESET -> boot.reset(op);
            case BOOT -> {
                if (boot.step(op)) {
                    leave(op);
                }
            }
            case TRAP -> {
                trap(op, restarts);
                leave(op);
                return true;
            }
            case RESTART -> {
                restart(op);
                leave(op);
            }
            case WAIT -> {
                if (windows.await(op)) {
                    finish(op);
                    machine.hart().mret();
                }
            }
        }
        return false;
    }

    private void trap(Operation op, long restarts) {
        Hart hart = machine.hart();
        int cause = hart.csr(Csr.MCAUSE);
        int extra = 0;
        int before = contexts.loaded(op);
        if (cause < 0) {
            interrupt(op, cause & ~Cause.INTERRUPT);
        } else {
            try {
                extra =
                        (hart.csr(Csr.MSTATUS) & MPP) == 0
                                ? exception(op, before, cause)
                                : machineException(op, before, cause);
            } catch (PartitionMemory fault) {
                fault(op, fault);
            }
        }
        for (int i = 0; restarts >>> i != 0; i++) {
            if ((restarts >>> i & 1) != 0) {
                health.commanded(op, i);
            }
        }
        finish(op);
        if (contexts.loaded(op) != before) {
            op.spend(extra);
        }
    }

    private void interrupt(Operation op, int number) {
        // a device's interrupt outranks the timer's, but must not hold up the end of a window
        if (number == Cause.MACHINE_TIMER || windows.isOver(op)) {
            op.spend(machine.costs().trapInOut());
            windows.timer(op);
        } else if (number == Cause.MACHINE_EXTERNAL) {
            interrupts.take(op);
        }
    }

    private int exception(Operation op, int partition, int cause) {
        if (cause == Cause.ECALL_FROM_USER) {
            return calls.handle(op, partition);
        }
        Hart hart = machine.hart();
        health.fault(op, partition, cause, hart.csr(Csr.MEPC), hart.csr(Csr.MTVAL));
        return 0;
    }

    /** A trap out of machine mode: a component of the kernel, or the kernel's own code. */
    private int machineException(Operation op, int loaded, int cause) {
        int pc = machine.hart().csr(Csr.MEPC);
        int address = machine.hart().csr(Csr.MTVAL);
        boolean own = KernelText.contains(pc) || loaded == KernelLayout.NONE;
        if (own || !placements.inKernel(op, loaded)) {
            faults.panic(op, cause, pc, address);
        } else if (cause == Cause.ECALL_FROM_MACHINE) {
            return calls.handle(op, loaded);
        } else {
            faults.trapped(op, loaded, cause, pc, address);
        }
        return 0;
    }

    /** One step of the loaded partition's restart, as if trapped for at its own word. */
    private void restart(Operation op) {
        int partition = contexts.loaded(op);
        Hart hart = machine.hart();
        hart.setCsr(Csr.MEPC, KernelText.RESTART);
        hart.setCsr(Csr.MSTATUS, hart.csr(Csr.MSTATUS) & ~MIE | MPP | MPIE);
        if (restarts.step(op, partition)) {
            op.record(new PartitionStarted(op.nowPs(), partition));
            finish(op);
        }
    }

    /**
     * Picks who runs next, unless a window is to come, whose opening does; a partition whose memory
     * fails meanwhile is dealt with first.
     */
    private void finish(Operation op) {
        if (op.load(WINDOW_STATE) == WINDOW_WAITING) {
            return;
        }
        for (int i = 0; i <= machine.layout().partitions(); i++) {
            try {
                dispatcher.run(op);
                return;
            } catch (PartitionMemory fault) {
                fault(op, fault);
            }
        }
        throw op.endless();
    }

    private void fault(Operation op, PartitionMemory fault) {
        int pc = machine.hart().csr(Csr.MEPC);
        if (placements.inKernel(op, fault.partition)) {
            faults.trapped(op, fault.partition, fault.cause, pc, fault.address);
        } else {
            health.fault(op, fault.partition, fault.cause, pc, fault.address);
        }
    }

    private void leave(Operation op) {
        if (op.load(WINDOW_STATE) == WINDOW_WAITING) {
            machine.hart().setPc(KernelText.WAIT);
        } else {
            machine.hart().mret();
        }
    }

    /** What the hart does when an instruction of the kernel itself traps. */
    private void trapInMachineMode(MachineFault fault) {
        Hart hart = machine.hart();
        int mstatus = hart.csr(Csr.MSTATUS);
        int previous = (mstatus & MIE) != 0 ? MPIE : 0;
        hart.setCsr(Csr.MEPC, hart.pc());
        hart.setCsr(Csr.MCAUSE, fault.cause);
        hart.setCsr(Csr.MTVAL, fault.address);
        hart.setCsr(Csr.MSTATUS, mstatus & ~(MIE | MPIE) | MPP | previous);
        hart.setPc(hart.csr(Csr.MTVEC) & ~3);
    }
}
