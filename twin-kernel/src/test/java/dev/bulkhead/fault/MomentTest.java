package dev.bulkhead.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each moment, seen by a spurious interrupt or a skip, which act at once. */
class MomentTest {
    private final FaultBench bench = FaultBench.running(FaultBench::countForever);

    private Activation at(String fault) {
        return bench.run(fault).activation().orElseThrow();
    }

    @Test
    void aCycleIsExact() {
        // 100 MHz; aux's loop has instructions of several cycles
        long cycle = at("aux:skip@cycle:550000").cycle();
        assertTrue(cycle >= 550_000 && cycle < 550_010, "cycle " + cycle);
    }

    @Test
    void aTimeIsTheCycleThatStartsThen() {
        long cycle = at("aux:skip@5500us").cycle();
        assertTrue(cycle >= 550_000 && cycle < 550_010, "cycle " + cycle);
    }

    @Test
    void noMomentIsTwoSecondsOrHalfOfAShortScenario() {
        assertEquals(30_000_000_000L, at("display0:interrupt-spurious").atPs());
    }

    @Test
    void theNthExecutionIsBeforeTheInstruction() {
        assertEquals(
                100,
                bench.run("aux:flip=x10.0@exec:target#100").activation().orElseThrow().before());
    }

    @Test
    void theNthStoreToAWordIsBeforeIt() {
        Injection injection = bench.arm("aux:illegal-instruction@write:state#100");
        bench.until("60ms");
        assertTrue(injection.activated());
        assertEquals("aux after", injection.activation().orElseThrow().place());
    }

    @Test
    void theNthLoadOfAWordIsBeforeIt() {
        Activation activation = at("aux:flip=state.3@read:state#100;ecc=off");
        assertEquals(99, activation.before());
    }

    @Test
    void anAccessToADevicesRegisterCounts() {
        // the kernel serves the watchdog with two keys a frame, at offset 0x0c
        Activation activation = at("display0:interrupt-spurious@write:watchdog0.0x0c#4");
        assertTrue(activation.atPs() > 3_000_000_000L, "in the second frame or later");
    }

    @Test
    void theNthWindowOfAPartition() {
        // windows of aux open at 2.4, 3.4 and 4.4 ms
        Activation activation = at("aux:skip@window:aux#3");
        assertEquals(4400, activation.atPs() / 1_000_000);
    }

    @Test
    void bootIsBeforeAnyPartitionHasRun() {
        Activation activation = at("display0:interrupt-spurious@boot");
        // the first window opens at 2 ms, its first instruction comes 15 cycles later
        assertTrue(activation.atPs() <= 2_000_150_000L, activation.toString());
        assertEquals(0, bench.again().word(FaultBench.AUX_STATE));
    }

    @Test
    void duringAnotherPartitionsRestart() {
        bench.arm("aux:illegal-instruction@5500us");
        Injection injection = bench.arm("display0:interrupt-spurious@restart:aux");
        bench.until("60ms");
        long atUs = injection.activation().orElseThrow().atPs() / 1_000_000;
        assertTrue(atUs >= 5500 && atUs < 5520, "at " + atUs + " us");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    aux:skip@exec:tarqet    | unknown destination 'tarqet'; use one of aux, display0, kernel, lead, watchdog0
                    aux:skip@window:axu     | unknown partition 'axu'; did you mean 'aux'?
                    aux:skip@message:bus/1  | unknown bus 'bus'; remove it
                    axu:skip                | 'axu' is no partition; did you mean 'aux'?
                    aux:wild-store=lead.stade | partition 'lead' has no symbol 'stade'; did you mean 'state'?
                    aux:wild-store=kernel.x | the kernel has no word 'x'; use one of close-at, frame, frame-us, interrupt-owners, loaded, members, open-at, partitions, schedule, window, window-count, window-state
                    """)
    void whatTheSystemDoesNotHaveGetsOneLine(String fault, String message) {
        InputError error = assertThrows(InputError.class, () -> bench.arm(fault));
        assertEquals("--fault: " + message, error.getMessage());
    }
}
