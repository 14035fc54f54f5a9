package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.trace.TraceRecord.WindowEnded;
import dev.bulkhead.trace.TraceRecord.WindowPreempted;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Consumer;

class WindowsTest {
    private static final long START = EcuBuilder.START_US * 100L;
    private static final List<Long> TWO_FRAMES_OF_TWO =
            List.of(START, START + 50_000, START + 100_000, START + 150_000);

    /** Two partitions that share a frame in halves; {@code a} is the one under study. */
    private static EcuBuilder halves(Consumer<Guest> a) {
        EcuBuilder system = new EcuBuilder();
        system.partition("a").runs(a);
        system.partition("b").runs(g -> g.forever(() -> g.count(0)));
        return system;
    }

    @Test
    void eachPartitionRunsInItsWindow() {
        Ecu ecu = halves(g -> g.forever(() -> g.count(0))).build().runFrames(2);
        assertEquals(TWO_FRAMES_OF_TWO, ecu.windowStarts());
        assertTrue(ecu.word("a", 0) > 1000, () -> "a counted " + ecu.word("a", 0));
        assertTrue(ecu.word("b", 0) > 1000, () -> "b counted " + ecu.word("b", 0));
    }

    @Nested
    class WindowsOpenOnTheirCycle {
        @Test
        void whenTheOneBeforeMakesKernelCallsWithoutEnd() {
            Ecu ecu = halves(g -> g.forever(() -> g.signal(5))).build().runFrames(2);
            assertEquals(TWO_FRAMES_OF_TWO, ecu.windowStarts());
        }

        @Test
        void whenTheOneBeforeFaultsWithoutEnd() {
            Ecu ecu = halves(g -> g.poke(0, 1)).build().runFrames(2);
            assertEquals(TWO_FRAMES_OF_TWO, ecu.windowStarts());
        }

        @Test
        void whenTheOneBeforeSleeps() {
            Ecu ecu = halves(g -> g.forever(g::receive)).build().runFrames(2);
            assertEquals(TWO_FRAMES_OF_TWO, ecu.windowStarts());
        }

        /** The longest call there is, at every phase to the end of the window. */
        @Test
        void whereverALongCallFallsToTheirBorder() {
            for (int delay = 0; delay < 700; delay += 50) {
                Ecu ecu = longCalls(delay).build().runFrames(3);
                assertEquals(List.of(), late(ecu), "delay " + delay);
                long least = KernelCosts.DEFAULTS.longestOperation(0);
                assertTrue(ecu.longestOperation <= least, () -> "took " + ecu.longestOperation);
                assertTrue(ecu.longestOperation > least / 2, () -> "took " + ecu.longestOperation);
            }
        }

        @Test
        void whateverTheSizeOfImages() {
            EcuBuilder large = new EcuBuilder();
            large.partition("a").dataBytes(0x8000).runs(g -> g.forever(() -> g.count(0)));
            large.partition("b").runs(g -> g.forever(() -> g.count(0)));
            assertEquals(TWO_FRAMES_OF_TWO, large.build().runFrames(2).windowStarts());
        }
    }

    /** Window a holds a caller and its callee that pass 64 words to and fro. */
    private static EcuBuilder longCalls(int delay) {
        EcuBuilder system = new EcuBuilder();
        system.partition("a")
                .priority(1)
                .runs(g -> g.delay(1 + delay).forever(() -> g.call(0, 64)));
        system.partition("server")
                .priority(2)
                .runs(g -> g.receive().forever(() -> g.replyAndReceive(64)));
        system.partition("b").runs(g -> g.forever(() -> g.count(0)));
        system.channel("a", 0, "server", 0, true);
        return system.window(0, 500, "a", "server").window(500, 500, "b");
    }

    private static List<Long> late(Ecu ecu) {
        return ecu.windowStarts().stream().filter(cycle -> cycle % 50_000 != 0).toList();
    }

    @Test
    void whoeverWouldRunOnAtTheEndOfAWindowIsInTheTrace() {
        EcuBuilder system = new EcuBuilder();
        system.partition("busy").runs(Guest::spin);
        system.partition("done").runs(g -> g.forever(g::receive));
        Ecu ecu = system.build().runFrames(3);
        List<WindowPreempted> preempted = ecu.records(WindowPreempted.class);
        assertEquals(3, preempted.size());
        assertTrue(preempted.stream().allMatch(r -> r.partition() == ecu.partition("busy")));
    }

    /** Mechanism window-padding. */
    @Test
    void withoutPaddingWhatWasBegunRunsIntoTheNextWindow() {
        Ecu ecu = longCalls(0).without(Mechanism.WINDOW_PADDING).build().runFrames(3);
        assertNotEquals(List.of(), late(ecu));
    }

    @Test
    void aGapBetweenWindowsBelongsToNobody() {
        EcuBuilder system = new EcuBuilder().window(0, 300, "a").window(500, 200, "a");
        system.partition("a").runs(g -> g.forever(() -> g.count(0)));
        Ecu ecu = system.build().runUntilUs(EcuBuilder.START_US + 310);
        int counted = ecu.word("a", 0);
        ecu.runUntilUs(EcuBuilder.START_US + 490);
        assertEquals(counted, ecu.word("a", 0));
        long endUs = ecu.records(WindowEnded.class).getFirst().atPs() / 1_000_000;
        assertEquals(EcuBuilder.START_US + 300, endUs);
    }

    @Test
    void aPartitionLearnsItsWindowAndTheTimeLeftInIt() {
        EcuBuilder system = new EcuBuilder();
        system.partition("a").runs(Guest::spin);
        system.partition("b").runs(g -> g.window().keep(A0, 0).keep(A1, 1).spin());
        Ecu ecu = system.build().runFrames(1);
        assertEquals(1, ecu.word("b", 0));
        int usable = 500 - EcuBuilder.PADDING_US;
        assertEquals(usable - 1, ecu.word("b", 1), "less than a microsecond has passed");
    }

    @Test
    void timeIsNanosecondsSincePowerOn() {
        Ecu ecu = halves(g -> g.time().keep(A0, 0).keep(A1, 1).spin()).build().runFrames(1);
        int ns = ecu.word("a", 0);
        assertTrue(ns >= 2_000_000 && ns < 2_000_200, () -> "ns " + ns);
        assertEquals(0, ecu.word("a", 1));
    }

    @Nested
    class RefusedAtBuild {
        /**
         * One tick 10, longest instruction 100, a reply that takes the next call with a deferred
         * notification 453 + 1658 + 2·64·5 + 168 + 9, the switch itself 721: 3759 cycles.
         */
        @Test
        void aPaddingShorterThanTheLongestOperation() {
            EcuBuilder system = halves(Guest::spin).padding(20);
            InputError error = assertThrows(InputError.class, system::image);
            assertEquals(
                    "schedule: padding_us 20 is shorter than what may delay a window;"
                            + " set it to at least 39",
                    error.getMessage());
        }

        @Test
        void aStartBeforeBootIsDone() {
            EcuBuilder system = halves(Guest::spin).start(100);
            InputError error = assertThrows(InputError.class, system::image);
            assertTrue(error.getMessage().startsWith("schedule: booting takes "));
        }

        @Test
        void aWindowThatIsAllPadding() {
            EcuBuilder system = new EcuBuilder().window(0, 40, "a").window(40, 900, "a");
            system.partition("a").runs(Guest::spin);
            InputError error = assertThrows(InputError.class, system::image);
            assertEquals("window 0", error.place());
        }
    }
}
