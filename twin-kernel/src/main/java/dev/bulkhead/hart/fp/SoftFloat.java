package dev.bulkhead.hart.fp;

/**
 * Arithmetic by integers alone, for any format up to 53 bits of precision, every operand and every
 * rounding mode. {@link Float32} and {@link Float64} come here when the host's own arithmetic does
 * not tell result and flags at once.
 */
final class SoftFloat {
    private SoftFloat() {}

    private static long invalid(Format f, FpFlags flags) {
        flags.raise(FpFlags.NV);
        return f.canonicalNan();
    }

    private static long nan(Format f, boolean signaling, FpFlags flags) {
        return signaling ? invalid(f, flags) : f.canonicalNan();
    }

    static long add(Format f, long a, long b, int rm, FpFlags flags) {
        if (f.isNan(a) || f.isNan(b)) {
            return nan(f, f.isSignaling(a) || f.isSignaling(b), flags);
        }
        boolean differ = f.isNegative(a) != f.isNegative(b);
        if (f.isInfinite(a)) {
            return f.isInfinite(b) && differ ? invalid(f, flags) : a;
        }
        if (f.isInfinite(b)) {
            return b;
        }
        if (f.magnitude(a) == f.magnitude(b) && (differ || f.isZero(a))) {
            return f.zero(Rounding.zeroSumIsNegative(f.isNegative(a), f.isNegative(b), rm));
        }
        if (f.isZero(a)) {
            return b;
        }
        if (f.isZero(b)) {
            return a;
        }
        boolean aIsLarger = f.magnitude(a) >= f.magnitude(b);
        long large = aIsLarger ? a : b;
        long small = aIsLarger ? b : a;
        int exponent = f.exponent(large);
        int distance = exponent - f.exponent(small);
        // One bit of room for the carry; at least ten bits are free below, so nothing is lost.
        long sum = f.significand(large) >>> 1;
        long addend = Format.shiftRightSticky(f.significand(small), distance + 1);
        sum = differ ? sum - addend : sum + addend;
        int zeros = Long.numberOfLeadingZeros(sum);
        return f.round(f.isNegative(large), exponent + 1 - zeros, sum << zeros, rm, flags);
    }

    static long mul(Format f, long a, long b, int rm, FpFlags flags) {
        if (f.isNan(a) || f.isNan(b)) {
            return nan(f, f.isSignaling(a) || f.isSignaling(b), flags);
        }
        boolean negative = f.isNegative(a) != f.isNegative(b);
        if (f.isInfinite(a) || f.isInfinite(b)) {
            return f.isZero(a) || f.isZero(b) ? invalid(f, flags) : f.infinity(negative);
        }
        if (f.isZero(a) || f.isZero(b)) {
            return f.zero(negative);
        }
        long sa = f.significand(a);
        long sb = f.significand(b);
        return roundWide(
                f,
                negative,
                f.exponent(a) + f.exponent(b) + 1,
                Math.unsignedMultiplyHigh(sa, sb),
                sa * sb,
                rm,
                flags);
    }

    static long div(Format f, long a, long b, int rm, FpFlags flags) {
        if (f.isNan(a) || f.isNan(b)) {
            return nan(f, f.isSignaling(a) || f.isSignaling(b), flags);
        }
        boolean negative = f.isNegative(a) != f.isNegative(b);
        if (f.isInfinite(a)) {
            return f.isInfinite(b) ? invalid(f, flags) : f.infinity(negative);
        }
        if (f.isInfinite(b)) {
            return f.zero(negative);
        }
        if (f.isZero(b)) {
            if (f.isZero(a)) {
                return invalid(f, flags);
            }
            flags.raise(FpFlags.DZ);
            return f.infinity(negative);
        }
        if (f.isZero(a)) {
            return f.zero(negative);
        }
        // Operands of 53 bits; a quotient in 1..2 of 61 bits, ten at a time after the first.
        long dividend = f.significand(a) >>> 11;
        long divisor = f.significand(b) >>> 11;
        int exponent = f.exponent(a) - f.exponent(b);
        if (dividend < divisor) {
            dividend <<= 1;
            exponent--;
        }
        long quotient = 1;
        long remainder = dividend - divisor;
        for (int step = 0; step < 6; step++) {
            remainder <<= 10;
            quotient = quotient << 10 | remainder / divisor;
            remainder %= divisor;
        }
        return f.round(negative, exponent, quotient << 3 | (remainder != 0 ? 1 : 0), rm, flags);
    }

    static long sqrt(Format f, long a, int rm, FpFlags flags) {
        if (f.isNan(a)) {
            return nan(f, f.isSignaling(a), flags);
        }
        if (f.isZero(a)) {
            return a;
        }
        if (f.isNegative(a)) {
            return invalid(f, flags);
        }
        if (f.isInfinite(a)) {
            return a;
        }
        int exponent = f.exponent(a);
        // A radicand in 1..4 with two bits before the point, and its root in 1..2, bit by bit.
        long radicand = (exponent & 1) != 0 ? f.significand(a) : f.significand(a) >>> 1;
        long root = 0;
        long remainder = 0;
        for (int bit = 0; bit < 56; bit++) {
            remainder = remainder << 2 | radicand >>> 62;
            radicand <<= 2;
            long trial = root << 2 | 1;
            root <<= 1;
            if (remainder >= trial) {
                remainder -= trial;
                root |= 1;
            }
        }
        return f.round(false, exponent >> 1, root << 8 | (remainder != 0 ? 1 : 0), rm, flags);
    }

    /** a * b + c with one rounding. */
    static long fma(Format f, long a, long b, long c, int rm, FpFlags flags) {
        boolean infinite = f.isInfinite(a) || f.isInfinite(b);
        boolean zero = f.isZero(a) || f.isZero(b);
        // Infinity times zero is invalid even when the addend is a quiet NaN.
        if (infinite && zero) {
            return invalid(f, flags);
        }
        if (f.isNan(a) || f.isNan(b) || f.isNan(c)) {
            return nan(f, f.isSignaling(a) || f.isSignaling(b) || f.isSignaling(c), flags);
        }
        boolean negative = f.isNegative(a) != f.isNegative(b);
        if (infinite) {
            return f.isInfinite(c) && f.isNegative(c) != negative
                    ? invalid(f, flags)
                    : f.infinity(negative);
        }
        if (f.isInfinite(c)) {
            return c;
        }
        if (zero) {
            return f.isZero(c)
                    ? f.zero(Rounding.zeroSumIsNegative(negative, f.isNegative(c), rm))
                    : c;
        }
        return f.isZero(c) ? mul(f, a, b, rm, flags) : fmaFinite(f, a, b, c, rm, flags);
    }

    private static long fmaFinite(Format f, long a, long b, long c, int rm, FpFlags flags) {
        long sa = f.significand(a);
        long sb = f.significand(b);
        // Product and addend as 128 bits of which the highest is left free for a carry. The
        // product has at most 106 bits, so halving it loses none.
        long high = Math.unsignedMultiplyHigh(sa, sb);
        long low = sa * sb >>> 1 | high << 63;
        high >>>= 1;
        int exponent = f.exponent(a) + f.exponent(b) + 1;
        boolean negative = f.isNegative(a) != f.isNegative(b);
        long cHigh = f.significand(c) >>> 1;
        long cLow = 0;
        // A shift that loses bits is far enough that at most one leading bit cancels.
        int distance = exponent - f.exponent(c);
        if (distance > 0) {
            cLow = lowShiftedRightSticky(cHigh, cLow, distance);
            cHigh = distance > 63 ? 0 : cHigh >>> distance;
        } else if (distance < 0) {
            low = lowShiftedRightSticky(high, low, -distance);
            high = -distance > 63 ? 0 : high >>> -distance;
            exponent = f.exponent(c);
        }
        if (negative == f.isNegative(c)) {
            long sum = low + cLow;
            high += cHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
            low = sum;
        } else {
            high -= cHigh + (Long.compareUnsigned(low, cLow) < 0 ? 1 : 0);
            low -= cLow;
            if ((high | low) == 0) {
                return f.zero(rm == Rounding.RDN);
            }
            if (high < 0) {
                negative = !negative;
                low = -low;
                high = low == 0 ? -high : ~high;
            }
        }
        return roundWide(f, negative, exponent + 1, high, low, rm, flags);
    }

    /** The number {@code a} of one format in another; exact in a wider one. */
    static long convert(Format from, Format to, long a, int rm, FpFlags flags) {
        if (from.isNan(a)) {
            return nan(to, from.isSignaling(a), flags);
        }
        boolean negative = from.isNegative(a);
        if (from.isInfinite(a)) {
            return to.infinity(negative);
        }
        if (from.isZero(a)) {
            return to.zero(negative);
        }
        return to.round(negative, from.exponent(a), from.significand(a), rm, flags);
    }

    /** Low half of 128 bits shifted right by one or more, the lost bits kept as its lowest. */
    private static long lowShiftedRightSticky(long high, long low, int distance) {
        return distance > 63
                ? Format.shiftRightSticky(high, distance - 64) | (low != 0 ? 1 : 0)
                : high << -distance | Format.shiftRightSticky(low, distance);
    }

    /** Rounds (high * 2^64 + low) * 2^(exponent - 127), other than zero. */
    private static long roundWide(
            Format f, boolean negative, int exponent, long high, long low, int rm, FpFlags flags) {
        if (high == 0) {
            high = low;
            low = 0;
            exponent -= 64;
        }
        int zeros = Long.numberOfLeadingZeros(high);
        if (zeros != 0) {
            high = high << zeros | low >>> -zeros;
            low <<= zeros;
        }
        return f.round(negative, exponent - zeros, high | (low != 0 ? 1 : 0), rm, flags);
    }
}
