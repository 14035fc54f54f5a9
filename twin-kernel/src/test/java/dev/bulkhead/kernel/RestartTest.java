package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.system.Health;
import dev.bulkhead.trace.TraceForm;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.HealthAction;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;
import dev.bulkhead.trace.TraceRecord.PartitionStopped;
import dev.bulkhead.trace.TraceRecord.RestartLimitReached;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;

class RestartTest {

    private static EcuBuilder faulty() {
        EcuBuilder system = new EcuBuilder();
        system.partition("faulty").runs(g -> g.count(0).poke(0, 0));
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        return system;
    }

    @Test
    void startsFromThePristineImage() {
        EcuBuilder system = new EcuBuilder();
        system.partition("faulty").restarts(1, 1_000_000).runs(g -> g.count(0).poke(0, 0));
        Ecu ecu = system.build().runFrames(2);
        assertEquals(1, ecu.records(PartitionRestarted.class).size());
        assertEquals(1, ecu.word("faulty", 0), "the second start counts from zero again");
    }

    /** The odd segment ends where the neighbour's code begins. */
    @Test
    void writesNoByteBehindASegmentWhoseEndIsInTheMiddleOfAWord() {
        int neighbour = 0x8014_0000;
        EcuBuilder system = new EcuBuilder();
        system.partition("faulty").runs(g -> g.constants(neighbour - 3, 3).poke(0, 0));
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        Ecu ecu = system.build().runFrames(3);
        assertEquals(3, ecu.statistics.restarts(0));
        assertEquals(0, ecu.statistics.faults(1), "the neighbour's first instruction is whole");
    }

    @Test
    void isBoundedByTheLimitWithinItsTime() {
        Ecu ecu = faulty().build().runFrames(4);
        assertEquals(
                List.of(1, 2, 3),
                ecu.records(PartitionRestarted.class).stream().map(r -> r.count()).toList());
        assertEquals(1, ecu.records(PartitionStopped.class).size());
        assertEquals(3, ecu.statistics.restarts(0));
    }

    @Test
    void goesOnWhenTheLimitsTimeHasPassed() {
        EcuBuilder system = new EcuBuilder();
        system.partition("slow").restarts(1, 900).runs(g -> g.delay(24_000).poke(0, 0));
        Ecu ecu = system.build().runFrames(6);
        assertTrue(ecu.records(PartitionRestarted.class).size() >= 3);
        assertEquals(0, ecu.records(PartitionStopped.class).size());
    }

    @Test
    void takesPlaceInItsOwnWindowsOnly() {
        EcuBuilder system = new EcuBuilder();
        system.partition("faulty")
                .dataBytes(0x20000)
                .restarts(1, 1_000_000)
                .runs(g -> g.poke(0, 0));
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        Ecu ecu = system.start(6000).build().runUntilUs(20_000);
        long restarted = ecu.records(PartitionRestarted.class).getFirst().atPs();
        long started = ecu.records(PartitionStarted.class).getLast().atPs();
        // 0x20000 bytes are 32768 words of 5 cycles: more than four windows of 450 us
        assertTrue((started - restarted) / 1_000_000 > 3000, "it takes several frames");
        long sinceFrame = (started / 1_000_000 - 6000) % EcuBuilder.FRAME_US;
        assertTrue(sinceFrame < 500, "it ends in a window of its own, at " + sinceFrame);
        assertTrue(ecu.windowStarts().stream().allMatch(cycle -> cycle % 50_000 == 0));
    }

    @Test
    void addsNothingToTheTraceOfAnother() {
        EcuBuilder healthy = new EcuBuilder();
        healthy.partition("faulty").runs(g -> g.count(0).spin());
        healthy.partition("other").runs(g -> g.forever(() -> g.count(0)));
        Ecu golden = healthy.build().runFrames(5);
        Ecu ecu = faulty().build().runFrames(5);
        assertTrue(ecu.statistics.restarts(0) > 0);
        assertEquals(golden.trace.hash(1), ecu.trace.hash(1));
        assertNotEquals(golden.trace.hash(0), ecu.trace.hash(0));
        assertNotEquals(golden.trace.hash(), ecu.trace.hash());
        assertTrue(
                ecu.records.stream()
                        .filter(r -> (TraceForm.concerns(r) >>> 1 & 1) != 0)
                        .anyMatch(WindowStarted.class::isInstance));
    }

    /** 100, 200, 400, 400 us; the first of them in the same window. */
    @Test
    void waitsTwiceAsLongEachTimeUpToTheMost() {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "faulty");
        system.partition("faulty").restarts(4, 1_000_000).backOff(100, 400).runs(g -> g.poke(0, 0));
        Ecu ecu = system.build().runFrames(5);
        List<PartitionRestarted> restarts = ecu.records(PartitionRestarted.class);
        assertEquals(
                List.of(100L, 200L, 400L, 400L),
                restarts.stream().map(PartitionRestarted::backOffUs).toList());
        List<PartitionStarted> starts = ecu.records(PartitionStarted.class);
        for (int i = 0; i < restarts.size(); i++) {
            long downUs = (starts.get(i + 1).atPs() - restarts.get(i).atPs()) / 1_000_000;
            long least = restarts.get(i).backOffUs();
            // two pages are 2048 words of 5 cycles: 102 us; a padding may fall into it
            assertTrue(downUs >= least, () -> downUs + " us after " + least);
            assertTrue(downUs < least + 250, () -> downUs + " us after " + least);
        }
        assertEquals(4, ecu.records(RestartLimitReached.class).getFirst().count());
    }

    @Test
    void waitsAsAtFirstAfterALongTimeWithoutAFault() {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "slow");
        system.partition("slow")
                .restarts(16, 900)
                .backOff(100, 400)
                .runs(g -> g.delay(30_000).poke(0, 0));
        Ecu ecu = system.build().runFrames(8);
        List<PartitionRestarted> restarts = ecu.records(PartitionRestarted.class);
        assertTrue(restarts.size() >= 3);
        assertTrue(restarts.stream().allMatch(r -> r.backOffUs() == 100));
    }

    @Test
    void leavesTheTimeOfItsWaitToOthers() {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "faulty", "modest");
        system.partition("faulty").priority(20).backOff(500, 500).runs(g -> g.poke(0, 0));
        system.partition("modest").priority(10).runs(g -> g.forever(() -> g.count(0)));
        assertTrue(system.build().runFrames(1).word("modest", 0) > 3000);
    }

    @Test
    void aStoppedPartitionStaysStopped() {
        EcuBuilder system = new EcuBuilder();
        system.partition("faulty")
                .on(Health.Error.MEMORY, Health.Action.STOP)
                .runs(g -> g.count(0).poke(0, 0));
        system.partition("other").runs(g -> g.forever(() -> g.count(0)));
        Ecu ecu = system.build().runFrames(3);
        assertEquals(1, ecu.word("faulty", 0));
        assertEquals(1, ecu.records(PartitionStopped.class).size());
        assertTrue(ecu.word("other", 0) > 1000);
    }

    @Test
    void theHealthMonitorTellsAPartition() {
        EcuBuilder system = new EcuBuilder();
        system.partition("faulty").tells("watcher", 11).runs(g -> g.poke(0, 0));
        system.partition("watcher").runs(g -> g.receive().keep(A1, 0).spin());
        assertEquals(1 << 11, system.build().runFrames(1).word("watcher", 0));
    }

    @Test
    void aLoggedApplicationErrorLetsThePartitionGoOn() {
        EcuBuilder system = new EcuBuilder();
        system.partition("a").runs(g -> g.raise(42).keep(A0, 0).count(1).spin());
        Ecu ecu = system.build().runFrames(1);
        HealthAction action = ecu.records(HealthAction.class).getFirst();
        assertEquals(Health.Error.APPLICATION, action.error());
        assertEquals(42, action.code());
        assertEquals(1, ecu.word("a", 1));
        assertEquals(0, ecu.word("a", 0));
    }

    @Test
    void theEcuBootsAgainWhenTheTableSaysSo() {
        EcuBuilder system = new EcuBuilder();
        system.partition("a")
                .on(Health.Error.APPLICATION, Health.Action.RESTART_ECU)
                .timer(0, 1000, 0, 0)
                .runs(g -> g.receive().count(0).raise(1).count(0).spin());
        Ecu ecu = system.build().runUntilUs(2 * EcuBuilder.START_US + 1000);
        assertEquals(2, ecu.resets);
        EcuReset reset = ecu.records(EcuReset.class).getFirst();
        assertEquals(TraceRecord.ResetCause.HEALTH_MONITOR, reset.cause());
        List<WindowStarted> windows = ecu.records(WindowStarted.class);
        assertEquals(2, windows.size());
        long between = (windows.get(1).atPs() - reset.atPs()) / 1_000_000;
        assertEquals(
                EcuBuilder.START_US, (double) between, 20.0, "windows count from the new boot");
    }

    @Nested
    class ByAnOperator {
        private Ecu counting() {
            EcuBuilder system = new EcuBuilder();
            system.partition("counts")
                    .restarts(0, 1_000_000)
                    .runs(g -> g.forever(() -> g.count(0)));
            system.partition("other").runs(g -> g.forever(() -> g.count(0)));
            return system.build().runFrames(1);
        }

        @Test
        void startsARunningPartitionFromItsPristineImageWhateverItsLimit() {
            Ecu ecu = counting();
            int before = ecu.word("counts", 0);
            ecu.restart(0).runFrames(2);
            assertEquals(
                    List.of(Health.Error.OPERATOR),
                    ecu.records(HealthAction.class).stream().map(r -> r.error()).toList());
            assertEquals(1, ecu.records(PartitionRestarted.class).size());
            assertEquals(0, ecu.records(PartitionStopped.class).size());
            assertTrue(ecu.word("counts", 0) < before, "it counts from zero again");
            assertEquals(0, ecu.statistics.restarts(1));
        }

        @Test
        void bringsBackOneThatWasStopped() {
            EcuBuilder system = new EcuBuilder();
            system.partition("stops").restarts(0, 1_000_000).runs(g -> g.count(0).poke(0, 0));
            Ecu ecu = system.build().runFrames(1);
            assertEquals(ThreadState.STOPPED, ecu.state(0));
            ecu.restart(0).runFrames(2);
            assertEquals(1, ecu.records(PartitionRestarted.class).size());
            assertEquals(2, ecu.records(PartitionStopped.class).size(), "and it fails again");
        }
    }
}
