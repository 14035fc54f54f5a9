package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;
import dev.bulkhead.state.Fields;

/** A flipped bit in an integer register, followed until an instruction takes or overwrites it. */
final class XFlip extends Acting {
    private final Effect.Flip effect;
    private final int register;
    private final int partition;
    private boolean waiting;
    private boolean flipped;

    XFlip(Injection injection, Effect.Flip effect, int register) {
        super(injection);
        this.effect = effect;
        this.register = register;
        partition = site.targetPartition();
    }

    @Override
    void begin() {
        waiting = true;
        kernelLeft();
    }

    @Override
    void kernelLeft() {
        if (waiting && site.runs(partition)) {
            waiting = false;
            flipped = true;
            site.hart().setX(register, site.hart().x(register) ^ mask());
            look();
        }
    }

    private int mask() {
        return (1 << effect.width()) - 1 << effect.bit();
    }

    @Override
    boolean concerns(int pc, Instruction instruction) {
        return flipped
                && !isOver()
                && (instruction.readsX(register) || instruction.writesX(register));
    }

    @Override
    Instruction before(int pc, Instruction instruction) {
        if (site.runs(partition)) {
            if (instruction.readsX(register)) {
                int value = site.hart().x(register);
                activate("x" + register, value ^ mask(), value, "an instruction takes it");
            }
            finish();
        }
        return instruction;
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        waiting = fields.bool("waiting", waiting);
        flipped = fields.bool("flipped", flipped);
    }
}
