package dev.bulkhead.chain;

import dev.bulkhead.trace.TraceRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thing that happened in the faulty run and took something that derives from the fault. */
final class Step {
    /** An input more adds little to one of so many. */
    private static final int MOST_INPUTS = 6;

    /** What sort of thing. */
    enum Kind {
        /** Where the fault acted. */
        FAULT,
        /** A place that differs from the healthy run right after the fault acted. */
        STATE,
        LOAD,
        STORE,
        COMPUTE,
        /** A branch or jump whose way such a value decided. */
        BRANCH,
        KERNEL,
        DMA,
        DEVICE,
        FRAME,
        /** The hart was held for longer or shorter than in the healthy run. */
        HELD,
        /** A place that differs from the healthy run for a reason that the record does not hold. */
        UNEXPLAINED,
        DIFFERENCE
    }

    final Kind kind;
    final long cycle;
    final int partition;
    int pc;
    final List<Step> inputs = new ArrayList<>(2);

    /** What the inputs of an instruction were before one of them decided its way, if any. */
    int address;

    int bytes;
    long value;
    String text = "";
    Optional<TraceRecord> record = Optional.empty();

    /** The healthy run's cycle when both were last in step, and executions of this pc since. */
    long inStepCycle;

    int occurrence;

    /** What the healthy run had in the same place. */
    boolean compared;

    boolean onlyHere;
    long expected;
    int expectedAddress;

    /** Found once and never again. */
    int number = -1;

    Step(Kind kind, long cycle, int partition, int pc) {
        this.kind = kind;
        this.cycle = cycle;
        this.partition = partition;
        this.pc = pc;
    }

    void from(Step input) {
        if (input != null && !inputs.contains(input) && inputs.size() < MOST_INPUTS) {
            inputs.add(input);
        }
    }

    boolean isInstruction() {
        return kind == Kind.LOAD
                || kind == Kind.STORE
                || kind == Kind.COMPUTE
                || kind == Kind.BRANCH;
    }

    /** Whether the healthy run did the very same. */
    boolean equalsHealthy() {
        return compared && !onlyHere && value == expected && address == expectedAddress;
    }
}
