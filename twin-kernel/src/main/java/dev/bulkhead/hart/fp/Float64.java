package dev.bulkhead.hart.fp;

/**
 * Operations of the D extension on binary64 bit patterns. A rounding mode {@code rm} is a constant
 * of {@link Rounding}; another one is an {@link IllegalArgumentException} where it comes to
 * rounding. Flags accrue in the {@link FpFlags} given. A NaN result is canonical.
 *
 * <p>Rounding to nearest even is the host's own where whole-number arithmetic on significands, or
 * the exact error of a sum, tells whether the result is inexact; this question falls away once NX
 * has accrued. What the host does not tell (NaN, overflow, a result that may be tiny) and the other
 * modes are {@link SoftFloat}'s.
 *
 * @see "RISC-V Unprivileged ISA, chapter D 2.2"
 */
public final class Float64 {
    /** The canonical NaN. */
    public static final long CANONICAL_NAN = 0x7ff8_0000_0000_0000L;

    private static final Format FORMAT = Format.BINARY64;
    private static final long SIGN = Long.MIN_VALUE;
    private static final long INFINITY = 0x7ff0_0000_0000_0000L;
    private static final long QUIET = 0x0008_0000_0000_0000L;
    private static final long IMPLIED_ONE = 0x0010_0000_0000_0000L;

    /** Below this magnitude neither a sum nor a step of its error can overflow. */
    private static final double SAFE_SUMMAND = 0x1p1022;

    private Float64() {}

    /** FADD.D. */
    public static long add(long a, long b, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            double x = Double.longBitsToDouble(a);
            double y = Double.longBitsToDouble(b);
            if (Math.abs(x) < SAFE_SUMMAND && Math.abs(y) < SAFE_SUMMAND) {
                double sum = x + y;
                // What the sum lost in rounding, exactly (Knuth's two-sum).
                double yPart = sum - x;
                if ((x - (sum - yPart)) + (y - yPart) != 0) {
                    flags.raise(FpFlags.NX);
                }
                return Double.doubleToRawLongBits(sum);
            }
        }
        return SoftFloat.add(FORMAT, a, b, rm, flags);
    }

    /** FSUB.D: a - b. */
    public static long sub(long a, long b, int rm, FpFlags flags) {
        return add(a, b ^ SIGN, rm, flags);
    }

    /** FMUL.D. */
    public static long mul(long a, long b, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            double product = Double.longBitsToDouble(a) * Double.longBitsToDouble(b);
            if (isPlain(product)) {
                if (!flags.isInexact() && oddProduct(a, b) >= IMPLIED_ONE << 1) {
                    flags.raise(FpFlags.NX);
                }
                return Double.doubleToRawLongBits(product);
            }
        }
        return SoftFloat.mul(FORMAT, a, b, rm, flags);
    }

    /** FDIV.D: a / b. */
    public static long div(long a, long b, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            double divisor = Double.longBitsToDouble(b);
            double quotient = Double.longBitsToDouble(a) / divisor;
            if (isPlain(quotient)) {
                long bits = Double.doubleToRawLongBits(quotient);
                if (!flags.isInexact() && oddProduct(bits, b) != oddPart(a)) {
                    flags.raise(FpFlags.NX);
                }
                return bits;
            }
        }
        return SoftFloat.div(FORMAT, a, b, rm, flags);
    }

    /** FSQRT.D. */
    public static long sqrt(long a, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            double root = Math.sqrt(Double.longBitsToDouble(a));
            if (isPlain(root)) {
                long bits = Double.doubleToRawLongBits(root);
                if (!flags.isInexact() && oddProduct(bits, bits) != oddPart(a)) {
                    flags.raise(FpFlags.NX);
                }
                return bits;
            }
        }
        return SoftFloat.sqrt(FORMAT, a, rm, flags);
    }

    /** FMADD.D: a * b + c. */
    public static long fmadd(long a, long b, long c, int rm, FpFlags flags) {
        // The host does not tell whether a fused sum is inexact, so its own serves only once NX is
        // set: 4 ns instead of 13 on an x86-64 server, but 850 on a host without the instruction.
        if (rm == Rounding.RNE && flags.isInexact()) {
            double sum =
                    Math.fma(
                            Double.longBitsToDouble(a),
                            Double.longBitsToDouble(b),
                            Double.longBitsToDouble(c));
            if (isPlain(sum)) {
                return Double.doubleToRawLongBits(sum);
            }
        }
        return SoftFloat.fma(FORMAT, a, b, c, rm, flags);
    }

    /** FMSUB.D: a * b - c. */
    public static long fmsub(long a, long b, long c, int rm, FpFlags flags) {
        return fmadd(a, b, c ^ SIGN, rm, flags);
    }

    /** FNMSUB.D: -(a * b) + c. */
    public static long fnmsub(long a, long b, long c, int rm, FpFlags flags) {
        return fmadd(a ^ SIGN, b, c, rm, flags);
    }

    /** FNMADD.D: -(a * b) - c. */
    public static long fnmadd(long a, long b, long c, int rm, FpFlags flags) {
        return fmadd(a ^ SIGN, b, c ^ SIGN, rm, flags);
    }

    /** FMIN.D: the smaller number; -0 is below +0, and a NaN gives way to a number. */
    public static long min(long a, long b, FpFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x == y) {
            return a | b;
        }
        if (isNan(a) || isNan(b)) {
            return theNumber(a, b, flags);
        }
        return x < y ? a : b;
    }

    /** FMAX.D: the larger number; +0 is above -0, and a NaN gives way to a number. */
    public static long max(long a, long b, FpFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x == y) {
            return a & b;
        }
        if (isNan(a) || isNan(b)) {
            return theNumber(a, b, flags);
        }
        return x > y ? a : b;
    }

    /** FSGNJ.D: a with the sign of b. */
    public static long sgnj(long a, long b) {
        return a & ~SIGN | b & SIGN;
    }

    /** FSGNJN.D: a with the opposite of the sign of b. */
    public static long sgnjn(long a, long b) {
        return a & ~SIGN | ~b & SIGN;
    }

    /** FSGNJX.D: a with the exclusive or of both signs. */
    public static long sgnjx(long a, long b) {
        return a ^ b & SIGN;
    }

    /** FEQ.D: a quiet comparison. */
    public static boolean eq(long a, long b, FpFlags flags) {
        if (isSignaling(a) || isSignaling(b)) {
            flags.raise(FpFlags.NV);
        }
        return Double.longBitsToDouble(a) == Double.longBitsToDouble(b);
    }

    /** FLT.D: a signaling comparison. */
    public static boolean lt(long a, long b, FpFlags flags) {
        raiseIfUnordered(a, b, flags);
        return Double.longBitsToDouble(a) < Double.longBitsToDouble(b);
    }

    /** FLE.D: a signaling comparison. */
    public static boolean le(long a, long b, FpFlags flags) {
        raiseIfUnordered(a, b, flags);
        return Double.longBitsToDouble(a) <= Double.longBitsToDouble(b);
    }

    /** FCLASS.D: a mask with one of the bits 0 to 9 set. */
    public static int classify(long a) {
        return FORMAT.classify(a);
    }

    /** FCVT.W.D. */
    public static int toInt(long a, int rm, FpFlags flags) {
        return IntegerConversion.toInt(Double.longBitsToDouble(a), rm, flags);
    }

    /** FCVT.WU.D; the result is an unsigned number. */
    public static int toUnsigned(long a, int rm, FpFlags flags) {
        return IntegerConversion.toUnsigned(Double.longBitsToDouble(a), rm, flags);
    }

    /** FCVT.D.W; always exact. */
    public static long fromInt(int value) {
        return Double.doubleToRawLongBits(value);
    }

    /** FCVT.D.WU; always exact. */
    public static long fromUnsigned(int value) {
        return Double.doubleToRawLongBits((double) Integer.toUnsignedLong(value));
    }

    /** FCVT.D.S; exact but for a signaling NaN, which is invalid. */
    public static long fromFloat32(int a, FpFlags flags) {
        double value = Float.intBitsToFloat(a);
        return Double.isNaN(value)
                ? SoftFloat.convert(
                        Format.BINARY32, FORMAT, Integer.toUnsignedLong(a), Rounding.RNE, flags)
                : Double.doubleToRawLongBits(value);
    }

    /** Finite, normal and surely not tiny: inexactness is all that is left to tell. */
    private static boolean isPlain(double result) {
        double magnitude = Math.abs(result);
        return magnitude > Double.MIN_NORMAL && magnitude < Double.POSITIVE_INFINITY;
    }

    /** The odd factor of a number's significand; not for zero. */
    private static long oddPart(long bits) {
        long fraction = bits & IMPLIED_ONE - 1;
        long significand = (bits & INFINITY) == 0 ? fraction : fraction | IMPLIED_ONE;
        return significand >> Long.numberOfTrailingZeros(significand);
    }

    /** Product of the odd parts of two numbers, or the largest {@code long} if out of range. */
    private static long oddProduct(long a, long b) {
        long x = oddPart(a);
        long y = oddPart(b);
        long product = x * y;
        return Math.multiplyHigh(x, y) == 0 && product >= 0 ? product : Long.MAX_VALUE;
    }

    private static long theNumber(long a, long b, FpFlags flags) {
        if (isSignaling(a) || isSignaling(b)) {
            flags.raise(FpFlags.NV);
        }
        if (isNan(a)) {
            return isNan(b) ? CANONICAL_NAN : b;
        }
        return a;
    }

    private static void raiseIfUnordered(long a, long b, FpFlags flags) {
        if (isNan(a) || isNan(b)) {
            flags.raise(FpFlags.NV);
        }
    }

    private static boolean isNan(long a) {
        return (a & ~SIGN) > INFINITY;
    }

    private static boolean isSignaling(long a) {
        return isNan(a) && (a & QUIET) == 0;
    }
}
