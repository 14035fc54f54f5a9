package dev.bulkhead.fault;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.trace.TraceRecord.InterruptTaken;

import org.junit.jupiter.api.Test;

import java.util.List;

/** aux takes the display's interrupt at 60 Hz: at 16.7, 33.3 and 50 ms. */
class InterruptFaultTest {
    private static final int DISPLAY = 0x1300_0000;

    private final FaultBench bench = FaultBench.running(InterruptFaultTest::takesVsync);

    private static void takesVsync(Asm code) {
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
