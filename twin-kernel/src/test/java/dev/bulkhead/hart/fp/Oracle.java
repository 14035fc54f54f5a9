package dev.bulkhead.hart.fp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * What IEEE 754 and the F and D extensions want, found from exact arithmetic: round the exact
 * result to its two neighbours, once with the exponent unbounded (which tells overflow and
 * tininess) and once within the format (which gives the result).
 *
 * <p>Operands come as {@code double}s, which hold binary32 numbers too, with their signaling NaNs
 * told apart beforehand.
 *
 * @param precision bits of the significand: 24 or 53
 * @param minExponent of the normal numbers
 * @param maxExponent of the finite numbers
 */
record Oracle(int precision, int minExponent, int maxExponent) {
    static final Oracle BINARY32 = new Oracle(24, -126, 127);
    static final Oracle BINARY64 = new Oracle(53, -1022, 1023);

    /** A result, NaN for any NaN, with the flags it raises. */
    record Outcome(double value, int flags) {}

    private record Rounded(BigInteger units, int exponent, boolean exact) {
        /** Sign of this less 2^power. */
        int compareToPower(int power) {
            return new Exact.Quotient(units, BigInteger.ONE, exponent)
                    .compareTo(BigInteger.ONE, power);
        }
    }

    private static Outcome invalid() {
        return new Outcome(Double.NaN, FpFlags.NV);
    }

    private static Outcome quietNan(boolean signaling) {
        return signaling ? invalid() : new Outcome(Double.NaN, 0);
    }

    private static Outcome exactly(double value) {
        return new Outcome(value, 0);
    }

    Outcome add(double a, double b, boolean signaling, int rm) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return quietNan(signaling);
        }
        double host = a + b;
        if (Double.isNaN(host)) {
            return invalid();
        }
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
            return exactly(host);
        }
        return sum(Exact.Dyadic.of(a), signOf(a), Exact.Dyadic.of(b), signOf(b), rm);
    }

    private Outcome sum(Exact.Dyadic a, int signA, Exact.Dyadic b, int signB, int rm) {
        Exact.Dyadic sum = a.plus(b);
        if (sum.units().signum() == 0) {
            boolean bothNegative = signA < 0 && signB < 0;
            boolean oneNegative = signA < 0 || signB < 0;
            return exactly(bothNegative || oneNegative && rm == Rounding.RDN ? -0.0 : 0.0);
        }
        return round(sum.units().signum(), sum.magnitude(), rm);
    }

    Outcome mul(double a, double b, boolean signaling, int rm) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return quietNan(signaling);
        }
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
            return a == 0 || b == 0 ? invalid() : exactly(a * b);
        }
        int sign = signOf(a) * signOf(b);
        if (a == 0 || b == 0) {
            return exactly(sign * 0.0);
        }
        return round(sign, Exact.Dyadic.of(a).times(Exact.Dyadic.of(b)).magnitude(), rm);
    }

    Outcome div(double a, double b, boolean signaling, int rm) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return quietNan(signaling);
        }
        boolean infinite = Double.isInfinite(a) || Double.isInfinite(b);
        if (infinite || a == 0 || b == 0) {
            double host = a / b;
            if (Double.isNaN(host)) {
                return invalid();
            }
            return new Outcome(host, b == 0 && !infinite ? FpFlags.DZ : 0);
        }
        return round(signOf(a) * signOf(b), Exact.Dyadic.of(a).over(Exact.Dyadic.of(b)), rm);
    }

    Outcome sqrt(double a, boolean signaling, int rm) {
        if (Double.isNaN(a)) {
            return quietNan(signaling);
        }
        if (a < 0) {
            return invalid();
        }
        if (a == 0 || Double.isInfinite(a)) {
            return exactly(a);
        }
        return round(1, Exact.Dyadic.of(a).root(), rm);
    }

    Outcome fma(double a, double b, double c, boolean signaling, int rm) {
        boolean infiniteFactor = Double.isInfinite(a) || Double.isInfinite(b);
        if (infiniteFactor && (a == 0 || b == 0)) {
            return invalid();
        }
        if (Double.isNaN(a) || Double.isNaN(b) || Double.isNaN(c)) {
            return quietNan(signaling);
        }
        if (infiniteFactor) {
            double host = a * b + c;
            return Double.isNaN(host) ? invalid() : exactly(host);
        }
        if (Double.isInfinite(c)) {
            return exactly(c);
        }
        return sum(
                Exact.Dyadic.of(a).times(Exact.Dyadic.of(b)),
                signOf(a) * signOf(b),
                Exact.Dyadic.of(c),
                signOf(c),
                rm);
    }

    /** Conversion to this format. */
    Outcome convert(double a, boolean signaling, int rm) {
        if (Double.isNaN(a)) {
            return quietNan(signaling);
        }
        if (a == 0 || Double.isInfinite(a)) {
            return exactly(a);
        }
        return round(signOf(a), Exact.Dyadic.of(a).magnitude(), rm);
    }

    /** Conversion to a whole number of the range given. */
    static Outcome toInteger(double a, long min, long max, int rm) {
        if (Double.isNaN(a) || Double.isInfinite(a)) {
            return new Outcome(a == Double.NEGATIVE_INFINITY ? min : max, FpFlags.NV);
        }
        BigDecimal exact = new BigDecimal(a);
        BigDecimal rounded =
                exact.setScale(
                        0,
                        switch (rm) {
                            case Rounding.RNE -> RoundingMode.HALF_EVEN;
                            case Rounding.RTZ -> RoundingMode.DOWN;
                            case Rounding.RDN -> RoundingMode.FLOOR;
                            case Rounding.RUP -> RoundingMode.CEILING;
                            case Rounding.RMM -> RoundingMode.HALF_UP;
                            default -> throw new AssertionError(rm);
                        });
        if (rounded.compareTo(BigDecimal.valueOf(min)) < 0) {
            return new Outcome(min, FpFlags.NV);
        }
        if (rounded.compareTo(BigDecimal.valueOf(max)) > 0) {
            return new Outcome(max, FpFlags.NV);
        }
        return new Outcome(rounded.longValue(), rounded.compareTo(exact) == 0 ? 0 : FpFlags.NX);
    }

    private static int signOf(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? -1 : 1;
    }

    private Outcome round(int sign, Exact magnitude, int rm) {
        int binade = binade(magnitude);
        Rounded unbounded = toNeighbour(sign, magnitude, binade - precision + 1, rm);
        if (unbounded.compareToPower(maxExponent + 1) >= 0) {
            boolean infinite =
                    switch (rm) {
                        case Rounding.RTZ -> false;
                        case Rounding.RDN -> sign < 0;
                        case Rounding.RUP -> sign > 0;
                        default -> true;
                    };
            double largest = Math.scalb(2 - Math.scalb(1.0, 1 - precision), maxExponent);
            return new Outcome(
                    sign * (infinite ? Double.POSITIVE_INFINITY : largest),
                    FpFlags.OF | FpFlags.NX);
        }
        int lastPlace = Math.max(binade, minExponent) - precision + 1;
        Rounded result = toNeighbour(sign, magnitude, lastPlace, rm);
        boolean tiny = unbounded.compareToPower(minExponent) < 0;
        int flags = result.exact ? 0 : tiny ? FpFlags.NX | FpFlags.UF : FpFlags.NX;
        double value = Math.scalb(result.units.doubleValue(), result.exponent);
        return new Outcome(sign * value, flags);
    }

    /** The k for which 2^k is the largest power of two not above the magnitude. */
    private static int binade(Exact magnitude) {
        int k =
                switch (magnitude) {
                    case Exact.Quotient(var n, var d, int exponent) ->
                            n.bitLength() - d.bitLength() + exponent;
                    case Exact.Root(var square, int exponent) ->
                            Math.floorDiv(square.bitLength() + exponent, 2);
                };
        while (magnitude.compareTo(BigInteger.ONE, k) < 0) {
            k--;
        }
        while (magnitude.compareTo(BigInteger.ONE, k + 1) >= 0) {
            k++;
        }
        return k;
    }

    /** One of the two multiples of 2^lastPlace around a magnitude, or that magnitude itself. */
    private static Rounded toNeighbour(int sign, Exact magnitude, int lastPlace, int rm) {
        BigInteger below = magnitude.floor(lastPlace);
        if (magnitude.compareTo(below, lastPlace) == 0) {
            return new Rounded(below, lastPlace, true);
        }
        BigInteger above = below.add(BigInteger.ONE);
        int toMiddle = magnitude.compareTo(below.add(above), lastPlace - 1);
        BigInteger nearest = toMiddle < 0 ? below : above;
        BigInteger chosen =
                switch (rm) {
                    case Rounding.RNE -> toMiddle != 0 ? nearest : below.testBit(0) ? above : below;
                    case Rounding.RTZ -> below;
                    case Rounding.RDN -> sign < 0 ? above : below;
                    case Rounding.RUP -> sign > 0 ? above : below;
                    case Rounding.RMM -> nearest;
                    default -> throw new AssertionError(rm);
                };
        return new Rounded(chosen, lastPlace, false);
    }
}
