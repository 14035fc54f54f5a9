package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;
import static dev.bulkhead.testing.Asm.A3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.function.Consumer;

class AtomicTest {
    @FunctionalInterface
    private interface Amo {
        Asm emit(Asm asm, int rd, int rs2, int rs1);
    }

    private static final Map<String, Amo> AMOS =
            Map.of(
                    "amoswap", Asm::amoswap,
                    "amoadd", Asm::amoadd,
                    "amoxor", Asm::amoxor,
                    "amoand", Asm::amoand,
                    "amoor", Asm::amoor,
                    "amomin", Asm::amomin,
                    "amomax", Asm::amomax,
                    "amominu", Asm::amominu,
                    "amomaxu", Asm::amomaxu);

    private static int hex(String value) {
        return Integer.parseUnsignedInt(value, 16);
    }

    /** Runs with a1 at a word that holds 5. */
    private static Bench ran(Consumer<Asm> program) {
        return Bench.ran(asm -> program.accept(asm.li(A1, Bench.DATA).li(A2, 5).sw(A2, 0, A1)));
    }

    private static int word(Bench bench) {
        return bench.ram.load(Bench.DATA, 4);
    }

    @ParameterizedTest(name = "{0} of {1} with {2} leaves {3}")
    @CsvSource({
        "amoswap, 00000005, 00000007, 00000007",
        "amoadd,  ffffffff, 00000002, 00000001",
        "amoxor,  ff00ff00, 0ff00ff0, f0f0f0f0",
        "amoand,  ff00ff00, 0ff00ff0, 0f000f00",
        "amoor,   ff00ff00, 0ff00ff0, fff0fff0",
        "amomin,  80000000, 00000001, 80000000",
        "amomin,  00000001, 80000000, 80000000",
        "amomax,  80000000, 00000001, 00000001",
        "amomax,  00000001, 80000000, 00000001",
        "amominu, 80000000, 00000001, 00000001",
        "amominu, 00000001, 80000000, 00000001",
        "amomaxu, 80000000, 00000001, 80000000",
        "amomaxu, 00000001, 80000000, 80000000"
    })
    void anAmoReturnsTheOldWordAndLeavesTheResult(
            String name, String memory, String operand, String left) {
        var bench =
                Bench.ran(
                        asm -> {
                            asm.li(A1, Bench.DATA).li(A2, hex(memory)).sw(A2, 0, A1);
                            AMOS.get(name).emit(asm.li(A2, hex(operand)), A0, A2, A1);
                        });
        assertFalse(bench.trapped());
        assertEquals(hex(memory), bench.hart.x(A0));
        assertEquals(left, "%08x".formatted(word(bench)));
    }

    @Test
    void anAmoReadsItsOperandBeforeItWritesTheSameRegister() {
        assertEquals(10, word(ran(asm -> asm.amoadd(A2, A2, A1))));
    }

    @Nested
    class StoreConditional {
        @Test
        void succeedsOnceAfterALoadReserved() {
            var bench = ran(asm -> asm.li(A3, 9).lr(A0, A1).sc(A0, A3, A1).sc(A2, A3, A1));
            assertEquals(0, bench.hart.x(A0));
            assertEquals(1, bench.hart.x(A2), "the first one took the reservation");
            assertEquals(9, word(bench));
        }

        @Test
        void failsWithoutAReservation() {
            var bench = ran(asm -> asm.li(A3, 9).sc(A0, A3, A1));
            assertEquals(1, bench.hart.x(A0));
            assertEquals(5, word(bench));
        }

        @Test
        void failsAtAnotherAddressAndTakesTheReservation() {
            var bench = ran(asm -> asm.lr(A0, A1).addi(A3, A1, 4).sc(A0, A2, A3).sc(A3, A2, A1));
            assertEquals(1, bench.hart.x(A0));
            assertEquals(1, bench.hart.x(A3));
        }

        @Test
        void succeedsAfterAnOwnStoreBetween() {
            var bench = ran(asm -> asm.lr(A0, A1).sw(A2, 0, A1).sc(A0, A2, A1));
            assertEquals(0, bench.hart.x(A0), "only other masters' stores break a reservation");
        }

        @Test
        void aTrapLeavesTheReservationToTheKernel() {
            var bench = ran(asm -> asm.lr(A0, A1).ecall());
            assertTrue(bench.hart.reserved());
            assertEquals(Bench.DATA, bench.hart.reservation());
            bench.hart.clearReservation();
            assertFalse(bench.hart.reserved());
        }
    }

    @Nested
    class Faults {
        @Test
        void aMisalignedLoadReservedIsALoadMisalignment() {
            var bench = ran(asm -> asm.addi(A1, A1, 2).lr(A0, A1));
            assertEquals(Cause.LOAD_MISALIGNED, bench.cause());
            assertEquals(Bench.DATA + 2, bench.hart.csr(Csr.MTVAL));
        }

        @Test
        void aMisalignedStoreConditionalOrAmoIsAStoreMisalignment() {
            var bench = ran(asm -> asm.lr(A0, A1).addi(A1, A1, 1).sc(A0, A2, A1));
            assertEquals(Cause.STORE_MISALIGNED, bench.cause());
            bench = ran(asm -> asm.addi(A1, A1, 3).amoadd(A0, A2, A1));
            assertEquals(Cause.STORE_MISALIGNED, bench.cause());
            assertEquals(Bench.DATA + 3, bench.hart.csr(Csr.MTVAL));
        }

        @Test
        void whereNothingAnswersAnAmoIsAStoreFaultAndALoadReservedALoadFault() {
            var bench = ran(asm -> asm.li(A1, 0x1000).amoadd(A0, A2, A1));
            assertEquals(Cause.STORE_ACCESS_FAULT, bench.cause());
            bench = ran(asm -> asm.li(A1, 0x1000).lr(A0, A1));
            assertEquals(Cause.LOAD_ACCESS_FAULT, bench.cause());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1015252f", // lr.w with rs2 not x0
                    "2805252f", // funct5 00101
                    "0005352f", // 64 bits
                    "0005052f" // 8 bits
                })
        void aReservedEncodingIsIllegal(String word) {
            var bench = Bench.ran(asm -> asm.word(hex(word)));
            assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.cause());
            assertEquals(hex(word), bench.hart.csr(Csr.MTVAL));
        }
    }
}
