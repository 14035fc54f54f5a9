package dev.bulkhead.rta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.rta.ResponseTime.Task;
import dev.bulkhead.rta.Supply.Dedicated;
import dev.bulkhead.rta.Supply.FixedTable;
import dev.bulkhead.rta.Supply.FloatingBudget;
import dev.bulkhead.rta.Supply.Window;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Worked by hand, and against a simulation tick by tick. Times of the examples are in 0.05 ms. */
class ResponseTimeTest {
    private static final long LIMIT = 100_000;

    /** 0.4 ms each 5 ms, and 1.5 ms each 10 ms below it. */
    private static final Task SHORT = new Task(ms(0.4), ms(5));

    private static final Task LONG = new Task(ms(1.5), ms(10));

    private static long ms(double ms) {
        return Math.round(ms * 20);
    }

    private static double first(Supply supply) {
        return ResponseTime.of(SHORT, 0, List.of(), supply, LIMIT).getAsLong() / 20.0;
    }

    private static double second(Supply supply) {
        return ResponseTime.of(LONG, 0, List.of(SHORT), supply, LIMIT).getAsLong() / 20.0;
    }

    @Nested
    class OneAndAHalfMillisecondsInFive {
        @Test
        void asOneFixedWindow() {
            Supply window = new FixedTable(ms(5), List.of(new Window(0, ms(1.5))));
            assertEquals(3.9, first(window));
            assertEquals(9.3, second(window));
        }

        @Test
        void asAFloatingBudgetTheGapComesTwice() {
            Supply budget = new FloatingBudget(ms(1.5), ms(5));
            assertEquals(7.4, first(budget));
            assertEquals(13.2, second(budget));
        }

        @Test
        void asTwoHalfWindows() {
            Supply windows =
                    new FixedTable(
                            ms(5), List.of(new Window(0, ms(0.75)), new Window(ms(2.5), ms(0.75))));
            assertEquals(2.15, first(windows));
            assertEquals(9.3, second(windows));
        }
    }

    @Test
    void aReleaseAtAWindowsStartWaitsForNothing() {
        FixedTable window = new FixedTable(ms(5), List.of(new Window(ms(1), ms(1.5))));
        assertEquals(0.4, first(window.from(ms(1))));
        assertEquals(3.9, first(window.from(ms(2.15))), "0.35, the gap of 3.5, and 0.05");
    }

    @Test
    void blockingByALowerPriorityComesFirst() {
        assertEquals(
                OptionalLong.of(9), ResponseTime.of(SHORT, 1, List.of(), new Dedicated(), LIMIT));
    }

    @Test
    void aLaterJobMayBeTheSlowest() {
        // jobs of 62 each 100 below 26 each 70, by hand: 114, 102, 116, 104, 118, 106, 94
        Task above = new Task(26, 70);
        Task below = new Task(62, 100);
        List<Long> simulated =
                new Simulation(new boolean[] {true}, 0).responses(List.of(above, below), 700);
        assertEquals(List.of(114L, 102L, 116L, 104L, 118L, 106L, 94L), simulated);
        assertEquals(
                OptionalLong.of(118),
                ResponseTime.of(below, 0, List.of(above), new Dedicated(), LIMIT));
    }

    @Test
    void moreDemandThanSupplyHasNoEnd() {
        assertTrue(
                ResponseTime.of(new Task(2, 5), 0, List.of(new Task(4, 5)), new Dedicated(), LIMIT)
                        .isEmpty());
    }

    @Nested
    class AgainstASimulation {
        /** No simulated response is longer than the bound; with one window some are as long. */
        @Test
        void theBoundHoldsForEveryPhaseAndIsReached() {
            SplittableRandom random = new SplittableRandom(42);
            int reached = 0;
            int bounded = 0;
            for (int round = 0; round < 3000; round++) {
                boolean[] frame = frame(random);
                List<Task> tasks = tasks(random, frame.length);
                OptionalLong bound =
                        ResponseTime.of(
                                tasks.getLast(),
                                0,
                                tasks.subList(0, tasks.size() - 1),
                                table(frame),
                                5000);
                long longest = longest(frame, tasks);
                if (bound.isPresent()) {
                    bounded++;
                    reached += longest == bound.getAsLong() ? 1 : 0;
                    assertTrue(
                            longest <= bound.getAsLong(),
                            "round %d: %s, simulated %d".formatted(round, bound, longest));
                }
            }
            assertTrue(bounded > 500, bounded + " of 3000 have a bound");
            assertTrue(reached > bounded * 9 / 10, reached + " of " + bounded + " reached");
        }

        /** A budget laid out at its worst supplies no less than the formula says. */
        @Test
        void aFloatingBudgetSuppliesWhatTheFormulaSays() {
            for (int period = 1; period <= 9; period++) {
                for (int budget = 1; budget <= period; budget++) {
                    Supply supply = new FloatingBudget(budget, period);
                    for (int length = 0; length < 40; length++) {
                        assertEquals(worst(budget, period, length), supply.in(length));
                    }
                }
            }
        }

        /** Early in the period before the stretch begins, as late as can be in all others. */
        private static long worst(int budget, int period, int length) {
            long supplied = 0;
            for (int t = 0; t < length; t++) {
                int inPeriods = t - (period - budget);
                boolean late =
                        inPeriods >= 0 && Math.floorMod(inPeriods, period) >= period - budget;
                supplied += late ? 1 : 0;
            }
            return supplied;
        }

        private static boolean[] frame(SplittableRandom random) {
            boolean[] frame = new boolean[4 + random.nextInt(9)];
            do {
                for (int i = 0; i < frame.length; i++) {
                    frame[i] = random.nextInt(3) > 0;
                }
            } while (!has(frame));
            return frame;
        }

        private static boolean has(boolean[] frame) {
            for (boolean each : frame) {
                if (each) {
                    return true;
                }
            }
            return false;
        }

        private static List<Task> tasks(SplittableRandom random, int frame) {
            List<Task> tasks = new ArrayList<>();
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                tasks.add(new Task(1 + random.nextInt(3), frame / 2 + 1 + random.nextInt(20)));
            }
            return tasks;
        }

        private static FixedTable table(boolean[] frame) {
            List<Window> windows = new ArrayList<>();
            for (int i = 0; i < frame.length; i++) {
                if (frame[i]) {
                    int start = i;
                    while (i < frame.length && frame[i]) {
                        i++;
                    }
                    windows.add(new Window(start, i - start));
                }
            }
            return new FixedTable(frame.length, windows);
        }

        private static long longest(boolean[] frame, List<Task> tasks) {
            long longest = 0;
            for (int phase = 0; phase < frame.length; phase++) {
                for (long response : new Simulation(frame, phase).responses(tasks, 400)) {
                    longest = Math.max(longest, response);
                }
            }
            return longest;
        }
    }

    @Test
    void windowsThatOverlapAreOurMistake() {
        org.junit.jupiter.api.Assertions.assertThrows(
                IllegalArgumentException.class,
                () -> new FixedTable(10, List.of(new Window(0, 5), new Window(4, 2))));
        assertFalse(new FixedTable(10, List.of()).in(100) > 0);
    }

    /** Tasks of descending priority, all released together, tick by tick. */
    private static final class Simulation {
        private final boolean[] frame;
        private final int phase;

        Simulation(boolean[] frame, int phase) {
            this.frame = frame;
            this.phase = phase;
        }

        /** Response times of the last task's jobs that end within {@code ticks}. */
        List<Long> responses(List<Task> tasks, int ticks) {
            long[] left = new long[tasks.size()];
            List<Long> released = new ArrayList<>();
            List<Long> responses = new ArrayList<>();
            int last = tasks.size() - 1;
            long doneOfLast = 0;
            for (int t = 0; t < ticks; t++) {
                for (int i = 0; i < left.length; i++) {
                    if (t % tasks.get(i).period() == 0) {
                        left[i] += tasks.get(i).execution();
                        if (i == last) {
                            released.add((long) t);
                        }
                    }
                }
                if (!frame[(t + phase) % frame.length]) {
                    continue;
                }
                for (int i = 0; i < left.length; i++) {
                    if (left[i] > 0) {
                        left[i]--;
                        if (i == last && ++doneOfLast % tasks.get(i).execution() == 0) {
                            long job = doneOfLast / tasks.get(i).execution() - 1;
                            responses.add(t + 1 - released.get((int) job));
                        }
                        break;
                    }
                }
            }
            return responses;
        }
    }
}
