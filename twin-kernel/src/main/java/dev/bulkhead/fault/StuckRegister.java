package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;
import dev.bulkhead.state.Fields;

/**
 * A bit of an x or f register reads as one value from the moment on: for the target while it runs,
 * for everybody if the target is the hart.
 */
final class StuckRegister extends Acting {
    private final Effect.Stuck effect;
    private final boolean isFloat;
    private final int register;
    private final int partition;
    private boolean begun;

    StuckRegister(Injection injection, Effect.Stuck effect, boolean isFloat, int register) {
        super(injection);
        this.effect = effect;
        this.isFloat = isFloat;
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
        return begun
                && (isFloat
                        ? instruction.readsF(register)
                        : instruction.readsX(register) || instruction.isKernelEntry());
    }

    @Override
    Instruction before(int pc, Instruction instruction) {
        if (partition < 0 || site.runs(partition)) {
            long before = read();
            long bit = 1L << effect.bit();
            long after = effect.value() == 1 ? before | bit : before & ~bit;
            if (after != before) {
                write(after);
                activate(
                        (isFloat ? "f" : "x") + register,
                        before,
                        after,
                        "an instruction takes it with a stuck bit");
            }
        }
        return instruction;
    }

    private long read() {
        return isFloat ? site.hart().f(register) : Integer.toUnsignedLong(site.hart().x(register));
    }

    private void write(long value) {
        if (isFloat) {
            site.hart().setF(register, value);
        } else {
            site.hart().setX(register, (int) value);
        }
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        begun = fields.bool("begun", begun);
    }
}
