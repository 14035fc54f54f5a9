package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;

/**
 * The target's next instruction is another one. A loop is two bytes of machine code, {@code c.j 0},
 * written over the program.
 */
final class Replacement extends OnNextInstruction {
    private static final int ILLEGAL = 0xffff_ffff;
    private static final int WRITE_MTVEC = 0x3050_1073;
    private static final int JUMP_TO_ITSELF = 0xa001;
    private static final int MASK_INTERRUPTS = 0x3004_7073;
    private static final int SP = 2;

    private final Effect.Replaced effect;

    Replacement(Injection injection, Effect.Replaced effect) {
        super(injection);
        this.effect = effect;
    }

    @Override
    Instruction replace(int pc, Instruction instruction) {
        return switch (effect.by()) {
            case ILLEGAL_INSTRUCTION -> once(pc, instruction, ILLEGAL, "an illegal instruction");
            case PRIVILEGED_INSTRUCTION ->
                    once(pc, instruction, WRITE_MTVEC, "an instruction that writes mtvec");
            case STACK_OVERFLOW -> overflow(instruction);
            case LOOP -> loop(pc, instruction);
            case LOOP_MASKED -> loopMasked(pc, instruction);
        };
    }

    private Instruction once(int pc, Instruction instruction, int word, String what) {
        activate(
                "instruction at 0x%08x".formatted(pc),
                Integer.toUnsignedLong(instruction.bits()),
                Integer.toUnsignedLong(word),
                what + " is executed");
        finish();
        return Instruction.of(word);
    }

    /** Writes a jump to itself into the program; a restart brings the program as it was. */
    private Instruction loop(int pc, Instruction instruction) {
        site.port().ram().store(pc, 2, JUMP_TO_ITSELF);
        activate(
                "instruction at 0x%08x".formatted(pc),
                Integer.toUnsignedLong(instruction.bits()),
                JUMP_TO_ITSELF,
                "the program loops for ever");
        finish();
        return Instruction.of(JUMP_TO_ITSELF);
    }

    /** Masks interrupts in this instruction's place; the one after it becomes the loop. */
    private Instruction loopMasked(int pc, Instruction instruction) {
        site.port().ram().store(pc + instruction.bytes(), 2, JUMP_TO_ITSELF);
        activate(
                "instruction at 0x%08x".formatted(pc),
                Integer.toUnsignedLong(instruction.bits()),
                MASK_INTERRUPTS,
                "the program masks interrupts and loops for ever");
        finish();
        return instruction.meaning(MASK_INTERRUPTS);
    }

    private Instruction overflow(Instruction instruction) {
        int end = site.names().stackEnd(partition());
        int before = site.hart().x(SP);
        site.hart().setX(SP, end);
        activate(
                "sp",
                Integer.toUnsignedLong(before),
                Integer.toUnsignedLong(end),
                "the stack pointer stands at the stack's lower end");
        finish();
        return instruction;
    }
}
