package dev.bulkhead.fault;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.input.InputError;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.DmaRefused;
import dev.bulkhead.trace.TraceRecord.InterruptAcknowledged;
import dev.bulkhead.trace.TraceRecord.InterruptTaken;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** aux takes the display's interrupt at 60 Hz: at 16.7, 33.3 and 50 ms. */
class InterruptFaultTest {
    private static final int DISPLAY = 0x1300_0000;

    private final FaultBench bench = FaultBench.running(InterruptFaultTest::takesVsync);

    private static void takesVsync(Asm code) {
        takesVsync(code, 0);
    }

    /** About a millisecond lies between its acknowledgement to the display and to the kernel. */
    private static void takesItsTime(Asm code) {
        takesVsync(code, 25_000);
    }

    private static void takesVsync(Asm code, int rounds) {
        code.li(S0, DISPLAY)
                .li(T0, 3) // on, with its interrupt
                .sw(T0, 0, S0)
                .label("loop")
                .li(A0, 0)
                .li(A7, 0) // receive
                .ecall()
                .label("target")
                .li(T0, 4) // acknowledge to the display
                .sw(T0, 4, S0)
                .li(T0, rounds)
                .label("works")
                .addi(T0, T0, -1)
                .blt(0, T0, "works")
                .li(A0, 2)
                .li(A7, 4) // acknowledge to the kernel
                .ecall()
                .j("loop");
    }

    private List<Long> takenMs() {
        return bench.records().stream()
                .filter(InterruptTaken.class::isInstance)
                .map(r -> r.atPs() / 1_000_000_000)
                .toList();
    }

    @Test
    void withoutAFaultEachComesInItsTime() {
        bench.until("60ms");
        assertEquals(List.of(16L, 33L, 50L), takenMs());
    }

    @Test
    void aLostOneIsNeverServedAndItsLevelHidesThoseAfterIt() {
        Injection injection = bench.run("display0:interrupt-lost@20ms");
        assertTrue(injection.activated());
        assertEquals(List.of(16L), takenMs());
    }

    @Test
    void aDelayedOneComesLater() {
        Injection injection = bench.run("display0:interrupt-delayed=5ms@20ms");
        assertTrue(injection.activated());
        assertEquals(List.of(16L, 38L, 50L), takenMs());
        assertFalse(injection.mayStillAct());
    }

    @Test
    void aDoubledOneComesAgain() {
        Injection injection = bench.run("display0:interrupt-doubled@20ms");
        assertTrue(injection.activated());
        assertEquals(List.of(16L, 33L, 33L, 50L), takenMs());
    }

    @Test
    void aSpuriousOneComesWithoutCause() {
        Injection injection = bench.run("display0:interrupt-spurious@25500us");
        assertEquals(25_500_000_000L, injection.activation().orElseThrow().atPs());
        assertEquals(List.of(16L, 25L, 33L, 50L), takenMs());
    }

    /** The kernel claims when it delivers and completes when the owner has acknowledged. */
    @ParameterizedTest
    @ValueSource(strings = {"display0:interrupt-doubled@20ms", "display0:interrupt-spurious@34ms"})
    void oneThatComesAndGoesWhileAnotherIsServedIsSwallowedAndNotActivated(String fault) {
        FaultBench slow = FaultBench.running(InterruptFaultTest::takesItsTime);
        Injection injection = slow.run(fault);
        assertTrue(injection.begun());
        assertFalse(injection.mayStillAct());
        assertFalse(injection.activated());
        assertEquals(3, slow.count(InterruptTaken.class));
    }

    @Test
    void oneThatIsHighAnywayIsNotActivated() {
        FaultBench deaf =
                FaultBench.running(
                        code -> {
                            code.li(S0, DISPLAY).li(T0, 3).sw(T0, 0, S0);
                            FaultBench.countForever(code);
                        });
        assertFalse(deaf.run("display0:interrupt-spurious@25ms").activated());
    }

    @Test
    void oneThatIsStillThereWhenTheOtherHasBeenServedIsTaken() {
        List<Long> acknowledged = acknowledgedPs();
        String justBefore = "cycle:" + (acknowledged.get(1) / 10_000 - 50);
        FaultBench slow = FaultBench.running(InterruptFaultTest::takesItsTime);
        Injection injection = slow.run("display0:interrupt-spurious@" + justBefore);
        assertTrue(injection.activated());
        assertEquals(4, slow.count(InterruptTaken.class));
    }

    private static List<Long> acknowledgedPs() {
        FaultBench slow = FaultBench.running(InterruptFaultTest::takesItsTime);
        slow.until("60ms");
        return slow.records().stream()
                .filter(InterruptAcknowledged.class::isInstance)
                .map(TraceRecord::atPs)
                .toList();
    }

    @Test
    void oneThatNeverComesIsNotActivated() {
        assertFalse(bench.run("display0:interrupt-lost@55ms").activated());
    }

    @Test
    void aDelaySurvivesASnapshotInTheMiddle() {
        Injection injection = bench.arm("display0:interrupt-delayed=5ms@20ms");
        bench.until("35ms");
        var twin = bench.twin().snapshot();
        var fault = dev.bulkhead.state.Snapshot.of(injection);
        bench.until("60ms");
        String hash = bench.twin().trace().hash();
        bench.twin().restore(twin);
        fault.restoreInto(injection);
        bench.until("60ms");
        assertEquals(hash, bench.twin().trace().hash());
    }

    @Test
    void aRegistersBitIsFlippedWhereTheDeviceKeepsIt() {
        // control bit 1 enables the interrupt
        Injection injection = bench.run("display0:flip=control.1@20ms");
        assertEquals(3, injection.activation().orElseThrow().before());
        assertEquals(1, injection.activation().orElseThrow().after());
        assertEquals(List.of(16L), takenMs());
    }

    @Test
    void aLockedIopmpEntryIsFlippedToo() {
        FaultBench shows =
                FaultBench.running(
                        code -> {
                            code.li(S0, DISPLAY).li(T0, FaultBench.LEAD_BASE).sw(T0, 8, S0);
                            code.li(T0, 1).sw(T0, 0, S0);
                            FaultBench.countForever(code);
                        });
        // as TOR the entry over aux's code reaches down to address 0: see MomentTest
        Injection injection = shows.run("iopmp:flip=entry_cfg0.4@20ms");
        assertTrue(injection.activated());
        assertEquals(1, shows.count(DmaRefused.class), "at 16.7 ms, no more at 33.3 and 50 ms");
    }

    @Test
    void aLockedPmpEntryIsFlippedToo() {
        bench.twin().ecu().hart().setCsr(Csr.PMPCFG0 + 3, 0x9f << 24);
        Injection injection = bench.run("pmp:flip=pmpcfg3.31@1ms");
        assertEquals(0x9f00_0000L, injection.activation().orElseThrow().before());
        assertEquals(0x1f00_0000L, injection.activation().orElseThrow().after());
        assertEquals(0, bench.twin().ecu().hart().csr(Csr.PMPCFG0 + 3), "unlocked: reloaded");
    }

    @Test
    void aFastPixelClockBringsPicturesEarly() {
        // 10 % fast from 20 ms on: 33.3 ms come at 20 + 13.3 / 1.1, 50 ms at 20 + 30 / 1.1
        bench.run("display0:clock-drift=100000ppm@20ms");
        assertEquals(List.of(16L, 32L, 47L), takenMs());
    }

    @Test
    void aSlowTimerOpensWindowsLate() {
        bench.run("aclint:clock-drift=-10000ppm@5ms");
        long nowPs = bench.twin().ecu().hart().nowPs();
        long ticks = bench.twin().ecu().device("aclint").orElseThrow().read(0xbff8, 4, nowPs);
        // 10 MHz: 50,000 ticks up to 5 ms, 1 % less than 550,000 from there to 60 ms
        assertTrue(Math.abs(50_000 + 544_500 - ticks) <= 2, "mtime is " + ticks);
        assertTrue(
                bench.records().stream()
                        .filter(WindowStarted.class::isInstance)
                        .anyMatch(r -> r.atPs() > 8_000_000_000L && r.atPs() % 200_000_000 != 0),
                "1 % of more than 3 ms is more than the padding");
    }

    @Test
    void aWatchdogsClockDrifts() {
        Injection injection = bench.run("watchdog0:clock-drift=-100000ppm@20ms");
        assertEquals(-100_000, injection.activation().orElseThrow().after());
        assertFalse(injection.mayStillAct());
    }

    @Test
    void whatIsNoDeviceIsRefused() {
        InputError error =
                assertThrows(InputError.class, () -> bench.arm("displai0:interrupt-lost"));
        assertEquals(
                "--fault: 'displai0' is no device; did you mean 'display0'?", error.getMessage());
        error = assertThrows(InputError.class, () -> bench.arm("display0:flip=kontrol.1"));
        assertEquals(
                "--fault: device 'display0' has no register 'kontrol'; did you mean 'control'?",
                error.getMessage());
    }
}
