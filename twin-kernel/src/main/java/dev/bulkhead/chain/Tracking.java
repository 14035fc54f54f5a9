package dev.bulkhead.chain;

import dev.bulkhead.chain.Step.Kind;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.hart.InstructionWatch;
import dev.bulkhead.hart.Privilege;
import dev.bulkhead.kernel.CallRegisters;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.memory.AccessObserver;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;
import dev.bulkhead.twin.Disturbance;
import dev.bulkhead.twin.Twin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Follows through a faulty run what derives from the fault: each register, byte of memory, device
 * and the world outside points to the step that gave it its value, if that took such a value.
 * Whatever a partition does after a branch that such a value decided depends on that branch, until
 * both runs stand at the same place again.
 */
final class Tracking implements InstructionWatch, AccessObserver, Disturbance {
    private static final int REGISTERS = 32;

    /** Registers in which kernel calls take something, and the one that holds the call's number. */
    private static final int CALL_NUMBER = 17;

    private static final int MOST_BRANCHES = 8;
    private static final int MOST_LOADS = 2048;

    private final Twin twin;
    private final Hart hart;
    private final Ram ram;
    final Shadow memory;
    final Step[] x = new Step[REGISTERS];
    final Step[] f = new Step[REGISTERS];

    /** By partition: the branch on which all that it does now depends. */
    final Step[] control;

    /** By partition: its last such branch since all of memory was compared. */
    final Step[] decided;

    final Outside outside;

    /** Whether any of {@link #x}, {@link #f} or the running partition's control is set. */
    private boolean registersDerive;

    private int loaded;
    private Instruction instruction;
    private final Step pending = new Step(Kind.COMPUTE, 0, 0, 0);
    private int pendingAddress;
    private boolean wasUser;
    private boolean trapped;

    // the kernel operation that is going on
    private boolean inKernel;
    private Step operation;
    private final Step operationInputs = new Step(Kind.KERNEL, 0, 0, 0);
    private boolean argumentsDerive;
    private final List<Integer> operationLoads = new ArrayList<>();
    private final Deque<Optional<Step>> copied = new ArrayDeque<>();
    private final int[] before = new int[REGISTERS];
    private Optional<TraceRecord> operationRecord = Optional.empty();

    /** When the last kernel operation began. */
    long entryCycle;

    /** A window opened in the last kernel operation. */
    Optional<WindowStarted> opened = Optional.empty();

    // what lines this run up with the healthy one
    private long inStepCycle;
    private int inStep;
    private final int[] executions;
    private final int[] executedIn;
    private final List<Step> branches = new ArrayList<>();
    private Step last;
    private long instructions;

    private final Predicate<TraceRecord> isDifference;
    private Optional<Step> difference = Optional.empty();

    Tracking(Twin twin, Predicate<TraceRecord> isDifference) {
        this.twin = twin;
        this.isDifference = isDifference;
        hart = twin.ecu().hart();
        ram = twin.ecu().ram();
        memory = new Shadow(ram);
        control = new Step[twin.system().partitions().size()];
        decided = new Step[control.length];
        outside = new Outside(twin);
        executions = new int[ram.size() / 2];
        executedIn = new int[ram.size() / 2];
        loaded = twin.ecu().kernel().loaded();
    }

    /** Begins to follow. */
    void attach() {
        twin.disturb(this);
        hart.watch(this);
        twin.ecu().port().observe(this);
        inStepNow(hart.cycle());
        look();
    }

    /** The record in which the runs differ first was made: the step that made it. */
    Optional<Step> difference() {
        return difference;
    }

    long instructions() {
        return instructions;
    }

    /** The partition whose registers the hart holds, -1 for none. */
    int loaded() {
        return loaded;
    }

    /** Both runs stand at the same place; the healthy one's cycle is given. */
    void inStepNow(long healthyCycle) {
        inStepCycle = healthyCycle;
        inStep++;
        branches.clear();
    }

    /** Registers or control were changed from outside. */
    void look() {
        registersDerive = control() != null;
        for (int i = 0; i < REGISTERS && !registersDerive; i++) {
            registersDerive = x[i] != null || f[i] != null;
        }
    }

    Step control() {
        return loaded >= 0 && loaded < control.length ? control[loaded] : null;
    }

    /** Adds what may have made the running partition take longer or shorter since in step. */
    void timeInto(Step step) {
        branches.forEach(step::from);
        step.from(control());
        if (step.inputs.isEmpty()) {
            step.from(last);
        }
    }

    /** Adds what the last kernel operation took. */
    void operationInto(Step step) {
        operationInputs.inputs.forEach(step::from);
    }

    /** Adds what stands now behind the memory that the last kernel operation read. */
    void loadsInto(Step step) {
        operationLoads.forEach(address -> step.from(memory.at(address)));
    }

    // instructions

    @Override
    public boolean concerns(int pc, Instruction any) {
        return true;
    }

    @Override
    public Instruction before(int pc, Instruction fetched) {
        instructions++;
        instruction = fetched;
        wasUser = hart.privilege() == Privilege.USER;
        if (fetched.isKernelEntry()) {
            enterKernel();
            return fetched;
        }
        count(pc);
        boolean access = fetched.isLoad() || fetched.isStore() || fetched.isAtomic();
        pending.inputs.clear();
        if (access) {
            pendingAddress = hart.x(fetched.rs1()) + (fetched.isAtomic() ? 0 : fetched.offset());
            int bytes = fetched.accessBytes();
            if (!fetched.isStore()) {
                memory.into(pending, pendingAddress, bytes);
                if (!ram.contains(pendingAddress, bytes)) {
                    pending.from(outside.device(pendingAddress));
                }
            }
        }
        if (registersDerive) {
            registersInto(fetched);
        }
        return fetched;
    }

    private void registersInto(Instruction fetched) {
        for (int i = 1; i < REGISTERS; i++) {
            if (x[i] != null && fetched.readsX(i)) {
                pending.from(x[i]);
            }
        }
        for (int i = 0; i < REGISTERS; i++) {
            if (f[i] != null && fetched.readsF(i)) {
                pending.from(f[i]);
            }
        }
    }

    private void count(int pc) {
        int parcel = pc - ram.base() >>> 1;
        if (parcel >= 0 && parcel < executions.length) {
            if (executedIn[parcel] != inStep) {
                executedIn[parcel] = inStep;
                executions[parcel] = 0;
            }
            executions[parcel]++;
        }
    }

    @Override
    public void after(int pc) {
        Instruction done = instruction;
        if (done.isKernelEntry()) {
            return;
        }
        if (wasUser && hart.privilege() == Privilege.MACHINE) {
            trapped(done);
            return;
        }
        boolean derives = !pending.inputs.isEmpty();
        if (!derives && !registersDerive && !done.isStore() && !done.isAtomic()) {
            return;
        }
        if (derives && (done.isBranch() || done.isJump())) {
            branched(pc);
            pending.inputs.clear(); // a return address that is left derives from nothing
        }
        if (done.isStore() || done.isAtomic()) {
            stored(pc, done);
        }
        if (!done.isStore() && !done.isBranch()) {
            written(pc, done);
        }
    }

    private void trapped(Instruction done) {
        trapped = true;
        operationInputs.inputs.clear();
        if (done.isLoad() || done.isStore() || done.isAtomic()) {
            pending.inputs.forEach(operationInputs::from);
        } else {
            for (int argument : CallRegisters.TAKEN) {
                operationInputs.from(x[argument]);
            }
        }
        operationInputs.from(control());
    }

    private void branched(int pc) {
        Step step = step(Kind.BRANCH, pc);
        step.value = Integer.toUnsignedLong(hart.pc());
        if (branches.size() < MOST_BRANCHES) {
            branches.add(step);
        }
        if (loaded >= 0) {
            control[loaded] = step;
            decided[loaded] = step;
            registersDerive = true;
        }
    }

    private void stored(int pc, Instruction done) {
        int bytes = done.accessBytes();
        Step step = null;
        if (!pending.inputs.isEmpty()) {
            step = step(Kind.STORE, pc);
            step.address = pendingAddress;
            step.bytes = bytes;
            step.value =
                    done.isAtomic()
                            ? ram.load(pendingAddress, bytes) & 0xffff_ffffL
                            : storedValue(hart, done);
        } else {
            step = control();
        }
        if (ram.contains(pendingAddress, bytes)) {
            memory.set(pendingAddress, bytes, step);
        } else if (step != null) {
            outside.written(pendingAddress, step);
        }
    }

    /** What a store instruction that is done put into memory. */
    static long storedValue(Hart hart, Instruction store) {
        int bytes = store.accessBytes();
        boolean integer = store.readsX(store.rs2()) && !isFloat(store);
        long value = isFloat(store) ? hart.f(store.rs2()) : integer ? hart.x(store.rs2()) : 0;
        return bytes == Long.BYTES ? value : value & (1L << 8 * bytes) - 1;
    }

    private static boolean isFloat(Instruction access) {
        return (access.word() & 0x7f) == 0x27;
    }

    private void written(int pc, Instruction done) {
        int rd = done.rd();
        boolean integer = done.writesX(rd);
        boolean floating = !integer && done.writesF(rd);
        if (!integer && !floating) {
            return;
        }
        Step step = control();
        if (!pending.inputs.isEmpty()) {
            step = step(done.isLoad() || done.isAtomic() ? Kind.LOAD : Kind.COMPUTE, pc);
            step.value = integer ? Integer.toUnsignedLong(hart.x(rd)) : hart.f(rd);
            boolean load = step.kind == Kind.LOAD;
            step.bytes = load ? done.accessBytes() : integer ? Integer.BYTES : Long.BYTES;
            step.address = load ? pendingAddress : 0;
        }
        (integer ? x : f)[rd] = step;
        registersDerive |= step != null;
    }

    private Step step(Kind kind, int pc) {
        Step step = new Step(kind, hart.cycle(), loaded, pc);
        for (Step input : pending.inputs) {
            // sums and the like: only where a value came from and where it ends is of interest
            if (kind == Kind.COMPUTE
                    && input.kind == Kind.COMPUTE
                    && Math.abs(input.pc - pc) < Short.MAX_VALUE / 128
                    && step.inputs.size() + input.inputs.size() <= 3) {
                input.inputs.forEach(step::from);
            } else {
                step.from(input);
            }
        }
        line(step);
        last = step;
        return step;
    }

    private void line(Step step) {
        step.inStepCycle = inStepCycle;
        int parcel = step.pc - ram.base() >>> 1;
        step.occurrence =
                parcel >= 0 && parcel < executions.length ? Math.max(1, executions[parcel]) : 0;
    }

    // kernel operations

    private void enterKernel() {
        if (!trapped) {
            operationInputs.inputs.clear(); // an interrupt, or the kernel's own words
        }
        trapped = false;
        inKernel = true;
        operation = null;
        operationRecord = Optional.empty();
        opened = Optional.empty();
        argumentsDerive = !operationInputs.inputs.isEmpty();
        copied.clear();
        operationLoads.clear();
        entryCycle = hart.cycle();
        for (int i = 0; i < REGISTERS; i++) {
            before[i] = hart.x(i);
        }
    }

    @Override
    public void made(MemoryAccess access) {
        if (access.master().kind() == Master.Kind.HART) {
            return; // instructions are looked at one by one
        }
        if (access.kind() == MemoryAccess.Kind.STORE) {
            stored(access.master(), access.address(), access.bytes());
        } else {
            loaded(access.master(), access.address(), access.bytes());
        }
    }

    private void loaded(Master master, int address, int bytes) {
        if (master.kind() != Master.Kind.KERNEL) {
            if (memory.any(address, bytes)) {
                Step step = new Step(Kind.DMA, hart.cycle(), -1, 0);
                step.address = address;
                memory.into(step, address, bytes);
                outside.taken(master, step);
            }
            return;
        }
        if (!inKernel || isSaved(address)) {
            return;
        }
        Step from = ram.contains(address, bytes) ? first(address, bytes) : outside.device(address);
        operationInputs.from(from);
        if (operationLoads.size() < MOST_LOADS) {
            operationLoads.add(address);
        }
        if (bytes == 1) {
            copied.add(Optional.ofNullable(from));
        }
    }

    private Step first(int address, int bytes) {
        Step from = null;
        for (int i = 0; i < bytes && from == null; i++) {
            from = memory.at(address + i);
        }
        return from;
    }

    private boolean isSaved(int address) {
        for (int i = 0; i < control.length; i++) {
            if (saved(i, address) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static int saved(int partition, int address) {
        int offset = address - KernelWords.savedX(partition, 0);
        return Integer.compareUnsigned(offset, KernelWords.SAVED_BYTES) < 0 ? offset : -1;
    }

    private void stored(Master master, int address, int bytes) {
        if (master.kind() != Master.Kind.KERNEL) {
            memory.set(address, bytes, outside.master(master));
            return;
        }
        if (!inKernel) {
            return;
        }
        if (!ram.contains(address, bytes)) {
            if (!operationInputs.inputs.isEmpty()) {
                outside.written(address, operation());
            }
            return;
        }
        int offset = loaded >= 0 && loaded < control.length ? saved(loaded, address) : -1;
        if (offset >= 0 && saves(offset, address)) {
            return;
        }
        if (bytes == 1 && !argumentsDerive) {
            Optional<Step> from = copied.isEmpty() ? Optional.empty() : copied.poll();
            memory.set(address, from.isPresent() ? operation() : null);
        } else {
            memory.set(address, bytes, operationInputs.inputs.isEmpty() ? null : operation());
        }
    }

    /** Whether this is a register of the thread that is loaded, put where it is kept. */
    private boolean saves(int offset, int address) {
        int register = offset / Integer.BYTES;
        if (register == 0) {
            memory.set(address, Integer.BYTES, null); // control stands for the pc
            return true;
        }
        if (register >= REGISTERS) {
            memory.set(address, Integer.BYTES, f[(register - REGISTERS) / 2]);
            return true;
        }
        if (ram.load(address, Integer.BYTES) == hart.x(register)) {
            memory.set(address, Integer.BYTES, x[register]);
            return true;
        }
        return false;
    }

    /** The present operation as one step, to which more inputs may yet come. */
    private Step operation() {
        if (operation == null) {
            operation = new Step(Kind.KERNEL, hart.cycle(), loaded, 0);
            operation.record = operationRecord;
            operation.text = operationText();
            last = operation;
        }
        operationInputs.inputs.forEach(operation::from);
        return operation;
    }

    private String operationText() {
        int cause = hart.csr(Csr.MCAUSE);
        if (cause == Cause.ECALL_FROM_USER) {
            return "kernel call " + KernelWords.call(before[CALL_NUMBER]);
        }
        return cause < 0 ? "an interrupt" : "a trap";
    }

    /** Whether nothing derives from the fault any more. */
    boolean isOver() {
        look();
        return !registersDerive
                && memory.isEmpty()
                && outside.isEmpty()
                && Arrays.stream(control).allMatch(Objects::isNull);
    }

    /** The last thing that took what derives from the fault. */
    Optional<Step> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public void kernelLeft() {
        inKernel = false;
        int next = twin.ecu().kernel().loaded();
        if (next != loaded) {
            loaded = next;
            for (int i = 0; i < REGISTERS; i++) {
                boolean any = next >= 0 && next < control.length;
                x[i] = any && i > 0 ? memory.at(KernelWords.savedX(next, i)) : null;
                f[i] = any ? first(KernelWords.savedF(next, i), Long.BYTES) : null;
            }
        } else {
            for (int i = 1; i < REGISTERS; i++) {
                if (hart.x(i) != before[i]) {
                    x[i] = operationInputs.inputs.isEmpty() ? null : operation();
                }
            }
        }
        look();
    }

    // records

    @Override
    public long nextCycle() {
        return NEVER;
    }

    @Override
    public void act() {}

    @Override
    public void recorded(TraceRecord record) {
        if (difference.isPresent()) {
            return;
        }
        Step made = new Step(Kind.FRAME, hart.cycle(), -1, 0);
        made.record = Optional.of(record);
        outside.recorded(record, made);
        if (inKernel && isMessage(record) && operationRecord.isEmpty()) {
            operationRecord = Optional.of(record);
            if (operation != null) {
                operation.record = operationRecord;
            }
        }
        if (record instanceof WindowStarted start) {
            opened = Optional.of(start);
        }
        if (isDifference.test(record)) {
            differs(record, made);
        }
    }

    private void differs(TraceRecord record, Step made) {
        Step step = new Step(Kind.DIFFERENCE, hart.cycle(), loaded, 0);
        step.record = Optional.of(record);
        made.inputs.forEach(step::from);
        if (inKernel) {
            operationInputs.inputs.forEach(step::from);
        } else {
            pending.inputs.forEach(step::from);
        }
        step.from(control());
        difference = Optional.of(step);
        twin.ecu().interruptRun();
    }

    private static boolean isMessage(TraceRecord record) {
        return switch (record) {
            case PortWritten _,
                    PortRead _,
                    CallMade _,
                    CallTaken _,
                    CallReplied _,
                    CallReturned _,
                    NotificationSent _,
                    NotificationsTaken _,
                    PartitionFault _ ->
                    true;
            default -> false;
        };
    }
}
