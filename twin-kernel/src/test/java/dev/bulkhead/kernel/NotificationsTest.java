package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.trace.TraceRecord.CapabilityRefused;
import dev.bulkhead.trace.TraceRecord.NotificationSent;
import dev.bulkhead.trace.TraceRecord.NotificationsTaken;

import org.junit.jupiter.api.Test;

import java.util.List;

class NotificationsTest {

    /** A sender and a receiver that keeps event, both words, and how often it was woken. */
    private static EcuBuilder pair(java.util.function.Consumer<Guest> sender) {
        EcuBuilder system = new EcuBuilder();
        system.partition("sender").runs(sender);
        system.partition("receiver")
                .runs(
                        g ->
                                g.forever(
                                        () ->
                                                g.receive()
                                                        .keep(A0, 1)
                                                        .keep(A1, 2)
                                                        .keep(A2, 3)
                                                        .count(0)));
        system.channel("sender", 0, "receiver", 5, false);
        system.channel("sender", 1, "receiver", 6, false);
        return system.channel("sender", 2, "receiver", 61, false);
    }

    @Test
    void arriveUnderTheReceiversOwnChannel() {
        Ecu ecu = pair(g -> g.signal(0).keep(A0, 0).spin()).build().runFrames(1);
        assertEquals(0, ecu.word("sender", 0));
        assertEquals(1, ecu.word("receiver", 0));
        assertEquals(0, ecu.word("receiver", 1), "event 0 is a notification");
        assertEquals(1 << 5, ecu.word("receiver", 2));
        assertEquals(0, ecu.word("receiver", 3));
    }

    @Test
    void channel61StandsInTheUpperWord() {
        Ecu ecu = pair(g -> g.signal(2).spin()).build().runFrames(1);
        assertEquals(0, ecu.word("receiver", 2));
        assertEquals(1 << 29, ecu.word("receiver", 3));
    }

    @Test
    void threeSignalsBeforeTheReceiverRunsAreOne() {
        Ecu ecu = pair(g -> g.signal(0).signal(0).signal(0).spin()).build().runFrames(2);
        assertEquals(1, ecu.word("receiver", 0));
        assertEquals(3, ecu.records(NotificationSent.class).size());
        assertEquals(1, ecu.records(NotificationsTaken.class).size());
    }

    @Test
    void severalChannelsComeInOneEvent() {
        Ecu ecu = pair(g -> g.signal(1).signal(0).spin()).build().runFrames(2);
        assertEquals(1, ecu.word("receiver", 0));
        assertEquals(1 << 5 | 1 << 6, ecu.word("receiver", 2));
    }

    @Test
    void areTakenInTheReceiversWindowAtItsCycle() {
        Ecu ecu = pair(g -> g.forever(() -> g.signal(0))).build().runFrames(2);
        List<NotificationsTaken> taken = ecu.records(NotificationsTaken.class);
        assertEquals(2, taken.size(), "in the first frame it begins to wait in its window only");
        assertEquals((EcuBuilder.START_US + 1500) * 1_000_000L, taken.get(1).atPs());
    }

    @Test
    void aReceiverOfHigherPriorityPreemptsTheSender() {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "sender", "receiver");
        system.partition("sender").priority(1).runs(g -> g.signal(0).count(0).spin());
        system.partition("receiver")
                .priority(2)
                .runs(
                        g -> {
                            g.receive();
                            g.code.li(T0, new Guest(0x8010_0000, 0).word(0)).lw(A0, 0, T0);
                            g.keep(A0, 0).spin();
                        });
        system.channel("sender", 0, "receiver", 0, false);
        Ecu ecu = system.without(dev.bulkhead.system.Mechanism.PMP).build().runFrames(1);
        assertEquals(0, ecu.word("receiver", 0), "the sender had not gone on");
        assertEquals(0, ecu.word("sender", 0), "nor does it while the receiver runs");
    }

    @Test
    void aReceiverOfLowerPriorityDoesNot() {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "sender", "receiver");
        system.partition("sender").priority(2).runs(g -> g.delay(1000).signal(0).count(0).spin());
        system.partition("receiver").priority(1).runs(g -> g.receive().count(0).spin());
        system.channel("sender", 0, "receiver", 0, false);
        Ecu ecu = system.build().runFrames(1);
        assertEquals(1, ecu.word("sender", 0));
        assertEquals(0, ecu.word("receiver", 0));
    }

    @Test
    void aDeferredOneIsSentBeforeWaiting() {
        Ecu ecu =
                pair(g -> {
                            g.code.li(A0, 1).li(A1, 0).li(A7, 0).ecall();
                            g.spin();
                        })
                        .build()
                        .runFrames(1);
        assertEquals(1, ecu.word("receiver", 0));
    }

    @Test
    void aChannelThatIsNotThereIsRefused() {
        Ecu ecu = pair(g -> g.signal(9).keep(A0, 0).signal(-1).keep(A0, 1).spin()).build();
        ecu.runFrames(1);
        assertEquals(-1, ecu.word("sender", 0));
        assertEquals(-1, ecu.word("sender", 1));
        assertEquals(2, ecu.records(CapabilityRefused.class).size());
    }

    @Test
    void theSenderLearnsNothingOfItsPeersFate() {
        EcuBuilder system = new EcuBuilder();
        system.partition("sender").runs(g -> g.forever(() -> g.signal(0).keep(A0, 0).count(1)));
        system.partition("receiver").restarts(0, 1).runs(g -> g.poke(0, 0));
        system.channel("sender", 0, "receiver", 0, false);
        Ecu ecu = system.build().runFrames(3);
        assertEquals(0, ecu.word("sender", 0));
        assertTrue(ecu.word("sender", 1) > 10);
    }
}
