package dev.bulkhead.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows below were made by the GNU assembler: each compressed form and its long one. */
class CompressedTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    c.addi4spn a0,sp,4 | 0048 | 00410513
                    c.addi4spn s1,sp,1020 | 1fe4 | 3fc10493
                    c.addi4spn a5,sp,8 | 003c | 00810793
                    c.addi4spn a5,sp,16 | 081c | 01010793
                    c.addi4spn a5,sp,64 | 009c | 04010793
                    c.fld fa0,8(a1) | 2588 | 0085b507
                    c.fld fs1,248(s0) | 3c64 | 0f843487
                    c.fld fs1,64(s0) | 2024 | 04043487
                    c.lw a0,4(a1) | 41c8 | 0045a503
                    c.lw s0,124(a5) | 5fe0 | 07c7a403
                    c.lw s0,64(a5) | 43a0 | 0407a403
                    c.flw fa2,8(a3) | 6690 | 0086a607
                    c.fsd fa0,240(a1) | b9e8 | 0ea5b827
                    c.fsd fa0,8(a1) | a588 | 00a5b427
                    c.sw a4,0(a2) | c218 | 00e62023
                    c.sw a4,124(a2) | de78 | 06e62e23
                    c.fsw fa5,68(s1) | e0fc | 04f4a227
                    c.nop | 0001 | 00000013
                    c.addi a0,1 | 0505 | 00150513
                    c.addi t6,-32 | 1f81 | fe0f8f93
                    c.addi t6,31 | 0ffd | 01ff8f93
                    c.jal . + 2 | 2009 | 002000ef
                    c.jal . - 2048 | 3001 | 801ff0ef
                    c.jal . + 2046 | 2ffd | 7fe000ef
                    c.j . + 16 | a801 | 0100006f
                    c.j . + 32 | a005 | 0200006f
                    c.j . + 64 | a081 | 0400006f
                    c.j . + 128 | a041 | 0800006f
                    c.j . + 256 | a201 | 1000006f
                    c.j . + 512 | a401 | 2000006f
                    c.j . + 1024 | a101 | 4000006f
                    c.j . - 2 | bffd | fffff06f
                    c.li a0,-32 | 5501 | fe000513
                    c.li s11,31 | 4dfd | 01f00d93
                    c.lui a0,1 | 6505 | 00001537
                    c.lui a0,31 | 657d | 0001f537
                    c.lui a0,0xfffe0 | 7501 | fffe0537
                    c.addi16sp sp,16 | 6141 | 01010113
                    c.addi16sp sp,32 | 6105 | 02010113
                    c.addi16sp sp,64 | 6121 | 04010113
                    c.addi16sp sp,128 | 6109 | 08010113
                    c.addi16sp sp,256 | 6111 | 10010113
                    c.addi16sp sp,-512 | 7101 | e0010113
                    c.addi16sp sp,496 | 617d | 1f010113
                    c.srli a0,1 | 8105 | 00155513
                    c.srli s0,31 | 807d | 01f45413
                    c.srai a0,1 | 8505 | 40155513
                    c.srai a5,31 | 87fd | 41f7d793
                    c.andi a0,-1 | 997d | fff57513
                    c.andi s1,31 | 88fd | 01f4f493
                    c.sub a0,a1 | 8d0d | 40b50533
                    c.xor s0,a5 | 8c3d | 00f44433
                    c.or a2,a3 | 8e55 | 00d66633
                    c.and a4,s1 | 8f65 | 00977733
                    c.beqz a0,. + 2 | c109 | 00050163
                    c.beqz s0,. - 256 | d001 | f00400e3
                    c.beqz s0,. + 8 | c401 | 00040463
                    c.beqz s0,. + 32 | c005 | 02040063
                    c.beqz s0,. + 64 | c021 | 04040063
                    c.bnez a5,. + 254 | effd | 0e079f63
                    c.slli a0,1 | 0506 | 00151513
                    c.slli t6,31 | 0ffe | 01ff9f93
                    c.fldsp fa0,8(sp) | 2522 | 00813507
                    c.fldsp fs11,504(sp) | 3dfe | 1f813d87
                    c.fldsp fs11,32(sp) | 3d82 | 02013d87
                    c.fldsp fs11,64(sp) | 2d86 | 04013d87
                    c.lwsp a0,4(sp) | 4512 | 00412503
                    c.lwsp ra,252(sp) | 50fe | 0fc12083
                    c.lwsp ra,32(sp) | 5082 | 02012083
                    c.lwsp ra,64(sp) | 4086 | 04012083
                    c.flwsp ft0,252(sp) | 707e | 0fc12007
                    c.jr ra | 8082 | 00008067
                    c.mv a0,t6 | 857e | 01f00533
                    c.ebreak | 9002 | 00100073
                    c.jalr a5 | 9782 | 000780e7
                    c.add s2,s3 | 994e | 01390933
                    c.fsdsp fa0,8(sp) | a42a | 00a13427
                    c.fsdsp ft11,504(sp) | bffe | 1ff13c27
                    c.swsp ra,252(sp) | df86 | 0e112e23
                    c.swsp a7,64(sp) | c0c6 | 05112023
                    c.fswsp fa1,128(sp) | e12e | 08b12027
                    """)
    void meansTheSameAsItsLongForm(String name, String parcel, String word) {
        int expanded = Compressed.expand(Integer.parseInt(parcel, 16));
        assertEquals(word, "%08x".formatted(expanded), name);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x0000, // the defined illegal instruction
                0x0004, // c.addi4spn with immediate 0
                0x8000, // quadrant 0, funct3 100
                0x9ffc,
                0x6101, // c.addi16sp with immediate 0
                0x6501, // c.lui with immediate 0
                0x6001, // c.lui x0 with immediate 0
                0x9c01, // c.subw exists on RV64 only
                0x9c21, // c.addw likewise
                0x9c41,
                0x9c61,
                0x9001, // c.srli by 32 or more
                0x9401, // c.srai by 32 or more
                0x1502, // c.slli by 32 or more
                0x4002, // c.lwsp to x0
                0x8002 // c.jr to x0
            })
    void aReservedEncodingIsIllegal(int parcel) {
        assertEquals(Compressed.ILLEGAL, Compressed.expand(parcel));
    }

    @ParameterizedTest
    @CsvSource({
        "0005, 00100013", // c.addi x0, 1: addi x0, x0, 1
        "0501, 00050513", // c.addi a0, 0
        "4005, 00100013", // c.li x0, 1
        "6005, 00001037", // c.lui x0, 1
        "8101, 00055513", // c.srli a0, 0
        "0002, 00001013", // c.slli x0, 0
        "800e, 00300033", // c.mv x0, gp
        "900e, 00300033" // c.add x0, gp
    })
    void aHintIsTheInstructionItLooksLike(String parcel, String word) {
        int expanded = Compressed.expand(Integer.parseInt(parcel, 16));
        assertEquals(word, "%08x".formatted(expanded));
    }

    @Test
    void theTrapValueOfAnIllegalOneIsItsSixteenBits() {
        var bench = Bench.ran(asm -> asm.half(0x9c01).half(0xffff));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.cause());
        assertEquals(0x9c01, bench.hart.csr(Csr.MTVAL));
        assertEquals(Bench.BASE, bench.hart.csr(Csr.MEPC));
    }

    @Test
    void theTrapValueOfAFloatLoadWhileFloatIsOffIsItsSixteenBits() {
        var bench = Bench.ran(asm -> asm.half(0x6690));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.cause());
        assertEquals(0x6690, bench.hart.csr(Csr.MTVAL));
    }

    @Test
    void aCallLinksToTheAddressTwoBytesOn() {
        // c.jal .+4, c.nop, c.nop
        var bench = Bench.ran(asm -> asm.half(0x2011).half(0x0001).half(0x0001).half(0x0001));
        assertEquals(Bench.BASE + 2, bench.hart.x(1));
        assertEquals(3, bench.hart.instret());
    }
}
