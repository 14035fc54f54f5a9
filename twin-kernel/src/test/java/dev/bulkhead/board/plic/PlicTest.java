package dev.bulkhead.board.plic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlicTest {
    private static final int THRESHOLD = 0x20_0000;
    private static final int CLAIM = 0x20_0004;

    private final Plic plic = new Plic(2);
    private final InterruptLine uart = line(10);
    private final InterruptLine can = line(40);

    private InterruptLine line(int source) {
        InterruptLine line = new InterruptLine("source" + source);
        line.connect(plic.source(source));
        return line;
    }

    private void enable(int source, int priority) {
        plic.write(4 * source, 4, priority, 0);
        int at = 0x2000 + source / 32 * 4;
        int old = (int) plic.read(at, 4, 0);
        plic.write(at, 4, old | 1 << source % 32, 0);
    }

    private int claim() {
        return (int) plic.read(CLAIM, 4, 0);
    }

    private void complete(int source) {
        plic.write(CLAIM, 4, source, 0);
    }

    @Nested
    class Delivery {
        @Test
        void wantsAPriorityAboveZeroAndTheEnableBit() {
            uart.set(true, 0);
            assertFalse(plic.external(0).isHigh());
            plic.write(4 * 10, 4, 1, 0);
            assertFalse(plic.external(0).isHigh());
            plic.write(0x2000, 4, 1 << 10, 0);
            assertTrue(plic.external(0).isHigh());
            assertFalse(plic.external(1).isHigh());
        }

        @Test
        void wantsAPriorityAboveTheThreshold() {
            enable(10, 3);
            uart.set(true, 0);
            plic.write(THRESHOLD, 4, 3, 0);
            assertFalse(plic.external(0).isHigh());
            plic.write(THRESHOLD, 4, 2, 0);
            assertTrue(plic.external(0).isHigh());
        }

        @Test
        void reachesEachContextThatEnablesTheSource() {
            enable(10, 1);
            plic.write(0x2080, 4, 1 << 10, 0);
            uart.set(true, 0);
            assertTrue(plic.external(0).isHigh());
            assertTrue(plic.external(1).isHigh());
            assertEquals(10, plic.read(CLAIM + 0x1000, 4, 0));
            assertFalse(plic.external(0).isHigh());
        }
    }

    @Nested
    class Claim {
        @Test
        void takesTheHighestPriorityFirstAndTheLowestSourceOfEquals() {
            enable(10, 2);
            enable(40, 2);
            enable(41, 5);
            uart.set(true, 0);
            can.set(true, 0);
            line(41).set(true, 0);
            assertEquals(41, claim());
            assertEquals(10, claim());
            assertEquals(40, claim());
            assertEquals(0, claim());
        }

        @Test
        void clearsThePendingBit() {
            enable(40, 1);
            can.set(true, 0);
            assertEquals(1 << 8, plic.read(0x1004, 4, 0));
            claim();
            assertEquals(0, plic.read(0x1004, 4, 0));
            assertFalse(plic.external(0).isHigh());
        }

        @Test
        void ignoresTheThreshold() {
            enable(10, 1);
            plic.write(THRESHOLD, 4, 7, 0);
            uart.set(true, 0);
            assertEquals(10, claim());
        }
    }

    @Nested
    class Gateway {
        @Test
        void isShutUntilCompletionAndThenForwardsALineThatIsStillHigh() {
            enable(10, 1);
            uart.set(true, 0);
            claim();
            uart.set(false, 1);
            uart.set(true, 2);
            assertFalse(plic.external(0).isHigh());
            complete(10);
            assertTrue(plic.external(0).isHigh());
        }

        @Test
        void forwardsNothingAtCompletionIfTheLineFell() {
            enable(10, 1);
            uart.set(true, 0);
            claim();
            uart.set(false, 1);
            complete(10);
            assertFalse(plic.external(0).isHigh());
        }

        @Test
        void keepsARequestWhoseLineFellBeforeTheClaim() {
            enable(10, 1);
            uart.set(true, 0);
            uart.set(false, 1);
            assertEquals(10, claim());
        }

        @Test
        void ignoresACompletionFromAContextThatHasTheSourceDisabled() {
            enable(10, 1);
            uart.set(true, 0);
            claim();
            plic.write(CLAIM + 0x1000, 4, 10, 0);
            assertFalse(plic.external(0).isHigh());
            complete(10);
            assertTrue(plic.external(0).isHigh());
        }
    }

    @Nested
    class RegisterBits {
        @Test
        void prioritiesAndThresholdsHaveThreeBits() {
            plic.write(4 * 10, 4, 0xff, 0);
            plic.write(THRESHOLD, 4, 0xfe, 0);
            assertEquals(7, plic.read(4 * 10, 4, 0));
            assertEquals(6, plic.read(THRESHOLD, 4, 0));
        }

        @Test
        void sourceZeroAndSourcesAboveTheLastDoNotExist() {
            plic.write(0, 4, 7, 0);
            plic.write(4 * 96, 4, 7, 0);
            plic.write(0x2000, 4, -1, 0);
            assertEquals(0, plic.read(0, 4, 0));
            assertEquals(0, plic.read(4 * 96, 4, 0));
            assertEquals(0xffff_fffeL, plic.read(0x2000, 4, 0));
        }

        @Test
        void pendingBitsCannotBeWritten() {
            plic.write(0x1000, 4, -1, 0);
            assertEquals(0, plic.read(0x1000, 4, 0));
        }

        @Test
        void takesWordsOnly() {
            assertEquals(MemoryPort.BUS_ERROR, plic.read(CLAIM, 2, 0));
            assertFalse(plic.write(CLAIM, 1, 1, 0));
        }

        @Test
        void offsetsBetweenTheRegistersReadZero() {
            assertEquals(0, plic.read(0x1800, 4, 0));
            assertEquals(0, plic.read(0x2100, 4, 0));
            assertEquals(0, plic.read(0x20_2000, 4, 0));
            assertEquals(0, plic.read(0x5f_fffc, 4, 0));
        }
    }

    @Test
    void aResetClearsAllButWhatTheLinesDrive() {
        enable(10, 1);
        uart.set(true, 0);
        claim();
        plic.reset(9);
        assertFalse(plic.external(0).isHigh());
        enable(10, 1);
        assertTrue(plic.external(0).isHigh());
    }

    @Test
    void goesOnEquallyFromASnapshotBetweenClaimAndCompletion() {
        enable(10, 1);
        enable(40, 2);
        uart.set(true, 0);
        can.set(true, 0);
        claim();
        Plic restored = new Plic(2);
        Snapshot.of(plic).restoreInto(restored);
        for (Plic each : new Plic[] {plic, restored}) {
            assertEquals(10, each.read(CLAIM, 4, 0));
            each.write(CLAIM, 4, 40, 0);
            assertTrue(each.external(0).isHigh(), "the line of source 40 is still high");
        }
        assertEquals(Snapshot.of(plic).hash(), Snapshot.of(restored).hash());
    }
}
