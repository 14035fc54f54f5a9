package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;
import static dev.bulkhead.testing.Asm.ZERO;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsrTest {
    private final Hart hart = new Bench().hart;

    @ParameterizedTest(name = "csr {0} written {1} reads {2}")
    @CsvSource({
        "300, ffffffff, 8022_7888", // SD FS TW MPRV MPP MPIE MIE; no supervisor fields
        "300, 00000800, 00000000", // MPP 1 is no mode: the field stays
        "300, 00002000, 00002000", // FS initial
        "310, ffffffff, 00000000",
        "301, 00000000, 4010112d",
        "304, ffffffff, 00000888",
        "305, 80000001, 80000001",
        "305, 80000004, 80000004",
        "305, 80000002, 80008000", // reserved mode: stays
        "306, ffffffff, 00000007",
        "30a, ffffffff, 00000000",
        "31a, ffffffff, 00000000",
        "320, ffffffff, 00000005",
        "323, ffffffff, 00000000",
        "33f, ffffffff, 00000000",
        "340, deadbeef, deadbeef",
        "341, 80000003, 80000002",
        "342, 8000000b, 8000000b",
        "343, 12345678, 12345678",
        "344, ffffffff, 00000000", // driven by interrupt lines only
        "3a0, ffffffff, 9f9f9f9f",
        "3a1, 02020202, 00000000", // W without R
        "3b0, ffffffff, ffffffff",
        "3bf, 12345678, 12345678",
        "7a0, ffffffff, 00000000",
        "7a1, ffffffff, 00000000",
        "b03, ffffffff, 00000000",
        "b9f, ffffffff, 00000000",
        "001, ffffffff, 0000001f",
        "002, ffffffff, 00000007",
        "003, ffffffff, 000000ff",
        "f11, ffffffff, 00000000",
        "f12, ffffffff, 00000000",
        "f13, ffffffff, 00000000",
        "f14, ffffffff, 00000000",
        "f15, ffffffff, 00000000"
    })
    void keepsTheLegalPartOfAWrite(String number, String written, String read) {
        int csr = Integer.parseInt(number, 16);
        hart.setCsr(csr, Integer.parseUnsignedInt(written, 16));
        assertEquals(read.replace("_", ""), "%08x".formatted(hart.csr(csr)));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x100, 0x180, 0x302, 0x303, 0x312, 0x321, 0x30c, 0x3a4, 0x3c0, 0x747, 0x7a4, 0x7b0,
                0xb01, 0xb81, 0xda0, 0xf10, 0xf16, 0x004, 0x14d, 0x600
            })
    void doesNotExist(int number) {
        assertThrows(IllegalArgumentException.class, () -> hart.csr(number));
        var bench = Bench.ran(asm -> asm.csrr(A0, number));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.cause());
        assertEquals(number << 20 | 2 << 12 | A0 << 7 | 0x73, bench.hart.csr(Csr.MTVAL));
    }

    @Nested
    class Instructions {
        @Test
        void writeSetAndClearReturnTheOldValue() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.li(A1, 0xff)
                                            .csrrw(ZERO, Csr.MSCRATCH, A1)
                                            .li(A1, 0xf0f)
                                            .csrrs(A0, Csr.MSCRATCH, A1)
                                            .csrrc(A2, Csr.MSCRATCH, A1));
            assertEquals(0xff, bench.hart.x(A0));
            assertEquals(0xfff, bench.hart.x(A2));
            assertEquals(0x0f0, bench.hart.csr(Csr.MSCRATCH));
        }

        @Test
        void immediatesAreFiveBitsUnsigned() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.csrrwi(ZERO, Csr.MSCRATCH, 31)
                                            .csrrci(A0, Csr.MSCRATCH, 5)
                                            .csrrsi(A2, Csr.MSCRATCH, 1));
            assertEquals(31, bench.hart.x(A0));
            assertEquals(26, bench.hart.x(A2));
            assertEquals(27, bench.hart.csr(Csr.MSCRATCH));
        }

        @Test
        void swapWithTheSameRegister() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.csrrwi(ZERO, Csr.MSCRATCH, 9)
                                            .li(A0, 4)
                                            .csrrw(A0, Csr.MSCRATCH, A0));
            assertEquals(9, bench.hart.x(A0));
            assertEquals(4, bench.hart.csr(Csr.MSCRATCH));
        }

        @Test
        void aReadOnlyCsrMayBeReadBySetOfNothingButNotWritten() {
            assertFalse(Bench.ran(asm -> asm.csrrs(A0, Csr.MHARTID, ZERO)).trapped());
            assertFalse(Bench.ran(asm -> asm.csrrci(A0, Csr.MHARTID, 0)).trapped());
            assertTrue(Bench.ran(asm -> asm.csrrw(A0, Csr.MHARTID, ZERO)).trapped());
            assertTrue(Bench.ran(asm -> asm.csrrs(A0, Csr.CYCLE, A1)).trapped(), "even if a1 is 0");
        }

        @Test
        void machineCsrsAreIllegalInUserMode() {
            var bench = new Bench().open().load(asm -> asm.csrr(A0, Csr.MSTATUS)).user().run();
            assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.cause());
        }

        @Test
        void floatCsrsAreIllegalWhileFloatIsOff() {
            assertTrue(Bench.ran(asm -> asm.csrr(A0, Csr.FCSR)).trapped());
            var on = Bench.ran(asm -> asm.li(A1, 1 << 13).csrw(Csr.MSTATUS, A1).csrr(A0, Csr.FCSR));
            assertFalse(on.trapped());
            assertEquals(1 << 13, on.hart.csr(Csr.MSTATUS), "reading leaves FS initial");
        }

        @Test
        void aWriteToAFloatCsrMakesFloatStateDirty() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.li(A1, 1 << 13)
                                            .csrw(Csr.MSTATUS, A1)
                                            .csrrwi(ZERO, Csr.FRM, 3));
            assertEquals(0x8000_6000, bench.hart.csr(Csr.MSTATUS));
            assertEquals(0x60, bench.hart.csr(Csr.FCSR));
        }
    }

    @Nested
    class Counters {
        @Test
        void showCyclesAndInstructionsAtTheStartOfTheReadingInstruction() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.li(A1, 1)
                                            .div(A1, A1, A1)
                                            .csrr(A0, Csr.MCYCLE)
                                            .csrr(A2, Csr.MINSTRET));
            assertEquals(1 + 35, bench.hart.x(A0));
            assertEquals(3, bench.hart.x(A2));
        }

        @Test
        void aWrittenValueStandsWhenTheNextInstructionStarts() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.li(A1, 1000)
                                            .csrw(Csr.MCYCLE, A1)
                                            .csrr(A0, Csr.MCYCLE)
                                            .csrw(Csr.MINSTRET, A1)
                                            .csrr(A2, Csr.MINSTRET));
            assertEquals(1000, bench.hart.x(A0));
            assertEquals(1000, bench.hart.x(A2));
        }

        @Test
        void theUpperHalfIsWrittenAlone() {
            hart.setCsr(Csr.MCYCLE, -1);
            hart.setCsr(Csr.MCYCLEH, 5);
            assertEquals(-1, hart.csr(Csr.MCYCLE));
            hart.spend(1);
            assertEquals(0, hart.csr(Csr.MCYCLE));
            assertEquals(6, hart.csr(Csr.CYCLEH));
        }

        @Test
        void standStillWhileInhibited() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.csrrwi(ZERO, Csr.MCOUNTINHIBIT, 5)
                                            .csrr(A1, Csr.MCYCLE)
                                            .nop()
                                            .csrr(A2, Csr.MCYCLE)
                                            .csrr(A0, Csr.MINSTRET));
            assertEquals(bench.hart.x(A1), bench.hart.x(A2));
            assertEquals(1, bench.hart.x(A0));
        }

        @ParameterizedTest
        @ValueSource(ints = {0xc00, 0xc01, 0xc02, 0xc80, 0xc81, 0xc82})
        void areReadInUserModeOnlyIfEnabled(int number) {
            var denied = new Bench().open().load(asm -> asm.csrr(A0, number)).user().run();
            assertEquals(Cause.ILLEGAL_INSTRUCTION, denied.cause());
            var allowed = new Bench().open().load(asm -> asm.csrr(A0, number).ecall());
            allowed.hart.setCsr(Csr.MCOUNTEREN, 1 << (number & 31));
            assertEquals(Cause.ECALL_FROM_USER, allowed.user().run().cause());
        }

        @Test
        void hardwareCountersAreZeroAndOnlyForMachineMode() {
            assertFalse(Bench.ran(asm -> asm.csrr(A0, 0xc03).csrr(A0, 0xc9f)).trapped());
            var bench = new Bench().open().load(asm -> asm.csrr(A0, 0xc03));
            bench.hart.setCsr(Csr.MCOUNTEREN, -1);
            assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.user().run().cause());
        }

        @Test
        void timeIsWhatTheSourceSays() {
            var bench = new Bench().load(asm -> asm.csrr(A0, Csr.TIME).csrr(A1, Csr.TIMEH));
            bench.hart.spend(1000);
            bench.run();
            assertEquals(100, bench.hart.x(A0), "10 MHz at 100 MHz");
            bench.hart.setTimeSource(_ -> 0x5_0000_0007L);
            bench.hart.setPc(Bench.BASE);
            bench.run();
            assertEquals(7, bench.hart.x(A0));
            assertEquals(5, bench.hart.x(A1));
        }
    }
}
