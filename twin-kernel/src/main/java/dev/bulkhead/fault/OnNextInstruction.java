package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;
import dev.bulkhead.state.Fields;

/** Acts on the next instruction that the target partition executes. */
abstract class OnNextInstruction extends Acting {
    private final int partition;
    private boolean begun;
    private boolean replaced;

    OnNextInstruction(Injection injection) {
        super(injection);
        partition = site.targetPartition();
    }

    final int partition() {
        return partition;
    }

    @Override
    final void begin() {
        begun = true;
        look();
    }

    /** Only while the target runs, which may be never: each instruction watched costs time. */
    @Override
    boolean concerns(int pc, Instruction instruction) {
        return waits() && !Site.isKernelText(pc);
    }

    private boolean waits() {
        return begun && !replaced && site.loaded() == partition;
    }

    @Override
    void kernelLeft() {
        if (waits()) {
            look();
        }
    }

    @Override
    final Instruction before(int pc, Instruction instruction) {
        replaced = true;
        look();
        return replace(pc, instruction);
    }

    /** What the target executes in place of this instruction, or the pc moved. */
    abstract Instruction replace(int pc, Instruction instruction);

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        begun = fields.bool("begun", begun);
        replaced = fields.bool("replaced", replaced);
    }
}
