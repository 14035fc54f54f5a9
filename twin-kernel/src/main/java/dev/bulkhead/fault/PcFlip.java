package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;

/** A flipped bit of the pc while the target runs: the next instruction comes from elsewhere. */
final class PcFlip extends OnNextInstruction {
    private final int mask;

    PcFlip(Injection injection, int mask) {
        super(injection);
        this.mask = mask;
        if ((mask & 1) != 0) {
            throw site.error("bit 0 of the pc is always 0", "choose another bit");
        }
    }

    @Override
    Instruction replace(int pc, Instruction instruction) {
        int to = pc ^ mask;
        activate(
                "pc",
                Integer.toUnsignedLong(pc),
                Integer.toUnsignedLong(to),
                "the program goes on at 0x%08x".formatted(to));
        site.hart().setPc(to);
        finish();
        return instruction;
    }
}
