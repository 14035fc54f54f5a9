package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.CallMade;
import dev.bulkhead.trace.TraceRecord.CallReturned;
import dev.bulkhead.trace.TraceRecord.CallTaken;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

class CallsTest {
    private static final int LABEL_3 = 3 << 12;
    private static final int DEAD = 0xffff_f000;

    private static EcuBuilder pair(Consumer<Guest> client, Consumer<Guest> server) {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "client", "server");
        system.partition("client").priority(10).runs(client);
        system.partition("server").priority(20).runs(server);
        return system.channel("client", 4, "server", 7, true);
    }

    /** Keeps the event, adds 1 to the first word, replies with info {@code reply}. */
    private static Consumer<Guest> adding(int reply) {
        return g ->
                g.receive()
                        .forever(
                                () -> {
                                    g.keep(A0, 0).keep(A1, 1).keep(A2, 2).count(3);
                                    g.code.li(T0, g.data()).lw(T1, 0, T0).addi(T1, T1, 1);
                                    g.code.sw(T1, 0, T0);
                                    g.replyAndReceive(reply);
                                });
    }

    @Test
    void theCalleeSeesItsOwnChannelAndTheInfo() {
        Ecu ecu = pair(g -> g.call(4, LABEL_3 | 1).spin(), adding(0)).build().runFrames(1);
        assertEquals(1, ecu.word("server", 0), "event 1 is a call");
        assertEquals(7, ecu.word("server", 1));
        assertEquals(LABEL_3 | 1, ecu.word("server", 2));
    }

    @Test
    void theCallerGetsTheReplyAndItsWords() {
        Consumer<Guest> client =
                g -> {
                    g.messageRegister(0, 41).call(4, 1).keep(A0, 0).keep(A1, 1);
                    g.code.li(T0, g.data()).lw(A0, 0, T0);
                    g.keep(A0, 2).spin();
                };
        Ecu ecu = pair(client, adding(LABEL_3 | 1)).build().runFrames(1);
        assertEquals(0, ecu.word("client", 0));
        assertEquals(LABEL_3 | 1, ecu.word("client", 1));
        assertEquals(42, ecu.word("client", 2));
    }

    @Test
    void sixtyFourWordsGoBothWays() {
        Consumer<Guest> client =
                g -> {
                    for (int i = 0; i < 64; i++) {
                        g.messageRegister(i, 1000 + i);
                    }
                    g.call(4, 64).spin();
                };
        Ecu ecu = pair(client, adding(64)).build().runFrames(1);
        for (int i = 1; i < 64; i++) {
            assertEquals(1000 + i, ecu.peek(ecu.guest("server").data() + 4 * i), "word " + i);
            assertEquals(1000 + i, ecu.peek(ecu.guest("client").data() + 4 * i), "word " + i);
        }
        assertEquals(1001, ecu.peek(ecu.guest("client").data()), "the server added 1");
    }

    @Test
    void moreThanSixtyFourWordsAreRefused() {
        Ecu ecu = pair(g -> g.call(4, 65).keep(A0, 0).spin(), adding(0)).build().runFrames(1);
        assertEquals(-3, ecu.word("client", 0));
        assertEquals(1, ecu.records(TraceRecord.ArgumentRefused.class).size());
    }

    @Test
    void callsAreServedBeforeNotifications() {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "first", "second", "other", "server");
        system.partition("first").priority(10).budget(200, 1000).runs(g -> g.call(4, 0).spin());
        system.partition("second").priority(9).budget(200, 1000).runs(g -> g.call(4, 0).spin());
        system.partition("other").priority(8).runs(g -> g.signal(4).spin());
        system.partition("server")
                .priority(20)
                .runs(
                        g -> {
                            // longer than the first caller's budget, so that others get to run
                            g.receive().keep(A0, 0).delay(7500);
                            g.replyAndReceive(0).keep(A0, 1);
                            g.replyAndReceive(0).keep(A0, 2).spin();
                        });
        system.channel("first", 4, "server", 1, true);
        system.channel("second", 4, "server", 2, true);
        system.channel("other", 4, "server", 3, false);
        Ecu ecu = system.build().runFrames(3);
        assertEquals(1, ecu.word("server", 0), "the first call");
        assertEquals(1, ecu.word("server", 1), "the second, though a notification is pending");
        assertEquals(0, ecu.word("server", 2), "then the notification");
    }

    @Nested
    class WithoutTheRight {
        @Test
        void theOtherEndMayNotCallBack() {
            EcuBuilder system = new EcuBuilder().window(0, 1000, "client", "server");
            system.partition("client").priority(30).runs(g -> g.forever(g::receive));
            system.partition("server").priority(20).runs(g -> g.call(7, 0).keep(A0, 0).spin());
            system.channel("client", 4, "server", 7, true);
            assertEquals(-2, system.build().runFrames(1).word("server", 0));
        }

        @Test
        void aCalleeNotAboveItsCallerIsRefused() {
            EcuBuilder system = new EcuBuilder().window(0, 1000, "client", "server");
            system.partition("server").priority(10).runs(adding(0));
            system.partition("client").priority(10).runs(g -> g.call(4, 0).keep(A0, 0).spin());
            system.channel("client", 4, "server", 7, true);
            assertEquals(-2, system.build().runFrames(1).word("client", 0));
        }

        @Test
        void aChannelThatIsNotThereIsRefused() {
            Ecu ecu = pair(g -> g.call(5, 0).keep(A0, 0).spin(), adding(0)).build().runFrames(1);
            assertEquals(-1, ecu.word("client", 0));
        }
    }

    @Nested
    class WhenTheCalleeIsGone {
        private void assertDead(Ecu ecu) {
            assertEquals(-5, ecu.word("client", 0));
            assertEquals(DEAD, ecu.word("client", 1));
        }

        private void client(Guest g) {
            g.call(4, 1).keep(A0, 0).keep(A1, 1).spin();
        }

        @Test
        void becauseItDiedInTheCall() {
            assertDead(pair(this::client, g -> g.receive().poke(0, 0)).build().runFrames(1));
        }

        @Test
        void becauseItWasStoppedBefore() {
            Consumer<Guest> late = g -> g.delay(1000).call(4, 1).keep(A0, 0).keep(A1, 1).spin();
            EcuBuilder system = new EcuBuilder().window(0, 1000, "client", "server");
            system.partition("client").priority(10).runs(late);
            system.partition("server").priority(20).restarts(0, 1).runs(g -> g.poke(0, 0));
            system.channel("client", 4, "server", 7, true);
            assertDead(system.build().runFrames(1));
        }

        @Test
        void becauseItWaitsWithoutReplying() {
            assertDead(pair(this::client, g -> g.forever(g::receive)).build().runFrames(1));
        }
    }

    @Test
    void aMessageIsRecordedWhenMadeTakenAndReturned() {
        Ecu ecu =
                pair(g -> g.messageRegister(0, 0x41).call(4, 1).spin(), adding(1))
                        .build()
                        .runFrames(1);
        CallMade made = ecu.records(CallMade.class).getFirst();
        CallTaken taken = ecu.records(CallTaken.class).getFirst();
        CallReturned returned = ecu.records(CallReturned.class).getFirst();
        assertEquals("41000000", made.message().toString());
        assertEquals(ecu.partition("server"), taken.partition());
        assertEquals("41000000", taken.message().toString());
        assertEquals("42000000", returned.message().toString());
        assertTrue(made.atPs() <= taken.atPs() && taken.atPs() < returned.atPs());
    }
}
