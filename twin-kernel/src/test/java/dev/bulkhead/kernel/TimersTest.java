package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.system.Health;
import dev.bulkhead.trace.TraceRecord.DeadlineMet;
import dev.bulkhead.trace.TraceRecord.DeadlineMissed;
import dev.bulkhead.trace.TraceRecord.HealthAction;
import dev.bulkhead.trace.TraceRecord.NotificationsTaken;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

class TimersTest {

    private static EcuBuilder timed(int offsetUs, int deadlineUs, Consumer<Guest> program) {
        EcuBuilder system = new EcuBuilder();
        system.partition("job").timer(2, 1000, offsetUs, deadlineUs).runs(program);
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        return system;
    }

    private static long usInFrame(long atPs) {
        return (atPs / 1_000_000 - EcuBuilder.START_US) % EcuBuilder.FRAME_US;
    }

    @Test
    void aReleaseIsANotificationAtItsTime() {
        Ecu ecu = timed(100, 0, g -> g.forever(() -> g.receive().keep(A1, 0).count(1))).build();
        ecu.runFrames(3);
        assertEquals(3, ecu.word("job", 1));
        assertEquals(1 << 2, ecu.word("job", 0));
        for (NotificationsTaken taken : ecu.records(NotificationsTaken.class)) {
            assertEquals(100, usInFrame(taken.atPs()));
        }
    }

    @Test
    void aReleaseOutsideItsWindowsIsNoticedWithTheNext() {
        Ecu ecu = timed(700, 0, g -> g.forever(() -> g.receive().count(1))).build().runFrames(3);
        assertEquals(2, ecu.word("job", 1));
        for (NotificationsTaken taken : ecu.records(NotificationsTaken.class)) {
            assertEquals(0, usInFrame(taken.atPs()));
        }
    }

    @Nested
    class ADeadline {
        @Test
        void isMetWhenThePartitionWaitsAgainInTime() {
            Ecu ecu = timed(0, 400, g -> g.forever(() -> g.receive().delay(100))).build();
            ecu.runFrames(3);
            assertEquals(3, ecu.records(DeadlineMet.class).size());
            assertEquals(0, ecu.records(DeadlineMissed.class).size());
            DeadlineMet second = ecu.records(DeadlineMet.class).get(1);
            assertEquals((EcuBuilder.START_US + 1000) * 1_000_000L, second.releasedPs());
            assertEquals(3, ecu.statistics.deadlinesMet(0));
        }

        @Test
        void isMissedWhenItWaitsTooLate() {
            Ecu ecu = timed(0, 100, g -> g.forever(() -> g.receive().delay(5000))).build();
            ecu.runFrames(2);
            assertEquals(2, ecu.records(DeadlineMissed.class).size());
            assertEquals(
                    Health.Error.DEADLINE_MISSED,
                    ecu.records(HealthAction.class).getFirst().error());
        }

        @Test
        void ofAJobThatNeverEndsIsFoundAtTheNextRelease() {
            Ecu ecu = timed(0, 400, g -> g.receive().spin()).build().runFrames(1);
            assertEquals(0, ecu.records(DeadlineMissed.class).size());
            ecu.runFrames(3);
            assertEquals(2, ecu.records(DeadlineMissed.class).size());
            long at = ecu.records(DeadlineMissed.class).getFirst().atPs();
            assertEquals((EcuBuilder.START_US + 1000) * 1_000_000L, at);
        }

        @Test
        void isMissedByAJobThatDied() {
            Ecu ecu = timed(0, 400, g -> g.receive().poke(0, 0)).build().runFrames(1);
            assertEquals(1, ecu.records(DeadlineMissed.class).size());
        }

        @Test
        void mayRestartThePartition() {
            EcuBuilder system = new EcuBuilder();
            system.partition("job")
                    .timer(2, 1000, 0, 400)
                    .on(Health.Error.DEADLINE_MISSED, Health.Action.RESTART)
                    .runs(g -> g.receive().spin());
            Ecu ecu = system.build().runFrames(3);
            assertTrue(ecu.records(PartitionRestarted.class).size() >= 1);
        }
    }
}
