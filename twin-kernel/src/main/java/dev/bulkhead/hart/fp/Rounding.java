package dev.bulkhead.hart.fp;

/**
 * The rounding modes, encoded as in the {@code rm} field of an instruction and in {@code frm}. The
 * encodings 5 and 6 are reserved and 7 stands for {@code frm}; the hart resolves both before it
 * calls an operation.
 *
 * @see "RISC-V Unprivileged ISA, chapter F 2.2, Rounding mode encoding"
 */
public final class Rounding {
    /** To nearest, ties to even. */
    public static final int RNE = 0;

    /** Towards zero. */
    public static final int RTZ = 1;

    /** Down, towards minus infinity. */
    public static final int RDN = 2;

    /** Up, towards plus infinity. */
    public static final int RUP = 3;

    /** To nearest, ties to the larger magnitude. */
    public static final int RMM = 4;

    private Rounding() {}

    /**
     * Whether a magnitude cut to a whole number of units must grow by one unit.
     *
     * @param odd whether the kept units are odd
     * @param rest what was cut off, as an unsigned fraction of a unit: 2^63 is half a unit
     * @throws IllegalArgumentException if {@code rm} is not one of the five modes
     */
    static boolean roundsUp(boolean negative, boolean odd, long rest, int rm) {
        return switch (rm) {
            case RNE -> rest < 0 && (odd || rest != Long.MIN_VALUE);
            case RTZ -> false;
            case RDN -> negative && rest != 0;
            case RUP -> !negative && rest != 0;
            case RMM -> rest < 0;
            default -> throw reserved(rm);
        };
    }

    /**
     * Whether a result beyond the largest finite number becomes infinite; it becomes that largest
     * number otherwise.
     *
     * @throws IllegalArgumentException if {@code rm} is not one of the five modes
     */
    static boolean overflowsToInfinity(boolean negative, int rm) {
        return switch (rm) {
            case RNE, RMM -> true;
            case RTZ -> false;
            case RDN -> negative;
            case RUP -> !negative;
            default -> throw reserved(rm);
        };
    }

    /** Whether the sum of two zeros, or of two numbers that cancel, is the negative zero. */
    static boolean zeroSumIsNegative(boolean aNegative, boolean bNegative, int rm) {
        return aNegative == bNegative ? aNegative : rm == RDN;
    }

    private static IllegalArgumentException reserved(int rm) {
        return new IllegalArgumentException("rm=" + rm + ", expected 0..4");
    }
}
