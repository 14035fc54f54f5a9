package dev.bulkhead.board.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.board.watchdog.WindowWatchdog.Cause;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class WindowWatchdogTest {
    private static final long US = 1_000_000;

    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final WindowWatchdog watchdog = new WindowWatchdog(scheduler, 0);
        final List<String> resets = new ArrayList<>();

        World() {
            watchdog.resetRequest().connect((high, at) -> resets.add(high + " " + at / US));
        }

        void write(int register, int value, long us) {
            scheduler.runUntil(us * US);
            watchdog.write(register, 4, value, us * US);
        }

        /** Enables it with a closed window of 60 and an open one of 40 microseconds. */
        void enable(long us) {
            write(WindowWatchdog.CLOSED_US, 60, us);
            write(WindowWatchdog.OPEN_US, 40, us);
            write(WindowWatchdog.CONTROL, 1, us);
        }

        void serve(long us) {
            write(WindowWatchdog.SERVICE, WindowWatchdog.FIRST_KEY, us);
            write(WindowWatchdog.SERVICE, WindowWatchdog.SECOND_KEY, us);
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            fields.child("watchdog", watchdog);
        }
    }

    private final World world = new World();
    private final WindowWatchdog watchdog = world.watchdog;

    private void assertReset(Cause cause, long us) {
        assertEquals(List.of("true " + us), world.resets);
        assertEquals(cause, watchdog.cause());
    }

    @Test
    void aFastTimeBaseEndsTheRoundEarly() {
        // 100 us of a clock that is 25 % fast are 80 us
        world.enable(0);
        watchdog.drift(250_000, 10 * US);
        world.scheduler.runUntil(100 * US);
        assertReset(Cause.LATE, 80);
    }

    @Test
    void aSlowTimeBaseKeepsTheWindowClosed() {
        // 60 us of a clock that is 25 % slow are 80 us
        world.enable(0);
        watchdog.drift(-250_000, 10 * US);
        world.serve(70);
        assertReset(Cause.EARLY, 70);
    }

    @Nested
    class Service {
        @Test
        void inTheOpenWindowStartsTheNextRound() {
            world.enable(0);
            world.serve(60);
            world.serve(160 - 1);
            world.scheduler.runUntil((159 + 99) * US);
            assertEquals(List.of(), world.resets);
        }

        @Test
        void isTooLateWhenTheOpenWindowEnds() {
            world.enable(5);
            world.scheduler.runUntil(1000 * US);
            assertReset(Cause.LATE, 105);
        }

        @Test
        void isTooEarlyInTheClosedWindow() {
            world.enable(0);
            world.serve(59);
            assertReset(Cause.EARLY, 59);
        }

        @Test
        void failsWithAWrongKeyInEitherPlace() {
            world.enable(0);
            world.write(WindowWatchdog.SERVICE, WindowWatchdog.SECOND_KEY, 70);
            assertReset(Cause.WRONG_KEY, 70);
            world.resets.clear();
            watchdog.reset(80 * US);
            world.resets.clear();
            world.enable(80);
            world.write(WindowWatchdog.SERVICE, WindowWatchdog.FIRST_KEY, 150);
            world.write(WindowWatchdog.SERVICE, WindowWatchdog.FIRST_KEY, 151);
            assertReset(Cause.WRONG_KEY, 151);
        }

        @Test
        void withOnlyTheFirstKeyIsNoService() {
            world.enable(0);
            world.write(WindowWatchdog.SERVICE, WindowWatchdog.FIRST_KEY, 70);
            world.scheduler.runUntil(1000 * US);
            assertReset(Cause.LATE, 100);
        }

        @Test
        void isIgnoredWhileItIsOff() {
            world.serve(10);
            assertEquals(List.of(), world.resets);
        }
    }

    @Nested
    class Lock {
        @Test
        void keepsItOnWithItsWindowsUntilReset() {
            world.enable(0);
            world.write(WindowWatchdog.CONTROL, 3, 1);
            world.write(WindowWatchdog.CONTROL, 0, 2);
            world.write(WindowWatchdog.OPEN_US, 4000, 2);
            assertEquals(3, watchdog.read(WindowWatchdog.CONTROL, 4, 2 * US));
            assertEquals(40, watchdog.read(WindowWatchdog.OPEN_US, 4, 2 * US));
            world.scheduler.runUntil(1000 * US);
            assertReset(Cause.LATE, 100);
        }

        @Test
        void canBeSwitchedOffWithoutIt() {
            world.enable(0);
            world.write(WindowWatchdog.CONTROL, 0, 2);
            world.scheduler.runUntil(1000 * US);
            assertEquals(List.of(), world.resets);
        }

        @Test
        void windowsStayAsTheyAreWhileItRuns() {
            world.enable(0);
            world.write(WindowWatchdog.CLOSED_US, 1, 2);
            assertEquals(60, watchdog.read(WindowWatchdog.CLOSED_US, 4, 2 * US));
        }
    }

    @Nested
    class Status {
        @Test
        void showsTheOpenWindowAndTheFirstKey() {
            world.enable(0);
            assertEquals(0, watchdog.read(WindowWatchdog.STATUS, 4, 59 * US));
            assertEquals(1, watchdog.read(WindowWatchdog.STATUS, 4, 60 * US));
            world.write(WindowWatchdog.SERVICE, WindowWatchdog.FIRST_KEY, 61);
            assertEquals(3, watchdog.read(WindowWatchdog.STATUS, 4, 61 * US));
            assertEquals(61, watchdog.read(WindowWatchdog.ELAPSED_US, 4, 61 * US));
        }

        @Test
        void keepsTheCauseOverAReset() {
            world.enable(0);
            world.serve(10);
            watchdog.reset(20 * US);
            assertFalse(watchdog.resetRequest().isHigh());
            assertEquals(1 << 4, watchdog.read(WindowWatchdog.STATUS, 4, 20 * US));
            assertEquals(0, watchdog.read(WindowWatchdog.CONTROL, 4, 20 * US));
        }
    }

    @Test
    void takesWordsOnly() {
        assertEquals(MemoryPort.BUS_ERROR, watchdog.read(WindowWatchdog.STATUS, 2, 0));
        assertFalse(watchdog.write(WindowWatchdog.CONTROL, 1, 1, 0));
    }

    @Test
    void goesOnEquallyFromASnapshotWhileItIsArmedAndHalfServed() {
        world.enable(0);
        world.write(WindowWatchdog.SERVICE, WindowWatchdog.FIRST_KEY, 70);
        World restored = new World();
        Snapshot.of(world).restoreInto(restored);
        for (World each : List.of(world, restored)) {
            each.write(WindowWatchdog.SERVICE, WindowWatchdog.SECOND_KEY, 80);
            each.scheduler.runUntil(500 * US);
        }
        assertEquals(List.of("true 180"), restored.resets);
        assertEquals(world.resets, restored.resets);
        assertEquals(Snapshot.of(world).hash(), Snapshot.of(restored).hash());
        assertTrue(restored.watchdog.resetRequest().isHigh());
    }
}
