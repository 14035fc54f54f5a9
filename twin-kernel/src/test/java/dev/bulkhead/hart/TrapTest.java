package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.RegisterBlock;
import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

class TrapTest {
    private static final int DEVICE = 0x1000_0000;
    private static final int RAM_END = Bench.BASE + Bench.RAM_BYTES;

    /** A device that keeps what was done to it; offset 0x10 refuses. */
    private static final class Recorder implements RegisterBlock {
        final List<String> accesses = new ArrayList<>();

        @Override
        public long read(int offset, int bytes, long nowPs) {
            accesses.add("read " + offset + " at " + nowPs);
            return offset == 0x10 ? MemoryPort.BUS_ERROR : 0xffff_fff0L & (1L << 8 * bytes) - 1;
        }

        @Override
        public boolean write(int offset, int bytes, int value, long nowPs) {
            accesses.add("write " + offset + " = " + value + " at " + nowPs);
            return offset != 0x10;
        }
    }

    private final Recorder device = new Recorder();

    private Bench ran(Consumer<Asm> program) {
        var bench = new Bench();
        bench.port.mapDevice("recorder", DEVICE, 0x100, device);
        bench.port.mapRom("rom", 0x2000_0000, new byte[] {1, 2, 3, 4, 0x0b, 0, 0, 0});
        return bench.load(program).run();
    }

    private static void assertTrap(Bench bench, int cause, int tval) {
        assertTrue(bench.trapped(), "no trap");
        assertEquals(cause, bench.cause());
        assertEquals("%08x".formatted(tval), "%08x".formatted(bench.hart.csr(Csr.MTVAL)));
    }

    @Nested
    class EnteringAndLeaving {
        @Test
        void pushesTheInterruptEnableAndTheMode() {
            var bench = new Bench().open().load(Asm::ecall).user();
            bench.hart.setCsr(Csr.MSTATUS, 1 << 3);
            bench.run();
            assertEquals(1 << 7, bench.hart.csr(Csr.MSTATUS), "MPIE set, MIE and MPP clear");
            assertEquals(3, bench.hart.cycle(), "a trap's own cycles, none for the call");
        }

        @Test
        void fromMachineModeMppIsMachine() {
            var bench = Bench.ran(Asm::ecall);
            assertTrap(bench, Cause.ECALL_FROM_MACHINE, 0);
            assertEquals(3 << 11, bench.hart.csr(Csr.MSTATUS));
        }

        @Test
        void mretGoesWhereMepcAndMppSay() {
            var bench = new Bench().open();
            bench.load(
                    asm ->
                            asm.la(A1, "user")
                                    .csrw(Csr.MEPC, A1)
                                    .li(A1, 1 << 17 | 1 << 7)
                                    .csrw(Csr.MSTATUS, A1)
                                    .mret()
                                    .nop()
                                    .label("user")
                                    .ecall());
            bench.run();
            assertTrap(bench, Cause.ECALL_FROM_USER, 0);
            assertEquals(1 << 7, bench.hart.csr(Csr.MSTATUS), "MPRV cleared, MIE had come back");
        }

        @Test
        void mretToMachineModeKeepsMprvAndLeavesMppUser() {
            var hart = new Bench().hart;
            hart.setCsr(Csr.MSTATUS, 1 << 17 | 3 << 11);
            hart.setCsr(Csr.MEPC, 0x8000_0100);
            hart.mret();
            assertEquals(1 << 17 | 1 << 7, hart.csr(Csr.MSTATUS));
            assertEquals(Privilege.MACHINE, hart.privilege());
            assertEquals(0x8000_0100, hart.pc());
        }

        @Test
        void exceptionsUseTheBaseEvenWhenVectored() {
            var bench = new Bench().load(Asm::ecall);
            bench.hart.setCsr(Csr.MTVEC, Bench.HANDLER | 1);
            assertTrue(bench.run().trapped());
        }

        @Test
        void aTrappingInstructionChangesNothingElse() {
            var bench = ran(asm -> asm.li(A0, 0x1000).lw(A0, 0, A0));
            assertEquals(0x1000, bench.hart.x(A0));
            assertEquals(Bench.BASE + 4, bench.hart.csr(Csr.MEPC));
            assertEquals(1, bench.hart.instret());
        }
    }

    @Nested
    class Instructions {
        @Test
        void ebreakIsABreakpointWithValueZero() {
            assertTrap(Bench.ran(Asm::ebreak), Cause.BREAKPOINT, 0);
            assertTrap(Bench.ran(asm -> asm.half(0x9002).half(1)), Cause.BREAKPOINT, 0);
        }

        @Test
        void mretAndKernelEntryAreIllegalInUserMode() {
            var bench = new Bench().open().load(Asm::mret).user().run();
            assertTrap(bench, Cause.ILLEGAL_INSTRUCTION, 0x3020_0073);
            bench = new Bench().open().load(asm -> asm.kernelEntry(5)).user().run();
            assertTrap(bench, Cause.ILLEGAL_INSTRUCTION, 0x0050_000b);
        }

        @Test
        void supervisorInstructionsAreIllegal() {
            assertTrap(
                    Bench.ran(asm -> asm.word(0x1020_0073)),
                    Cause.ILLEGAL_INSTRUCTION,
                    0x1020_0073); // sret
            assertTrap(
                    Bench.ran(asm -> asm.word(0x1200_0073)),
                    Cause.ILLEGAL_INSTRUCTION,
                    0x1200_0073); // sfence.vma
        }

        @Test
        void aKernelEntryEndsTheRunAtItselfUntouched() {
            var bench = new Bench().load(asm -> asm.nop().kernelEntry(0xabc));
            assertEquals(Stop.KERNEL_ENTRY, bench.hart.run(100));
            assertEquals(0xabc, bench.hart.kernelEntry());
            assertEquals(Bench.BASE + 4, bench.hart.pc());
            assertEquals(1, bench.hart.cycle());
            assertEquals(1, bench.hart.instret());
        }

        @Test
        void aKernelEntryIsIllegalUnlessEnabled() {
            var bench = new Bench();
            var hart =
                    new Hart(
                            0,
                            dev.bulkhead.time.Clock.ofHz(1),
                            bench.port,
                            CostTable.defaults(),
                            () -> 1);
            hart.setPc(Bench.HANDLER);
            hart.run(1);
            assertEquals(Cause.ILLEGAL_INSTRUCTION, hart.csr(Csr.MCAUSE));
        }
    }

    @Nested
    class Fetching {
        @Test
        void whereNothingIsFaultsWithTheAddress() {
            var bench = ran(asm -> asm.li(A1, 0x4000_0000).jalr(1, A1, 0));
            assertTrap(bench, Cause.FETCH_ACCESS_FAULT, 0x4000_0000);
            assertEquals(0x4000_0000, bench.hart.csr(Csr.MEPC));
        }

        @Test
        void fromADeviceFaultsAndDoesNotReadIt() {
            var bench = ran(asm -> asm.li(A1, DEVICE).jalr(1, A1, 0));
            assertTrap(bench, Cause.FETCH_ACCESS_FAULT, DEVICE);
            assertEquals(List.of(), device.accesses);
        }

        @Test
        void ofASecondHalfBehindTheEndOfRamFaultsThere() {
            var bench = ran(asm -> asm.li(A1, RAM_END - 2).li(A2, 3).sh(A2, 0, A1).jalr(1, A1, 0));
            assertTrap(bench, Cause.FETCH_ACCESS_FAULT, RAM_END);
            assertEquals(RAM_END - 2, bench.hart.csr(Csr.MEPC));
        }

        @Test
        void fromRomWorks() {
            var bench = ran(asm -> asm.li(A1, 0x2000_0004).jalr(1, A1, 0));
            assertFalse(bench.trapped());
            assertEquals(0x2000_0004, bench.hart.pc());
        }
    }

    @Nested
    class LoadsAndStores {
        @Test
        void whereNothingIsFault() {
            assertTrap(ran(asm -> asm.lw(A0, 8, 0)), Cause.LOAD_ACCESS_FAULT, 8);
            assertTrap(ran(asm -> asm.sb(A0, 8, 0)), Cause.STORE_ACCESS_FAULT, 8);
        }

        @Test
        void storesToRomFaultAndLoadsFromItWork() {
            var bench = ran(asm -> asm.li(A1, 0x2000_0000).lw(A0, 0, A1).lhu(A2, 1, A1));
            assertEquals(0x0403_0201, bench.hart.x(A0));
            assertEquals(0x0302, bench.hart.x(A2));
            bench = ran(asm -> asm.li(A1, 0x2000_0000).sw(A0, 0, A1));
            assertTrap(bench, Cause.STORE_ACCESS_FAULT, 0x2000_0000);
        }

        @Test
        void acrossTheEndOfRamFaultAtThePartThatIsNotThereAndWriteNothing() {
            var bench = ran(asm -> asm.li(A1, RAM_END - 3).li(A2, -1).sw(A2, 0, A1));
            assertTrap(bench, Cause.STORE_ACCESS_FAULT, RAM_END);
            assertEquals(0, bench.ram.load(RAM_END - 4, 4));
            bench = ran(asm -> asm.li(A1, RAM_END - 1).lh(A0, 0, A1));
            assertTrap(bench, Cause.LOAD_ACCESS_FAULT, RAM_END);
        }

        @Test
        void ofADeviceHappenAtTheirInstructionsStartAndCostWaitStates() {
            var bench = ran(asm -> asm.lui(A1, DEVICE).lb(A0, 4, A1).sh(A0, 8, A1));
            assertEquals(-16, bench.hart.x(A0), "a byte is sign-extended");
            assertEquals(List.of("read 4 at 10000", "write 8 = -16 at 40000"), device.accesses);
            assertEquals(1 + 3 + 3, bench.hart.cycle());
        }

        @Test
        void misalignedOnesTrapOnDevicesAndDoNotTouchThem() {
            var bench = ran(asm -> asm.lui(A1, DEVICE).lw(A0, 2, A1));
            assertTrap(bench, Cause.LOAD_MISALIGNED, DEVICE + 2);
            bench = ran(asm -> asm.lui(A1, DEVICE).sh(A0, 1, A1));
            assertTrap(bench, Cause.STORE_MISALIGNED, DEVICE + 1);
            assertEquals(List.of(), device.accesses);
        }

        @Test
        void aDevicesRefusalIsAnAccessFault() {
            var bench = ran(asm -> asm.lui(A1, DEVICE).lw(A0, 16, A1));
            assertTrap(bench, Cause.LOAD_ACCESS_FAULT, DEVICE + 16);
            bench = ran(asm -> asm.lui(A1, DEVICE).sw(A0, 16, A1));
            assertTrap(bench, Cause.STORE_ACCESS_FAULT, DEVICE + 16);
            assertEquals(1, bench.hart.instret());
        }
    }
}
