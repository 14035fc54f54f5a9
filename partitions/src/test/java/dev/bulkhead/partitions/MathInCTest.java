package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The SDK's float functions, run as machine code. */
class MathInCTest {
    private static final CProgram C =
            new CProgram(
                    """
                    #include <math.h>
                    KEPT float f_sqrt(float x) { return sqrtf(x); }
                    KEPT float f_abs(float x) { return fabsf(x); }
                    KEPT float f_floor(float x) { return floorf(x); }
                    KEPT float f_ceil(float x) { return ceilf(x); }
                    KEPT float f_trunc(float x) { return truncf(x); }
                    KEPT float f_round(float x) { return roundf(x); }
                    KEPT float f_min(float x, float y) { return fminf(x, y); }
                    KEPT float f_max(float x, float y) { return fmaxf(x, y); }
                    KEPT float f_mod(float x, float y) { return fmodf(x, y); }
                    KEPT float f_sin(float x) { return sinf(x); }
                    KEPT float f_cos(float x) { return cosf(x); }
                    KEPT float f_tan(float x) { return tanf(x); }
                    KEPT float f_asin(float x) { return asinf(x); }
                    KEPT float f_acos(float x) { return acosf(x); }
                    KEPT float f_atan(float x) { return atanf(x); }
                    KEPT float f_atan2(float y, float x) { return atan2f(y, x); }
                    KEPT float f_exp(float x) { return expf(x); }
                    KEPT float f_log(float x) { return logf(x); }
                    KEPT float f_pow(float x, float y) { return powf(x, y); }
                    """);
    private static final int SAMPLES = 2000;

    private static float f(String function, float... arguments) {
        return C.callFloat("f_" + function, arguments);
    }

    /** Of floats in order, minus zero and zero being one step apart. */
    private static long steps(float a, float b) {
        return Math.abs(inOrder(a) - inOrder(b));
    }

    private static long inOrder(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits < 0 ? Integer.MIN_VALUE - (long) bits : bits;
    }

    private static void assertWithinOneUlp(String function, double exact, float... arguments) {
        float expected = (float) exact;
        float actual = f(function, arguments);
        boolean near = Float.isNaN(expected) ? Float.isNaN(actual) : steps(expected, actual) <= 1;
        assertTrue(
                near,
                () ->
                        "%s(%s) = %s, expected %s"
                                .formatted(
                                        function,
                                        java.util.Arrays.toString(arguments),
                                        actual,
                                        expected));
    }

    private static void assertSameAs(String function, DoubleUnaryOperator exact) {
        var random = new Random(2);
        for (int i = 0; i < SAMPLES; i++) {
            float x = Float.intBitsToFloat(random.nextInt());
            float near = (random.nextFloat() - 0.5F) * 200;
            assertEquals((float) exact.applyAsDouble(x), f(function, x));
            assertEquals((float) exact.applyAsDouble(near), f(function, near));
        }
        for (float x : new float[] {-0.5F, 0.5F, -1.5F, 2.5F, -0.0F, 0x1p23F, 0x1.fffffep22F}) {
            assertEquals((float) exact.applyAsDouble(x), f(function, x));
        }
    }

    private static void assertNear(String function, DoubleUnaryOperator exact, float spread) {
        var random = new Random(3);
        for (int i = 0; i < SAMPLES; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            float near = (random.nextFloat() * 2 - 1) * spread;
            assertWithinOneUlp(function, exact.applyAsDouble(any), any);
            assertWithinOneUlp(function, exact.applyAsDouble(near), near);
        }
        for (float x : new float[] {0, -0.0F, 1, -1, Float.MIN_VALUE, Float.MAX_VALUE}) {
            assertWithinOneUlp(function, exact.applyAsDouble(x), x);
        }
        for (float x : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
            assertWithinOneUlp(function, exact.applyAsDouble(x), x);
        }
    }

    private static void assertNear(String function, DoubleBinaryOperator exact, float spread) {
        var random = new Random(4);
        for (int i = 0; i < SAMPLES; i++) {
            float x = Float.intBitsToFloat(random.nextInt());
            float y = Float.intBitsToFloat(random.nextInt());
            assertWithinOneUlp(function, exact.applyAsDouble(x, y), x, y);
            x = random.nextFloat() * spread;
            y = (random.nextFloat() * 2 - 1) * spread;
            assertWithinOneUlp(function, exact.applyAsDouble(x, y), x, y);
        }
        float[] special = {
            0,
            -0.0F,
            1,
            -1,
            2,
            -3,
            0.5F,
            -2.5F,
            1e30F,
            -1e30F,
            1e-40F,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN
        };
        for (float x : special) {
            for (float y : special) {
                assertWithinOneUlp(function, exact.applyAsDouble(x, y), x, y);
            }
        }
    }

    @Test
    void rootAndMagnitudeAreExact() {
        assertSameAs("sqrt", Math::sqrt);
        assertSameAs("abs", Math::abs);
    }

    @Test
    void roundingToWholeNumbersIsExact() {
        assertSameAs("floor", Math::floor);
        assertSameAs("ceil", Math::ceil);
        assertSameAs("trunc", x -> x < 0 ? Math.ceil(x) : Math.floor(x));
        assertSameAs("round", x -> Math.copySign(Math.floor(Math.abs(x) + 0.5), x));
    }

    @Test
    void theRemainderIsExact() {
        var random = new Random(5);
        for (int i = 0; i < 2 * SAMPLES; i++) {
            float x = Float.intBitsToFloat(random.nextInt());
            float y = Float.intBitsToFloat(random.nextInt());
            assertEquals(x % y, f("mod", x, y));
        }
        assertEquals(-0.0F, f("mod", -6, 3));
        assertEquals(Float.NaN, f("mod", 1, 0));
        assertEquals(5, f("mod", 5, Float.POSITIVE_INFINITY));
    }

    @Test
    void leastAndGreatestPassOverNaN() {
        assertEquals(1, f("min", 1, 2));
        assertEquals(2, f("max", 1, 2));
        assertEquals(1, f("min", Float.NaN, 1));
        assertEquals(1, f("max", 1, Float.NaN));
    }

    @Test
    void sineCosineTangent() {
        assertNear("sin", StrictMath::sin, 100);
        assertNear("cos", StrictMath::cos, 100);
        assertNear("tan", StrictMath::tan, 100);
    }

    /** Odd multiples of pi/2 that a float comes nearest to; a short pi loses all digits there. */
    @ParameterizedTest
    @ValueSource(
            floats = {0x1.921fb6p0F, 0x1.2d97c8p2F, 0x1.f6a7a2p2F, 0x1.6d3618p26F, 0x1.99bc5cp27F})
    void theRestBesideAZeroIsRight(float x) {
        assertWithinOneUlp("sin", StrictMath.sin(x), x);
        assertWithinOneUlp("cos", StrictMath.cos(x), x);
        assertWithinOneUlp("tan", StrictMath.tan(x), x);
    }

    @Test
    void inverseFunctions() {
        assertNear("asin", StrictMath::asin, 1);
        assertNear("acos", StrictMath::acos, 1);
        assertNear("atan", StrictMath::atan, 10);
        assertNear("atan2", StrictMath::atan2, 10);
    }

    @Test
    void exponentialAndLogarithm() {
        assertNear("exp", StrictMath::exp, 110);
        assertNear("log", StrictMath::log, 10);
    }

    @Test
    void power() {
        var random = new Random(6);
        for (int i = 0; i < SAMPLES; i++) {
            float x = random.nextFloat() * 20;
            float y = (random.nextFloat() * 2 - 1) * 30;
            assertWithinOneUlp("pow", StrictMath.pow(x, y), x, y);
        }
        assertWithinOneUlp("pow", StrictMath.pow(-8, 3), -8, 3);
        assertWithinOneUlp("pow", Double.NaN, -8, 0.5F);
    }

    /** C17 F.10.4.4; Java has NaN where the base is 1 or -1. */
    @ParameterizedTest
    @CsvSource({
        "1, NaN, 1",
        "NaN, 0, 1",
        "-1, Infinity, 1",
        "0, -3, Infinity",
        "-0.0, -3, -Infinity",
        "-0.0, 3, -0.0",
        "-0.0, 2, 0",
        "0.5, -Infinity, Infinity",
        "0.5, Infinity, 0",
        "2, -Infinity, 0",
        "-Infinity, -3, -0.0",
        "-Infinity, 3, -Infinity",
        "-Infinity, 2, Infinity",
        "Infinity, -1, 0",
        "10, 39, Infinity",
        "10, -46, 0",
        "-2, 1e30, Infinity"
    })
    void specialPowers(float x, float y, float expected) {
        assertEquals(expected, f("pow", x, y));
    }
}
