package dev.bulkhead.hart;

import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;

import java.util.ArrayList;
import java.util.List;

/**
 * One RISC-V hart: its state, and running it up to a cycle. RV32IMAFDC, machine and user mode.
 *
 * <p>Cycle n starts at edge n of the hart's clock. Between runs everything may be read and changed;
 * a changed value acts on the next instruction. A new hart is in machine mode at address 0 with all
 * registers and CSRs 0.
 *
 * @see "The RISC-V Instruction Set Manual, volumes I and II"
 */
public final class Hart implements Stateful {
    /** Cycles after which the engine's loop is left and entered anew, so that it gets compiled. */
    private static final long SLICE_CYCLES = 1 << 12;

    private static final int REGISTERS = 64;
    private static final long NEVER = Long.MAX_VALUE;

    private final int id;
    private final Clock clock;
    private final Master master;
    private final RunLimit runLimit;
    private final Engine engine;
    private TimeSource timeSource = nowPs -> nowPs / 100_000;

    final CostTable costs;
    final MemoryPort port;
    final Pmp pmp = new Pmp();
    final CsrFile csrs = new CsrFile(this);
    final DataAccess data;

    /** Registers x0 to x31; 32 takes writes to x0, the rest rounds the index up to a mask. */
    final int[] x = new int[REGISTERS];

    final long[] f = new long[32];
    int pc;
    long cycle;
    long instret;

    /** The engine stops before an instruction that would start at this cycle or later. */
    long limit;

    private Privilege privilege = Privilege.MACHINE;
    private boolean waiting;
    private boolean reserved;
    private int reservation;
    private boolean kernelEntries;
    private int kernelEntry;
    private long instructionLimit = NEVER;
    private Stop requested;
    private boolean limitMayHaveMoved;
    private final List<InstructionWatch> watches = new ArrayList<>();

    /** Where the watched instruction is that executes now, while {@link #watchedOne}. */
    private int watchedPc;

    private boolean watchedOne;

    /**
     * @param id its {@code mhartid} and its index as a memory master
     * @param runLimit asked again after each device access
     */
    public Hart(int id, Clock clock, MemoryPort port, CostTable costs, RunLimit runLimit) {
        this.id = id;
        this.clock = clock;
        this.port = port;
        this.costs = costs;
        this.runLimit = runLimit;
        master = Master.hart(id);
        data = new DataAccess(this, port, costs);
        engine = new Interpreter(this);
    }

    /** Sets what the {@code time} CSR shows; until then 10 MHz from power-on. */
    public void setTimeSource(TimeSource source) {
        timeSource = source;
    }

    /**
     * Translates no machine code from now on. Nothing but the time that runs take depends on it.
     */
    public void interpretOnly() {
        engine.interpretOnly();
    }

    /** Whether translated code begins at an address of the page that executed last. */
    boolean isTranslated(int pc) {
        return engine.isTranslated(pc);
    }

    /** Makes the kernel-entry instruction legal in machine mode: {@link Stop#KERNEL_ENTRY}. */
    public void enableKernelEntries() {
        kernelEntries = true;
    }

    /**
     * Executes instructions until one of the reasons in {@link Stop}. No instruction starts at
     * {@code limitCycle} or later, nor at what {@link RunLimit} says after a device access; one
     * that starts before may end after. Cutting a run in two at any cycle changes nothing.
     */
    public Stop run(long limitCycle) {
        requested = null;
        limitMayHaveMoved = false;
        long bound = limitCycle;
        while (true) {
            if (requested != null) {
                return requested;
            }
            if (limitMayHaveMoved) {
                limitMayHaveMoved = false;
                bound = Math.min(limitCycle, runLimit.limitCycle());
            }
            if (cycle >= bound || instret >= instructionLimit) {
                return Stop.LIMIT;
            }
            int pending = csrs.mip & csrs.mie;
            if (waiting && pending == 0) {
                return Stop.WAIT_FOR_INTERRUPT;
            }
            waiting = false;
            if (pending != 0 && interruptsEnabled()) {
                trap(Cause.INTERRUPT | mostUrgent(pending), 0);
            } else {
                // an instruction takes a cycle at least, so neither limit can be overrun
                long most = Math.min(SLICE_CYCLES, instructionLimit - instret);
                limit = Math.min(bound, cycle + most);
                engine.execute();
                if (watchedOne) {
                    watchedOne = false;
                    List.copyOf(watches).forEach(watch -> watch.after(watchedPc));
                }
            }
        }
    }

    /** Lets {@code watch} see instructions from the next one on, after the watches that stand. */
    public void watch(InstructionWatch watch) {
        watches.add(watch);
        engine.watchesChanged();
    }

    /** Takes a watch away; one that does not stand is ignored. */
    public void unwatch(InstructionWatch watch) {
        if (watches.remove(watch)) {
            engine.watchesChanged();
        }
    }

    boolean isWatched() {
        return !watches.isEmpty();
    }

    boolean concernsWatch(int at, Instruction instruction) {
        for (InstructionWatch watch : watches) { // once for each instruction of a page: no stream
            if (watch.concerns(at, instruction)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Asks each watch in turn; afterwards one instruction at most executes before the next look.
     */
    Instruction passWatches(Instruction fetched) {
        Instruction executed = fetched;
        watchedPc = pc;
        for (InstructionWatch watch : List.copyOf(watches)) {
            if (pc == watchedPc && watch.concerns(pc, fetched)) {
                executed = watch.before(pc, executed);
            }
        }
        watchedOne = pc == watchedPc;
        limit = watchedOne ? cycle + 1 : 0;
        return executed;
    }

    private boolean interruptsEnabled() {
        return privilege == Privilege.USER || (csrs.mstatus & CsrFile.MSTATUS_MIE) != 0;
    }

    /** External before software before timer. */
    private static int mostUrgent(int pending) {
        if ((pending & 1 << Cause.MACHINE_EXTERNAL) != 0) {
            return Cause.MACHINE_EXTERNAL;
        }
        return (pending & 1 << Cause.MACHINE_SOFTWARE) != 0
                ? Cause.MACHINE_SOFTWARE
                : Cause.MACHINE_TIMER;
    }

    /** Ends the run after the present instruction: {@link Stop#TRIGGER}. */
    public void requestStop() {
        requested = Stop.TRIGGER;
        attention();
    }

    /** No instruction starts once this many have retired since power-on. */
    public void setInstructionLimit(long instret) {
        instructionLimit = instret;
    }

    /** The 12-bit number in the kernel-entry instruction that ended the last run. */
    public int kernelEntry() {
        return kernelEntry;
    }

    /** Cycles since power-on, idle ones too. */
    public long cycle() {
        return cycle;
    }

    /** Lets cycles pass, as a kernel operation does. */
    public void spend(long cycles) {
        cycle += cycles;
    }

    /** Lets time pass up to a cycle; nothing happens if it is past already. */
    public void idleUntil(long cycle) {
        this.cycle = Math.max(this.cycle, cycle);
    }

    /** Instructions retired since power-on; one that traps does not retire. */
    public long instret() {
        return instret;
    }

    /** Time at which the present cycle starts. */
    public long nowPs() {
        return clock.edgePs(cycle);
    }

    public int id() {
        return id;
    }

    public int x(int register) {
        return x[register];
    }

    /** Writes a register; x0 stays 0. */
    public void setX(int register, int value) {
        x[register == 0 ? Op.SPARE_REGISTER : register] = value;
    }

    /** The 64 bits of a floating-point register. */
    public long f(int register) {
        return f[register];
    }

    public void setF(int register, long value) {
        f[register] = value;
    }

    public int pc() {
        return pc;
    }

    /** Sets the next instruction's address; its lowest bit is cleared. */
    public void setPc(int address) {
        pc = address & ~1;
    }

    /**
     * Reads a CSR as an instruction in machine mode would.
     *
     * @throws IllegalArgumentException if there is no such CSR
     */
    public int csr(int number) {
        checkExists(number);
        return csrs.read(number);
    }

    /**
     * Writes a CSR as an instruction in machine mode would: only legal values are kept, locked PMP
     * entries and read-only CSRs stay as they are.
     *
     * @throws IllegalArgumentException if there is no such CSR
     */
    public void setCsr(int number, int value) {
        checkExists(number);
        if (number >>> 10 != 3) {
            csrs.write(number, value);
        }
    }

    /**
     * Changes a CSR as an upset of its bits would: as {@link #setCsr}, but the lock of a PMP entry
     * is no hindrance.
     */
    public void upsetCsr(int number, int value) {
        pmp.ignoreLocks(() -> setCsr(number, value));
    }

    private void checkExists(int number) {
        if (!csrs.exists(number)) {
            throw new IllegalArgumentException("no CSR 0x%03x".formatted(number));
        }
    }

    /** The PMP entries, for questions; they are changed through their CSRs. */
    public Pmp pmp() {
        return pmp;
    }

    public Privilege privilege() {
        return privilege;
    }

    public void setPrivilege(Privilege privilege) {
        this.privilege = privilege;
        modeChanged();
    }

    /** The architectural effect of the {@code mret} instruction; takes no cycles. */
    public void mret() {
        pc = csrs.mepc;
        privilege = csrs.leaveTrap();
        modeChanged();
    }

    /** Drives an interrupt line, and with it a bit of {@code mip}: 3, 7 or 11. */
    public void setInterrupt(int cause, boolean level) {
        if (cause != Cause.MACHINE_SOFTWARE
                && cause != Cause.MACHINE_TIMER
                && cause != Cause.MACHINE_EXTERNAL) {
            throw new IllegalArgumentException("interrupt " + cause + ", expected 3, 7 or 11");
        }
        csrs.mip = level ? csrs.mip | 1 << cause : csrs.mip & ~(1 << cause);
        attention();
    }

    /** Whether an LR's reservation stands. */
    public boolean reserved() {
        return reserved;
    }

    /** Address of the reserved word; without meaning while none is reserved. */
    public int reservation() {
        return reservation;
    }

    /** Reserves the word at an address, as LR does. */
    public void setReservation(int address) {
        reserved = true;
        reservation = address;
    }

    /** Drops the reservation; the next SC fails. */
    public void clearReservation() {
        reserved = false;
        reservation = 0;
    }

    Master master() {
        return master;
    }

    long mtime() {
        return timeSource.mtime(nowPs());
    }

    /** Takes a trap at the present pc; its cycles pass. */
    void trap(int cause, int tval) {
        pc = csrs.enterTrap(cause, tval, pc);
        privilege = Privilege.MACHINE;
        cycle += costs.of(CostClass.TRAP);
        modeChanged();
    }

    /** Ends the engine's loop before the next instruction, so that {@link #run} looks around. */
    void attention() {
        limit = 0;
    }

    void permissionsChanged() {
        data.permissionsChanged();
        engine.permissionsChanged();
        attention();
    }

    void modeChanged() {
        data.modeChanged(csrs.dataPrivilege());
        engine.modeChanged();
        attention();
    }

    void deviceAccessed() {
        limitMayHaveMoved = true;
        attention();
    }

    /** A WFI retired. */
    void waitForInterrupt() {
        waiting = true;
        attention();
    }

    /** Whether a kernel-entry instruction is legal now; if so the run ends on it. */
    boolean entersKernel(int number) {
        if (!kernelEntries || privilege != Privilege.MACHINE) {
            return false;
        }
        kernelEntry = number;
        requested = Stop.KERNEL_ENTRY;
        attention();
        return true;
    }

    @Override
    public void describe(Fields fields) {
        for (int i = 1; i < 32; i++) {
            x[i] = fields.i32("x" + i, x[i]);
        }
        fields.i64s("f", f);
        pc = fields.i32("pc", pc);
        cycle = fields.i64("cycle", cycle);
        instret = fields.i64("instret", instret);
        privilege = fields.constant("privilege", privilege, Privilege.values());
        waiting = fields.bool("waiting", waiting);
        reserved = fields.bool("reserved", reserved);
        reservation = fields.i32("reservation", reservation);
        kernelEntry = fields.i32("kernelEntry", kernelEntry);
        fields.child("csrs", csrs);
        fields.child("pmp", pmp);
        if (fields.restoring()) {
            permissionsChanged();
            modeChanged();
        }
    }
}
