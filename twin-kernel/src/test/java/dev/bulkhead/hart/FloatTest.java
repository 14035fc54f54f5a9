package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.Consumer;

/** That each instruction reaches its operation; the operations' own tests are in {@code fp}. */
class FloatTest {
    private static final int INITIAL = 1 << 13;
    private static final int DIRTY = 0x8000_6000;
    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final long NAN = BOX | 0x7fc0_0000;
    private static final int RNE = 0;
    private static final int DYN = 7;

    private static Bench bench(Consumer<Asm> program) {
        var bench = new Bench().load(program);
        bench.hart.setCsr(Csr.MSTATUS, INITIAL);
        return bench;
    }

    private static long box(float value) {
        return BOX | Float.floatToRawIntBits(value);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    /** f1 = 6, f2 = -1.5 and f3 = 0.25 as binary32; the result goes to f0 or a0. */
    private static Bench single(Consumer<Asm> program) {
        var bench = bench(program);
        bench.hart.setF(1, box(6f));
        bench.hart.setF(2, box(-1.5f));
        bench.hart.setF(3, box(0.25f));
        return bench.run();
    }

    private static Bench paired(Consumer<Asm> program) {
        var bench = bench(program);
        bench.hart.setF(1, bits(6));
        bench.hart.setF(2, bits(-1.5));
        bench.hart.setF(3, bits(0.25));
        return bench.run();
    }

    @ParameterizedTest(name = "funct7 {0} rm {1}: {2}")
    @CsvSource({
        "00, 0, 4.5",
        "04, 0, 7.5",
        "08, 0, -9",
        "0c, 0, -4",
        "10, 0, -6",
        "10, 1, 6",
        "10, 2, -6",
        "14, 0, -1.5",
        "14, 1, 6"
    })
    void operationsOfTwoRegisters(String funct7, int rm, float wanted) {
        int op = Integer.parseInt(funct7, 16);
        assertEquals(box(wanted), single(asm -> asm.opFp(op, rm, 0, 1, 2)).hart.f(0));
        assertEquals(bits(wanted), paired(asm -> asm.opFp(op + 1, rm, 0, 1, 2)).hart.f(0));
    }

    @ParameterizedTest(name = "opcode {0}: {1}")
    @CsvSource({"43, -8.75", "47, -9.25", "4b, 9.25", "4f, 8.75"})
    void fusedOperations(String opcode, float wanted) {
        int op = Integer.parseInt(opcode, 16);
        assertEquals(box(wanted), single(asm -> asm.fused(op, 0, RNE, 0, 1, 2, 3)).hart.f(0));
        assertEquals(bits(wanted), paired(asm -> asm.fused(op, 1, RNE, 0, 1, 2, 3)).hart.f(0));
    }

    @ParameterizedTest(name = "funct3 {0}, f{1}, f{2}: {3}")
    @CsvSource({"2, 1, 1, 1", "2, 1, 2, 0", "1, 2, 1, 1", "1, 1, 1, 0", "0, 1, 1, 1", "0, 1, 2, 0"})
    void comparisons(int funct3, int a, int b, int wanted) {
        assertEquals(wanted, single(asm -> asm.opFp(0x50, funct3, A0, a, b)).hart.x(A0));
        assertEquals(wanted, paired(asm -> asm.opFp(0x51, funct3, A0, a, b)).hart.x(A0));
    }

    @Test
    void squareRoots() {
        assertEquals(box(0.5f), single(asm -> asm.opFp(0x2c, RNE, 0, 3, 0)).hart.f(0));
        assertEquals(bits(0.5), paired(asm -> asm.opFp(0x2d, RNE, 0, 3, 0)).hart.f(0));
    }

    @Test
    void classes() {
        assertEquals(1 << 1, single(asm -> asm.opFp(0x70, 1, A0, 2, 0)).hart.x(A0));
        assertEquals(1 << 6, paired(asm -> asm.opFp(0x71, 1, A0, 1, 0)).hart.x(A0));
    }

    @Nested
    class Conversions {
        @ParameterizedTest(name = "rm {0}: -1.5 becomes {1}")
        @CsvSource({"0, -2", "1, -1", "2, -2", "3, -1", "4, -2"})
        void toIntegerRoundAsTheInstructionSays(int rm, int wanted) {
            assertEquals(wanted, single(asm -> asm.opFp(0x60, rm, A0, 2, 0)).hart.x(A0));
            assertEquals(wanted, paired(asm -> asm.opFp(0x61, rm, A0, 2, 0)).hart.x(A0));
        }

        @Test
        void toUnsignedOfANegativeIsZeroAndInvalid() {
            var bench = single(asm -> asm.opFp(0x60, RNE, A0, 2, 1));
            assertEquals(0, bench.hart.x(A0));
            assertEquals(16, bench.hart.csr(Csr.FFLAGS));
            assertEquals(DIRTY, bench.hart.csr(Csr.MSTATUS));
            assertEquals(0, paired(asm -> asm.opFp(0x61, RNE, A0, 2, 1)).hart.x(A0));
        }

        @Test
        void fromIntegers() {
            var minusTwo = single(asm -> asm.li(A0, -2).opFp(0x68, RNE, 0, A0, 0));
            assertEquals(box(-2f), minusTwo.hart.f(0));
            var large = single(asm -> asm.li(A0, -1).opFp(0x68, RNE, 0, A0, 1));
            assertEquals(0xffff_ffff_4f80_0000L, large.hart.f(0));
            assertEquals(1, large.hart.csr(Csr.FFLAGS));
            assertEquals(
                    bits(-2), single(asm -> asm.li(A0, -2).opFp(0x69, RNE, 0, A0, 0)).hart.f(0));
            assertEquals(
                    bits(4294967295.0),
                    single(asm -> asm.li(A0, -1).opFp(0x69, RNE, 0, A0, 1)).hart.f(0));
        }

        @Test
        void betweenTheFormats() {
            assertEquals(bits(6), single(asm -> asm.opFp(0x21, RNE, 0, 1, 0)).hart.f(0));
            assertEquals(box(-1.5f), paired(asm -> asm.opFp(0x20, RNE, 0, 2, 1)).hart.f(0));
        }
    }

    @Nested
    class NanBoxing {
        @Test
        void anUnboxedOperandIsTheCanonicalNan() {
            var bench = bench(asm -> asm.opFp(0x00, RNE, 0, 1, 2));
            bench.hart.setF(1, Float.floatToRawIntBits(6f));
            bench.hart.setF(2, box(1f));
            assertEquals(NAN, bench.run().hart.f(0));
            assertEquals(0, bench.hart.csr(Csr.FFLAGS), "it is a quiet one");
        }

        @Test
        void movesAndStoresTakeTheBitsAsTheyAre() {
            var bench = bench(asm -> asm.opFp(0x70, 0, A0, 1, 0).li(A1, Bench.DATA).fsw(1, 0, A1));
            bench.hart.setF(1, 0x1234_5678_9abc_def0L);
            bench.run();
            assertEquals(0x9abc_def0, bench.hart.x(A0));
            assertEquals(0x9abc_def0, bench.ram.load(Bench.DATA, 4));
        }

        @Test
        void moveAndLoadIntoARegisterBox() {
            var bench =
                    bench(
                            asm ->
                                    asm.li(A0, 0x3f80_0000)
                                            .opFp(0x78, 0, 0, A0, 0)
                                            .li(A1, Bench.DATA)
                                            .sw(A0, 4, A1)
                                            .flw(5, 4, A1));
            bench.run();
            assertEquals(box(1f), bench.hart.f(0));
            assertEquals(box(1f), bench.hart.f(5));
        }
    }

    @Nested
    class DoubleWords {
        @Test
        void areStoredAndLoadedAsTwoAccesses() {
            var bench = bench(asm -> asm.lui(A1, Bench.DATA).fsd(1, 8, A1).fld(2, 8, A1));
            bench.hart.setF(1, 0x1122_3344_5566_7788L);
            bench.run();
            assertEquals(0x1122_3344_5566_7788L, bench.hart.f(2));
            assertEquals(0x5566_7788, bench.ram.load(Bench.DATA + 8, 4));
            assertEquals(1 + 2 + 2, bench.hart.cycle());
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
        void mayBeMisalignedInRam(int offset) {
            var bench = bench(asm -> asm.lui(A1, Bench.DATA).fsd(1, offset, A1).fld(2, offset, A1));
            bench.hart.setF(1, 0x1122_3344_5566_7788L);
            bench.run();
            assertEquals(0x1122_3344_5566_7788L, bench.hart.f(2));
            int words = offset == 4 ? 2 : 3;
            assertEquals(1 + 2 * words, bench.hart.cycle());
        }

        @Test
        void aStoreCutByTheEndOfRamWritesNothing() {
            int end = Bench.BASE + Bench.RAM_BYTES;
            var bench = bench(asm -> asm.lui(A1, end).fsd(1, -4, A1));
            bench.hart.setF(1, -1);
            bench.run();
            assertEquals(Cause.STORE_ACCESS_FAULT, bench.cause());
            assertEquals(end, bench.hart.csr(Csr.MTVAL));
            assertEquals(0, bench.ram.load(end - 4, 4));
        }
    }

    @Nested
    class Legality {
        @Test
        void everythingIsIllegalWhileFloatIsOff() {
            int[] words = {0x0005_2007, 0x0005_3027, 0x0000_0053, 0x0000_0043, 0x0000_2007};
            for (int word : words) {
                var bench = Bench.ran(asm -> asm.word(word));
                assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.cause());
                assertEquals(word, bench.hart.csr(Csr.MTVAL));
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {5, 6})
        void reservedRoundingModesAreIllegalStaticOrDynamic(int rm) {
            assertTrue(single(asm -> asm.opFp(0x00, rm, 0, 1, 2)).trapped());
            assertTrue(single(asm -> asm.fused(0x43, 1, rm, 0, 1, 2, 3)).trapped());
            var dynamic = single(asm -> asm.csrrwi(0, Csr.FRM, rm).opFp(0x00, DYN, 0, 1, 2));
            assertEquals(Cause.ILLEGAL_INSTRUCTION, dynamic.cause());
            var unused = single(asm -> asm.csrrwi(0, Csr.FRM, rm).opFp(0x10, 0, 0, 1, 2));
            assertFalse(unused.trapped(), "sign injection does not round");
        }

        @Test
        void theDynamicModeIsUsed() {
            var bench = single(asm -> asm.csrrwi(0, Csr.FRM, 3).opFp(0x60, DYN, A0, 2, 0));
            assertEquals(-1, bench.hart.x(A0));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "04000053", // half precision
                    "06000053", // quad precision
                    "20003053", // fsgnj with funct3 3
                    "28002053", // fmin with funct3 2
                    "a0003053", // comparison with funct3 3
                    "58100053", // fsqrt with rs2 1
                    "40000053", // fcvt.s.s
                    "42100053", // fcvt.d.d
                    "c0200053", // fcvt.l.s
                    "e0002053", // fclass with funct3 2
                    "e2000053", // fmv.x.d
                    "f2000053", // fmv.d.x
                    "f0001053", // fmv.w.x with funct3 1
                    "04000043", // fmadd of half precision
                    "00001007", // flh
                    "00004007", // flq
                    "00001027"
                })
        void aReservedEncodingIsIllegal(String word) {
            var bench = single(asm -> asm.word(Integer.parseUnsignedInt(word, 16)));
            assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.cause());
            assertEquals(INITIAL | 3 << 11, bench.hart.csr(Csr.MSTATUS), "FS is as it was");
        }
    }

    @Nested
    class Dirtiness {
        @Test
        void aWrittenRegisterMakesTheStateDirty() {
            var bench = single(asm -> asm.li(A1, Bench.DATA).flw(0, 0, A1));
            assertEquals(DIRTY, bench.hart.csr(Csr.MSTATUS));
        }

        @Test
        void aStoreOrAMoveOutLeavesItAlone() {
            var bench = single(asm -> asm.li(A1, Bench.DATA).fsw(1, 0, A1).opFp(0x70, 0, A0, 1, 0));
            assertEquals(INITIAL, bench.hart.csr(Csr.MSTATUS));
        }
    }
}
