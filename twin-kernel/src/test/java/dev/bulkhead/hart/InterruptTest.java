package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.function.Consumer;

class InterruptTest {
    private static final int ALL = 1 << 3 | 1 << 7 | 1 << 11;

    private static Bench enabled(Consumer<Asm> program) {
        var bench = new Bench().load(program);
        bench.hart.setCsr(Csr.MIE, ALL);
        bench.hart.setCsr(Csr.MSTATUS, 1 << 3);
        return bench;
    }

    @ParameterizedTest(name = "software {0}, timer {1}, external {2}: {3}")
    @CsvSource({
        "true,  true,  true,  11",
        "true,  true,  false, 3",
        "false, true,  true,  11",
        "false, true,  false, 7",
        "true,  false, false, 3"
    })
    void externalGoesBeforeSoftwareBeforeTimer(
            boolean software, boolean timer, boolean external, int taken) {
        var bench = enabled(Asm::nop);
        bench.hart.setInterrupt(Cause.MACHINE_SOFTWARE, software);
        bench.hart.setInterrupt(Cause.MACHINE_TIMER, timer);
        bench.hart.setInterrupt(Cause.MACHINE_EXTERNAL, external);
        bench.run();
        assertTrue(bench.trapped());
        assertEquals(0x8000_0000 | taken, bench.cause());
        assertEquals(Bench.BASE, bench.hart.csr(Csr.MEPC));
        assertEquals(0, bench.hart.csr(Csr.MTVAL));
        assertEquals(0, bench.hart.instret());
    }

    @Test
    void anotherNumberIsOurMistake() {
        assertThrows(IllegalArgumentException.class, () -> new Bench().hart.setInterrupt(5, true));
    }

    @Test
    void vectoredOnesGoToTheirOwnEntry() {
        var bench = enabled(Asm::nop);
        bench.hart.setCsr(Csr.MTVEC, Bench.HANDLER - 4 * 7 | 1);
        bench.hart.setInterrupt(Cause.MACHINE_TIMER, true);
        assertTrue(bench.run().trapped());
    }

    @Test
    void actOnTheFirstInstructionThatStartsAtOrAfterTheRaise() {
        var bench = enabled(asm -> asm.nop().nop().nop().nop());
        assertEquals(Stop.LIMIT, bench.hart.run(2));
        bench.hart.setInterrupt(Cause.MACHINE_TIMER, true);
        bench.run();
        assertEquals(Bench.BASE + 8, bench.hart.csr(Csr.MEPC));
        assertEquals(2, bench.hart.instret());
    }

    @Test
    void waitWhileMachineModeHasThemOff() {
        var bench = enabled(asm -> asm.nop().csrrsi(0, Csr.MSTATUS, 8).nop());
        bench.hart.setCsr(Csr.MSTATUS, 0);
        bench.hart.setInterrupt(Cause.MACHINE_TIMER, true);
        bench.run();
        assertEquals(Bench.BASE + 8, bench.hart.csr(Csr.MEPC), "right after it was allowed");
        assertEquals(1 << 7 | 3 << 11, bench.hart.csr(Csr.MSTATUS));
    }

    @Test
    void areAlwaysOnInUserMode() {
        var bench = enabled(Asm::nop).open().user();
        bench.hart.setCsr(Csr.MSTATUS, 0);
        bench.hart.setInterrupt(Cause.MACHINE_SOFTWARE, true);
        assertTrue(bench.run().trapped());
        assertEquals(0, bench.hart.csr(Csr.MSTATUS), "MPIE keeps that MIE was 0, MPP user");
    }

    @Test
    void areTakenAtOnceWhenMieEnablesAPendingOne() {
        var bench = new Bench().load(asm -> asm.li(A1, 1 << 7).csrw(Csr.MIE, A1).nop());
        bench.hart.setCsr(Csr.MSTATUS, 8);
        bench.hart.setInterrupt(Cause.MACHINE_TIMER, true);
        bench.run();
        assertEquals(Bench.BASE + 8, bench.hart.csr(Csr.MEPC));
    }

    @Test
    void mretBringsThemBack() {
        var bench = enabled(asm -> asm.la(A1, "on").csrw(Csr.MEPC, A1).mret().label("on").nop());
        bench.hart.setCsr(Csr.MSTATUS, 1 << 7 | 3 << 11);
        bench.hart.setInterrupt(Cause.MACHINE_EXTERNAL, true);
        bench.run();
        assertTrue(bench.trapped());
        assertEquals(Bench.BASE + 16, bench.hart.csr(Csr.MEPC));
    }

    @Test
    void mipShowsTheLines() {
        var hart = new Bench().hart;
        hart.setInterrupt(Cause.MACHINE_TIMER, true);
        hart.setInterrupt(Cause.MACHINE_EXTERNAL, true);
        assertEquals(1 << 7 | 1 << 11, hart.csr(Csr.MIP));
        hart.setInterrupt(Cause.MACHINE_TIMER, false);
        assertEquals(1 << 11, hart.csr(Csr.MIP));
    }

    @Nested
    class WaitForInterrupt {
        @Test
        void returnsWhenNothingEnabledIsPendingAndStaysSo() {
            var bench = enabled(asm -> asm.wfi().li(A0, 1));
            assertEquals(Stop.WAIT_FOR_INTERRUPT, bench.hart.run(100));
            assertEquals(1, bench.hart.cycle());
            assertEquals(1, bench.hart.instret());
            assertEquals(Bench.BASE + 4, bench.hart.pc());
            assertEquals(Stop.WAIT_FOR_INTERRUPT, bench.hart.run(100));
            bench.hart.idleUntil(50);
            assertEquals(Stop.WAIT_FOR_INTERRUPT, bench.hart.run(100));
            assertEquals(50, bench.hart.cycle());
            assertEquals(0, bench.hart.x(A0));
        }

        @Test
        void resumesIntoTheHandlerBehindTheInstruction() {
            var bench = enabled(asm -> asm.wfi().li(A0, 1));
            bench.hart.run(100);
            bench.hart.idleUntil(50);
            bench.hart.setInterrupt(Cause.MACHINE_TIMER, true);
            bench.run();
            assertTrue(bench.trapped());
            assertEquals(Bench.BASE + 4, bench.hart.csr(Csr.MEPC));
            assertEquals(53, bench.hart.cycle());
        }

        @Test
        void goesOnWithoutATrapWhileInterruptsAreOffGlobally() {
            var bench = enabled(asm -> asm.wfi().li(A0, 1));
            bench.hart.setCsr(Csr.MSTATUS, 0);
            assertEquals(Stop.WAIT_FOR_INTERRUPT, bench.hart.run(100));
            bench.hart.setInterrupt(Cause.MACHINE_TIMER, true);
            bench.run();
            assertFalse(bench.trapped());
            assertEquals(1, bench.hart.x(A0));
        }

        @Test
        void isNothingWhenOneIsPendingAlready() {
            var bench = enabled(asm -> asm.wfi().li(A0, 1));
            bench.hart.setCsr(Csr.MSTATUS, 0);
            bench.hart.setInterrupt(Cause.MACHINE_TIMER, true);
            assertEquals(Stop.KERNEL_ENTRY, bench.hart.run(100));
            assertEquals(1, bench.hart.x(A0));
        }

        @Test
        void ignoresAPendingOneThatIsNotEnabled() {
            var bench = enabled(Asm::wfi);
            bench.hart.setCsr(Csr.MIE, 1 << 11);
            bench.hart.setInterrupt(Cause.MACHINE_TIMER, true);
            assertEquals(Stop.WAIT_FOR_INTERRUPT, bench.hart.run(100));
        }

        @Test
        void isIllegalInUserModeIfTwIsSet() {
            var bench = new Bench().open().load(Asm::wfi).user();
            assertEquals(Stop.WAIT_FOR_INTERRUPT, bench.hart.run(100));
            bench = new Bench().open().load(Asm::wfi).user();
            bench.hart.setCsr(Csr.MSTATUS, 1 << 21);
            assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.run().cause());
        }
    }
}
