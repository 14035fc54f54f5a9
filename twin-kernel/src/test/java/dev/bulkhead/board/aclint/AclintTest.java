package dev.bulkhead.board.aclint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class AclintTest {
    /** One tick of a 10 MHz clock. */
    private static final long TICK = 100_000;

    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final Aclint aclint = new Aclint(2, Clock.ofHz(10_000_000), scheduler, 0);
        final List<String> lines = new ArrayList<>();

        World() {
            for (int hart = 0; hart < 2; hart++) {
                String name = "mtip" + hart;
                aclint.timer(hart).connect((high, at) -> lines.add(name + " " + high + " " + at));
            }
        }

        void compare(int hart, long value, long atPs) {
            aclint.write(0x4004 + 8 * hart, 4, -1, atPs);
            aclint.write(0x4000 + 8 * hart, 4, (int) value, atPs);
            aclint.write(0x4004 + 8 * hart, 4, (int) (value >>> 32), atPs);
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            fields.child("aclint", aclint);
        }
    }

    private final World world = new World();
    private final Aclint aclint = world.aclint;

    @Nested
    class Time {
        @Test
        void countsTheEdgesThatHavePassed() {
            assertEquals(0, aclint.read(0xbff8, 4, TICK - 1));
            assertEquals(1, aclint.read(0xbff8, 4, TICK));
            assertEquals(7, aclint.mtime(7 * TICK + 99_999));
        }

        @Test
        void hasAHighWord() {
            assertEquals(0xffff_ffffL, aclint.read(0xbff8, 4, 0xffff_ffffL * TICK));
            assertEquals(0, aclint.read(0xbff8, 4, (1L << 32) * TICK));
            assertEquals(1, aclint.read(0xbffc, 4, (1L << 32) * TICK));
        }

        @Test
        void canBeWrittenWordByWordAndRunsOnFromThere() {
            aclint.write(0xbffc, 4, 5, 10 * TICK);
            aclint.write(0xbff8, 4, 1000, 10 * TICK);
            assertEquals((5L << 32) + 1003, aclint.mtime(13 * TICK));
        }

        @Test
        void startsAgainFromZeroAtReset() {
            aclint.reset(50 * TICK);
            assertEquals(4, aclint.mtime(54 * TICK));
        }
    }

    @Nested
    class TimerInterrupt {
        @Test
        void isHighAtPowerOnBecauseMtimecmpIsZero() {
            assertTrue(aclint.timer(0).isHigh());
        }

        @Test
        void risesAtTheEdgeThatReachesMtimecmp() {
            world.compare(0, 25, 3 * TICK);
            world.scheduler.runUntil(100 * TICK);
            assertEquals(List.of("mtip0 false 300000", "mtip0 true 2500000"), world.lines);
        }

        @Test
        void risesAtOnceIfMtimecmpIsPast() {
            world.compare(0, 25, 30 * TICK);
            assertTrue(aclint.timer(0).isHigh());
        }

        @Test
        void fallsWhenMtimecmpMovesOn() {
            world.scheduler.runUntil(30 * TICK);
            world.compare(0, 50, 30 * TICK + 7);
            assertEquals(List.of("mtip0 false 3000007"), world.lines);
        }

        @Test
        void neverComesForTheLargestValue() {
            world.compare(0, -1, 0);
            assertEquals(Scheduler.NEVER, world.scheduler.nextPs());
            assertFalse(aclint.timer(0).isHigh());
        }

        @Test
        void followsAWrittenMtime() {
            world.compare(0, 1000, 0);
            aclint.write(0xbff8, 4, 990, 5 * TICK);
            world.scheduler.runUntil(100 * TICK);
            assertEquals(List.of("mtip0 false 0", "mtip0 true 1500000"), world.lines);
        }

        @Test
        void belongsToOneHart() {
            world.compare(1, 3, 0);
            world.scheduler.runUntil(10 * TICK);
            assertEquals(List.of("mtip1 false 0", "mtip1 true 300000"), world.lines);
        }
    }

    @Nested
    class SoftwareInterrupt {
        @Test
        void isBitZeroOfMsip() {
            aclint.write(4, 4, 3, 0);
            assertTrue(aclint.software(1).isHigh());
            assertFalse(aclint.software(0).isHigh());
            assertEquals(1, aclint.read(4, 4, 0));
            aclint.write(4, 4, 2, 0);
            assertFalse(aclint.software(1).isHigh());
        }
    }

    @Test
    void takesWordsOnly() {
        assertEquals(MemoryPort.BUS_ERROR, aclint.read(0xbff8, 2, 0));
        assertFalse(aclint.write(0x4000, 1, 0, 0));
        assertEquals(0, aclint.read(0x8000, 4, 0));
    }

    @Test
    void goesOnEquallyFromASnapshotWithAnArmedTimer() {
        world.compare(0, 25, 0);
        world.compare(1, 40, 0);
        aclint.write(0xbff8, 4, 10, 0);
        world.scheduler.runUntil(10 * TICK);
        World restored = new World();
        Snapshot.of(world).restoreInto(restored);
        world.lines.clear();
        world.scheduler.runUntil(50 * TICK);
        restored.scheduler.runUntil(50 * TICK);
        assertEquals(List.of("mtip0 true 1500000", "mtip1 true 3000000"), restored.lines);
        assertEquals(world.lines, restored.lines);
        assertEquals(Snapshot.of(world).hash(), Snapshot.of(restored).hash());
    }
}
