package dev.bulkhead.hart.fp;

/**
 * Operations of the F extension on binary32 bit patterns. A rounding mode {@code rm} is a constant
 * of {@link Rounding}; another one is an {@link IllegalArgumentException} where it comes to
 * rounding. Flags accrue in the {@link FpFlags} given. A NaN result is canonical.
 *
 * <p>Rounding to nearest even is the host's own: a {@code double} holds each product of two {@code
 * float}s exactly, which shows whether a result is inexact. What the host does not tell (NaN,
 * overflow, a tiny inexact result) and the other modes are {@link SoftFloat}'s.
 *
 * @see "RISC-V Unprivileged ISA, chapter F 2.2"
 */
public final class Float32 {
    /** The canonical NaN. */
    public static final int CANONICAL_NAN = 0x7fc0_0000;

    private static final Format FORMAT = Format.BINARY32;
    private static final int SIGN = 0x8000_0000;
    private static final int QUIET = 0x0040_0000;
    private static final long BOX = 0xffff_ffff_0000_0000L;

    private Float32() {}

    /**
     * A 64-bit register's content that holds {@code a}.
     *
     * @see "RISC-V Unprivileged ISA, chapter D 2.2, NaN Boxing of Narrower Values"
     */
    public static long box(int a) {
        return BOX | a;
    }

    /** What a binary32 operation reads from a 64-bit register: the canonical NaN if not boxed. */
    public static int unbox(long register) {
        return (register & BOX) == BOX ? (int) register : CANONICAL_NAN;
    }

    /** FADD.S. */
    public static int add(int a, int b, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            float x = Float.intBitsToFloat(a);
            float y = Float.intBitsToFloat(b);
            float sum = x + y;
            if (Float.isFinite(sum)) {
                double wide = (double) x + y;
                if (wide != sum || sumError(x, y, wide) != 0) {
                    flags.raise(FpFlags.NX);
                }
                return Float.floatToRawIntBits(sum);
            }
        }
        return (int) SoftFloat.add(FORMAT, wide(a), wide(b), rm, flags);
    }

    /** FSUB.S: a - b. */
    public static int sub(int a, int b, int rm, FpFlags flags) {
        return add(a, b ^ SIGN, rm, flags);
    }

    /** FMUL.S. */
    public static int mul(int a, int b, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            double exact = (double) Float.intBitsToFloat(a) * Float.intBitsToFloat(b);
            float product = (float) exact;
            if (isSettled(product, product == exact, flags)) {
                return Float.floatToRawIntBits(product);
            }
        }
        return (int) SoftFloat.mul(FORMAT, wide(a), wide(b), rm, flags);
    }

    /** FDIV.S: a / b. */
    public static int div(int a, int b, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            float x = Float.intBitsToFloat(a);
            float y = Float.intBitsToFloat(b);
            float quotient = x / y;
            if (isSettled(quotient, (double) quotient * y == x, flags)) {
                return Float.floatToRawIntBits(quotient);
            }
        }
        return (int) SoftFloat.div(FORMAT, wide(a), wide(b), rm, flags);
    }

    /** FSQRT.S. */
    public static int sqrt(int a, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            float x = Float.intBitsToFloat(a);
            // Rounding twice is harmless here: 53 bits are more than twice 24 and two.
            float root = (float) Math.sqrt(x);
            if (isSettled(root, (double) root * root == x, flags)) {
                return Float.floatToRawIntBits(root);
            }
        }
        return (int) SoftFloat.sqrt(FORMAT, wide(a), rm, flags);
    }

    /** FMADD.S: a * b + c. */
    public static int fmadd(int a, int b, int c, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            double product = (double) Float.intBitsToFloat(a) * Float.intBitsToFloat(b);
            double addend = Float.intBitsToFloat(c);
            double wide = product + addend;
            double error = sumError(product, addend, wide);
            float sum = (float) (error == 0 ? wide : roundedToOdd(wide, error));
            if (isSettled(sum, error == 0 && sum == wide, flags)) {
                return Float.floatToRawIntBits(sum);
            }
        }
        return (int) SoftFloat.fma(FORMAT, wide(a), wide(b), wide(c), rm, flags);
    }

    /** FMSUB.S: a * b - c. */
    public static int fmsub(int a, int b, int c, int rm, FpFlags flags) {
        return fmadd(a, b, c ^ SIGN, rm, flags);
    }

    /** FNMSUB.S: -(a * b) + c. */
    public static int fnmsub(int a, int b, int c, int rm, FpFlags flags) {
        return fmadd(a ^ SIGN, b, c, rm, flags);
    }

    /** FNMADD.S: -(a * b) - c. */
    public static int fnmadd(int a, int b, int c, int rm, FpFlags flags) {
        return fmadd(a ^ SIGN, b, c ^ SIGN, rm, flags);
    }

    /** FMIN.S: the smaller number; -0 is below +0, and a NaN gives way to a number. */
    public static int min(int a, int b, FpFlags flags) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (x == y) {
            return a | b;
        }
        if (isNan(a) || isNan(b)) {
            return theNumber(a, b, flags);
        }
        return x < y ? a : b;
    }

    /** FMAX.S: the larger number; +0 is above -0, and a NaN gives way to a number. */
    public static int max(int a, int b, FpFlags flags) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        if (x == y) {
            return a & b;
        }
        if (isNan(a) || isNan(b)) {
            return theNumber(a, b, flags);
        }
        return x > y ? a : b;
    }

    /** FSGNJ.S: a with the sign of b. */
    public static int sgnj(int a, int b) {
        return a & ~SIGN | b & SIGN;
    }

    /** FSGNJN.S: a with the opposite of the sign of b. */
    public static int sgnjn(int a, int b) {
        return a & ~SIGN | ~b & SIGN;
    }

    /** FSGNJX.S: a with the exclusive or of both signs. */
    public static int sgnjx(int a, int b) {
        return a ^ b & SIGN;
    }

    /** FEQ.S: a quiet comparison. */
    public static boolean eq(int a, int b, FpFlags flags) {
        if (isSignaling(a) || isSignaling(b)) {
            flags.raise(FpFlags.NV);
        }
        return Float.intBitsToFloat(a) == Float.intBitsToFloat(b);
    }

    /** FLT.S: a signaling comparison. */
    public static boolean lt(int a, int b, FpFlags flags) {
        raiseIfUnordered(a, b, flags);
        return Float.intBitsToFloat(a) < Float.intBitsToFloat(b);
    }

    /** FLE.S: a signaling comparison. */
    public static boolean le(int a, int b, FpFlags flags) {
        raiseIfUnordered(a, b, flags);
        return Float.intBitsToFloat(a) <= Float.intBitsToFloat(b);
    }

    /** FCLASS.S: a mask with one of the bits 0 to 9 set. */
    public static int classify(int a) {
        return FORMAT.classify(wide(a));
    }

    /** FCVT.W.S. */
    public static int toInt(int a, int rm, FpFlags flags) {
        return IntegerConversion.toInt(Float.intBitsToFloat(a), rm, flags);
    }

    /** FCVT.WU.S; the result is an unsigned number. */
    public static int toUnsigned(int a, int rm, FpFlags flags) {
        return IntegerConversion.toUnsigned(Float.intBitsToFloat(a), rm, flags);
    }

    /** FCVT.S.W. */
    public static int fromInt(int value, int rm, FpFlags flags) {
        return fromDouble(value, rm, flags);
    }

    /** FCVT.S.WU. */
    public static int fromUnsigned(int value, int rm, FpFlags flags) {
        return fromDouble((double) Integer.toUnsignedLong(value), rm, flags);
    }

    /** FCVT.S.D. */
    public static int fromFloat64(long a, int rm, FpFlags flags) {
        return fromDouble(Double.longBitsToDouble(a), rm, flags);
    }

    private static int fromDouble(double value, int rm, FpFlags flags) {
        if (rm == Rounding.RNE) {
            float narrow = (float) value;
            if (isSettled(narrow, narrow == value, flags)) {
                return Float.floatToRawIntBits(narrow);
            }
        }
        return (int)
                SoftFloat.convert(
                        Format.BINARY64, FORMAT, Double.doubleToRawLongBits(value), rm, flags);
    }

    /**
     * Whether the host's result stands; if so, raises the flag that it deserves. It stands when it
     * is exact, or inexact but too large to be tiny and not an overflow.
     */
    private static boolean isSettled(float result, boolean exact, FpFlags flags) {
        if (exact) {
            return true;
        }
        float magnitude = Math.abs(result);
        if (magnitude > Float.MIN_NORMAL && magnitude < Float.POSITIVE_INFINITY) {
            flags.raise(FpFlags.NX);
            return true;
        }
        return false;
    }

    /** What {@code x + y} lost in being rounded to {@code sum}: exact (Knuth's two-sum). */
    private static double sumError(double x, double y, double sum) {
        double yPart = sum - x;
        return (x - (sum - yPart)) + (y - yPart);
    }

    /**
     * The neighbour of an exact sum whose last bit is one: it rounds on to {@code float} as the
     * exact sum itself would.
     *
     * @param nearest the sum rounded to nearest
     * @param error the exact sum less {@code nearest}, not zero
     */
    private static double roundedToOdd(double nearest, double error) {
        long bits = Double.doubleToRawLongBits(nearest);
        if ((bits & 1) != 0) {
            return nearest;
        }
        return Double.longBitsToDouble((error > 0) == (nearest > 0) ? bits + 1 : bits - 1);
    }

    private static int theNumber(int a, int b, FpFlags flags) {
        if (isSignaling(a) || isSignaling(b)) {
            flags.raise(FpFlags.NV);
        }
        if (isNan(a)) {
            return isNan(b) ? CANONICAL_NAN : b;
        }
        return a;
    }

    private static void raiseIfUnordered(int a, int b, FpFlags flags) {
        if (isNan(a) || isNan(b)) {
            flags.raise(FpFlags.NV);
        }
    }

    private static boolean isNan(int a) {
        return (a & ~SIGN) > 0x7f80_0000;
    }

    private static boolean isSignaling(int a) {
        return isNan(a) && (a & QUIET) == 0;
    }

    private static long wide(int a) {
        return Integer.toUnsignedLong(a);
    }
}
