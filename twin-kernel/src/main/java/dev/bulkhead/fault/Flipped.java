package dev.bulkhead.fault;

import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;

/**
 * Where flipped bits are at present.
 *
 * @param partition to which a register belongs, -1 if to none
 * @param index number of a register, or address of an aligned word of RAM
 * @param half which 32 bits of an f register, else 0
 * @param mask the bits
 * @param value what those 32 bits were right after the flip
 */
record Flipped(Where where, int partition, int index, int half, int mask, int value) {
    /** What holds them. */
    enum Where {
        X,
        F,
        RAM
    }

    private static final int WORD = 4;
    private static final int REGISTERS = 32;

    Flipped with(int newPartition, int newValue) {
        return new Flipped(where, newPartition, index, half, mask, newValue);
    }

    boolean isRegister() {
        return where != Where.RAM;
    }

    String name() {
        return switch (where) {
            case X -> "x" + index;
            case F -> "f" + index;
            case RAM -> "0x%08x".formatted(index);
        };
    }

    int read(Hart hart, Ram ram) {
        return switch (where) {
            case X -> hart.x(index);
            case F -> (int) (hart.f(index) >>> 32 * half);
            case RAM -> ram.load(index, WORD);
        };
    }

    /** Writes a register. */
    void write(Hart hart, int bits) {
        if (where == Where.X) {
            hart.setX(index, bits);
        } else {
            long other = hart.f(index) & ~(0xffff_ffffL << 32 * half);
            hart.setF(index, other | Integer.toUnsignedLong(bits) << 32 * half);
        }
    }

    boolean isReadBy(Instruction instruction) {
        return where == Where.X && instruction.readsX(index)
                || where == Where.F && instruction.readsF(index);
    }

    boolean isWrittenBy(Instruction instruction) {
        return where == Where.X && instruction.writesX(index)
                || where == Where.F && instruction.writesF(index);
    }

    /** Where the kernel saves this register. */
    Flipped saved() {
        int at =
                where == Where.X
                        ? KernelWords.savedX(partition, index)
                        : KernelWords.savedF(partition, index) + WORD * half;
        return new Flipped(Where.RAM, partition, at, 0, mask, value);
    }

    /** Whether the kernel loads a register of this partition from here. */
    boolean isSavedRegister(int owner) {
        return where == Where.RAM
                && (index > KernelWords.savedX(owner, 0)
                                && index < KernelWords.savedX(owner, REGISTERS)
                        || index >= KernelWords.savedF(owner, 0)
                                && index < KernelWords.savedF(owner, REGISTERS));
    }

    /** The register that is loaded from here. */
    Flipped loaded(int owner) {
        if (index < KernelWords.savedX(owner, REGISTERS)) {
            int register = (index - KernelWords.savedX(owner, 0)) / WORD;
            return new Flipped(Where.X, owner, register, 0, mask, value);
        }
        int offset = index - KernelWords.savedF(owner, 0);
        return new Flipped(Where.F, owner, offset / (2 * WORD), offset / WORD % 2, mask, value);
    }

    static Flipped describe(Fields fields, Flipped present) {
        Flipped from = present == null ? new Flipped(Where.RAM, 0, 0, 0, 0, 0) : present;
        return new Flipped(
                fields.constant("where", from.where, Where.values()),
                fields.i32("partition", from.partition),
                fields.i32("index", from.index),
                fields.i32("half", from.half),
                fields.i32("mask", from.mask),
                fields.i32("value", from.value));
    }
}
