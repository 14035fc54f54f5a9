package dev.bulkhead.can.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BitTiming.Segments;
import dev.bulkhead.time.Clock;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/** Bits of 20 quanta of 100 ns: 1 + 11 + 4 before the sample point, 4 behind; jump width 4. */
class BitClockTest {
    private static final long NS = 1_000;
    private static final BitTiming TIMING =
            new BitTiming(10_000_000, new Segments(11, 4, 4, 4), Optional.empty());

    private final BitClock clock = new BitClock(TIMING, 0);

    private void assertSampleAndEndNs(long sample, long end) {
        assertEquals(sample * NS, clock.samplePs());
        assertEquals(end * NS, clock.nextBitPs());
    }

    @Test
    void withoutEdgesBitsFollowEachOther() {
        assertSampleAndEndNs(1_600, 2_000);
        clock.nextBit();
        assertSampleAndEndNs(3_600, 4_000);
    }

    @Test
    void anEdgeInTheSynchronizationSegmentMovesNothing() {
        clock.resynchronise(99 * NS, false);
        assertSampleAndEndNs(1_600, 2_000);
    }

    @Test
    void aLateEdgeMovesTheSamplePointByItsPhaseError() {
        clock.resynchronise(250 * NS, false);
        assertSampleAndEndNs(1_800, 2_200);
    }

    @Test
    void butNotByMoreThanTheJumpWidth() {
        clock.resynchronise(700 * NS, false);
        assertSampleAndEndNs(2_000, 2_400);
    }

    @Test
    void aNodeThatSendsADominantBitDoesNotFollowALateEdge() {
        clock.resynchronise(250 * NS, true);
        assertSampleAndEndNs(1_600, 2_000);
    }

    @Test
    void anEarlyEdgeEndsTheBitWithTheQuantumThatItLiesIn() {
        clock.sample();
        clock.resynchronise(1_750 * NS, false);
        assertEquals(1_700 * NS, clock.nextBitPs());
    }

    @Test
    void oneThatIsEarlierThanTheJumpWidthShortensTheBitByThat() {
        BitTiming narrow = new BitTiming(10_000_000, new Segments(11, 4, 4, 1), Optional.empty());
        BitClock stiff = new BitClock(narrow, 0);
        stiff.sample();
        stiff.resynchronise(1_650 * NS, false);
        assertEquals(1_900 * NS, stiff.nextBitPs());
    }

    @Test
    void onlyOneEdgeBetweenTwoSamplePointsCounts() {
        clock.resynchronise(250 * NS, false);
        clock.resynchronise(450 * NS, false);
        assertSampleAndEndNs(1_800, 2_200);
    }

    @Test
    void hardSynchronizationRestartsTheBitWithTheQuantumOfTheEdge() {
        clock.hardSynchronise(1_234 * NS);
        assertSampleAndEndNs(2_800, 3_200);
    }

    @Test
    void theBitRateChangesBehindTheSamplePoint() {
        BitTiming fd =
                new BitTiming(
                        40_000_000,
                        new Segments(47, 16, 16, 16),
                        Optional.of(new Segments(6, 7, 6, 6)));
        BitClock switching = new BitClock(fd, 0);
        switching.sample();
        switching.switchRate(true);
        // sample point at 64 of 80 quanta of 25 ns, then phase segment 2 of the data bit, 6 quanta
        assertEquals((1_600 + 150) * NS, switching.nextBitPs());
        switching.nextBit();
        assertEquals((1_600 + 500) * NS, switching.samplePs(), "one data bit after the last");
    }

    /**
     * A core of 100 MHz, quanta of 100 ns and of 50 ns, as many a bit as above; data bits of 1 + 3
     * + 3 + 3.
     */
    @Nested
    class WithQuantaOfSeveralClocks {
        private final BitClock core = new BitClock(core(4, 3), 0);

        private static BitTiming core(int jumpWidth, int dataJumpWidth) {
            return new BitTiming(
                    100_000_000,
                    new Segments(10, 8, 7, 4, jumpWidth),
                    Optional.of(new Segments(5, 3, 3, 3, dataJumpWidth)));
        }

        @Test
        void aLateEdgeMovesTheSamplePointByWholeQuanta() {
            core.resynchronise(290 * NS, false);
            assertEquals(1_800 * NS, core.samplePs());
        }

        @Test
        void hardSynchronizationRestartsTheQuantaToo() {
            core.hardSynchronise(296 * NS);
            assertEquals((290 + 1_600) * NS, core.samplePs());
            core.sample();
            core.nextBit();
            core.resynchronise((290 + 2_000 + 105) * NS, false);
            assertEquals((290 + 3_600 + 100) * NS, core.samplePs());
        }

        @Test
        void noEdgeDoesWithoutAJumpWidth() {
            BitClock deaf = new BitClock(core(0, 0), 0);
            deaf.resynchronise(290 * NS, false);
            assertEquals(1_600 * NS, deaf.samplePs());
        }

        @Test
        void aBitEndsWithTheQuantumOfAnEarlyEdge() {
            core.sample();
            core.resynchronise(1_790 * NS, false);
            assertEquals(1_700 * NS, core.nextBitPs());
        }

        @Test
        void thoseOfTheDataRateAreCountedFromTheSamplePoint() {
            core.sample();
            core.switchRate(true);
            assertEquals((1_600 + 150) * NS, core.nextBitPs());
            core.resynchronise(1_690 * NS, false);
            assertEquals(1_650 * NS, core.nextBitPs());
            core.nextBit();
            core.sample();
            core.nextBit();
            core.resynchronise((2_150 + 99) * NS, false);
            assertEquals((2_150 + 350 + 50) * NS, core.samplePs());
        }

        /** 2 + 0.6 us: 1 + 5 quanta of the new ones before the sample point, 14 behind. */
        @Test
        void aNewDivisionLetsTheBitsBeginWhereTheyDo() {
            core.nextBit();
            core.divide(
                    new BitTiming(100_000_000, new Segments(10, 0, 5, 14, 1), Optional.empty()),
                    2_100 * NS);
            assertEquals(2_600 * NS, core.samplePs());
            assertEquals(4_000 * NS, core.nextBitPs());
            assertFalse(core.isSampled());
        }

        @Test
        void aSamplePointThatIsPastByThenIsTaken() {
            core.divide(
                    new BitTiming(100_000_000, new Segments(10, 0, 5, 14, 1), Optional.empty()),
                    700 * NS);
            assertTrue(core.isSampled());
            assertEquals(2_600 * NS, core.nextSamplePs());
        }

        /** 3 x 3 333 333.33 ps are 10 us, also if the division changes after the first bit. */
        @Test
        void fractionsOfAPicosecondGoOn() {
            BitClock third = new BitClock(BitTiming.of(300_000, OptionalLong.empty(), 800), 0);
            third.nextBit();
            third.divide(
                    new BitTiming(30_000_000, new Segments(5, 8, 7, 4, 4), Optional.empty()),
                    third.bitStartPs());
            third.nextBit();
            third.nextBit();
            assertEquals(10_000 * NS, third.bitStartPs());
        }

        /** Bits of 1e5 clocks, 1e12 / (599 999 959 x (1 + 1e-9)) ps each. */
        @Test
        void aClockWhoseFractionDoesNotFitIsOffByLessThanOnePicosecondAfterSixteenSeconds() {
            BitClock prime =
                    new BitClock(
                            new BitTiming(
                                    599_999_959,
                                    new Segments(200, 249, 125, 125, 4),
                                    Optional.empty()),
                            1);
            for (int bit = 0; bit < 100_000; bit++) {
                prime.nextBit();
            }
            long exactPs =
                    BigInteger.TEN
                            .pow(31)
                            .divide(
                                    BigInteger.valueOf(599_999_959)
                                            .multiply(BigInteger.valueOf(1_000_000_001)))
                            .longValueExact();
            assertTrue(Math.abs(exactPs - prime.bitStartPs()) <= 1);
        }
    }

    @Test
    void theEdgesOfADriftingClockAreThoseOfTheExactFormula() {
        for (int ppb : new int[] {1_234_567, -7_654_321, 1}) {
            BitClock drifting = new BitClock(TIMING, ppb);
            Clock exact = new Clock(500_000, 0, ppb);
            for (int bit = 1; bit < 20_000; bit++) {
                drifting.nextBit();
                assertEquals(exact.edgePs(bit), drifting.bitStartPs());
            }
        }
    }

    @Test
    void bitsThatAreSkippedTakeTheirTimeToo() {
        BitClock drifting = new BitClock(TIMING, 1_234_567);
        Clock exact = new Clock(500_000, 0, 1_234_567);
        for (long ps = 1; ps < 4_000_000_000_000L; ps = ps * 3 + 1_999_999) {
            drifting.skipTo(ps);
            assertEquals(exact.edgePs(exact.edgeAtOrBefore(ps)), drifting.bitStartPs());
        }
    }
}
