package dev.bulkhead.hart.fp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

/**
 * Random operands: each result and its flags against exact arithmetic, and the short ways through
 * the host's arithmetic against the integer code.
 */
class AgainstExactArithmeticTest {
    private static final long SEED = 0x5eed_0f_f10a_75L;
    private static final int OPERANDS = 12_000;
    private static final int MODES = 5;

    /** One operation of one format, in its three forms. */
    private record Operation(String name, Form tested, Form soft, Wanted wanted) {}

    private interface Form {
        long of(long a, long b, long c, int rm, FpFlags flags);
    }

    private interface Wanted {
        Oracle.Outcome of(double a, double b, double c, Signaling signaling, int rm);
    }

    private record Signaling(boolean a, boolean b, boolean c) {
        boolean either() {
            return a || b;
        }

        boolean any() {
            return a || b || c;
        }
    }

    private static double widened(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    private static long encoded32(double value) {
        return Double.isNaN(value)
                ? 0x7fc0_0000L
                : Integer.toUnsignedLong(Float.floatToRawIntBits((float) value));
    }

    private static long encoded64(double value) {
        return Double.isNaN(value) ? 0x7ff8_0000_0000_0000L : Double.doubleToRawLongBits(value);
    }

    private static boolean signaling32(long bits) {
        return Double.isNaN(widened(bits)) && (bits & 0x40_0000) == 0;
    }

    private static boolean signaling64(long bits) {
        return Double.isNaN(Double.longBitsToDouble(bits)) && (bits & 0x8_0000_0000_0000L) == 0;
    }

    private static String describe(String name, long a, long b, long c, int rm, int operand) {
        return "%s(%x, %x, %x) rm=%d, operand %d of seed %x"
                .formatted(name, a, b, c, rm, operand, SEED);
    }

    private static String outcome(long bits, int flags) {
        return "%x flags %x".formatted(bits, flags);
    }

    private static long positive(int bits) {
        return Integer.toUnsignedLong(bits);
    }

    private static void check32(Operation operation) {
        var operands = new Operands(new SplittableRandom(SEED), 23, 8);
        for (int i = 0; i < OPERANDS; i++) {
            long a = operands.next();
            long b = operands.next();
            long c = operands.next();
            var signaling = new Signaling(signaling32(a), signaling32(b), signaling32(c));
            for (int rm = 0; rm < MODES; rm++) {
                var wanted = operation.wanted.of(widened(a), widened(b), widened(c), signaling, rm);
                check(operation, a, b, c, rm, i, encoded32(wanted.value()), wanted.flags());
            }
        }
    }

    private static void check64(Operation operation) {
        var operands = new Operands(new SplittableRandom(SEED), 52, 11);
        for (int i = 0; i < OPERANDS; i++) {
            long a = operands.next();
            long b = operands.next();
            long c = operands.next();
            var signaling = new Signaling(signaling64(a), signaling64(b), signaling64(c));
            for (int rm = 0; rm < MODES; rm++) {
                var wanted =
                        operation.wanted.of(
                                Double.longBitsToDouble(a),
                                Double.longBitsToDouble(b),
                                Double.longBitsToDouble(c),
                                signaling,
                                rm);
                check(operation, a, b, c, rm, i, encoded64(wanted.value()), wanted.flags());
            }
        }
    }

    private static void check(
            Operation operation, long a, long b, long c, int rm, int i, long bits, int flags) {
        // The second round starts with NX accrued, where some short ways differ.
        for (int accrued = 0; accrued <= FpFlags.NX; accrued++) {
            compare(operation.name, operation.tested, a, b, c, rm, i, accrued, bits, flags);
            compare(operation.name + " soft", operation.soft, a, b, c, rm, i, accrued, bits, flags);
        }
    }

    private static void compare(
            String name,
            Form form,
            long a,
            long b,
            long c,
            int rm,
            int i,
            int accrued,
            long bits,
            int raised) {
        var flags = new FpFlags();
        flags.bits = accrued;
        long result = form.of(a, b, c, rm, flags);
        if (result != bits || flags.bits != (raised | accrued)) {
            assertEquals(
                    outcome(bits, raised | accrued),
                    outcome(result, flags.bits),
                    describe(name, a, b, c, rm, i));
        }
    }

    @Nested
    class Binary32 {
        private static final Format F = Format.BINARY32;
        private static final Oracle EXACT = Oracle.BINARY32;

        @Test
        void sumsAgree() {
            check32(
                    new Operation(
                            "fadd.s",
                            (a, b, _, rm, f) -> positive(Float32.add((int) a, (int) b, rm, f)),
                            (a, b, _, rm, f) -> SoftFloat.add(F, a, b, rm, f),
                            (a, b, _, nan, rm) -> EXACT.add(a, b, nan.either(), rm)));
        }

        @Test
        void productsAgree() {
            check32(
                    new Operation(
                            "fmul.s",
                            (a, b, _, rm, f) -> positive(Float32.mul((int) a, (int) b, rm, f)),
                            (a, b, _, rm, f) -> SoftFloat.mul(F, a, b, rm, f),
                            (a, b, _, nan, rm) -> EXACT.mul(a, b, nan.either(), rm)));
        }

        @Test
        void quotientsAgree() {
            check32(
                    new Operation(
                            "fdiv.s",
                            (a, b, _, rm, f) -> positive(Float32.div((int) a, (int) b, rm, f)),
                            (a, b, _, rm, f) -> SoftFloat.div(F, a, b, rm, f),
                            (a, b, _, nan, rm) -> EXACT.div(a, b, nan.either(), rm)));
        }

        @Test
        void rootsAgree() {
            check32(
                    new Operation(
                            "fsqrt.s",
                            (a, _, _, rm, f) -> positive(Float32.sqrt((int) a, rm, f)),
                            (a, _, _, rm, f) -> SoftFloat.sqrt(F, a, rm, f),
                            (a, _, _, nan, rm) -> EXACT.sqrt(a, nan.a, rm)));
        }

        @Test
        void fusedMultiplyAddsAgree() {
            check32(
                    new Operation(
                            "fmadd.s",
                            (a, b, c, rm, f) ->
                                    positive(Float32.fmadd((int) a, (int) b, (int) c, rm, f)),
                            (a, b, c, rm, f) -> SoftFloat.fma(F, a, b, c, rm, f),
                            (a, b, c, nan, rm) -> EXACT.fma(a, b, c, nan.any(), rm)));
        }

        @Test
        void conversionsToSignedIntegersAgree() {
            Form form = (a, _, _, rm, f) -> Float32.toInt((int) a, rm, f);
            checkToInteger32("fcvt.w.s", form, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }

        @Test
        void conversionsToUnsignedIntegersAgree() {
            Form form = (a, _, _, rm, f) -> positive(Float32.toUnsigned((int) a, rm, f));
            checkToInteger32("fcvt.wu.s", form, 0, 0xffff_ffffL);
        }

        private static void checkToInteger32(String name, Form form, long min, long max) {
            var operands = new Operands(new SplittableRandom(SEED), 23, 8);
            var random = new SplittableRandom(SEED);
            for (int i = 0; i < OPERANDS; i++) {
                long near = operands.next() & 0x807f_ffffL | random.nextLong(120, 162) << 23;
                long a = (i & 3) == 0 ? operands.next() : near;
                for (int rm = 0; rm < MODES; rm++) {
                    var wanted = Oracle.toInteger(widened(a), min, max, rm);
                    compare(name, form, a, 0, 0, rm, i, 0, (long) wanted.value(), wanted.flags());
                }
            }
        }

        @Test
        void conversionsFromIntegersAgree() {
            var random = new SplittableRandom(SEED);
            for (int i = 0; i < OPERANDS; i++) {
                int n = random.nextInt() >> random.nextInt(32) << random.nextInt(8);
                for (int rm = 0; rm < MODES; rm++) {
                    var signed = EXACT.convert(n, false, rm);
                    compare(
                            "fcvt.s.w",
                            (a, _, _, mode, f) -> positive(Float32.fromInt((int) a, mode, f)),
                            n,
                            0,
                            0,
                            rm,
                            i,
                            0,
                            encoded32(signed.value()),
                            signed.flags());
                    var unsigned = EXACT.convert((double) Integer.toUnsignedLong(n), false, rm);
                    compare(
                            "fcvt.s.wu",
                            (a, _, _, mode, f) -> positive(Float32.fromUnsigned((int) a, mode, f)),
                            n,
                            0,
                            0,
                            rm,
                            i,
                            0,
                            encoded32(unsigned.value()),
                            unsigned.flags());
                }
            }
        }

        @Test
        void conversionsFromBinary64Agree() {
            var operands = new Operands(new SplittableRandom(SEED), 52, 11);
            var random = new SplittableRandom(SEED);
            for (int i = 0; i < OPERANDS; i++) {
                long near =
                        operands.next() & 0x800f_ffff_ffff_ffffL
                                | random.nextLong(1023 - 152, 1023 + 130) << 52;
                long a = (i & 3) == 0 ? operands.next() : near;
                if ((i & 1) == 0) {
                    a = a & -1L << 26 | (a & 3) - 1 & (1L << 30) - 1;
                }
                for (int rm = 0; rm < MODES; rm++) {
                    var wanted = EXACT.convert(Double.longBitsToDouble(a), signaling64(a), rm);
                    compare(
                            "fcvt.s.d",
                            (x, _, _, mode, f) -> positive(Float32.fromFloat64(x, mode, f)),
                            a,
                            0,
                            0,
                            rm,
                            i,
                            0,
                            encoded32(wanted.value()),
                            wanted.flags());
                    compare(
                            "fcvt.s.d soft",
                            (x, _, _, mode, f) -> SoftFloat.convert(Format.BINARY64, F, x, mode, f),
                            a,
                            0,
                            0,
                            rm,
                            i,
                            0,
                            encoded32(wanted.value()),
                            wanted.flags());
                }
            }
        }
    }

    @Nested
    class Binary64 {
        private static final Format F = Format.BINARY64;
        private static final Oracle EXACT = Oracle.BINARY64;

        @Test
        void sumsAgree() {
            check64(
                    new Operation(
                            "fadd.d",
                            (a, b, _, rm, f) -> Float64.add(a, b, rm, f),
                            (a, b, _, rm, f) -> SoftFloat.add(F, a, b, rm, f),
                            (a, b, _, nan, rm) -> EXACT.add(a, b, nan.either(), rm)));
        }

        @Test
        void productsAgree() {
            check64(
                    new Operation(
                            "fmul.d",
                            (a, b, _, rm, f) -> Float64.mul(a, b, rm, f),
                            (a, b, _, rm, f) -> SoftFloat.mul(F, a, b, rm, f),
                            (a, b, _, nan, rm) -> EXACT.mul(a, b, nan.either(), rm)));
        }

        @Test
        void quotientsAgree() {
            check64(
                    new Operation(
                            "fdiv.d",
                            (a, b, _, rm, f) -> Float64.div(a, b, rm, f),
                            (a, b, _, rm, f) -> SoftFloat.div(F, a, b, rm, f),
                            (a, b, _, nan, rm) -> EXACT.div(a, b, nan.either(), rm)));
        }

        @Test
        void rootsAgree() {
            check64(
                    new Operation(
                            "fsqrt.d",
                            (a, _, _, rm, f) -> Float64.sqrt(a, rm, f),
                            (a, _, _, rm, f) -> SoftFloat.sqrt(F, a, rm, f),
                            (a, _, _, nan, rm) -> EXACT.sqrt(a, nan.a, rm)));
        }

        @Test
        void fusedMultiplyAddsAgree() {
            check64(
                    new Operation(
                            "fmadd.d",
                            (a, b, c, rm, f) -> Float64.fmadd(a, b, c, rm, f),
                            (a, b, c, rm, f) -> SoftFloat.fma(F, a, b, c, rm, f),
                            (a, b, c, nan, rm) -> EXACT.fma(a, b, c, nan.any(), rm)));
        }

        @Test
        void conversionsToIntegersAgree() {
            var operands = new Operands(new SplittableRandom(SEED), 52, 11);
            var random = new SplittableRandom(SEED);
            for (int i = 0; i < OPERANDS; i++) {
                long near =
                        operands.next() & 0x800f_ffff_ffff_ffffL
                                | random.nextLong(1016, 1058) << 52;
                long a = (i & 3) == 0 ? operands.next() : near;
                double value = Double.longBitsToDouble(a);
                for (int rm = 0; rm < MODES; rm++) {
                    var signed = Oracle.toInteger(value, Integer.MIN_VALUE, Integer.MAX_VALUE, rm);
                    compare(
                            "fcvt.w.d",
                            (x, _, _, mode, f) -> Float64.toInt(x, mode, f),
                            a,
                            0,
                            0,
                            rm,
                            i,
                            0,
                            (long) signed.value(),
                            signed.flags());
                    var unsigned = Oracle.toInteger(value, 0, 0xffff_ffffL, rm);
                    compare(
                            "fcvt.wu.d",
                            (x, _, _, mode, f) -> positive(Float64.toUnsigned(x, mode, f)),
                            a,
                            0,
                            0,
                            rm,
                            i,
                            0,
                            (long) unsigned.value(),
                            unsigned.flags());
                }
            }
        }

        @Test
        void conversionsFromBinary32Agree() {
            var operands = new Operands(new SplittableRandom(SEED), 23, 8);
            for (int i = 0; i < OPERANDS; i++) {
                long a = operands.next();
                var wanted = EXACT.convert(widened(a), signaling32(a), Rounding.RNE);
                compare(
                        "fcvt.d.s",
                        (x, _, _, _, f) -> Float64.fromFloat32((int) x, f),
                        a,
                        0,
                        0,
                        0,
                        i,
                        0,
                        encoded64(wanted.value()),
                        wanted.flags());
            }
        }
    }
}
