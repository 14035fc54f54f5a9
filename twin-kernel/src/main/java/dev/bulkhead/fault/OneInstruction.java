package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;

/** One instruction of the target is skipped, or executed twice. */
final class OneInstruction extends OnNextInstruction {
    private final boolean repeat;
    private int repeated = -1;
    private int length;

    OneInstruction(Injection injection, boolean repeat) {
        super(injection);
        this.repeat = repeat;
    }

    @Override
    Instruction replace(int pc, Instruction instruction) {
        String where = "instruction at 0x%08x".formatted(pc);
        long bits = Integer.toUnsignedLong(instruction.bits());
        if (repeat) {
            repeated = pc;
            length = instruction.bytes();
            activate(where, bits, bits, "it is executed twice");
            return instruction;
        }
        activate(where, bits, Integer.toUnsignedLong(instruction.asNop().bits()), "it is skipped");
        finish();
        return instruction.asNop();
    }

    /** A jump or a trap leaves the instruction, so nothing is left to repeat. */
    @Override
    void after(int pc) {
        if (repeated == pc) {
            repeated = -1;
            if (site.hart().pc() == pc + length) {
                site.hart().setPc(pc);
            }
            finish();
        }
    }
}
