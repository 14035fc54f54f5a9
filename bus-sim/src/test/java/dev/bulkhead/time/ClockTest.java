package dev.bulkhead.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class ClockTest {
    private static final long SECOND = 1_000_000_000_000L;
    private static final long HUNDRED_DAYS = 100L * 86_400 * SECOND;

    @Nested
    class WithAPeriodOfWholePicoseconds {
        private final Clock clock = Clock.ofHz(500_000);

        @Test
        void edgesAreMultiplesOfThePeriod() {
            assertEquals(0, clock.edgePs(0));
            assertEquals(6_000_000, clock.edgePs(3));
        }

        @Test
        void aTimeOnAnEdgeIsAtThatEdge() {
            assertEquals(3, clock.edgeAtOrAfter(6_000_000));
            assertEquals(3, clock.edgeAtOrBefore(6_000_000));
        }

        @Test
        void aTimeBetweenEdgesLiesBetweenTheirNumbers() {
            assertEquals(4, clock.edgeAtOrAfter(6_000_001));
            assertEquals(3, clock.edgeAtOrBefore(7_999_999));
        }
    }

    @Nested
    class WithAPeriodThatIsNoWholePicosecond {
        @Test
        void eachEdgeIsRoundedDownByItselfSoThatNothingAddsUp() {
            Clock clock = Clock.ofHz(3);
            assertEquals(333_333_333_333L, clock.edgePs(1));
            assertEquals(666_666_666_666L, clock.edgePs(2));
            assertEquals(SECOND, clock.edgePs(3));
            assertEquals(1_000_000 * SECOND, clock.edgePs(3_000_000));
        }

        @Test
        void aWatchCrystalHasAWholeEdgeEveryEighthTime() {
            Clock clock = Clock.ofHz(32_768); // 30,517,578.125 ps
            assertEquals(30_517_578, clock.edgePs(1));
            assertEquals(61_035_156, clock.edgePs(2));
            assertEquals(244_140_625, clock.edgePs(8));
        }

        @Test
        void aRoundedEdgeIsFoundAtItsRoundedTime() {
            Clock clock = Clock.ofHz(3);
            assertEquals(1, clock.edgeAtOrAfter(333_333_333_333L));
            assertEquals(2, clock.edgeAtOrAfter(333_333_333_334L));
            assertEquals(0, clock.edgeAtOrBefore(333_333_333_332L));
            assertEquals(1, clock.edgeAtOrBefore(333_333_333_333L));
        }
    }

    @Nested
    class WithAnError {
        @Test
        void aFastClockHasMoreEdgesASecond() {
            Clock clock = new Clock(1_000_000, 0, 1_000);
            assertEquals(SECOND, clock.edgePs(1_000_001));
            assertEquals(999_999, clock.edgePs(1), "10^12 / 1,000,001 = 999,999.000000999…");
        }

        @Test
        void aSlowClockHasFewer() {
            assertEquals(SECOND, new Clock(16_000_000, 0, -500).edgePs(15_999_992));
        }

        @Test
        void edgesStayExactAfterAHundredDays() {
            // f = 100,000,000.1 Hz: edge 1,000,000,001 · k lies at 10^13 · k ps, though n · 10^21
            // is far beyond 64 bits
            Clock clock = new Clock(100_000_000, 0, 1);
            assertEquals(HUNDRED_DAYS, clock.edgePs(1_000_000_001L * 864_000));
            assertEquals(1_000_000_001L * 864_000, clock.edgeAtOrAfter(HUNDRED_DAYS));
            assertEquals(1_000_000_001L * 864_000, clock.edgeAtOrBefore(HUNDRED_DAYS));
        }
    }

    @Nested
    class WithAnOffset {
        private final Clock clock = new Clock(1_000_000, 250, 0);

        @Test
        void edgeZeroIsTheOffset() {
            assertEquals(250, clock.edgePs(0));
            assertEquals(1_000_250, clock.edgePs(1));
        }

        @Test
        void beforeItTheNextEdgeIsZeroAndThereIsNoLast() {
            assertEquals(0, clock.edgeAtOrAfter(249));
            assertEquals(-1, clock.edgeAtOrBefore(249));
            assertEquals(0, clock.edgeAtOrBefore(250));
        }
    }

    @Nested
    class AtTheEndOfTheRange {
        @Test
        void anEdgeBeyondIsRefused() {
            assertThrows(ArithmeticException.class, () -> Clock.ofHz(1).edgePs(10_000_000));
            assertThrows(ArithmeticException.class, () -> Clock.ofHz(3).edgePs(30_000_000));
            assertThrows(
                    ArithmeticException.class, () -> new Clock(1, Long.MAX_VALUE, 0).edgePs(1));
        }

        @Test
        void theLastEdgeBeforeNeverIsFound() {
            assertEquals(9_223_372, Clock.ofHz(1).edgeAtOrBefore(Long.MAX_VALUE));
            assertEquals(27_670_116, Clock.ofHz(3).edgeAtOrBefore(Long.MAX_VALUE));
        }
    }

    @Test
    void edgeNumberAndTimeAreEachOthersInverse() {
        SplittableRandom random = new SplittableRandom(20260101);
        for (int i = 0; i < 20_000; i++) {
            Clock clock =
                    new Clock(
                            random.nextLong(1, 1_000_000_000),
                            random.nextLong(1_000_000),
                            random.nextInt(-200_000, 200_000));
            long n = random.nextLong(1, 1_000_000_000);
            long at = clock.edgePs(n);
            assertEquals(n, clock.edgeAtOrAfter(at), clock::toString);
            assertEquals(n + 1, clock.edgeAtOrAfter(at + 1), clock::toString);
            assertEquals(n, clock.edgeAtOrBefore(at), clock::toString);
            assertEquals(n - 1, clock.edgeAtOrBefore(at - 1), clock::toString);
        }
    }

    @Test
    void valuesOutsideTheirRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Clock.ofHz(0));
        assertThrows(IllegalArgumentException.class, () -> Clock.ofHz(SECOND + 1));
        assertThrows(IllegalArgumentException.class, () -> new Clock(1, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Clock(1, 0, -1_000_000_000));
        assertThrows(IllegalArgumentException.class, () -> Clock.ofHz(1).edgePs(-1));
    }
}
