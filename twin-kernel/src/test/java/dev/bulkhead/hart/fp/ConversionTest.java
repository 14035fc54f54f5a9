package dev.bulkhead.hart.fp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules of chapters F 2.2 and D 2.2 on conversions, on values worked out by hand. */
class ConversionTest {
    private static final int MINUS_ONE_UNSIGNED = 0xffff_ffff;

    private final FpFlags flags = new FpFlags();

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private void assertGives(long wanted, int raised, long result) {
        assertEquals(wanted, result);
        assertEquals(raised, flags.bits, "flags");
        flags.bits = 0;
    }

    @Nested
    class ToSigned {
        private void assertConverts(double value, int... byMode) {
            for (int rm = 0; rm < byMode.length; rm++) {
                int raised = value == byMode[rm] ? 0 : FpFlags.NX;
                assertGives(byMode[rm], raised, Float64.toInt(bits(value), rm, flags));
                assertGives(byMode[rm], raised, Float32.toInt(bits((float) value), rm, flags));
            }
        }

        @Test
        void roundsByTheMode() {
            assertConverts(2.5, 2, 2, 2, 3, 3);
            assertConverts(-2.5, -2, -2, -3, -2, -3);
            assertConverts(3.5, 4, 3, 3, 4, 4);
            assertConverts(-0.25, 0, 0, -1, 0, 0);
            assertConverts(0.75, 1, 0, 0, 1, 1);
            assertConverts(-7, -7, -7, -7, -7, -7);
        }

        @Test
        void theRangeIsThatOfTheRoundedNumber() {
            double maxAndAHalf = 0x7fff_ffff + 0.5;
            assertGives(
                    0x7fff_ffff, FpFlags.NX, Float64.toInt(bits(maxAndAHalf), Rounding.RTZ, flags));
            assertGives(
                    0x7fff_ffff, FpFlags.NV, Float64.toInt(bits(maxAndAHalf), Rounding.RUP, flags));
            double belowMin = -0x1p31 - 0.5;
            assertGives(
                    Integer.MIN_VALUE,
                    FpFlags.NX,
                    Float64.toInt(bits(belowMin), Rounding.RNE, flags));
            assertGives(
                    Integer.MIN_VALUE,
                    FpFlags.NV,
                    Float64.toInt(bits(belowMin), Rounding.RDN, flags));
        }

        @Test
        void isClippedOutOfRange() {
            int max = Integer.MAX_VALUE;
            int min = Integer.MIN_VALUE;
            assertGives(max, FpFlags.NV, Float32.toInt(bits(0x1p31f), 0, flags));
            assertGives(min, 0, Float32.toInt(bits(-0x1p31f), 0, flags));
            assertGives(min, FpFlags.NV, Float32.toInt(bits(-1e30f), 0, flags));
            assertGives(max, FpFlags.NV, Float64.toInt(bits(1e300), 0, flags));
        }

        @Test
        void infinitiesAreClippedAndNansAreTheLargest() {
            int max = Integer.MAX_VALUE;
            int min = Integer.MIN_VALUE;
            assertGives(max, FpFlags.NV, Float32.toInt(0x7f80_0000, 0, flags));
            assertGives(min, FpFlags.NV, Float32.toInt(0xff80_0000, 0, flags));
            assertGives(max, FpFlags.NV, Float32.toInt(0xffc0_0000, 0, flags));
            assertGives(max, FpFlags.NV, Float64.toInt(0xfff0_0000_0000_0001L, 0, flags));
        }
    }

    @Nested
    class ToUnsigned {
        @Test
        void aNegativeNumberThatRoundsToZeroIsOnlyInexact() {
            assertGives(0, FpFlags.NX, Float32.toUnsigned(bits(-0.75f), Rounding.RTZ, flags));
            assertGives(0, FpFlags.NX, Float64.toUnsigned(bits(-0.5), Rounding.RNE, flags));
            assertGives(0, FpFlags.NX, Float64.toUnsigned(bits(-0.99), Rounding.RUP, flags));
        }

        @Test
        void aNegativeNumberThatRoundsBelowZeroIsInvalid() {
            assertGives(0, FpFlags.NV, Float32.toUnsigned(bits(-0.25f), Rounding.RDN, flags));
            assertGives(0, FpFlags.NV, Float64.toUnsigned(bits(-0.5), Rounding.RMM, flags));
            assertGives(0, FpFlags.NV, Float64.toUnsigned(bits(-1.0), Rounding.RTZ, flags));
        }

        @Test
        void minusZeroIsExact() {
            assertGives(0, 0, Float32.toUnsigned(0x8000_0000, Rounding.RDN, flags));
        }

        @Test
        void theUpperHalfOfTheRangeIsReached() {
            assertGives(0xc000_0000, 0, Float32.toUnsigned(bits(0x1.8p31f), Rounding.RNE, flags));
            assertGives(MINUS_ONE_UNSIGNED, 0, Float64.toUnsigned(bits(0x1p32 - 1), 0, flags));
            assertGives(
                    MINUS_ONE_UNSIGNED,
                    FpFlags.NX,
                    Float64.toUnsigned(bits(0x1p32 - 0.25), Rounding.RDN, flags));
        }

        @Test
        void isClippedOutOfRange() {
            int max = MINUS_ONE_UNSIGNED;
            assertGives(max, FpFlags.NV, Float64.toUnsigned(bits(0x1p32 - 0.25), 0, flags));
            assertGives(max, FpFlags.NV, Float32.toUnsigned(0x7f80_0000, 0, flags));
            assertGives(max, FpFlags.NV, Float32.toUnsigned(0xffff_ffff, 0, flags));
            assertGives(0, FpFlags.NV, Float32.toUnsigned(0xff80_0000, 0, flags));
        }
    }

    @Nested
    class FromIntegers {
        /** 2^24 + 1 lies half way between two binary32 numbers. */
        @Test
        void toBinary32RoundByTheMode() {
            int n = 0x0100_0001;
            float[] byMode = {0x1p24f, 0x1p24f, 0x1p24f, 0x1p24f + 2, 0x1p24f + 2};
            float[] negative = {-0x1p24f, -0x1p24f, -0x1p24f - 2, -0x1p24f, -0x1p24f - 2};
            for (int rm = 0; rm < byMode.length; rm++) {
                assertGives(bits(byMode[rm]), FpFlags.NX, Float32.fromInt(n, rm, flags));
                assertGives(bits(negative[rm]), FpFlags.NX, Float32.fromInt(-n, rm, flags));
                assertGives(bits(byMode[rm]), FpFlags.NX, Float32.fromUnsigned(n, rm, flags));
            }
        }

        @Test
        void zeroIsPlusZeroInEveryModeAndNeverRaisesAFlag() {
            for (int rm = 0; rm < 5; rm++) {
                assertGives(0, 0, Float32.fromInt(0, rm, flags));
                assertGives(0, 0, Float32.fromUnsigned(0, rm, flags));
            }
        }

        @Test
        void signedAndUnsignedDiffer() {
            assertGives(bits(-1.0f), 0, Float32.fromInt(-1, 0, flags));
            assertGives(bits(0x1p32f), FpFlags.NX, Float32.fromUnsigned(-1, 0, flags));
            assertGives(
                    bits(0x1.fffffep31f),
                    FpFlags.NX,
                    Float32.fromUnsigned(-1, Rounding.RTZ, flags));
        }

        @Test
        void toBinary64IsExact() {
            assertEquals(0xc1e0_0000_0000_0000L, Float64.fromInt(Integer.MIN_VALUE));
            assertEquals(0x41df_ffff_ffc0_0000L, Float64.fromInt(Integer.MAX_VALUE));
            assertEquals(0x41ef_ffff_ffe0_0000L, Float64.fromUnsigned(-1));
            assertEquals(0, Float64.fromInt(0));
        }
    }

    @Nested
    class BetweenFormats {
        @Test
        void wideningIsExactForSubnormalsToo() {
            assertGives(bits(0x1p-149), 0, Float64.fromFloat32(1, flags));
            assertGives(bits(-0.0), 0, Float64.fromFloat32(0x8000_0000, flags));
            assertGives(bits(Double.NEGATIVE_INFINITY), 0, Float64.fromFloat32(0xff80_0000, flags));
        }

        @Test
        void nansBecomeCanonicalAndSignalingOnesAreInvalid() {
            long canonical = 0x7ff8_0000_0000_0000L;
            assertGives(canonical, 0, Float64.fromFloat32(0xffc1_2345, flags));
            assertGives(canonical, FpFlags.NV, Float64.fromFloat32(0x7f80_0001, flags));
            // This one's payload is lost in the upper bits of binary32; it stays a NaN.
            assertGives(
                    0x7fc0_0000, FpFlags.NV, Float32.fromFloat64(0x7ff0_0000_0000_0001L, 0, flags));
            assertGives(0x7fc0_0000, 0, Float32.fromFloat64(0xfff8_0000_0000_0001L, 0, flags));
        }

        @Test
        void narrowingRoundsByTheMode() {
            double tie = 1 + 0x1p-24;
            float up = 1 + 0x1p-23f;
            float[] byMode = {1, 1, 1, up, up};
            for (int rm = 0; rm < byMode.length; rm++) {
                assertGives(
                        bits(byMode[rm]), FpFlags.NX, Float32.fromFloat64(bits(tie), rm, flags));
            }
        }

        @Test
        void narrowingOverflowsAndUnderflows() {
            assertGives(
                    0x7f80_0000,
                    FpFlags.OF | FpFlags.NX,
                    Float32.fromFloat64(bits(0x1p128), Rounding.RNE, flags));
            assertGives(
                    0x7f7f_ffff,
                    FpFlags.OF | FpFlags.NX,
                    Float32.fromFloat64(bits(0x1p128), Rounding.RTZ, flags));
            assertGives(
                    0,
                    FpFlags.UF | FpFlags.NX,
                    Float32.fromFloat64(bits(0x1p-150), Rounding.RNE, flags));
            assertGives(
                    1,
                    FpFlags.UF | FpFlags.NX,
                    Float32.fromFloat64(bits(Double.MIN_VALUE), Rounding.RUP, flags));
            assertGives(1, 0, Float32.fromFloat64(bits(0x1p-149), Rounding.RNE, flags));
        }
    }
}
