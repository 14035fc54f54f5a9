package dev.bulkhead.hart.fp;

/**
 * A binary interchange format: how a bit pattern (in the low bits of a {@code long}) stands for a
 * number, and how an exact number is rounded to a bit pattern.
 *
 * <p>A finite number other than zero is taken apart as sign, exponent e and a significand s of 64
 * bits whose highest bit is set, so that its magnitude is s * 2^(e - 63); subnormal numbers too.
 *
 * @param fractionBits stored bits of the significand, without the implied one
 * @param exponentBits bits of the biased exponent
 */
record Format(int fractionBits, int exponentBits) {
    static final Format BINARY32 = new Format(23, 8);
    static final Format BINARY64 = new Format(52, 11);

    /** Largest exponent of a finite number; also the bias. */
    private int maxExponent() {
        return (1 << exponentBits - 1) - 1;
    }

    /** Smallest exponent of a normal number. */
    private int minExponent() {
        return 1 - maxExponent();
    }

    long signBit() {
        return 1L << fractionBits + exponentBits;
    }

    long infinity() {
        return (1L << exponentBits) - 1 << fractionBits;
    }

    long canonicalNan() {
        return infinity() | quietBit();
    }

    private long quietBit() {
        return 1L << fractionBits - 1;
    }

    private long signed(boolean negative, long magnitude) {
        return negative ? signBit() | magnitude : magnitude;
    }

    long infinity(boolean negative) {
        return signed(negative, infinity());
    }

    long zero(boolean negative) {
        return signed(negative, 0);
    }

    /** The bit pattern without its sign. */
    long magnitude(long bits) {
        return bits & signBit() - 1;
    }

    boolean isNegative(long bits) {
        return (bits & signBit()) != 0;
    }

    boolean isZero(long bits) {
        return magnitude(bits) == 0;
    }

    boolean isInfinite(long bits) {
        return magnitude(bits) == infinity();
    }

    boolean isNan(long bits) {
        return magnitude(bits) > infinity();
    }

    boolean isSignaling(long bits) {
        return isNan(bits) && (bits & quietBit()) == 0;
    }

    /** Exponent of a finite number other than zero. */
    int exponent(long bits) {
        long magnitude = magnitude(bits);
        int biased = (int) (magnitude >>> fractionBits);
        return biased != 0
                ? biased - maxExponent()
                : minExponent() + (63 - fractionBits) - Long.numberOfLeadingZeros(magnitude);
    }

    /** Significand of a finite number other than zero, its highest bit set. */
    long significand(long bits) {
        long magnitude = magnitude(bits);
        return magnitude >>> fractionBits != 0
                ? Long.MIN_VALUE | magnitude << 63 - fractionBits
                : magnitude << Long.numberOfLeadingZeros(magnitude);
    }

    /**
     * Rounds a number other than zero, with the flags that IEEE 754 wants; tininess is detected
     * after rounding.
     *
     * @param significand its highest bit set; the lowest bit also stands for anything below it
     */
    long round(boolean negative, int exponent, long significand, int rm, FpFlags flags) {
        if (exponent < minExponent()) {
            return roundSubnormal(negative, exponent, significand, rm, flags);
        }
        if (exponent > maxExponent()) {
            return overflow(negative, rm, flags);
        }
        // The implied one adds 1 to the exponent field, and so does a carry out of the fraction.
        long below = (long) (exponent + maxExponent() - 1) << fractionBits;
        long magnitude = below + roundedUnits(negative, significand, rm);
        if (magnitude >= infinity()) {
            return overflow(negative, rm, flags);
        }
        if (rest(significand) != 0) {
            flags.raise(FpFlags.NX);
        }
        return signed(negative, magnitude);
    }

    private long roundSubnormal(
            boolean negative, int exponent, long significand, int rm, FpFlags flags) {
        long shifted = shiftRightSticky(significand, minExponent() - exponent);
        if (rest(shifted) != 0) {
            flags.raise(FpFlags.NX);
            // Not tiny if, with the exponent unbounded, it would round up to the least normal.
            if (exponent < minExponent() - 1
                    || roundedUnits(negative, significand, rm) != 2L << fractionBits) {
                flags.raise(FpFlags.UF);
            }
        }
        return signed(negative, roundedUnits(negative, shifted, rm));
    }

    private long overflow(boolean negative, int rm, FpFlags flags) {
        flags.raise(FpFlags.OF | FpFlags.NX);
        return signed(
                negative, Rounding.overflowsToInfinity(negative, rm) ? infinity() : infinity() - 1);
    }

    /** The significand rounded to the precision of this format, in units of the last place. */
    private long roundedUnits(boolean negative, long significand, int rm) {
        long kept = significand >>> 63 - fractionBits;
        return Rounding.roundsUp(negative, (kept & 1) != 0, rest(significand), rm)
                ? kept + 1
                : kept;
    }

    /** What the precision of this format cuts off, as a fraction: 2^63 is half a unit. */
    private long rest(long significand) {
        return significand << fractionBits + 1;
    }

    /** Shifts right by zero or more; the lowest bit of the result stands for all lost ones. */
    static long shiftRightSticky(long value, int distance) {
        if (distance > 63) {
            return value != 0 ? 1 : 0;
        }
        long lost = value & ~(-1L << distance);
        return value >>> distance | (lost != 0 ? 1 : 0);
    }

    /**
     * Mask with the bit of the number's class set, as FCLASS gives it.
     *
     * @see "RISC-V Unprivileged ISA, chapter F 2.2, Format of result of FCLASS instruction"
     */
    int classify(long bits) {
        if (isNan(bits)) {
            return isSignaling(bits) ? 1 << 8 : 1 << 9;
        }
        long magnitude = magnitude(bits);
        int outward;
        if (magnitude == 0) {
            outward = 0;
        } else if (magnitude >>> fractionBits == 0) {
            outward = 1;
        } else {
            outward = magnitude == infinity() ? 3 : 2;
        }
        return isNegative(bits) ? 1 << 3 - outward : 1 << 4 + outward;
    }
}
