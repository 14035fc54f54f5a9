package dev.bulkhead.hart.fp;

import java.math.BigInteger;

/**
 * The magnitude of an exact real number, of which only comparison with dyadic numbers and cutting
 * to a whole number of units is asked.
 */
sealed interface Exact {
    /** Sign of this less units * 2^exponent. */
    int compareTo(BigInteger units, int exponent);

    /** The largest whole number of units 2^exponent that is not above this. */
    BigInteger floor(int exponent);

    /** (numerator / denominator) * 2^exponent. */
    record Quotient(BigInteger numerator, BigInteger denominator, int exponent) implements Exact {
        @Override
        public int compareTo(BigInteger units, int unitExponent) {
            int shift = exponent - unitExponent;
            BigInteger other = units.multiply(denominator);
            return shift >= 0
                    ? numerator.shiftLeft(shift).compareTo(other)
                    : numerator.compareTo(other.shiftLeft(-shift));
        }

        @Override
        public BigInteger floor(int unitExponent) {
            int shift = exponent - unitExponent;
            return shift >= 0
                    ? numerator.shiftLeft(shift).divide(denominator)
                    : numerator.divide(denominator.shiftLeft(-shift));
        }
    }

    /** Square root of square * 2^exponent. */
    record Root(BigInteger square, int exponent) implements Exact {
        @Override
        public int compareTo(BigInteger units, int unitExponent) {
            return new Quotient(square, BigInteger.ONE, exponent)
                    .compareTo(units.multiply(units), 2 * unitExponent);
        }

        @Override
        public BigInteger floor(int unitExponent) {
            return new Quotient(square, BigInteger.ONE, exponent).floor(2 * unitExponent).sqrt();
        }
    }

    /** A signed dyadic number: units * 2^exponent. */
    record Dyadic(BigInteger units, int exponent) {
        /** Any finite double. */
        static Dyadic of(double value) {
            int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT) - 52;
            long units = (long) Math.scalb(value, -exponent);
            return new Dyadic(BigInteger.valueOf(units), exponent);
        }

        Dyadic times(Dyadic other) {
            return new Dyadic(units.multiply(other.units), exponent + other.exponent);
        }

        Dyadic plus(Dyadic other) {
            int least = Math.min(exponent, other.exponent);
            return new Dyadic(
                    units.shiftLeft(exponent - least)
                            .add(other.units.shiftLeft(other.exponent - least)),
                    least);
        }

        Exact over(Dyadic divisor) {
            return new Quotient(units.abs(), divisor.units.abs(), exponent - divisor.exponent);
        }

        Exact magnitude() {
            return new Quotient(units.abs(), BigInteger.ONE, exponent);
        }

        Exact root() {
            return new Root(units, exponent);
        }
    }
}
