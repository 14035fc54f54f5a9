package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;
import static dev.bulkhead.testing.Asm.A3;
import static dev.bulkhead.testing.Asm.RA;
import static dev.bulkhead.testing.Asm.ZERO;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.function.Consumer;

class IntegerTest {
    @FunctionalInterface
    private interface ThreeOperands {
        Asm emit(Asm asm, int rd, int rs1, int rs2);
    }

    private static final Map<String, ThreeOperands> REGISTER =
            Map.ofEntries(
                    Map.entry("add", Asm::add),
                    Map.entry("sub", Asm::sub),
                    Map.entry("sll", Asm::sll),
                    Map.entry("slt", Asm::slt),
                    Map.entry("sltu", Asm::sltu),
                    Map.entry("xor", Asm::xor),
                    Map.entry("srl", Asm::srl),
                    Map.entry("sra", Asm::sra),
                    Map.entry("or", Asm::or),
                    Map.entry("and", Asm::and),
                    Map.entry("mul", Asm::mul),
                    Map.entry("mulh", Asm::mulh),
                    Map.entry("mulhsu", Asm::mulhsu),
                    Map.entry("mulhu", Asm::mulhu),
                    Map.entry("div", Asm::div),
                    Map.entry("divu", Asm::divu),
                    Map.entry("rem", Asm::rem),
                    Map.entry("remu", Asm::remu));

    private static final Map<String, ThreeOperands> IMMEDIATE =
            Map.of(
                    "addi", Asm::addi,
                    "slti", Asm::slti,
                    "sltiu", Asm::sltiu,
                    "xori", Asm::xori,
                    "ori", Asm::ori,
                    "andi", Asm::andi,
                    "slli", Asm::slli,
                    "srli", Asm::srli,
                    "srai", Asm::srai);

    private static int hex(String value) {
        return Integer.parseUnsignedInt(value, 16);
    }

    private static void assertResult(String wanted, Consumer<Asm> program) {
        var bench = Bench.ran(program);
        assertFalse(bench.trapped());
        assertEquals(wanted, "%08x".formatted(bench.hart.x(A0)));
    }

    @ParameterizedTest(name = "{0} {1}, {2} = {3}")
    @CsvSource({
        "add,    ffffffff, 00000001, 00000000",
        "add,    7fffffff, 00000001, 80000000",
        "sub,    00000000, 00000001, ffffffff",
        "sub,    80000000, 00000001, 7fffffff",
        "sll,    00000001, 0000001f, 80000000",
        "sll,    00000001, 00000021, 00000002", // only 5 bits of the amount count
        "slt,    80000000, 7fffffff, 00000001",
        "slt,    7fffffff, 80000000, 00000000",
        "slt,    00000005, 00000005, 00000000",
        "sltu,   80000000, 7fffffff, 00000000",
        "sltu,   00000000, ffffffff, 00000001",
        "xor,    ff00ff00, 0ff00ff0, f0f0f0f0",
        "srl,    80000000, 0000001f, 00000001",
        "srl,    80000000, 00000024, 08000000",
        "sra,    80000000, 0000001f, ffffffff",
        "sra,    80000000, 00000024, f8000000",
        "sra,    40000000, 00000001, 20000000",
        "or,     f0f00000, 0f0f0001, ffff0001",
        "and,    f0f0ffff, 0ff0f00f, 00f0f00f",
        "mul,    00010001, 00010001, 00020001",
        "mul,    ffffffff, ffffffff, 00000001",
        "mulh,   ffffffff, ffffffff, 00000000",
        "mulh,   80000000, 80000000, 40000000",
        "mulh,   80000000, 7fffffff, c0000000",
        "mulhsu, ffffffff, ffffffff, ffffffff",
        "mulhsu, 80000000, ffffffff, 80000000",
        "mulhsu, 7fffffff, ffffffff, 7ffffffe",
        "mulhu,  ffffffff, ffffffff, fffffffe",
        "mulhu,  80000000, 00000002, 00000001",
        "div,    00000007, fffffffe, fffffffd", // towards zero
        "div,    fffffff9, 00000002, fffffffd",
        "div,    12345678, 00000000, ffffffff", // by zero: all ones
        "div,    80000000, ffffffff, 80000000", // overflow: the dividend
        "divu,   fffffff9, 00000002, 7ffffffc",
        "divu,   00000005, 00000000, ffffffff",
        "divu,   80000000, ffffffff, 00000000",
        "rem,    00000007, fffffffe, 00000001", // sign of the dividend
        "rem,    fffffff9, 00000002, ffffffff",
        "rem,    12345678, 00000000, 12345678", // by zero: the dividend
        "rem,    80000000, ffffffff, 00000000", // overflow: zero
        "remu,   fffffff9, 00000002, 00000001",
        "remu,   fffffff9, 00000000, fffffff9",
        "remu,   80000000, ffffffff, 80000000"
    })
    void registerOperations(String name, String a, String b, String wanted) {
        var emit = REGISTER.get(name);
        assertResult(wanted, asm -> emit.emit(asm.li(A1, hex(a)).li(A2, hex(b)), A0, A1, A2));
    }

    @ParameterizedTest(name = "{0} {1}, {2} = {3}")
    @CsvSource({
        "addi,  00000000,    -1, ffffffff",
        "addi,  7fffffff,     1, 80000000",
        "addi,  00001000, -2048, 00000800",
        "slti,  ffffffff,     0, 00000001",
        "slti,  00000000,    -1, 00000000",
        "sltiu, 00000000,     1, 00000001", // seqz
        "sltiu, 00000001,     1, 00000000",
        "sltiu, fffffffe,    -1, 00000001", // the immediate is sign-extended, then unsigned
        "xori,  0000ffff,    -1, ffff0000",
        "ori,   10000000, -2048, fffff800",
        "ori,   10000000,  2047, 100007ff",
        "andi,  ffffffff,  1365, 00000555",
        "andi,  12345678,   -16, 12345670",
        "slli,  00000001,    31, 80000000",
        "slli,  80000001,     0, 80000001",
        "srli,  80000000,    31, 00000001",
        "srai,  80000000,    31, ffffffff",
        "srai,  7fffffff,    30, 00000001"
    })
    void immediateOperations(String name, String a, int imm, String wanted) {
        var emit = IMMEDIATE.get(name);
        assertResult(wanted, asm -> emit.emit(asm.li(A1, hex(a)), A0, A1, imm));
    }

    @Test
    void luiFillsTheLowerBitsWithZeros() {
        assertResult("fffff000", asm -> asm.li(A0, -1).lui(A0, 0xffff_f000));
    }

    @Test
    void auipcAddsToItsOwnAddress() {
        assertResult("80001004", asm -> asm.nop().auipc(A0, 0x1000));
        assertResult("7ffff000", asm -> asm.auipc(A0, 0xffff_f000));
    }

    @Nested
    class RegisterZero {
        @Test
        void staysZeroWhateverIsWritten() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.li(A1, Bench.DATA)
                                            .li(A2, -1)
                                            .sw(A2, 0, A1)
                                            .addi(ZERO, A2, 0)
                                            .lw(ZERO, 0, A1)
                                            .lui(ZERO, 0x1000)
                                            .mul(ZERO, A2, A2)
                                            .csrrw(ZERO, Csr.MSCRATCH, A2)
                                            .csrrw(ZERO, Csr.MSCRATCH, A2)
                                            .amoadd(ZERO, A2, A1)
                                            .addi(A0, ZERO, 0));
            assertFalse(bench.trapped());
            assertEquals(0, bench.hart.x(A0));
            assertEquals(0, bench.hart.x(0));
        }
    }

    @Nested
    class Branches {
        private int ways(String name, int a, int b) {
            var bench =
                    Bench.ran(
                            asm -> {
                                asm.li(A1, a).li(A2, b);
                                switch (name) {
                                    case "beq" -> asm.beq(A1, A2, "there");
                                    case "bne" -> asm.bne(A1, A2, "there");
                                    case "blt" -> asm.blt(A1, A2, "there");
                                    case "bge" -> asm.bge(A1, A2, "there");
                                    case "bltu" -> asm.bltu(A1, A2, "there");
                                    default -> asm.bgeu(A1, A2, "there");
                                }
                                asm.addi(A0, A0, 1).label("there").addi(A0, A0, 2);
                            });
            return bench.hart.x(A0);
        }

        @ParameterizedTest(name = "{0} {1}, {2} taken: {3}")
        @CsvSource({
            "beq,  5, 5, true",
            "beq,  5, 6, false",
            "bne,  5, 6, true",
            "bne,  5, 5, false",
            "blt, -1, 0, true",
            "blt,  0, -1, false",
            "blt, 3, 3, false",
            "bge,  0, -1, true",
            "bge, -1, 0, false",
            "bge, 3, 3, true",
            "bltu, 0, -1, true",
            "bltu, -1, 0, false",
            "bltu, 3, 3, false",
            "bgeu, -1, 0, true",
            "bgeu, 0, -1, false",
            "bgeu, 3, 3, true"
        })
        void areTakenWhenTheirConditionHolds(String name, int a, int b, boolean taken) {
            assertEquals(taken ? 2 : 3, ways(name, a, b));
        }

        @Test
        void reachAcrossPages() {
            var bench = new Bench();
            var asm = new Asm(Bench.BASE + 0xff8);
            asm.j("far").org(Bench.BASE + 0x1ff0).label("far").li(A0, 5).kernelEntry(1);
            bench.ram.store(Bench.BASE + 0xff8, asm.bytes());
            bench.hart.setPc(Bench.BASE + 0xff8);
            bench.run();
            assertEquals(5, bench.hart.x(A0));
        }
    }

    @Nested
    class Jumps {
        @Test
        void jalLinksToTheNextInstruction() {
            var bench = Bench.ran(asm -> asm.nop().jal(RA, "there").nop().label("there").nop());
            assertEquals(Bench.BASE + 8, bench.hart.x(RA));
            assertEquals(3, bench.hart.instret());
        }

        @Test
        void jalrClearsTheLowestBitOfItsTarget() {
            var bench = Bench.ran(asm -> asm.li(A1, Bench.BASE + 0x11).jalr(RA, A1, 0).nop().nop());
            assertEquals(Bench.BASE + 12, bench.hart.x(RA));
            assertEquals(4, bench.hart.instret(), "two for li, the jump, the second nop");
            assertEquals(Bench.BASE + 0x14, bench.hart.pc());
        }

        @Test
        void jalrReadsItsBaseBeforeItLinks() {
            var bench = Bench.ran(asm -> asm.la(RA, "there").jalr(RA, RA, 0).nop().label("there"));
            assertEquals(Bench.BASE + 12, bench.hart.x(RA));
            assertEquals(Bench.BASE + 16, bench.hart.pc());
        }
    }

    @Nested
    class LoadsAndStores {
        private Bench bench(Consumer<Asm> program) {
            return Bench.ran(
                    asm ->
                            program.accept(
                                    asm.li(A1, Bench.DATA).li(A2, 0x8182_f384).sw(A2, 0, A1)));
        }

        @Test
        void byteAndHalfLoadsExtendTheirSignUnlessUnsigned() {
            assertEquals(0xffff_ff84, bench(asm -> asm.lb(A0, 0, A1)).hart.x(A0));
            assertEquals(0x84, bench(asm -> asm.lbu(A0, 0, A1)).hart.x(A0));
            assertEquals(0xffff_8182, bench(asm -> asm.lh(A0, 2, A1)).hart.x(A0));
            assertEquals(0xf384, bench(asm -> asm.lhu(A0, 0, A1)).hart.x(A0));
            assertEquals(0x8182_f384, bench(asm -> asm.lw(A0, 0, A1)).hart.x(A0));
        }

        @Test
        void storesWriteOnlyTheirBytes() {
            var bench = bench(asm -> asm.li(A3, -1).sb(A3, 1, A1).lw(A0, 0, A1));
            assertEquals(0x8182_ff84, bench.hart.x(A0));
            bench = bench(asm -> asm.li(A3, 0).sh(A3, 2, A1).lw(A0, 0, A1));
            assertEquals(0x0000_f384, bench.hart.x(A0));
        }

        @Test
        void offsetsAreSigned() {
            var bench = bench(asm -> asm.li(A3, 77).sw(A3, -4, A1).addi(A1, A1, -4).lw(A0, 0, A1));
            assertEquals(77, bench.hart.x(A0));
        }

        @Test
        void misalignedOnesSucceedInRamForOneCycleMoreWhenTheyCrossAWord() {
            var aligned = bench(asm -> asm.lw(A0, 0, A1));
            var crossing = bench(asm -> asm.sw(A2, 3, A1).lw(A0, 3, A1));
            assertEquals(0x8182_f384, crossing.hart.x(A0));
            assertEquals(
                    aligned.hart.cycle() + 3,
                    crossing.hart.cycle(),
                    "one store more, and one cycle more for each of the two accesses");
            var inside = bench(asm -> asm.lhu(A0, 1, A1));
            assertEquals(0x82f3, inside.hart.x(A0));
            assertEquals(aligned.hart.cycle(), inside.hart.cycle());
        }

        @Test
        void misalignedOnesMayCrossPages() {
            var bench =
                    bench(
                            asm ->
                                    asm.li(A1, Bench.DATA + 0xffe)
                                            .sw(A2, 0, A1)
                                            .lw(A0, 0, A1)
                                            .lhu(A3, 2, A1));
            assertEquals(0x8182_f384, bench.hart.x(A0));
            assertEquals(0x8182, bench.hart.x(A3));
        }
    }

    @Nested
    class Fences {
        @Test
        void doNothingElse() {
            var bench = Bench.ran(asm -> asm.fence().fenceI().word(0x8330_000f).li(A0, 1));
            assertEquals(1, bench.hart.x(A0));
            assertEquals(4, bench.hart.instret());
            assertEquals(1 + 5 + 1 + 1, bench.hart.cycle());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00000000",
        "ffffffff",
        "0000007f", // all zeros, all ones, a longer encoding
        "00001067", // jalr with funct3 1
        "00002063",
        "00003063", // branches with funct3 2, 3
        "00003003",
        "00006003",
        "00007003", // loads of no width
        "00003023",
        "00007023", // stores of no width
        "02001013",
        "40001013",
        "20005013", // shifts with wrong funct7
        "04000033",
        "40001033",
        "40004033",
        "02000033:ok", // registers with wrong funct7
        "0000200f", // cache block operations are not there
        "0000000b:ok",
        "0000100b",
        "0000008b", // kernel entry, and not quite
        "0000002b",
        "0000005b",
        "0000007b", // custom-1 to custom-3
        "00000057", // vectors
        "0000003b",
        "0000001b" // RV64
    })
    void anEncodingWithoutMeaningIsIllegal(String word) {
        int bits = hex(word.substring(0, 8));
        var bench = Bench.ran(asm -> asm.word(bits));
        if (word.endsWith("ok")) {
            assertFalse(bench.trapped());
        } else {
            assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.cause());
            assertEquals((bits & 3) == 3 ? bits : bits & 0xffff, bench.hart.csr(Csr.MTVAL));
        }
    }
}
