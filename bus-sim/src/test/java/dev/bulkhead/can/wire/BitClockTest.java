package dev.bulkhead.can.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.can.wire.BitTiming.Segments;
import dev.bulkhead.time.Clock;

import org.junit.jupiter.api.Test;

import java.util.Optional;

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
