package dev.bulkhead.fault;

import dev.bulkhead.fault.Effect.Operator;
import dev.bulkhead.hart.Instruction;

import java.util.List;
import java.util.SplittableRandom;

/** The mutation operators: which instructions they fit, and what they make of one. */
final class Mutator {
    private static final int NOP = 0x13;
    private static final int RA = 1;
    private static final int FIRST_ARGUMENT = 10;
    private static final int LAST_ARGUMENT = 17;
    private static final int RD_SHIFT = 7;
    private static final int RS1_SHIFT = 15;
    private static final int RS2_SHIFT = 20;
    private static final int FUNCT3_SHIFT = 12;
    private static final int BLT = 4;
    private static final int BGE = 5;
    private static final int BLTU = 6;
    private static final int BGEU = 7;

    private final Operator operator;
    private final SplittableRandom random;

    Mutator(Operator operator, SplittableRandom random) {
        this.operator = operator;
        this.random = random;
    }

    /**
     * @param next the instructions that follow, at most four
     */
    boolean fits(Instruction i, List<Instruction> next) {
        return switch (operator) {
            case RD -> writesAny(i) && !i.isJump();
            case RS1 -> i.rs1() != 0 && i.readsX(i.rs1());
            case RS2 -> i.rs2() != 0 && i.rs2() != i.rs1() && i.readsX(i.rs2()) && !isOneSource(i);
            case NOP -> writesAny(i) || i.isStore();
            case BRANCH_DELETED, BRANCH_INVERTED -> i.isBranch();
            case IMMEDIATE -> isAddition(i);
            case STORE_ADDRESS -> i.isStore();
            case STALE_ARGUMENT -> writesArgument(i) && next.stream().anyMatch(Instruction::isCall);
            case RETURN_LOST -> i.isLoad() && i.writesX(RA);
            case LOOP_BOUND -> isBound(i);
            case CALL_DELETED -> i.isCall();
        };
    }

    /** The instruction that stands in its place, of the same length. */
    Instruction mutate(Instruction i) {
        int word = i.word();
        return i.meaning(
                switch (operator) {
                    case RD -> with(word, RD_SHIFT, other(i.rd()));
                    case RS1 -> with(word, RS1_SHIFT, other(i.rs1()));
                    case RS2 -> with(word, RS2_SHIFT, other(i.rs2()));
                    case NOP, BRANCH_DELETED, STALE_ARGUMENT, RETURN_LOST, CALL_DELETED -> NOP;
                    case BRANCH_INVERTED -> word ^ 1 << FUNCT3_SHIFT;
                    case IMMEDIATE ->
                            word + (random.nextBoolean() ? 1 << RS2_SHIFT : -1 << RS2_SHIFT);
                    case STORE_ADDRESS -> storeTo(word, random.nextInt(-512, 512) * 4);
                    case LOOP_BOUND -> oneMore(i);
                });
    }

    private int other(int register) {
        return 1 + (register + random.nextInt(30)) % 31;
    }

    private static int with(int word, int shift, int register) {
        return word & ~(31 << shift) | register << shift;
    }

    private static int storeTo(int word, int offset) {
        return with(word, RD_SHIFT, offset & 31) & 0x01ff_ffff | offset >> 5 << 25;
    }

    /** {@code i < n} becomes {@code i <= n}, which is {@code n >= i}; and the other way round. */
    private static int oneMore(Instruction i) {
        int funct3 = (i.word() >>> FUNCT3_SHIFT & 7) ^ 1;
        int swapped = with(with(i.word(), RS1_SHIFT, i.rs2()), RS2_SHIFT, i.rs1());
        return swapped & ~(7 << FUNCT3_SHIFT) | funct3 << FUNCT3_SHIFT;
    }

    /** A loop goes on while below, backwards, or ends once not below, forwards. */
    private static boolean isBound(Instruction i) {
        if (!i.isBranch()) {
            return false;
        }
        boolean backwards = i.word() < 0;
        return switch (i.word() >>> FUNCT3_SHIFT & 7) {
            case BLT, BLTU -> backwards;
            case BGE, BGEU -> !backwards;
            default -> false;
        };
    }

    private static boolean isAddition(Instruction i) {
        return (i.word() & 0x707f) == NOP && i.word() != NOP;
    }

    private static boolean writesAny(Instruction i) {
        return i.rd() != 0 && i.writesX(i.rd());
    }

    private static boolean writesArgument(Instruction i) {
        return writesAny(i) && i.rd() >= FIRST_ARGUMENT && i.rd() <= LAST_ARGUMENT && !i.isJump();
    }

    private static boolean isOneSource(Instruction i) {
        return !i.isBranch() && !i.isStore() && (i.word() & 0x7f) != 0x33;
    }
}
