package dev.bulkhead.hart.fp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules of chapter F 2.2 of the RISC-V Unprivileged ISA, on values worked out by hand. */
class Float32Test {
    private static final int ONE = 0x3f80_0000;
    private static final int TWO = 0x4000_0000;
    private static final int THREE = 0x4040_0000;
    private static final int MINUS = 0x8000_0000;
    private static final int INFINITY = 0x7f80_0000;
    private static final int LARGEST = 0x7f7f_ffff;
    private static final int LEAST_NORMAL = 0x0080_0000;
    private static final int LEAST_SUBNORMAL = 0x0000_0001;
    private static final int QUIET_NAN = 0xffc1_2345;
    private static final int SIGNALING_NAN = 0x7f80_0001;
    private static final int CANONICAL_NAN = 0x7fc0_0000;

    private static final int[] MODES = {0, 1, 2, 3, 4};

    private final FpFlags flags = new FpFlags();

    private void assertGives(int bits, int raised, int result) {
        assertEquals(Integer.toHexString(bits), Integer.toHexString(result));
        assertEquals(raised, flags.bits, "flags");
        flags.bits = 0;
    }

    @Nested
    class Rounded {
        /** One unit in the last place of 1 is 2^-23, so this is a quarter of one. */
        private static final int QUARTER_ULP = 0x3400_0000 - (2 << 23);

        private static final int HALF_ULP = 0x3400_0000 - (1 << 23);

        @Test
        void aTieGoesToEvenInRne() {
            assertGives(ONE, FpFlags.NX, Float32.add(ONE, HALF_ULP, Rounding.RNE, flags));
            assertGives(ONE + 2, FpFlags.NX, Float32.add(ONE + 1, HALF_ULP, Rounding.RNE, flags));
        }

        @Test
        void aTieGoesAwayFromZeroInRmm() {
            assertGives(ONE + 1, FpFlags.NX, Float32.add(ONE, HALF_ULP, Rounding.RMM, flags));
            assertGives(
                    MINUS | ONE + 1,
                    FpFlags.NX,
                    Float32.sub(MINUS | ONE, HALF_ULP, Rounding.RMM, flags));
        }

        @Test
        void lessThanHalfGoesDownInRmm() {
            assertGives(ONE, FpFlags.NX, Float32.add(ONE, QUARTER_ULP, Rounding.RMM, flags));
        }

        @Test
        void rtzCutsBothSigns() {
            assertGives(ONE, FpFlags.NX, Float32.add(ONE, HALF_ULP, Rounding.RTZ, flags));
            assertGives(
                    MINUS | ONE,
                    FpFlags.NX,
                    Float32.sub(MINUS | ONE, HALF_ULP, Rounding.RTZ, flags));
        }

        @Test
        void rdnGoesToMinusInfinity() {
            assertGives(ONE, FpFlags.NX, Float32.add(ONE, QUARTER_ULP, Rounding.RDN, flags));
            assertGives(
                    MINUS | ONE + 1,
                    FpFlags.NX,
                    Float32.sub(MINUS | ONE, QUARTER_ULP, Rounding.RDN, flags));
        }

        @Test
        void rupGoesToPlusInfinity() {
            assertGives(ONE + 1, FpFlags.NX, Float32.add(ONE, QUARTER_ULP, Rounding.RUP, flags));
            assertGives(
                    MINUS | ONE,
                    FpFlags.NX,
                    Float32.sub(MINUS | ONE, QUARTER_ULP, Rounding.RUP, flags));
        }

        @Test
        void aReservedModeIsOurOwnMistake() {
            var thrown =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Float32.add(ONE, HALF_ULP, 5, flags));
            assertEquals("rm=5, expected 0..4", thrown.getMessage());
        }

        @Test
        void flagsAccrue() {
            Float32.add(ONE, HALF_ULP, Rounding.RNE, flags);
            Float32.div(ONE, 0, Rounding.RNE, flags);
            assertEquals(FpFlags.NX | FpFlags.DZ, flags.bits);
        }
    }

    @Nested
    class Overflow {
        @Test
        void givesInfinityToNearest() {
            int wanted = FpFlags.OF | FpFlags.NX;
            assertGives(INFINITY, wanted, Float32.add(LARGEST, LARGEST, Rounding.RNE, flags));
            assertGives(INFINITY, wanted, Float32.add(LARGEST, LARGEST, Rounding.RMM, flags));
        }

        @Test
        void stopsAtTheLargestNumberWhenRoundingInward() {
            int wanted = FpFlags.OF | FpFlags.NX;
            assertGives(LARGEST, wanted, Float32.mul(LARGEST, TWO, Rounding.RTZ, flags));
            assertGives(LARGEST, wanted, Float32.mul(LARGEST, TWO, Rounding.RDN, flags));
            assertGives(INFINITY, wanted, Float32.mul(LARGEST, TWO, Rounding.RUP, flags));
            int negative = MINUS | LARGEST;
            assertGives(negative, wanted, Float32.mul(negative, TWO, Rounding.RUP, flags));
            assertGives(MINUS | INFINITY, wanted, Float32.mul(negative, TWO, Rounding.RDN, flags));
        }

        @Test
        void doesNotHappenWhenTheExcessRoundsAway() {
            assertGives(LARGEST, FpFlags.NX, Float32.add(LARGEST, ONE, Rounding.RNE, flags));
            assertGives(LARGEST, FpFlags.NX, Float32.add(LARGEST, ONE, Rounding.RDN, flags));
        }

        @Test
        void infinityItselfIsExact() {
            assertGives(INFINITY, 0, Float32.add(INFINITY, LARGEST, Rounding.RTZ, flags));
        }
    }

    @Nested
    class Underflow {
        private static final int HALF = 0x3f00_0000;
        private static final int BELOW_ONE = 0x3f7f_ffff;

        @Test
        void isNotRaisedForAnExactSubnormal() {
            for (int rm : MODES) {
                assertGives(LEAST_NORMAL / 2, 0, Float32.mul(LEAST_NORMAL, HALF, rm, flags));
            }
        }

        @Test
        void isRaisedForAnInexactSubnormal() {
            int wanted = FpFlags.UF | FpFlags.NX;
            assertGives(0, wanted, Float32.mul(LEAST_SUBNORMAL, HALF, Rounding.RNE, flags));
            assertGives(
                    LEAST_SUBNORMAL,
                    wanted,
                    Float32.mul(LEAST_SUBNORMAL, HALF, Rounding.RMM, flags));
            assertGives(
                    LEAST_SUBNORMAL,
                    wanted,
                    Float32.mul(LEAST_SUBNORMAL, HALF, Rounding.RUP, flags));
            assertGives(
                    MINUS, wanted, Float32.mul(LEAST_SUBNORMAL, MINUS | HALF, Rounding.RUP, flags));
        }

        /**
         * (1 - 2^-24) * 2^-126 is half way between the largest subnormal and the least normal, and
         * has 24 significant bits: with the exponent unbounded it needs no rounding and is below
         * the least normal number.
         */
        @Test
        void isRaisedWhenATinyNumberRoundsToTheLeastNormal() {
            assertGives(
                    LEAST_NORMAL,
                    FpFlags.UF | FpFlags.NX,
                    Float32.mul(LEAST_NORMAL, BELOW_ONE, Rounding.RNE, flags));
        }

        /**
         * The product is (1 - 2^-46) * 2^-126: with the exponent unbounded, rounding to 24 bits
         * gives 2^-126, which is not tiny.
         */
        @Test
        void isNotRaisedWhenTininessVanishesByRounding() {
            int slightlyBelow = 0x3f7f_fffe; // 1 - 2^-23
            int slightlyAbove = LEAST_NORMAL + 1; // (1 + 2^-23) * 2^-126
            assertGives(
                    LEAST_NORMAL,
                    FpFlags.NX,
                    Float32.mul(slightlyAbove, slightlyBelow, Rounding.RNE, flags));
            assertGives(
                    LEAST_NORMAL - 1,
                    FpFlags.UF | FpFlags.NX,
                    Float32.mul(slightlyAbove, slightlyBelow, Rounding.RTZ, flags));
        }

        @Test
        void neverComesFromASum() {
            assertGives(
                    LEAST_SUBNORMAL,
                    0,
                    Float32.sub(LEAST_NORMAL + 1, LEAST_NORMAL, Rounding.RNE, flags));
        }
    }

    @Nested
    class SignsOfZero {
        @Test
        void aCancellationIsPlusZeroExceptInRdn() {
            for (int rm : MODES) {
                assertGives(rm == Rounding.RDN ? MINUS : 0, 0, Float32.sub(ONE, ONE, rm, flags));
            }
        }

        @Test
        void zerosOfOneSignKeepIt() {
            for (int rm : MODES) {
                assertGives(MINUS, 0, Float32.add(MINUS, MINUS, rm, flags));
                assertGives(0, 0, Float32.add(0, 0, rm, flags));
                assertGives(rm == Rounding.RDN ? MINUS : 0, 0, Float32.add(0, MINUS, rm, flags));
            }
        }

        @Test
        void aProductTakesTheExclusiveOr() {
            assertGives(MINUS, 0, Float32.mul(0, MINUS | ONE, Rounding.RNE, flags));
            assertGives(0, 0, Float32.div(MINUS, MINUS | ONE, Rounding.RNE, flags));
        }

        @Test
        void theRootOfMinusZeroIsMinusZero() {
            assertGives(MINUS, 0, Float32.sqrt(MINUS, Rounding.RNE, flags));
        }

        @Test
        void aFusedSumFollowsTheProductAndTheAddend() {
            for (int rm : MODES) {
                int cancelled = rm == Rounding.RDN ? MINUS : 0;
                assertGives(cancelled, 0, Float32.fmsub(ONE, TWO, TWO, rm, flags));
                assertGives(cancelled, 0, Float32.fmadd(0, ONE, MINUS, rm, flags));
                assertGives(MINUS, 0, Float32.fmadd(0, MINUS | ONE, MINUS, rm, flags));
                // The product is negated before the sum, so the sum is not -(0 + 0).
                assertGives(cancelled, 0, Float32.fnmadd(MINUS, ONE, 0, rm, flags));
            }
        }
    }

    @Nested
    class Nans {
        @Test
        void aQuietOneComesOutCanonicalWithoutAFlag() {
            for (int rm : MODES) {
                assertGives(CANONICAL_NAN, 0, Float32.add(QUIET_NAN, ONE, rm, flags));
                assertGives(CANONICAL_NAN, 0, Float32.mul(ONE, QUIET_NAN, rm, flags));
                assertGives(CANONICAL_NAN, 0, Float32.div(QUIET_NAN, 0, rm, flags));
                assertGives(CANONICAL_NAN, 0, Float32.sqrt(QUIET_NAN, rm, flags));
                assertGives(CANONICAL_NAN, 0, Float32.fmadd(ONE, ONE, QUIET_NAN, rm, flags));
            }
        }

        @Test
        void aSignalingOneIsInvalid() {
            int nv = FpFlags.NV;
            for (int rm : MODES) {
                assertGives(CANONICAL_NAN, nv, Float32.sub(ONE, SIGNALING_NAN, rm, flags));
                assertGives(CANONICAL_NAN, nv, Float32.mul(SIGNALING_NAN, QUIET_NAN, rm, flags));
                assertGives(CANONICAL_NAN, nv, Float32.div(QUIET_NAN, SIGNALING_NAN, rm, flags));
                assertGives(CANONICAL_NAN, nv, Float32.sqrt(SIGNALING_NAN, rm, flags));
                assertGives(
                        CANONICAL_NAN, nv, Float32.fmadd(ONE, QUIET_NAN, SIGNALING_NAN, rm, flags));
            }
        }

        @Test
        void comeFromInvalidOperations() {
            int nv = FpFlags.NV;
            int minusInfinity = MINUS | INFINITY;
            for (int rm : MODES) {
                assertGives(CANONICAL_NAN, nv, Float32.sub(INFINITY, INFINITY, rm, flags));
                assertGives(CANONICAL_NAN, nv, Float32.mul(INFINITY, 0, rm, flags));
                assertGives(CANONICAL_NAN, nv, Float32.div(0, MINUS, rm, flags));
                assertGives(CANONICAL_NAN, nv, Float32.div(INFINITY, minusInfinity, rm, flags));
                assertGives(CANONICAL_NAN, nv, Float32.sqrt(MINUS | ONE, rm, flags));
                assertGives(CANONICAL_NAN, nv, Float32.sqrt(minusInfinity, rm, flags));
                assertGives(
                        CANONICAL_NAN, nv, Float32.fmadd(INFINITY, ONE, minusInfinity, rm, flags));
            }
        }

        @Test
        void infinityTimesZeroIsInvalidEvenWhenTheAddendIsAQuietNan() {
            for (int rm : MODES) {
                assertGives(
                        CANONICAL_NAN,
                        FpFlags.NV,
                        Float32.fmadd(INFINITY, 0, QUIET_NAN, rm, flags));
                assertGives(
                        CANONICAL_NAN,
                        FpFlags.NV,
                        Float32.fnmsub(MINUS, INFINITY, QUIET_NAN, rm, flags));
            }
        }
    }

    @Nested
    class Division {
        @Test
        void ofANumberByZeroRaisesDivideByZero() {
            for (int rm : MODES) {
                assertGives(INFINITY, FpFlags.DZ, Float32.div(ONE, 0, rm, flags));
                assertGives(MINUS | INFINITY, FpFlags.DZ, Float32.div(ONE, MINUS, rm, flags));
            }
        }

        @Test
        void ofInfinityByZeroIsExact() {
            for (int rm : MODES) {
                assertGives(INFINITY, 0, Float32.div(INFINITY, 0, rm, flags));
            }
        }

        @Test
        void byInfinityIsAnExactZero() {
            assertGives(MINUS, 0, Float32.div(MINUS | ONE, INFINITY, Rounding.RDN, flags));
        }

        /** One third is 0.0101..., whose 24 significant bits end in 10 before another 10. */
        @Test
        void aThirdIsRoundedByTheMode() {
            int down = 0x3eaa_aaaa;
            assertGives(down + 1, FpFlags.NX, Float32.div(ONE, THREE, Rounding.RNE, flags));
            assertGives(down, FpFlags.NX, Float32.div(ONE, THREE, Rounding.RTZ, flags));
            assertGives(down, FpFlags.NX, Float32.div(ONE, THREE, Rounding.RDN, flags));
            assertGives(down + 1, FpFlags.NX, Float32.div(ONE, THREE, Rounding.RUP, flags));
        }
    }

    @Nested
    class Roots {
        @Test
        void ofSquaresAreExact() {
            for (int rm : MODES) {
                assertGives(THREE, 0, Float32.sqrt(0x4110_0000, rm, flags));
            }
        }

        /** sqrt 2 = 1.0110 1010 0000 1001 1110 011|0 0110... in binary. */
        @Test
        void ofTwoAreRoundedByTheMode() {
            assertGives(0x3fb5_04f3, FpFlags.NX, Float32.sqrt(TWO, Rounding.RNE, flags));
            assertGives(0x3fb5_04f3, FpFlags.NX, Float32.sqrt(TWO, Rounding.RDN, flags));
            assertGives(0x3fb5_04f4, FpFlags.NX, Float32.sqrt(TWO, Rounding.RUP, flags));
        }
    }

    @Nested
    class FusedMultiplyAdd {
        /** (1 + 2^-23)^2 = 1 + 2^-22 + 2^-46: the last term survives only with one rounding. */
        @Test
        void roundsOnce() {
            int aboveOne = ONE + 1;
            int rest = 0x2880_0000; // 2^-46
            for (int rm : MODES) {
                assertGives(rest, 0, Float32.fmsub(aboveOne, aboveOne, ONE + 2, rm, flags));
            }
        }

        @Test
        void comesInFourSigns() {
            int five = 0x40a0_0000;
            int seven = 0x40e0_0000;
            int rm = Rounding.RNE;
            assertGives(seven, 0, Float32.fmadd(TWO, THREE, ONE, rm, flags));
            assertGives(five, 0, Float32.fmsub(TWO, THREE, ONE, rm, flags));
            assertGives(MINUS | five, 0, Float32.fnmsub(TWO, THREE, ONE, rm, flags));
            assertGives(MINUS | seven, 0, Float32.fnmadd(TWO, THREE, ONE, rm, flags));
        }

        @Test
        void aProductThatOverflowsAloneMayYetGiveANumber() {
            assertGives(
                    LARGEST, 0, Float32.fmadd(LARGEST, TWO, MINUS | LARGEST, Rounding.RNE, flags));
        }
    }

    @Nested
    class MinimumAndMaximum {
        @Test
        void minusZeroIsLessThanPlusZero() {
            assertGives(MINUS, 0, Float32.min(0, MINUS, flags));
            assertGives(MINUS, 0, Float32.min(MINUS, 0, flags));
            assertGives(0, 0, Float32.max(0, MINUS, flags));
            assertGives(0, 0, Float32.max(MINUS, 0, flags));
        }

        @Test
        void ordersNumbers() {
            assertGives(MINUS | TWO, 0, Float32.min(ONE, MINUS | TWO, flags));
            assertGives(ONE, 0, Float32.max(ONE, MINUS | TWO, flags));
            assertGives(MINUS | INFINITY, 0, Float32.min(MINUS | INFINITY, ONE, flags));
        }

        @Test
        void aNumberIsPreferredToANan() {
            assertGives(ONE, 0, Float32.min(QUIET_NAN, ONE, flags));
            assertGives(ONE, 0, Float32.max(ONE, QUIET_NAN, flags));
        }

        @Test
        void twoNansGiveTheCanonicalNan() {
            assertGives(CANONICAL_NAN, 0, Float32.min(QUIET_NAN, QUIET_NAN, flags));
            assertGives(CANONICAL_NAN, FpFlags.NV, Float32.max(QUIET_NAN, SIGNALING_NAN, flags));
        }

        @Test
        void aSignalingNanIsInvalidThoughTheResultIsANumber() {
            assertGives(ONE, FpFlags.NV, Float32.min(SIGNALING_NAN, ONE, flags));
            assertGives(ONE, FpFlags.NV, Float32.max(ONE, SIGNALING_NAN, flags));
        }
    }

    @Nested
    class Comparison {
        private void assertHolds(boolean wanted, int raised, boolean result) {
            assertEquals(wanted, result);
            assertEquals(raised, flags.bits, "flags");
            flags.bits = 0;
        }

        @Test
        void zerosAreEqual() {
            assertHolds(true, 0, Float32.eq(0, MINUS, flags));
            assertHolds(false, 0, Float32.lt(MINUS, 0, flags));
            assertHolds(true, 0, Float32.le(0, MINUS, flags));
        }

        @Test
        void numbersAreOrdered() {
            assertHolds(true, 0, Float32.lt(MINUS | TWO, MINUS | ONE, flags));
            assertHolds(false, 0, Float32.le(TWO, ONE, flags));
            assertHolds(true, 0, Float32.le(INFINITY, INFINITY, flags));
        }

        @Test
        void equalityIsQuiet() {
            assertHolds(false, 0, Float32.eq(QUIET_NAN, QUIET_NAN, flags));
            assertHolds(false, FpFlags.NV, Float32.eq(ONE, SIGNALING_NAN, flags));
        }

        @Test
        void orderSignalsForAnyNan() {
            assertHolds(false, FpFlags.NV, Float32.lt(QUIET_NAN, ONE, flags));
            assertHolds(false, FpFlags.NV, Float32.le(ONE, QUIET_NAN, flags));
            assertHolds(false, FpFlags.NV, Float32.le(SIGNALING_NAN, ONE, flags));
        }
    }

    @Nested
    class SignInjection {
        @Test
        void takesTheSignOfTheSecondAndKeepsNanPayloads() {
            assertEquals(MINUS | SIGNALING_NAN, Float32.sgnj(SIGNALING_NAN, MINUS));
            assertEquals(ONE, Float32.sgnj(MINUS | ONE, TWO));
        }

        @Test
        void orItsOpposite() {
            assertEquals(MINUS | ONE, Float32.sgnjn(ONE, TWO));
            assertEquals(ONE, Float32.sgnjn(ONE, MINUS));
        }

        @Test
        void orTheExclusiveOr() {
            assertEquals(ONE, Float32.sgnjx(MINUS | ONE, MINUS | TWO));
            assertEquals(MINUS | ONE, Float32.sgnjx(MINUS | ONE, TWO));
        }
    }

    @Test
    void eachClassHasItsBit() {
        int[] examples = {
            MINUS | INFINITY,
            MINUS | LEAST_NORMAL,
            MINUS | LEAST_NORMAL - 1,
            MINUS,
            0,
            LEAST_SUBNORMAL,
            LARGEST,
            INFINITY,
            SIGNALING_NAN,
            QUIET_NAN
        };
        for (int bit = 0; bit < examples.length; bit++) {
            assertEquals(1 << bit, Float32.classify(examples[bit]), "bit " + bit);
        }
    }

    @Nested
    class NanBoxing {
        @Test
        void setsTheUpperHalf() {
            assertEquals(0xffff_ffff_3f80_0000L, Float32.box(ONE));
            assertEquals(0xffff_ffff_bf80_0000L, Float32.box(MINUS | ONE));
        }

        @Test
        void isTransparent() {
            assertEquals(SIGNALING_NAN, Float32.unbox(Float32.box(SIGNALING_NAN)));
        }

        @Test
        void anythingElseReadsAsTheCanonicalNan() {
            assertEquals(CANONICAL_NAN, Float32.unbox(0x0000_0000_3f80_0000L));
            assertEquals(CANONICAL_NAN, Float32.unbox(0xffff_fffe_3f80_0000L));
            assertEquals(CANONICAL_NAN, Float32.unbox(0x7fff_ffff_3f80_0000L));
        }
    }
}
