package dev.bulkhead.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small assembler: each method appends one instruction, named and with its operands as in the
 * manual's assembly. Labels may be used before they stand. Registers are numbers, or the constants
 * here.
 *
 * <pre>{@code
 * byte[] code = new Asm(0x8000_0000).li(A0, 10).label("loop").addi(A0, A0, -1)
 *         .bne(A0, ZERO, "loop").ecall().bytes();
 * }</pre>
 */
public final class Asm {
    public static final int ZERO = 0;
    public static final int RA = 1;
    public static final int SP = 2;
    public static final int GP = 3;
    public static final int TP = 4;
    public static final int T0 = 5;
    public static final int T1 = 6;
    public static final int T2 = 7;
    public static final int S0 = 8;
    public static final int S1 = 9;
    public static final int A0 = 10;
    public static final int A1 = 11;
    public static final int A2 = 12;
    public static final int A3 = 13;
    public static final int A4 = 14;
    public static final int A5 = 15;
    public static final int A6 = 16;
    public static final int A7 = 17;

    @FunctionalInterface
    private interface Patch {
        int encode(int offset);
    }

    private record Use(int at, String label, Patch patch) {}

    private final int base;
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();

    /**
     * @param base address of the first instruction
     */
    public Asm(int base) {
        this.base = base;
    }

    /** Address of the next instruction. */
    public int here() {
        return base + code.size();
    }

    /** Address of a label that stands already. */
    public int address(String label) {
        return labels.get(label);
    }

    public boolean has(String label) {
        return labels.containsKey(label);
    }

    public Asm label(String name) {
        if (labels.put(name, here()) != null) {
            throw new IllegalArgumentException("label '" + name + "' twice");
        }
        return this;
    }

    /** Appends 32 bits. */
    public Asm word(int bits) {
        return half(bits).half(bits >>> 16);
    }

    /** Appends 16 bits, such as a compressed instruction. */
    public Asm half(int bits) {
        code.write(bits);
        code.write(bits >>> 8);
        return this;
    }

    /** Appends zero bytes up to an address. */
    public Asm org(int address) {
        if (address - here() < 0) {
            throw new IllegalArgumentException("0x%08x is behind us".formatted(address));
        }
        while (here() != address) {
            code.write(0);
        }
        return this;
    }

    /** The program, all labels resolved. */
    public byte[] bytes() {
        byte[] bytes = code.toByteArray();
        for (Use use : uses) {
            Integer target = labels.get(use.label);
            if (target == null) {
                throw new IllegalStateException("no label '" + use.label + "'");
            }
            int word = use.patch.encode(target - (base + use.at));
            for (int i = 0; i < 4; i++) {
                bytes[use.at + i] = (byte) (word >>> 8 * i);
            }
        }
        return bytes;
    }

    private Asm use(String label, Patch patch) {
        uses.add(new Use(code.size(), label, patch));
        return word(0);
    }

    // ---- pseudo-instructions

    public Asm nop() {
        return addi(0, 0, 0);
    }

    /** Loads a constant; one or two instructions. */
    public Asm li(int rd, int value) {
        int low = value << 20 >> 20;
        if (low == value) {
            return addi(rd, ZERO, value);
        }
        lui(rd, value - low);
        return low == 0 ? this : addi(rd, rd, low);
    }

    /** Loads a label's address; always two instructions. */
    public Asm la(int rd, String label) {
        use(label, offset -> offset + 0x800 & 0xffff_f000 | rd << 7 | 0x17);
        return use(label, offset -> i(0x13, 0, rd, rd, offset + 4));
    }

    public Asm j(String label) {
        return jal(ZERO, label);
    }

    public Asm ret() {
        return jalr(ZERO, RA, 0);
    }

    public Asm csrr(int rd, int csr) {
        return csrrs(rd, csr, ZERO);
    }

    public Asm csrw(int csr, int rs1) {
        return csrrw(ZERO, csr, rs1);
    }

    // ---- base and M

    /**
     * @param value the upper 20 bits in place; the lower 12 are ignored
     */
    public Asm lui(int rd, int value) {
        return word(value & 0xffff_f000 | rd << 7 | 0x37);
    }

    /**
     * @param value as for {@link #lui}
     */
    public Asm auipc(int rd, int value) {
        return word(value & 0xffff_f000 | rd << 7 | 0x17);
    }

    public Asm jal(int rd, String label) {
        return use(
                label,
                offset ->
                        (offset >>> 20 & 1) << 31
                                | (offset >>> 1 & 0x3ff) << 21
                                | (offset >>> 11 & 1) << 20
                                | (offset >>> 12 & 0xff) << 12
                                | rd << 7
                                | 0x6f);
    }

    public Asm jalr(int rd, int rs1, int imm) {
        return word(i(0x67, 0, rd, rs1, imm));
    }

    public Asm beq(int rs1, int rs2, String label) {
        return branch(0, rs1, rs2, label);
    }

    public Asm bne(int rs1, int rs2, String label) {
        return branch(1, rs1, rs2, label);
    }

    public Asm blt(int rs1, int rs2, String label) {
        return branch(4, rs1, rs2, label);
    }

    public Asm bge(int rs1, int rs2, String label) {
        return branch(5, rs1, rs2, label);
    }

    public Asm bltu(int rs1, int rs2, String label) {
        return branch(6, rs1, rs2, label);
    }

    public Asm bgeu(int rs1, int rs2, String label) {
        return branch(7, rs1, rs2, label);
    }

    public Asm addi(int rd, int rs1, int imm) {
        return word(i(0x13, 0, rd, rs1, imm));
    }

    public Asm slti(int rd, int rs1, int imm) {
        return word(i(0x13, 2, rd, rs1, imm));
    }

    public Asm sltiu(int rd, int rs1, int imm) {
        return word(i(0x13, 3, rd, rs1, imm));
    }

    public Asm xori(int rd, int rs1, int imm) {
        return word(i(0x13, 4, rd, rs1, imm));
    }

    public Asm ori(int rd, int rs1, int imm) {
        return word(i(0x13, 6, rd, rs1, imm));
    }

    public Asm andi(int rd, int rs1, int imm) {
        return word(i(0x13, 7, rd, rs1, imm));
    }

    public Asm slli(int rd, int rs1, int shamt) {
        return word(r(0x13, 1, 0x0, rd, rs1, shamt));
    }

    public Asm srli(int rd, int rs1, int shamt) {
        return word(r(0x13, 5, 0x0, rd, rs1, shamt));
    }

    public Asm srai(int rd, int rs1, int shamt) {
        return word(r(0x13, 5, 0x20, rd, rs1, shamt));
    }

    public Asm add(int rd, int rs1, int rs2) {
        return word(r(0x33, 0, 0x0, rd, rs1, rs2));
    }

    public Asm sub(int rd, int rs1, int rs2) {
        return word(r(0x33, 0, 0x20, rd, rs1, rs2));
    }

    public Asm sll(int rd, int rs1, int rs2) {
        return word(r(0x33, 1, 0x0, rd, rs1, rs2));
    }

    public Asm slt(int rd, int rs1, int rs2) {
        return word(r(0x33, 2, 0x0, rd, rs1, rs2));
    }

    public Asm sltu(int rd, int rs1, int rs2) {
        return word(r(0x33, 3, 0x0, rd, rs1, rs2));
    }

    public Asm xor(int rd, int rs1, int rs2) {
        return word(r(0x33, 4, 0x0, rd, rs1, rs2));
    }

    public Asm srl(int rd, int rs1, int rs2) {
        return word(r(0x33, 5, 0x0, rd, rs1, rs2));
    }

    public Asm sra(int rd, int rs1, int rs2) {
        return word(r(0x33, 5, 0x20, rd, rs1, rs2));
    }

    public Asm or(int rd, int rs1, int rs2) {
        return word(r(0x33, 6, 0x0, rd, rs1, rs2));
    }

    public Asm and(int rd, int rs1, int rs2) {
        return word(r(0x33, 7, 0x0, rd, rs1, rs2));
    }

    public Asm mul(int rd, int rs1, int rs2) {
        return word(r(0x33, 0, 0x1, rd, rs1, rs2));
    }

    public Asm mulh(int rd, int rs1, int rs2) {
        return word(r(0x33, 1, 0x1, rd, rs1, rs2));
    }

    public Asm mulhsu(int rd, int rs1, int rs2) {
        return word(r(0x33, 2, 0x1, rd, rs1, rs2));
    }

    public Asm mulhu(int rd, int rs1, int rs2) {
        return word(r(0x33, 3, 0x1, rd, rs1, rs2));
    }

    public Asm div(int rd, int rs1, int rs2) {
        return word(r(0x33, 4, 0x1, rd, rs1, rs2));
    }

    public Asm divu(int rd, int rs1, int rs2) {
        return word(r(0x33, 5, 0x1, rd, rs1, rs2));
    }

    public Asm rem(int rd, int rs1, int rs2) {
        return word(r(0x33, 6, 0x1, rd, rs1, rs2));
    }

    public Asm remu(int rd, int rs1, int rs2) {
        return word(r(0x33, 7, 0x1, rd, rs1, rs2));
    }

    public Asm lb(int rd, int imm, int rs1) {
        return word(i(0x03, 0, rd, rs1, imm));
    }

    public Asm lh(int rd, int imm, int rs1) {
        return word(i(0x03, 1, rd, rs1, imm));
    }

    public Asm lw(int rd, int imm, int rs1) {
        return word(i(0x03, 2, rd, rs1, imm));
    }

    public Asm lbu(int rd, int imm, int rs1) {
        return word(i(0x03, 4, rd, rs1, imm));
    }

    public Asm lhu(int rd, int imm, int rs1) {
        return word(i(0x03, 5, rd, rs1, imm));
    }

    public Asm sb(int rs2, int imm, int rs1) {
        return word(s(0x23, 0, rs1, rs2, imm));
    }

    public Asm sh(int rs2, int imm, int rs1) {
        return word(s(0x23, 1, rs1, rs2, imm));
    }

    public Asm sw(int rs2, int imm, int rs1) {
        return word(s(0x23, 2, rs1, rs2, imm));
    }

    // ---- system

    public Asm ecall() {
        return word(0x00000073);
    }

    public Asm ebreak() {
        return word(0x00100073);
    }

    public Asm mret() {
        return word(0x30200073);
    }

    public Asm wfi() {
        return word(0x10500073);
    }

    public Asm fence() {
        return word(0x0ff0000f);
    }

    public Asm fenceI() {
        return word(0x0000100f);
    }

    /** The kernel-entry word of the custom-0 opcode. */
    public Asm kernelEntry(int number) {
        return word(number << 20 | 0x0b);
    }

    public Asm csrrw(int rd, int csr, int rs1) {
        return word(i(0x73, 1, rd, rs1, csr));
    }

    public Asm csrrs(int rd, int csr, int rs1) {
        return word(i(0x73, 2, rd, rs1, csr));
    }

    public Asm csrrc(int rd, int csr, int rs1) {
        return word(i(0x73, 3, rd, rs1, csr));
    }

    public Asm csrrwi(int rd, int csr, int uimm) {
        return word(i(0x73, 5, rd, uimm, csr));
    }

    public Asm csrrsi(int rd, int csr, int uimm) {
        return word(i(0x73, 6, rd, uimm, csr));
    }

    public Asm csrrci(int rd, int csr, int uimm) {
        return word(i(0x73, 7, rd, uimm, csr));
    }

    // ---- A: address register last, as the manual writes it in parentheses

    public Asm lr(int rd, int rs1) {
        return word(r(0x2f, 2, 0x08, rd, rs1, 0));
    }

    public Asm sc(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x0c, rd, rs1, rs2));
    }

    public Asm amoadd(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x00, rd, rs1, rs2));
    }

    public Asm amoswap(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x04, rd, rs1, rs2));
    }

    public Asm amoxor(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x10, rd, rs1, rs2));
    }

    public Asm amoor(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x20, rd, rs1, rs2));
    }

    public Asm amoand(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x30, rd, rs1, rs2));
    }

    public Asm amomin(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x40, rd, rs1, rs2));
    }

    public Asm amomax(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x50, rd, rs1, rs2));
    }

    public Asm amominu(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x60, rd, rs1, rs2));
    }

    public Asm amomaxu(int rd, int rs2, int rs1) {
        return word(r(0x2f, 2, 0x70, rd, rs1, rs2));
    }

    // ---- F and D

    public Asm flw(int rd, int imm, int rs1) {
        return word(i(0x07, 2, rd, rs1, imm));
    }

    public Asm fld(int rd, int imm, int rs1) {
        return word(i(0x07, 3, rd, rs1, imm));
    }

    public Asm fsw(int rs2, int imm, int rs1) {
        return word(s(0x27, 2, rs1, rs2, imm));
    }

    public Asm fsd(int rs2, int imm, int rs1) {
        return word(s(0x27, 3, rs1, rs2, imm));
    }

    /** An OP-FP instruction by its fields; {@code rm} is the rounding mode or funct3. */
    public Asm opFp(int funct7, int rm, int rd, int rs1, int rs2) {
        return word(r(0x53, rm, funct7, rd, rs1, rs2));
    }

    /** A fused one: opcode 0x43 fmadd, 0x47 fmsub, 0x4b fnmsub, 0x4f fnmadd; fmt 0 is S, 1 is D. */
    public Asm fused(int opcode, int fmt, int rm, int rd, int rs1, int rs2, int rs3) {
        return word(r(opcode, rm, rs3 << 2 | fmt, rd, rs1, rs2));
    }

    private Asm branch(int funct3, int rs1, int rs2, String label) {
        return use(
                label,
                offset ->
                        (offset >>> 12 & 1) << 31
                                | (offset >>> 5 & 0x3f) << 25
                                | rs2 << 20
                                | rs1 << 15
                                | funct3 << 12
                                | (offset >>> 1 & 0xf) << 8
                                | (offset >>> 11 & 1) << 7
                                | 0x63);
    }

    private static int i(int opcode, int funct3, int rd, int rs1, int imm) {
        return imm << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
    }

    private static int s(int opcode, int funct3, int rs1, int rs2, int imm) {
        return (imm >>> 5 & 0x7f) << 25
                | rs2 << 20
                | rs1 << 15
                | funct3 << 12
                | (imm & 31) << 7
                | opcode;
    }

    private static int r(int opcode, int funct3, int funct7, int rd, int rs1, int rs2) {
        return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
    }
}
