package dev.bulkhead.hart.fp;

import java.util.random.RandomGenerator;

/**
 * Random bit patterns of a format, biased to where arithmetic goes wrong: the borders of the
 * classes, few significant bits (ties), exponents close together (cancellation), and results near
 * the borders of overflow and underflow.
 */
final class Operands {
    private final RandomGenerator random;
    private final int fractionBits;
    private final int exponentBits;
    private long last;

    Operands(RandomGenerator random, int fractionBits, int exponentBits) {
        this.random = random;
        this.fractionBits = fractionBits;
        this.exponentBits = exponentBits;
    }

    long next() {
        last = sign() | magnitude();
        return last;
    }

    private long sign() {
        return (random.nextLong() & 1) << fractionBits + exponentBits;
    }

    private long magnitude() {
        int greatest = (1 << exponentBits) - 1;
        int bias = greatest / 2;
        int lastExponent = (int) (last >>> fractionBits) & greatest;
        int exponent =
                switch (random.nextInt(16)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(3);
                    case 2 -> greatest - random.nextInt(3);
                    case 3, 4 -> bias + random.nextInt(-3, 4);
                    case 5 -> random.nextInt(fractionBits + 3);
                    case 6, 7, 8 -> lastExponent + random.nextInt(-2, 3);
                    case 9, 10 ->
                            lastExponent + random.nextInt(-2 * fractionBits - 4, fractionBits + 3);
                    // The product, or the quotient, then lies near the least normal number.
                    case 11 -> bias + 1 - lastExponent + random.nextInt(-3, 3);
                    case 12 -> lastExponent + bias - 1 + random.nextInt(-3, 3);
                    // The product then lies near the largest number.
                    case 13 -> greatest + bias - 1 - lastExponent + random.nextInt(-2, 2);
                    default -> random.nextInt(greatest + 1);
                };
        return (long) Math.clamp(exponent, 0, greatest) << fractionBits | fraction();
    }

    @SuppressWarnings("IdentityBinaryExpression") // two draws, two bits
    private long fraction() {
        long mask = (1L << fractionBits) - 1;
        return mask
                & switch (random.nextInt(10)) {
                    case 0 -> 0;
                    case 1 -> mask;
                    case 2 -> 1L << random.nextInt(fractionBits);
                    case 3 -> mask << random.nextInt(fractionBits);
                    case 4 -> {
                        long one = 1L << random.nextInt(fractionBits);
                        yield one | 1L << random.nextInt(fractionBits);
                    }
                    case 5 -> random.nextInt(4);
                    case 6 -> -1L - random.nextInt(4);
                    case 7 -> last + random.nextInt(-2, 3);
                    case 8 -> random.nextLong() << random.nextInt(fractionBits);
                    default -> random.nextLong();
                };
    }
}
