package dev.bulkhead.hart.fp;

/**
 * Accrued exception flags, in the layout of the {@code fflags} CSR. Operations only ever set bits
 * here; the owner clears them.
 *
 * @see "RISC-V Unprivileged ISA, chapter F 2.2, Floating-Point Control and Status Register"
 */
public final class FpFlags {
    /** Inexact. */
    public static final int NX = 1;

    /** Underflow: the result is tiny after rounding, and inexact. */
    public static final int UF = 2;

    /** Overflow. */
    public static final int OF = 4;

    /** A finite number other than zero was divided by zero. */
    public static final int DZ = 8;

    /** Invalid operation. */
    public static final int NV = 16;

    /** The accrued flags, an OR of the constants of this class. */
    public int bits;

    boolean isInexact() {
        return (bits & NX) != 0;
    }

    void raise(int flags) {
        bits |= flags;
    }
}
