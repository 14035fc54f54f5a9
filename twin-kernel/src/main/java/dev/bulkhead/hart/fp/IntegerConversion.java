package dev.bulkhead.hart.fp;

/**
 * Conversion to 32-bit integers. Binary32 numbers come widened, which changes no value.
 *
 * @see "RISC-V Unprivileged ISA, chapter F 2.2, Domains of float-to-integer conversions"
 */
final class IntegerConversion {
    private static final long MAX_UNSIGNED = 0xffff_ffffL;

    /** Out of range for both integer types, and small enough for the casts below. */
    private static final double FAR_OUTSIDE = 0x1p40;

    private IntegerConversion() {}

    static int toInt(double value, int rm, FpFlags flags) {
        return (int) toRange(value, Integer.MIN_VALUE, Integer.MAX_VALUE, rm, flags);
    }

    static int toUnsigned(double value, int rm, FpFlags flags) {
        return (int) toRange(value, 0, MAX_UNSIGNED, rm, flags);
    }

    private static long toRange(double value, long min, long max, int rm, FpFlags flags) {
        boolean negative = value < 0;
        if (!(Math.abs(value) < FAR_OUTSIDE)) {
            flags.raise(FpFlags.NV);
            return negative ? min : max;
        }
        long whole = (long) value;
        long rest = rest(Math.abs(value - whole));
        long rounded = whole;
        if (Rounding.roundsUp(negative, (whole & 1) != 0, rest, rm)) {
            rounded += negative ? -1 : 1;
        }
        if (rounded < min || rounded > max) {
            flags.raise(FpFlags.NV);
            return negative ? min : max;
        }
        if (rest != 0) {
            flags.raise(FpFlags.NX);
        }
        return rounded;
    }

    /** A fraction as {@link Rounding#roundsUp} reads it: zero, below, at or above one half. */
    private static long rest(double fraction) {
        if (fraction == 0) {
            return 0;
        }
        if (fraction == 0.5) {
            return Long.MIN_VALUE;
        }
        return fraction < 0.5 ? 1 : -1;
    }
}
