package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;
import dev.bulkhead.state.Fields;

/**
 * A bit of an integer register reads as one value from the moment on: for the target while it runs,
 * for everybody if the target is the hart.
 */
final class StuckX extends Acting {
    private final Effect.Stuck effect;
    private final int register;
    private final int partition;
    private boolean begun;

    StuckX(Injection injection, Effect.Stuck effect, int register) {
        super(injection);
        this.effect = effect;
        this.register = register;
        partition = site.fault().target().equals(Site.HART) ? -1 : site.targetPartition();
    }

    @Override
    void begin() {
        begun = true;
        look();
    }

    @Override
    boolean concerns(int pc, Instruction instruction) {
        return begun && (instruction.readsX(register) || instruction.isKernelEntry());
    }

    @Override
    Instruction before(int pc, Instruction instruction) {
        if (partition < 0 || site.runs(partition)) {
            int before = site.hart().x(register);
            int bit = 1 << effect.bit();
            int after = effect.value() == 1 ? before | bit : before & ~bit;
            if (after != before) {
                site.hart().setX(register, after);
                activate(
                        "x" + register,
                        Integer.toUnsignedLong(before),
                        Integer.toUnsignedLong(after),
                        "an instruction takes it with a stuck bit");
            }
        }
        return instruction;
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        begun = fields.bool("begun", begun);
    }
}
