package dev.bulkhead.hart.fp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules of chapter D 2.2 of the RISC-V Unprivileged ISA, on values worked out by hand; those
 * that repeat chapter F's are checked where binary64 has code of its own.
 */
class Float64Test {
    private static final long ONE = 0x3ff0_0000_0000_0000L;
    private static final long TWO = 0x4000_0000_0000_0000L;
    private static final long THREE = 0x4008_0000_0000_0000L;
    private static final long MINUS = Long.MIN_VALUE;
    private static final long INFINITY = 0x7ff0_0000_0000_0000L;
    private static final long LARGEST = 0x7fef_ffff_ffff_ffffL;
    private static final long LEAST_NORMAL = 0x0010_0000_0000_0000L;
    private static final long QUIET_NAN = 0xfff8_0000_0000_1234L;
    private static final long SIGNALING_NAN = 0x7ff0_0000_0000_0001L;
    private static final long CANONICAL_NAN = 0x7ff8_0000_0000_0000L;
    private static final int[] MODES = {0, 1, 2, 3, 4};

    private final FpFlags flags = new FpFlags();

    private void assertGives(long bits, int raised, long result) {
        assertEquals(Long.toHexString(bits), Long.toHexString(result));
        assertEquals(raised, flags.bits, "flags");
        flags.bits = 0;
    }

    @Nested
    class Arithmetic {
        private static final long HALF_ULP = ONE - (53L << 52);

        @Test
        void aTieGoesWhereTheModeSays() {
            assertGives(ONE, FpFlags.NX, Float64.add(ONE, HALF_ULP, Rounding.RNE, flags));
            assertGives(ONE + 2, FpFlags.NX, Float64.add(ONE + 1, HALF_ULP, Rounding.RNE, flags));
            assertGives(ONE + 1, FpFlags.NX, Float64.add(ONE, HALF_ULP, Rounding.RMM, flags));
            assertGives(ONE, FpFlags.NX, Float64.add(ONE, HALF_ULP, Rounding.RTZ, flags));
            assertGives(ONE, FpFlags.NX, Float64.add(ONE, HALF_ULP, Rounding.RDN, flags));
            assertGives(ONE + 1, FpFlags.NX, Float64.add(ONE, HALF_ULP, Rounding.RUP, flags));
        }

        @Test
        void smallWholeNumbersAreExact() {
            long six = 0x4018_0000_0000_0000L;
            for (int rm : MODES) {
                assertGives(six, 0, Float64.mul(TWO, THREE, rm, flags));
                assertGives(TWO, 0, Float64.div(six, THREE, rm, flags));
                assertGives(ONE, 0, Float64.sub(THREE, TWO, rm, flags));
                assertGives(THREE, 0, Float64.sqrt(0x4022_0000_0000_0000L, rm, flags));
                assertGives(six, 0, Float64.fmadd(TWO, TWO, TWO, rm, flags));
            }
        }

        @Test
        void aThirdIsInexact() {
            // 0.0101... with 53 significant bits ends in 01 before another 01.
            long down = 0x3fd5_5555_5555_5555L;
            assertGives(down, FpFlags.NX, Float64.div(ONE, THREE, Rounding.RNE, flags));
            assertGives(down + 1, FpFlags.NX, Float64.div(ONE, THREE, Rounding.RUP, flags));
        }

        @Test
        void inexactStaysAccruedAndOtherFlagsJoinIt() {
            flags.bits = FpFlags.NX;
            assertGives(INFINITY, FpFlags.OF | FpFlags.NX, Float64.mul(LARGEST, TWO, 0, flags));
            flags.bits = FpFlags.NX;
            assertGives(INFINITY, FpFlags.DZ | FpFlags.NX, Float64.div(ONE, 0, 0, flags));
        }

        @Test
        void overflowStopsAtTheLargestNumberWhenRoundingInward() {
            int wanted = FpFlags.OF | FpFlags.NX;
            assertGives(INFINITY, wanted, Float64.add(LARGEST, LARGEST, Rounding.RNE, flags));
            assertGives(LARGEST, wanted, Float64.add(LARGEST, LARGEST, Rounding.RTZ, flags));
        }

        @Test
        void tininessIsDetectedAfterRounding() {
            long aboveLeast = LEAST_NORMAL + 1;
            long belowOne = 0x3fef_ffff_ffff_fffeL; // 1 - 2^-52
            // (1 - 2^-104) * 2^-1022 rounds to 2^-1022 with the exponent unbounded.
            assertGives(
                    LEAST_NORMAL,
                    FpFlags.NX,
                    Float64.mul(aboveLeast, belowOne, Rounding.RNE, flags));
            // (1 - 2^-53) * 2^-1022 needs no rounding then, and is tiny.
            assertGives(
                    LEAST_NORMAL,
                    FpFlags.UF | FpFlags.NX,
                    Float64.mul(LEAST_NORMAL, 0x3fef_ffff_ffff_ffffL, Rounding.RNE, flags));
        }

        @Test
        void invalidOperationsGiveTheCanonicalNan() {
            for (int rm : MODES) {
                assertGives(CANONICAL_NAN, FpFlags.NV, Float64.sub(INFINITY, INFINITY, rm, flags));
                assertGives(CANONICAL_NAN, FpFlags.NV, Float64.div(0, 0, rm, flags));
                assertGives(CANONICAL_NAN, FpFlags.NV, Float64.sqrt(MINUS | ONE, rm, flags));
                assertGives(
                        CANONICAL_NAN,
                        FpFlags.NV,
                        Float64.fmadd(0, INFINITY, QUIET_NAN, rm, flags));
                assertGives(CANONICAL_NAN, 0, Float64.add(QUIET_NAN, INFINITY, rm, flags));
            }
        }

        @Test
        void fusedFormsHaveFourSigns() {
            long five = 0x4014_0000_0000_0000L;
            long seven = 0x401c_0000_0000_0000L;
            for (int rm : MODES) {
                assertGives(seven, 0, Float64.fmadd(TWO, THREE, ONE, rm, flags));
                assertGives(five, 0, Float64.fmsub(TWO, THREE, ONE, rm, flags));
                assertGives(MINUS | five, 0, Float64.fnmsub(TWO, THREE, ONE, rm, flags));
                assertGives(MINUS | seven, 0, Float64.fnmadd(TWO, THREE, ONE, rm, flags));
            }
        }

        /** (1 + 2^-52)^2 = 1 + 2^-51 + 2^-104. */
        @Test
        void fusedFormsRoundOnce() {
            long rest = ONE - (104L << 52);
            for (int rm : MODES) {
                assertGives(rest, 0, Float64.fmsub(ONE + 1, ONE + 1, ONE + 2, rm, flags));
            }
        }
    }

    @Nested
    class MinimumMaximumAndComparison {
        @Test
        void minusZeroIsLessThanPlusZeroOnlyForMinimumAndMaximum() {
            assertGives(MINUS, 0, Float64.min(0, MINUS, flags));
            assertGives(0, 0, Float64.max(MINUS, 0, flags));
            assertEquals(true, Float64.eq(0, MINUS, flags));
        }

        @Test
        void numbersAreOrdered() {
            assertGives(MINUS | TWO, 0, Float64.min(MINUS | TWO, ONE, flags));
            assertGives(TWO, 0, Float64.max(ONE, TWO, flags));
            assertEquals(true, Float64.lt(ONE, TWO, flags));
            assertEquals(true, Float64.le(TWO, TWO, flags));
            assertEquals(0, flags.bits);
        }

        @Test
        void aNumberIsPreferredToANan() {
            assertGives(ONE, 0, Float64.min(ONE, QUIET_NAN, flags));
            assertGives(ONE, FpFlags.NV, Float64.max(SIGNALING_NAN, ONE, flags));
            assertGives(CANONICAL_NAN, 0, Float64.max(QUIET_NAN, QUIET_NAN, flags));
            assertGives(CANONICAL_NAN, FpFlags.NV, Float64.min(SIGNALING_NAN, QUIET_NAN, flags));
        }

        @Test
        void equalityIsQuietAndOrderSignals() {
            assertEquals(false, Float64.eq(QUIET_NAN, ONE, flags));
            assertEquals(0, flags.bits);
            assertEquals(false, Float64.lt(QUIET_NAN, ONE, flags));
            assertEquals(FpFlags.NV, flags.bits);
            flags.bits = 0;
            assertEquals(false, Float64.le(ONE, QUIET_NAN, flags));
            assertEquals(FpFlags.NV, flags.bits);
            flags.bits = 0;
            assertEquals(false, Float64.eq(ONE, SIGNALING_NAN, flags));
            assertEquals(FpFlags.NV, flags.bits);
        }
    }

    @Test
    void signInjectionKeepsNanPayloads() {
        assertEquals(MINUS | SIGNALING_NAN, Float64.sgnj(SIGNALING_NAN, MINUS));
        assertEquals(MINUS | SIGNALING_NAN, Float64.sgnjn(SIGNALING_NAN, 0));
        assertEquals(SIGNALING_NAN, Float64.sgnjx(MINUS | SIGNALING_NAN, MINUS));
    }

    @Test
    void eachClassHasItsBit() {
        long[] examples = {
            MINUS | INFINITY,
            MINUS | ONE,
            MINUS | LEAST_NORMAL - 1,
            MINUS,
            0,
            1,
            LEAST_NORMAL,
            INFINITY,
            SIGNALING_NAN,
            QUIET_NAN
        };
        for (int bit = 0; bit < examples.length; bit++) {
            assertEquals(1 << bit, Float64.classify(examples[bit]), "bit " + bit);
        }
    }
}
