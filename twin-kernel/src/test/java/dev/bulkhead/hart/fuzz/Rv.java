package dev.bulkhead.hart.fuzz;

/** The instruction formats as bit fields. */
final class Rv {
    static final int LOAD = 0x03;
    static final int LOAD_FP = 0x07;
    static final int OP_IMM = 0x13;
    static final int AUIPC = 0x17;
    static final int STORE = 0x23;
    static final int STORE_FP = 0x27;
    static final int AMO = 0x2f;
    static final int OP = 0x33;
    static final int LUI = 0x37;
    static final int OP_FP = 0x53;
    static final int BRANCH = 0x63;
    static final int JALR = 0x67;
    static final int SYSTEM = 0x73;
    static final int ECALL = 0x73;
    static final int EBREAK = 0x0010_0073;
    static final int MRET = 0x3020_0073;
    static final int FENCE_I = 0x100f;

    private Rv() {}

    static int i(int opcode, int funct3, int rd, int rs1, int imm) {
        return imm << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
    }

    static int s(int opcode, int funct3, int rs1, int rs2, int imm) {
        return (imm >>> 5 & 0x7f) << 25
                | rs2 << 20
                | rs1 << 15
                | funct3 << 12
                | (imm & 31) << 7
                | opcode;
    }

    static int r(int opcode, int funct3, int funct7, int rd, int rs1, int rs2) {
        return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
    }

    static int u(int opcode, int rd, int value) {
        return value & 0xffff_f000 | rd << 7 | opcode;
    }

    static int branch(int funct3, int rs1, int rs2, int offset) {
        return (offset >>> 12 & 1) << 31
                | (offset >>> 5 & 0x3f) << 25
                | rs2 << 20
                | rs1 << 15
                | funct3 << 12
                | (offset >>> 1 & 0xf) << 8
                | (offset >>> 11 & 1) << 7
                | BRANCH;
    }

    static int jal(int rd, int offset) {
        return (offset >>> 20 & 1) << 31
                | (offset >>> 1 & 0x3ff) << 21
                | (offset >>> 11 & 1) << 20
                | (offset >>> 12 & 0xff) << 12
                | rd << 7
                | 0x6f;
    }

    /** {@code c.j} with funct3 5, {@code c.jal} with funct3 1. */
    static int cj(int funct3, int offset) {
        return funct3 << 13
                | (offset >>> 11 & 1) << 12
                | (offset >>> 4 & 1) << 11
                | (offset >>> 8 & 3) << 9
                | (offset >>> 10 & 1) << 8
                | (offset >>> 6 & 1) << 7
                | (offset >>> 7 & 1) << 6
                | (offset >>> 1 & 7) << 3
                | (offset >>> 5 & 1) << 2
                | 1;
    }

    /** {@code c.beqz} with funct3 6, {@code c.bnez} with funct3 7; {@code rs1} is 8 to 15. */
    static int cb(int funct3, int rs1, int offset) {
        return funct3 << 13
                | (offset >>> 8 & 1) << 12
                | (offset >>> 3 & 3) << 10
                | rs1 - 8 << 7
                | (offset >>> 6 & 3) << 5
                | (offset >>> 1 & 3) << 3
                | (offset >>> 5 & 1) << 2
                | 1;
    }

    /** What must be added to the address that {@code auipc} or {@code lui} gives. */
    static int low(int value) {
        return value << 20 >> 20;
    }

    /** What {@code lui} must give so that adding {@link #low} makes the value. */
    static int high(int value) {
        return value - low(value);
    }
}
