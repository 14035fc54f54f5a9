package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.system.Level;
import dev.bulkhead.trace.TraceRecord.ArgumentRefused;
import dev.bulkhead.trace.TraceRecord.QueueFull;
import dev.bulkhead.trace.TraceRecord.QueueReceived;
import dev.bulkhead.trace.TraceRecord.QueueSent;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Consumer;

/** A queue of two messages of at most 8 bytes; the sender's window comes first in a frame. */
class QueuesTest {
    private static final int ID = 61;

    private static EcuBuilder pair(Consumer<Guest> sender, Consumer<Guest> receiver) {
        EcuBuilder system = new EcuBuilder();
        system.partition("sender").runs(sender);
        system.partition("receiver").runs(receiver);
        return system.queue("events", 8, 2, "sender", "receiver");
    }

    /** Sends messages of four bytes, 1, 2, 3, ..., and keeps each result. */
    private static Consumer<Guest> sending(int count) {
        return g -> {
            for (int i = 0; i < count; i++) {
                g.poke(g.buffer(), i + 1).send(ID, g.buffer(), 4).keep(A0, i);
            }
            g.spin();
        };
    }

    /** Keeps result, length, loss and first word of each receipt in a row of four. */
    private static Consumer<Guest> receiving(int count) {
        return g -> {
            for (int i = 0; i < count; i++) {
                g.receiveQueued(ID, g.buffer(), 8);
                g.keep(A0, 4 * i).keep(A1, 4 * i + 1).keep(A2, 4 * i + 2);
                g.code.li(T0, g.buffer()).lw(T1, 0, T0);
                g.keep(T1, 4 * i + 3);
            }
            g.spin();
        };
    }

    private static List<Integer> row(Ecu ecu, int receipt) {
        return List.of(
                ecu.word("receiver", 4 * receipt),
                ecu.word("receiver", 4 * receipt + 1),
                ecu.word("receiver", 4 * receipt + 2),
                ecu.word("receiver", 4 * receipt + 3));
    }

    @Test
    void messagesComeOutInTheOrderInWhichTheyWentIn() {
        Ecu ecu = pair(sending(2), receiving(2)).build().runFrames(1);
        assertEquals(0, ecu.word("sender", 0));
        assertEquals(0, ecu.word("sender", 1));
        assertEquals(List.of(0, 4, 0, 1), row(ecu, 0));
        assertEquals(List.of(0, 4, 0, 2), row(ecu, 1));
        assertEquals(2, ecu.records(QueueSent.class).size());
        assertEquals(2, ecu.records(QueueReceived.class).size());
    }

    @Test
    void anEmptyQueueHasNothingAvailable() {
        Ecu ecu = pair(sending(1), receiving(2)).build().runFrames(1);
        assertEquals(-6, row(ecu, 1).getFirst());
    }

    @Test
    void aFullQueueDropsTheNewMessageAndTellsBothEnds() {
        Ecu ecu = pair(sending(3), receiving(3)).build().runFrames(1);
        assertEquals(-6, ecu.word("sender", 2));
        assertEquals(List.of(0, 4, 1, 1), row(ecu, 0));
        assertEquals(List.of(0, 4, 0, 2), row(ecu, 1), "said once");
        assertEquals(-6, row(ecu, 2).getFirst());
        assertEquals(1, ecu.records(QueueFull.class).size());
    }

    /** No event flows from a lower level to a higher one. */
    @Test
    void aSenderOfAHigherLevelIsNotToldThatTheQueueIsFull() {
        EcuBuilder system = new EcuBuilder();
        system.partition("sender").level(Level.D).runs(sending(3));
        system.partition("receiver").level(Level.QM).runs(receiving(2));
        Ecu ecu = system.queue("events", 8, 2, "sender", "receiver").build().runFrames(1);
        assertEquals(0, ecu.word("sender", 2));
        assertEquals(List.of(0, 4, 1, 1), row(ecu, 0));
    }

    @Test
    void itsPlacesAreUsedAgain() {
        Consumer<Guest> sender =
                g -> g.code.li(S0, 0).label("top").addi(S0, S0, 1).li(T0, g.buffer()).sw(S0, 0, T0);
        Consumer<Guest> both =
                sender.andThen(g -> g.send(ID, g.buffer(), 4).time().delay(30).code.j("top"));
        EcuBuilder system = new EcuBuilder().window(0, 1000, "sender", "receiver");
        system.partition("sender").priority(1).budget(400, 1000).runs(both);
        system.partition("receiver")
                .priority(2)
                .timer(3, 50, 0, 0)
                .runs(g -> g.forever(() -> g.receive().receiveQueued(ID, g.buffer(), 8)));
        Ecu ecu = system.queue("events", 8, 2, "sender", "receiver").build().runFrames(2);
        List<QueueSent> sent = ecu.records(QueueSent.class);
        List<QueueReceived> received = ecu.records(QueueReceived.class);
        assertEquals(
                sent.stream().limit(received.size()).map(QueueSent::message).toList(),
                received.stream().map(QueueReceived::message).toList());
        assertEquals(true, received.size() > 10, received.size() + " received");
    }

    @Test
    void aMessageLongerThanTheQueuesSizeIsRefused() {
        Ecu ecu =
                pair(g -> g.send(ID, g.buffer(), 9).keep(A0, 0).spin(), Guest::spin)
                        .build()
                        .runFrames(1);
        assertEquals(-3, ecu.word("sender", 0));
    }

    @Test
    void aBufferThatIsTooSmallOrForeignIsRefused() {
        Ecu ecu =
                pair(
                                sending(1),
                                g ->
                                        g.receiveQueued(ID, g.buffer(), 7)
                                                .keep(A0, 0)
                                                .receiveQueued(ID, 0x8000_0000, 8)
                                                .keep(A0, 1)
                                                .spin())
                        .build()
                        .runFrames(1);
        assertEquals(-3, ecu.word("receiver", 0));
        assertEquals(-3, ecu.word("receiver", 1));
        assertEquals(2, ecu.records(ArgumentRefused.class).size());
    }

    @Test
    void eachEndMayDoItsPartOnly() {
        Ecu ecu =
                pair(
                                g -> g.receiveQueued(ID, g.buffer(), 8).keep(A0, 0).spin(),
                                g ->
                                        g.send(ID, g.buffer(), 4)
                                                .keep(A0, 0)
                                                .writePort(ID, g.buffer(), 8)
                                                .keep(A0, 1)
                                                .send(5, g.buffer(), 4)
                                                .keep(A0, 2)
                                                .spin())
                        .build()
                        .runFrames(1);
        assertEquals(-2, ecu.word("sender", 0));
        assertEquals(-2, ecu.word("receiver", 0));
        assertEquals(-2, ecu.word("receiver", 1), "it is no sampling port");
        assertEquals(-1, ecu.word("receiver", 2), "there is no port 5");
    }

    @Test
    void aRestartOfTheReceiverEmptiesIt() {
        EcuBuilder system = new EcuBuilder().window(0, 500, "sender").window(500, 500, "receiver");
        system.partition("sender").runs(sending(2));
        system.partition("receiver")
                .runs(g -> g.receiveQueued(ID, g.buffer(), 8).keep(A0, 0).poke(0, 0));
        Ecu ecu = system.queue("events", 8, 2, "sender", "receiver").build().runFrames(1);
        assertEquals(1, ecu.records(QueueReceived.class).size());
        assertEquals(-6, ecu.word("receiver", 0), "the second start finds none");
    }

    @Test
    void aRestartOfTheSenderLeavesWhatItSent() {
        Ecu ecu =
                pair(g -> g.poke(g.buffer(), 7).send(ID, g.buffer(), 4).poke(0, 0), receiving(1))
                        .build()
                        .runFrames(1);
        assertEquals(7, row(ecu, 0).getLast());
    }
}
