package dev.bulkhead.chain;

import dev.bulkhead.chain.Step.Kind;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.hart.InstructionWatch;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the healthy run did where the faulty one took a step: the same instruction, executed as
 * often since both were last in step.
 */
final class HealthyValues implements InstructionWatch {
    /** How long after being in step an instruction is waited for. */
    private static final long WAIT_CYCLES = 1_000_000;

    private final Twin twin;
    private final Hart hart;
    private SortedMap<Integer, List<Step>> wanted = new TreeMap<>();
    private final SortedMap<Integer, Integer> executions = new TreeMap<>();
    private Instruction instruction;
    private int address;

    private HealthyValues(Twin twin) {
        this.twin = twin;
        hart = twin.ecu().hart();
    }

    /**
     * Fills in what the healthy run had.
     *
     * @param twin before all of them
     */
    static void fill(Twin twin, List<Step> steps) {
        SortedMap<Long, List<Step>> byStart = new TreeMap<>();
        for (Step step : steps) {
            if (step.isInstruction() && step.occurrence > 0) {
                byStart.computeIfAbsent(step.inStepCycle, _ -> new ArrayList<>()).add(step);
            }
        }
        HealthyValues values = new HealthyValues(twin);
        while (!byStart.isEmpty()) {
            long start = byStart.firstKey();
            List<Step> group = byStart.remove(start);
            long end = start;
            for (Step step : group) {
                end = Math.max(end, step.cycle + WAIT_CYCLES);
            }
            values.between(
                    start, byStart.isEmpty() ? end : Math.min(end, byStart.firstKey()), group);
        }
    }

    private void between(long start, long end, List<Step> group) {
        twin.runOn(at(start));
        wanted = new TreeMap<>();
        executions.clear();
        for (Step step : group) {
            wanted.computeIfAbsent(step.pc, _ -> new ArrayList<>()).add(step);
            step.compared = true;
            step.onlyHere = true;
        }
        hart.watch(this);
        long slice = Math.max(1, Math.min(end - start, 20_000));
        for (long cycle = start + slice; !wanted.isEmpty() && cycle <= end; cycle += slice) {
            twin.runOn(at(cycle));
        }
        hart.unwatch(this);
    }

    private SimTime at(long cycle) {
        return new SimTime(twin.ecu().clock().edgePs(cycle));
    }

    @Override
    public boolean concerns(int pc, Instruction any) {
        return wanted.containsKey(pc);
    }

    @Override
    public Instruction before(int pc, Instruction fetched) {
        instruction = fetched;
        address =
                fetched.isLoad() || fetched.isStore() || fetched.isAtomic()
                        ? hart.x(fetched.rs1()) + (fetched.isAtomic() ? 0 : fetched.offset())
                        : 0;
        executions.merge(pc, 1, Integer::sum);
        return fetched;
    }

    @Override
    public void after(int pc) {
        List<Step> steps = wanted.get(pc);
        if (steps == null) {
            return;
        }
        for (Step step : steps) {
            if (step.occurrence == executions.get(pc)) {
                step.onlyHere = false;
                step.expected = value(step);
                step.expectedAddress = step.address == 0 ? 0 : address;
            }
        }
        steps.removeIf(step -> !step.onlyHere);
        if (steps.isEmpty()) {
            wanted.remove(pc); // it may still be looked at: then nobody waits for it
        }
    }

    private long value(Step step) {
        if (step.kind == Kind.BRANCH) {
            return Integer.toUnsignedLong(hart.pc());
        }
        if (step.kind == Kind.STORE) {
            return instruction.isAtomic()
                    ? twin.ecu().ram().load(address, step.bytes) & 0xffff_ffffL
                    : Tracking.storedValue(hart, instruction);
        }
        int rd = instruction.rd();
        return instruction.writesX(rd) ? Integer.toUnsignedLong(hart.x(rd)) : hart.f(rd);
    }
}
