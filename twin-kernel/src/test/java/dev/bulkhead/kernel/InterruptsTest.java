package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.trace.TraceRecord.InterruptAcknowledged;
import dev.bulkhead.trace.TraceRecord.InterruptHeldBack;
import dev.bulkhead.trace.TraceRecord.InterruptTaken;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.Consumer;

class InterruptsTest {
    private static final int CAN_SOURCE = 40;

    private static EcuBuilder driver(Consumer<Guest> program) {
        EcuBuilder system = new EcuBuilder();
        system.partition("driver").interrupt("can0", 3).runs(program);
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        return system;
    }

    private static Ecu raise(Ecu ecu) {
        ecu.plic.source(CAN_SOURCE).level(true, ecu.hart.nowPs());
        return ecu;
    }

    private static Ecu lower(Ecu ecu) {
        ecu.plic.source(CAN_SOURCE).level(false, ecu.hart.nowPs());
        return ecu;
    }

    @Test
    void comeAsNotificationsOfTheirOwner() {
        Ecu ecu = driver(g -> g.receive().keep(A1, 0).spin()).build();
        raise(ecu.runUntilUs(EcuBuilder.START_US + 100)).runFrames(1);
        assertEquals(1 << 3, ecu.word("driver", 0));
        InterruptTaken taken = ecu.records(InterruptTaken.class).getFirst();
        assertEquals(CAN_SOURCE, taken.source());
    }

    @Test
    void aStormMakesOneEntryUntilItIsAcknowledged() {
        Ecu ecu = driver(g -> g.forever(() -> g.receive().count(0))).build();
        ecu.runUntilUs(EcuBuilder.START_US + 100);
        for (int i = 0; i < 20; i++) {
            lower(raise(ecu)).runUntilUs(EcuBuilder.START_US + 110 + 10 * i);
        }
        assertEquals(1, ecu.records(InterruptTaken.class).size());
        assertEquals(1, ecu.word("driver", 0));
    }

    @Test
    void theNextComesAfterTheAcknowledge() {
        Ecu ecu = driver(g -> g.forever(() -> g.receive().count(0).acknowledge(3))).build();
        ecu.runUntilUs(EcuBuilder.START_US + 100);
        for (int i = 0; i < 5; i++) {
            lower(raise(ecu)).runUntilUs(EcuBuilder.START_US + 150 + 50 * i);
        }
        assertEquals(5, ecu.word("driver", 0));
        assertEquals(5, ecu.records(InterruptAcknowledged.class).size());
    }

    /** The device's line falls when its driver serves it, which comes before it acknowledges. */
    @Test
    void oneAssertionIsOneNotificationHoweverLongTheLineIsHigh() {
        Ecu ecu =
                driver(g -> g.forever(() -> g.receive().count(0).delay(500).acknowledge(3)))
                        .build();
        raise(ecu.runUntilUs(EcuBuilder.START_US + 100));
        ecu.runUntilUs(EcuBuilder.START_US + 120);
        lower(ecu).runFrames(2);
        assertEquals(1, ecu.word("driver", 0));
        assertEquals(1, ecu.records(InterruptTaken.class).size());
    }

    @Test
    void anOwnerRestartedBeforeItsAcknowledgeGetsTheNextOne() {
        EcuBuilder system = new EcuBuilder();
        system.partition("driver").interrupt("can0", 3).runs(g -> g.receive().poke(0, 0));
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        Ecu ecu = system.build().runUntilUs(EcuBuilder.START_US + 100);
        raise(ecu).runFrames(1);
        assertTrue(ecu.records(InterruptTaken.class).size() > 1, "the line is still high");
    }

    @Test
    void aCalleeAcknowledgesInItsCallersWindow() {
        EcuBuilder system = new EcuBuilder();
        system.partition("driver")
                .priority(200)
                .interrupt("can0", 3)
                .runs(g -> g.forever(() -> g.receive().receive().acknowledge(3)));
        system.partition("other").runs(g -> g.call(4, 0).spin());
        system.channel("other", 4, "driver", 4, true);
        Ecu ecu = raise(system.build().runUntilUs(EcuBuilder.START_US + 100)).runFrames(1);
        assertEquals(1, ecu.records(InterruptTaken.class).size());
        assertEquals(1, ecu.records(InterruptAcknowledged.class).size());
        ecu.runFrames(2);
        assertEquals(2, ecu.records(InterruptTaken.class).size(), "the line is still high");
    }

    @Test
    void aLineThatIsHighAtTheAcknowledgeComesAgain() {
        Ecu ecu = driver(g -> g.forever(() -> g.receive().count(0).acknowledge(3))).build();
        raise(ecu.runUntilUs(EcuBuilder.START_US + 100)).runUntilUs(EcuBuilder.START_US + 300);
        assertTrue(ecu.word("driver", 0) > 1);
        long taken = ecu.records(InterruptTaken.class).size();
        long acknowledged = ecu.records(InterruptAcknowledged.class).size();
        assertTrue(taken - acknowledged <= 1, "each is acknowledged before the next");
    }

    @Test
    void areHeldBackOutsideTheirOwnersWindows() {
        Ecu ecu = driver(g -> g.forever(() -> g.receive().count(0))).build();
        raise(ecu.runUntilUs(EcuBuilder.START_US + 600)).runFrames(1);
        assertEquals(List.of(), ecu.records(InterruptTaken.class));
        ecu.runFrames(2);
        InterruptTaken taken = ecu.records(InterruptTaken.class).getFirst();
        long us = taken.atPs() / 1_000_000 - EcuBuilder.START_US;
        assertTrue(us >= 1000 && us < 1002, () -> "taken at " + us + " us");
        List<InterruptHeldBack> told = ecu.records(InterruptHeldBack.class);
        assertEquals(1, told.size(), "once, for the window it waited for");
        assertEquals(CAN_SOURCE, told.getFirst().source());
    }

    @Test
    void inTheirOwnersWindowWaitForNothing() {
        Ecu ecu = driver(g -> g.receive().keep(A1, 0).spin()).build();
        raise(ecu.runUntilUs(EcuBuilder.START_US + 100)).runFrames(3);
        assertEquals(List.of(), ecu.records(InterruptHeldBack.class));
    }

    @Test
    void aWindowOpensOnItsCycleThoughManyArePending() {
        EcuBuilder system = new EcuBuilder();
        var driver = system.partition("driver").runs(g -> g.forever(g::receive));
        driver.interrupt("can0", 3).interrupt("display0", 4).interrupt("console", 5);
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        for (int before = 1; before < 60; before += 7) {
            Ecu ecu = system.build().runUntilUs(EcuBuilder.START_US + 500 - before);
            for (int source : new int[] {1, CAN_SOURCE, 48}) {
                ecu.plic.source(source).level(true, ecu.hart.nowPs());
            }
            ecu.runFrames(2);
            assertTrue(ecu.windowStarts().stream().allMatch(cycle -> cycle % 50_000 == 0));
        }
    }

    @Test
    void aRestartedOwnerStartsUnmasked() {
        EcuBuilder system = new EcuBuilder();
        system.partition("driver").interrupt("can0", 3).runs(g -> g.receive().poke(0, 0));
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        Ecu ecu = system.build().runUntilUs(EcuBuilder.START_US + 100);
        lower(raise(ecu)).runFrames(1);
        lower(raise(ecu.runUntilUs(EcuBuilder.START_US + 1100))).runFrames(2);
        assertEquals(2, ecu.records(InterruptTaken.class).size());
    }

    @Test
    void aChannelThatIsNoInterruptCannotBeAcknowledged() {
        EcuBuilder system = driver(g -> g.acknowledge(4).keep(A0, 0).spin());
        system.channel("driver", 4, "other", 4, false);
        assertEquals(-2, system.build().runFrames(1).word("driver", 0));
    }
}
