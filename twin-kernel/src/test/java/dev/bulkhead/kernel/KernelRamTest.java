package dev.bulkhead.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.KernelPanic;
import dev.bulkhead.trace.TraceRecord.WatchdogServiced;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

/** The kernel's data are in simulated RAM and nowhere else; what happens when they are wrong. */
class KernelRamTest {

    /** A system in which every sort of operation happens in each frame. */
    private static EcuBuilder busy() {
        EcuBuilder system =
                new EcuBuilder()
                        .window(0, 400, "client", "server")
                        .window(400, 300, "faulty", "server")
                        .window(700, 300, "reader");
        system.partition("client")
                .priority(10)
                .budget(300, 1000)
                .timer(1, 1000, 0, 900)
                .runs(
                        g ->
                                g.forever(
                                        () ->
                                                g.receive()
                                                        .messageRegister(0, 7)
                                                        .call(0, 3)
                                                        .writePort(0, g.buffer(), 16)
                                                        .signal(2)
                                                        .send(61, g.buffer(), 12)
                                                        .acknowledge(3)
                                                        .time()
                                                        .delay(100)));
        system.partition("server")
                .priority(20)
                .runs(g -> g.receive().forever(() -> g.count(0).replyAndReceive(2)));
        system.partition("faulty")
                .priority(5)
                .restarts(16, 4000)
                .backOff(100, 400)
                .runs(g -> g.delay(4000).poke(0, 0));
        system.partition("reader")
                .timer(1, 500, 0, 0)
                .runs(
                        g ->
                                g.forever(
                                        () ->
                                                g.receive()
                                                        .readPort(0, g.buffer(), 16)
                                                        .window()
                                                        .receiveQueued(61, g.buffer(), 16)
                                                        .raise(4)));
        system.channel("client", 0, "server", 0, true);
        system.channel("client", 2, "reader", 2, false);
        system.queue("events", 16, 3, "client", "reader");
        return system.port("state", 16, 1500, "client", "reader").watchdog();
    }

    @Test
    void droppingAndRebuildingTheKernelsObjectsLeavesTheTraceUnmoved() {
        Ecu kept = busy().build().runFrames(20);
        Ecu rebuilt = busy().build().rebuildingTheKernelEachTime().runFrames(20);
        assertEquals(kept.trace.hash(), rebuilt.trace.hash());
        assertTrue(kept.operations > 400, () -> kept.operations + " operations");
        long most = KernelCosts.DEFAULTS.longestOperation(2);
        assertTrue(kept.longestOperation <= most, () -> "took " + kept.longestOperation);
    }

    /** Also those of a window's first thread, which is chosen as the window opens. */
    @Test
    void recordsComeInTheOrderOfTheirTimes() {
        Ecu ecu = busy().build().runFrames(20);
        List<Long> times = ecu.records.stream().map(TraceRecord::atPs).toList();
        assertEquals(times.stream().sorted().toList(), times);
    }

    @Test
    void aSnapshotContinuesWithTheSameTrace() {
        Ecu unbroken = busy().build().runFrames(12);
        for (int us = EcuBuilder.START_US; us < EcuBuilder.START_US + 3000; us += 171) {
            Snapshot snapshot = Snapshot.of(busy().build().runUntilUs(us));
            Ecu continued = busy().build();
            snapshot.restoreInto(continued);
            continued.runFrames(12);
            assertEquals(unbroken.trace.hash(), continued.trace.hash(), "taken at " + us + " us");
            assertEquals(unbroken.trace.hash(2), continued.trace.hash(2));
            assertEquals(unbroken.statistics.cycles(0), continued.statistics.cycles(0));
        }
    }

    @Test
    void equalRunsHaveEqualTracesAndOthersDoNot() {
        assertEquals(
                busy().build().runFrames(5).trace.hash(), busy().build().runFrames(5).trace.hash());
        assertNotEquals(
                busy().build().runFrames(5).trace.hash(), busy().build().runFrames(6).trace.hash());
    }

    @Test
    void theWatchdogIsServedEachFrame() {
        Ecu ecu = busy().build().runFrames(5);
        assertEquals(4, ecu.records(WatchdogServiced.class).size(), "the first frame starts it");
        assertEquals(0, ecu.resets);
    }

    @Nested
    class ABadValue {
        @Test
        void thatIsABadAddressPanicsAndResetsTheEcu() {
            Ecu ecu = busy().build().runFrames(1);
            ecu.ram.store(KernelLayout.LOADED, 4, 0x0070_0000);
            ecu.runFrames(2);
            KernelPanic panic = ecu.records(KernelPanic.class).getFirst();
            assertTrue(
                    panic.cause() == Cause.LOAD_ACCESS_FAULT
                            || panic.cause() == Cause.STORE_ACCESS_FAULT,
                    "cause " + panic.cause());
            assertEquals(KernelText.TRAP, panic.pc(), "at the entry word");
            assertEquals(1, ecu.records(EcuReset.class).size());
            assertEquals(1, ecu.resets);
        }

        @Test
        void inASavedContextHasItsEffectInThePartition() {
            Ecu ecu = busy().build().runUntilUs(EcuBuilder.START_US + 1300);
            int reader = KernelLayout.PARTITIONS + 3 * KernelLayout.PARTITION_STRIDE;
            ecu.ram.store(reader + KernelLayout.PC, 4, 0x8000_0000);
            ecu.runFrames(2);
            assertEquals(
                    3,
                    ecu.records(dev.bulkhead.trace.TraceRecord.PartitionFault.class)
                            .getLast()
                            .partition());
        }

        @Test
        void thatMakesAListEndlessHangsUntilTheWatchdogBites() {
            Ecu ecu = busy().build().runFrames(2);
            int server = KernelLayout.PARTITIONS + KernelLayout.PARTITION_STRIDE;
            ecu.ram.store(server + KernelLayout.STATE, 4, KernelLayout.READY);
            ecu.ram.store(server + KernelLayout.SERVING, 4, 2); // the server serves itself
            ecu.runUntilUs(EcuBuilder.START_US + 2400);
            assertEquals(KernelText.HANG, ecu.hart.pc());
            assertEquals(0, ecu.hart.csr(Csr.MSTATUS) & 1 << 3, "interrupts are masked");
            ecu.runFrames(20);
            assertEquals(1, ecu.resets);
            assertTrue(ecu.records(WatchdogServiced.class).size() > 10, "it runs again");
        }

        @Test
        void ofMtvecIsRuinousAsOnHardware() {
            Ecu ecu = busy().build().runFrames(2);
            ecu.hart.setCsr(Csr.MTVEC, 0x4000_0000);
            ecu.runFrames(10);
            assertEquals(1, ecu.resets, "only the watchdog ends it");
        }
    }

    /** Shows 9 of the issue. */
    @Test
    void randomBytesOverKernelRamNeverStopTheSimulator() {
        long seed = 20261123;
        Random random = new Random(seed);
        int operations = 0;
        int panics = 0;
        int resets = 0;
        while (operations < 100_000) {
            Ecu ecu = busy().build();
            ecu.runFrames(1 + random.nextInt(2));
            int before = ecu.operations;
            int end = KernelLayout.PARTITIONS + 4 * KernelLayout.PARTITION_STRIDE + 0x200;
            for (int frame = 3; frame < 23; frame++) {
                int flips = 1 << random.nextInt(8);
                for (int i = 0; i < flips; i++) {
                    int address = KernelLayout.BASE + random.nextInt(end - KernelLayout.BASE);
                    ecu.ram.store(address, 1, random.nextInt(256));
                }
                ecu.runFrames(frame);
            }
            operations += ecu.operations - before;
            panics += ecu.records(KernelPanic.class).size();
            resets += ecu.resets;
        }
        assertTrue(panics > 0 && resets > 0, "the bytes had effects; seed " + seed);
    }
}
