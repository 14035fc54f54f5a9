package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;

/** The next instruction of the target is fetched with flipped bits; memory keeps it as it was. */
final class InstructionFlip extends OnNextInstruction {
    private final int mask;

    InstructionFlip(Injection injection, Effect.Flip effect) {
        super(injection);
        mask = (1 << effect.width()) - 1 << effect.bit();
    }

    @Override
    Instruction replace(int pc, Instruction instruction) {
        int bits = fetched(pc, instruction) ^ mask;
        Instruction flipped = Instruction.of(bits);
        activate(
                "instruction at 0x%08x".formatted(pc),
                Integer.toUnsignedLong(instruction.bits()),
                Integer.toUnsignedLong(flipped.bits()),
                "another instruction is executed once");
        finish();
        return flipped;
    }

    /** 32 bits from the pc on, whatever the instruction's length. */
    private int fetched(int pc, Instruction instruction) {
        if (instruction.bytes() == 4 || !site.port().ram().contains(pc + 2, 2)) {
            return instruction.bits();
        }
        return instruction.bits() | site.port().ram().load(pc + 2, 2) << 16;
    }
}
