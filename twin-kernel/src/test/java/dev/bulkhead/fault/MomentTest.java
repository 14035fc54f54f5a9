package dev.bulkhead.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;

import org.junit.jupiter.api.Nested;
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

    @Nested
    class Boot {
        private static final int DISPLAY = 0x1300_0000;

        /** aux's code is the display's first DMA entry; as TOR it reaches down to address 0. */
        private static final int TOR_BIT = 4;

        private final FaultBench bench = FaultBench.running(Boot::showsLeadsMemory);

        private static void showsLeadsMemory(Asm code) {
            code.li(Asm.S0, DISPLAY).li(Asm.T0, FaultBench.LEAD_BASE).sw(Asm.T0, 8, Asm.S0);
            code.li(Asm.T0, 1).sw(Asm.T0, 0, Asm.S0);
            FaultBench.countForever(code);
        }

        /** The kernel's word from which the IOPMP's first entry is written. */
        private int tableWord() {
            return bench.twin().kernelObjects().fields().stream()
                    .filter(field -> field.name().equals("dma.entry0.configuration"))
                    .findFirst()
                    .orElseThrow()
                    .address();
        }

        private long refusedAfter(String fault) {
            bench.run(fault);
            return bench.count(TraceRecord.DmaRefused.class);
        }

        @Test
        void isWhenAllImagesStandAndNothingIsProtected() {
            Injection injection = bench.arm("display0:interrupt-spurious@boot");
            while (!injection.begun()) {
                bench.twin().runToKernelExit(SimTime.ofMs(2));
            }
            Activation activation = injection.activation().orElseThrow();
            assertTrue(activation.atPs() < 2_000_000_000L, "the first window opens at 2 ms");
            assertEquals(0, bench.records().size(), "no partition has started");
            assertEquals(FaultBench.AUX_BASE, bench.system().images().get("aux").entry());
            assertNotEquals(0, bench.word(FaultBench.AUX_BASE), "the last image stands");
        }

        @Test
        void findsPmpAndIopmpOpenOrEmpty() {
            // the flip itself says what it found: 0, as at reset
            assertEquals(
                    0, bench.run("pmp:flip=pmpcfg0.0@boot").activation().orElseThrow().before());
            assertEquals(
                    0,
                    bench.again()
                            .run("iopmp:flip=entry_cfg0.0@boot")
                            .activation()
                            .orElseThrow()
                            .before());
        }

        @Test
        void aFlipInTheTableGoesIntoTheIopmpBeforeItsLockButNotLater() {
            String flip = "ram:flip=0x%08x.%d@%s;ecc=off";
            // vertical synchronisations at 16.7, 33.3 and 50 ms
            assertEquals(3, refusedAfter("aux:skip@boot"));
            bench.again();
            assertEquals(0, refusedAfter(flip.formatted(tableWord(), TOR_BIT, "boot")));
            bench.again();
            assertEquals(3, refusedAfter(flip.formatted(tableWord(), TOR_BIT, "3ms")));
        }
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
                    aux:skip@line:main.c:7  | the program of 'aux' has no line table; compile it with -g, or name a symbol: exec:SYMBOL
                    ram:wrong-word=0x80200000,0x80200004@line:main.c:7 | whose program has 'main.c'?; write line:PARTITION/main.c:LINE
                    iopmp:flip=entry_cfg64.0 | the IOPMP has no register 'entry_cfg64'; name entry_addr0 to 63, entry_cfg0 to 63, srcmd_en0 to 7, mdcfg0 to 7 or mdstall
                    iopmp:flip=entry_cfg0.5 | 'entry_cfg0' has 5 bits; choose another bit
                    plic:clock-drift=1ppm   | 'plic' has no time base of its own; name aclint, a CAN controller, a display, a watchdog, or a partition for its console
                    hart:stuck=mepc.1,1     | only bits of x and f registers and of RAM can be stuck; name such a register of a partition or hart, or an address in ram
                    ram:flip=0x80200000.check.7 | '0x80200000.check' has 7 bits; choose another bit
                    ram:flip=0x80200000.check.1;ecc=off | without error correction there are no check bits; switch ecc on
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
