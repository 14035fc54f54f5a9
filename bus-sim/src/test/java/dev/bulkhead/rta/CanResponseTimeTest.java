package dev.bulkhead.rta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.rta.CanResponseTime.Bound;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Examples by hand; frames of 7 bytes at 125 kbit/s last 125 bits of 8 us, one millisecond. */
class CanResponseTimeTest {
    private static final long BIT = 8_000_000;

    private static final long MS = 125 * BIT;

    private static CanMessage message(String name, int priority, double periodMs) {
        return new CanMessage(name, name, priority, MS, (long) (periodMs * MS));
    }

    private static CanMessage of(String node, String name, int priority, double periodMs) {
        return new CanMessage(name, node, priority, MS, (long) (periodMs * MS));
    }

    private static CanMessage late(CanMessage message, double jitterMs) {
        return new CanMessage(
                message.name(),
                message.sender(),
                message.priority(),
                message.transmissionPs(),
                message.periodPs(),
                (long) (jitterMs * MS),
                OptionalLong.empty());
    }

    private static CanMessage at(CanMessage message, double offsetMs) {
        return new CanMessage(
                message.name(),
                message.sender(),
                message.priority(),
                message.transmissionPs(),
                message.periodPs(),
                0,
                OptionalLong.of((long) (offsetMs * MS)));
    }

    private static List<Double> fromEvent(CanTraffic traffic) {
        return CanResponseTime.of(traffic).stream()
                .map(b -> b.fromEventPs().getAsLong() / (double) MS)
                .toList();
    }

    private static CanTraffic queued(SendQueue queue, CanMessage... messages) {
        TreeMap<String, SendQueue> queues = new TreeMap<>();
        queues.put("node", queue);
        return new CanTraffic(BIT, List.of(messages)).with(queues);
    }

    /** The one with which Davis and others showed the analysis of 1994 wrong. */
    @Nested
    class TheCounterexample {
        private final List<CanMessage> messages =
                List.of(message("A", 1, 2.5), message("B", 2, 3.5), message("C", 3, 3.5));

        @Test
        void itsFramesLastAMillisecond() {
            assertEquals(MS, FrameLength.longest(false, FrameFormat.DATA, 7).ps(125_000, 125_000));
        }

        @Test
        void hasResponsesOfTwoThreeAndThreeAndAHalfMilliseconds() {
            assertEquals(List.of(2.0, 3.0, 3.5), fromEvent(new CanTraffic(BIT, messages)));
        }

        @Test
        void theSecondFrameOfTheThirdMessageIsTheSlowest() {
            Bound third = CanResponseTime.of(new CanTraffic(BIT, messages)).getLast();
            assertEquals(1, third.slowest());
            assertEquals(2, third.frames());
        }

        /** With deadlines of 3.25 ms it passes the third message, which misses its by 0.25 ms. */
        @Test
        void theAnalysisOf1994SaysThreeMillisecondsAndPassesIt() {
            assertEquals(3.0, analysisOf1994(messages, 2));
            assertTrue(analysisOf1994(messages, 2) <= 3.25);
            assertTrue(fromEvent(new CanTraffic(BIT, messages)).getLast() > 3.25);
        }

        /**
         * By hand: A, B and C at 0, A again at 3, B at 4, A at 5, so C of 3.5 ends at 7. The frames
         * have fewer stuff bits than they might, so all times are parts of 125 of what they were.
         */
        @Test
        void simulatedOnABusTheThirdMessageTakesThreeAndAHalfFrames() {
            int bits = 112;
            SimulatedTraffic bus = new SimulatedTraffic(125_000, OptionalLong.empty());
            for (CanMessage each : messages) {
                long period = each.periodPs().getAsLong() / 125 * bits;
                CanMessage shorter =
                        new CanMessage(
                                each.name(), each.name(), each.priority(), bits * BIT, period);
                bus.sends(shorter, SimulatedTraffic.frameOf(shorter, 7, bits), 0);
            }
            bus.runUntil(20 * MS);
            double frames = bus.longestPs("C") / (double) (bits * BIT);
            assertEquals(3.5, frames, 3.0 / bits, "up to the intermission and the first edge");
        }
    }

    /**
     * One frame of the message alone, as Tindell and others had it: the response of the first frame
     * stands for all.
     */
    private static double analysisOf1994(List<CanMessage> messages, int index) {
        CanMessage own = messages.get(index);
        long blocking =
                messages.stream()
                        .filter(m -> m.priority() > own.priority())
                        .mapToLong(CanMessage::transmissionPs)
                        .max()
                        .orElse(0);
        long wait = blocking;
        while (true) {
            long next = blocking;
            for (CanMessage each : messages) {
                if (each.priority() < own.priority()) {
                    next +=
                            Math.ceilDiv(wait + each.jitterPs() + BIT, each.periodPs().getAsLong())
                                    * each.transmissionPs();
                }
            }
            if (next == wait) {
                return (own.jitterPs() + wait + own.transmissionPs()) / (double) MS;
            }
            wait = next;
        }
    }

    @Test
    void theLeastUrgentIsBlockedByNobody() {
        assertEquals(
                List.of(2.0, 2.0),
                fromEvent(new CanTraffic(BIT, List.of(message("A", 1, 10), message("B", 2, 10)))));
    }

    /** A at 0 and, late by 4 of 5, at 1: B waits for blocking none, A, A; R = 2 + 1. */
    @Test
    void jitterBringsFramesOfHigherPriorityCloserTogether() {
        CanMessage a = late(message("A", 1, 5), 4);
        assertEquals(
                List.of(6.0, 3.0),
                fromEvent(new CanTraffic(BIT, List.of(a, message("B", 2, 10)))),
                "A itself: jitter 4, blocking 1, frame 1");
    }

    @Test
    void aBoundFromTheRequestLeavesTheJitterOut() {
        CanMessage a = late(message("A", 1, 5), 4);
        Bound bound =
                CanResponseTime.of(new CanTraffic(BIT, List.of(a, message("B", 2, 10)))).getFirst();
        assertEquals(2.0, bound.fromRequestPs().getAsLong() / (double) MS);
    }

    /** Load 0.9 in A and 0.1 in B: B, at 0, is sent when A first leaves a gap, at 9 of 10. */
    @Test
    void aResponseMayExceedThePeriod() {
        CanMessage a = new CanMessage("A", "A", 1, 9 * MS, 10 * MS);
        CanMessage b = new CanMessage("B", "B", 2, MS / 4, 5 * MS);
        double second = fromEvent(new CanTraffic(BIT, List.of(a, b))).getLast();
        assertEquals(9.25, second, "one frame of A, then its own");
    }

    @Nested
    class WithoutABound {
        private Bound last(CanMessage... messages) {
            return CanResponseTime.of(new CanTraffic(BIT, List.of(messages))).getLast();
        }

        @Test
        void isABusWithMoreThanItCarries() {
            assertTrue(last(message("A", 1, 1.5), message("B", 2, 2)).fromRequestPs().isEmpty());
        }

        @Test
        void isWhatLiesBelowAMessageWithoutAPeriod() {
            CanMessage any =
                    new CanMessage("A", "A", 1, MS, OptionalLong.empty(), 0, OptionalLong.empty());
            assertTrue(last(any, message("B", 2, 10)).fromRequestPs().isEmpty());
        }

        @Test
        void isAFullBusThatIsBlocked() {
            assertTrue(
                    last(message("C", 3, 1000), message("A", 1, 2), message("B", 2, 2))
                            .fromRequestPs()
                            .isEmpty(),
                    "load of A and B is 1, and C blocks them: the busy period never ends");
        }
    }

    /** A alone: both take turns without a gap, each frame of B ends when the next one comes. */
    @Test
    void aBusThatIsExactlyFullHasABoundIfNothingBlocksIt() {
        assertEquals(
                List.of(2.0, 2.0),
                fromEvent(new CanTraffic(BIT, List.of(message("A", 1, 2), message("B", 2, 2)))));
    }

    @Test
    void aMessageWithoutAPeriodBlocksOnceAndHasABoundOfItsOwn() {
        CanMessage any =
                new CanMessage("B", "B", 2, MS, OptionalLong.empty(), 0, OptionalLong.empty());
        assertEquals(
                List.of(2.0, 2.0),
                fromEvent(new CanTraffic(BIT, List.of(message("A", 1, 10), any))));
    }

    @Nested
    class WithErrors {
        /** An error costs 31 bits of 8 us, 0.248 ms, and the frame again. */
        @Test
        void eachCostsAnErrorFrameAndTheFrameAgain() {
            CanTraffic alone = new CanTraffic(BIT, List.of(message("A", 1, 20)));
            assertEquals(List.of(2.248), fromEvent(alone.with(BusErrors.burst(1))));
            assertEquals(List.of(4.744), fromEvent(alone.with(BusErrors.burst(3))));
        }

        /** One each 3 ms: in the 2.248 ms up to its end there is one. */
        @Test
        void theyMayComeAgainAndAgain() {
            CanTraffic alone = new CanTraffic(BIT, List.of(message("A", 1, 20)));
            assertEquals(List.of(2.248), fromEvent(alone.with(BusErrors.each(3 * MS, 0))));
            assertEquals(
                    List.of(3.496),
                    fromEvent(alone.with(BusErrors.each(2 * MS, 0))),
                    "one error makes it 2.248, in which there are two, and in 3.496 too");
        }

        @Test
        void aTimeInWhichNothingGetsThroughComesOnTop() {
            CanTraffic alone = new CanTraffic(BIT, List.of(message("A", 1, 20)));
            assertEquals(List.of(7.248), fromEvent(alone.with(new BusErrors(1, 0, 5 * MS, false))));
        }

        /** Eight bits, 0.064 ms, and the frame of B that begins in them. */
        @Test
        void anErrorPassiveNodeLetsALessUrgentFrameGoFirst() {
            CanTraffic two = new CanTraffic(BIT, List.of(message("A", 1, 20), message("B", 2, 20)));
            assertEquals(
                    3.248 + 1.064,
                    fromEvent(two.with(new BusErrors(1, 0, 0, true))).getFirst(),
                    1e-9);
        }

        @Test
        void thatComeFasterThanTheyAreMendedLeaveNoBound() {
            CanTraffic alone = new CanTraffic(BIT, List.of(message("A", 1, 20)));
            assertTrue(
                    CanResponseTime.of(alone.with(BusErrors.each(MS, 0)))
                            .getFirst()
                            .fromRequestPs()
                            .isEmpty());
        }
    }

    /** {@code node} sends 1 and 9, another 5. */
    @Nested
    class ANodeThatDoesNotKeepTheOrder {
        private final CanMessage urgent = of("node", "urgent", 1, 20);
        private final CanMessage lazy = of("node", "lazy", 9, 20);
        private final CanMessage other = of("other", "other", 5, 20);

        @Test
        void keepsItInAPriorityQueue() {
            assertEquals(
                    List.of(2.0, 3.0, 3.0),
                    fromEvent(queued(SendQueue.PRIORITY, urgent, lazy, other)));
        }

        /** The urgent one waits behind the lazy one, which waits for the other: 2, then itself. */
        @Test
        void delaysItsUrgentFramesBehindItsLazyOnes() {
            assertEquals(
                    List.of(3.0, 3.0, 3.0), fromEvent(queued(SendQueue.FIFO, urgent, lazy, other)));
            assertEquals(
                    List.of(3.0, 3.0, 3.0),
                    fromEvent(queued(SendQueue.NOT_ABORTABLE, urgent, lazy, other)));
        }

        /** Urgent each 3 ms, and up to 2 late by its queue: other meets it at 0 and at 1. */
        @Test
        void delaysOthersAsItsFramesComeCloserTogether() {
            CanMessage often = of("node", "urgent", 1, 3);
            double plain = fromEvent(queued(SendQueue.PRIORITY, often, lazy, other)).getLast();
            double held = fromEvent(queued(SendQueue.FIFO, often, lazy, other)).getLast();
            assertEquals(3.0, plain, "blocking, urgent, itself");
            assertTrue(held >= 4.0, "one more urgent frame: " + held);
        }
    }

    @Nested
    class WithOffsets {
        private final CanMessage first = at(of("node", "first", 1, 10), 0);
        private final CanMessage second = at(of("node", "second", 2, 10), 5);
        private final CanMessage last = of("other", "last", 3, 10);

        @Test
        void messagesOfOneSenderDoNotComeTogether() {
            CanTraffic traffic = new CanTraffic(BIT, List.of(first, second, last));
            assertEquals(3.0, fromEvent(traffic).getLast());
            assertEquals(2.0, fromEvent(traffic.withOffsets()).getLast());
        }

        @Test
        void thoseOfDifferentSendersMay() {
            CanMessage elsewhere = at(message("second", 2, 10), 5);
            CanTraffic traffic = new CanTraffic(BIT, List.of(first, elsewhere, last));
            assertEquals(3.0, fromEvent(traffic.withOffsets()).getLast());
        }
    }

    @Test
    void anElevenBitIdentifierWinsAgainstA29BitOneThatBeginsLikeIt() {
        long base = CanMessage.arbitration(0x123, false);
        long extended = CanMessage.arbitration(0x123 << 18, true);
        assertTrue(base < extended);
        assertTrue(extended < CanMessage.arbitration(0x124, false));
    }

    @Test
    void twoMessagesOfOneNameAreOurMistake() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new CanTraffic(BIT, List.of(message("A", 1, 5), message("A", 2, 5))));
    }
}
