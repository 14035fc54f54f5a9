package dev.bulkhead.hart;

/**
 * The C extension for RV32 with F and D: each 16-bit instruction is another name for a 32-bit one.
 *
 * @see "RISC-V Unprivileged ISA, chapter C: RVC instruction set listings"
 */
final class Compressed {
    /** What {@link #expand} returns for an encoding that no instruction has. */
    static final int ILLEGAL = 0;

    private static final int LOAD = 0x03;
    private static final int LOAD_FP = 0x07;
    private static final int OP_IMM = 0x13;
    private static final int STORE = 0x23;
    private static final int STORE_FP = 0x27;
    private static final int OP = 0x33;
    private static final int LUI = 0x37;
    private static final int BRANCH = 0x63;
    private static final int JALR = 0x67;
    private static final int JAL = 0x6f;
    private static final int EBREAK = 0x0010_0073;

    private Compressed() {}

    /**
     * The 32-bit instruction that means the same.
     *
     * @param c the parcel, its two lowest bits not both set
     * @return {@link #ILLEGAL} for reserved encodings; hints become the instruction they look like
     */
    static int expand(int c) {
        return switch (c & 3) {
            case 0 -> quadrant0(c);
            case 1 -> quadrant1(c);
            default -> quadrant2(c);
        };
    }

    private static int quadrant0(int c) {
        int high = 8 + bits(c, 7, 3);
        int low = 8 + bits(c, 2, 3);
        int word = bits(c, 6, 1) << 2 | bits(c, 10, 3) << 3 | bits(c, 5, 1) << 6;
        int doubleWord = bits(c, 10, 3) << 3 | bits(c, 5, 2) << 6;
        return switch (bits(c, 13, 3)) {
            case 0 -> {
                int imm =
                        bits(c, 6, 1) << 2
                                | bits(c, 5, 1) << 3
                                | bits(c, 11, 2) << 4
                                | bits(c, 7, 4) << 6;
                yield imm == 0 ? ILLEGAL : i(OP_IMM, 0, low, 2, imm);
            }
            case 1 -> i(LOAD_FP, 3, low, high, doubleWord);
            case 2 -> i(LOAD, 2, low, high, word);
            case 3 -> i(LOAD_FP, 2, low, high, word);
            case 5 -> s(STORE_FP, 3, high, low, doubleWord);
            case 6 -> s(STORE, 2, high, low, word);
            case 7 -> s(STORE_FP, 2, high, low, word);
            default -> ILLEGAL;
        };
    }

    private static int quadrant1(int c) {
        int rd = bits(c, 7, 5);
        int imm = signed(bits(c, 12, 1) << 5 | bits(c, 2, 5), 6);
        return switch (bits(c, 13, 3)) {
            case 0 -> i(OP_IMM, 0, rd, rd, imm);
            case 1 -> jal(1, jumpOffset(c));
            case 2 -> i(OP_IMM, 0, rd, 0, imm);
            case 3 -> {
                if (rd == 2) {
                    int adjust =
                            signed(
                                    bits(c, 6, 1) << 4
                                            | bits(c, 2, 1) << 5
                                            | bits(c, 5, 1) << 6
                                            | bits(c, 3, 2) << 7
                                            | bits(c, 12, 1) << 9,
                                    10);
                    yield adjust == 0 ? ILLEGAL : i(OP_IMM, 0, 2, 2, adjust);
                }
                yield imm == 0 ? ILLEGAL : imm << 12 | rd << 7 | LUI;
            }
            case 4 -> arithmetic(c, imm);
            case 5 -> jal(0, jumpOffset(c));
            case 6 -> branch(0, c);
            default -> branch(1, c);
        };
    }

    private static int arithmetic(int c, int imm) {
        int rd = 8 + bits(c, 7, 3);
        int rs2 = 8 + bits(c, 2, 3);
        boolean high = bits(c, 12, 1) != 0;
        return switch (bits(c, 10, 2)) {
            case 0 -> high ? ILLEGAL : i(OP_IMM, 5, rd, rd, imm);
            case 1 -> high ? ILLEGAL : i(OP_IMM, 5, rd, rd, imm | 0x400);
            case 2 -> i(OP_IMM, 7, rd, rd, imm);
            default ->
                    high
                            ? ILLEGAL
                            : switch (bits(c, 5, 2)) {
                                case 0 -> r(0x20, 0, rd, rd, rs2);
                                case 1 -> r(0, 4, rd, rd, rs2);
                                case 2 -> r(0, 6, rd, rd, rs2);
                                default -> r(0, 7, rd, rd, rs2);
                            };
        };
    }

    private static int quadrant2(int c) {
        int rd = bits(c, 7, 5);
        int rs2 = bits(c, 2, 5);
        int bit12 = bits(c, 12, 1);
        int loadWord = bits(c, 4, 3) << 2 | bit12 << 5 | bits(c, 2, 2) << 6;
        int loadDouble = bits(c, 5, 2) << 3 | bit12 << 5 | bits(c, 2, 3) << 6;
        int storeWord = bits(c, 9, 4) << 2 | bits(c, 7, 2) << 6;
        int storeDouble = bits(c, 10, 3) << 3 | bits(c, 7, 3) << 6;
        return switch (bits(c, 13, 3)) {
            case 0 -> bit12 != 0 ? ILLEGAL : i(OP_IMM, 1, rd, rd, rs2);
            case 1 -> i(LOAD_FP, 3, rd, 2, loadDouble);
            case 2 -> rd == 0 ? ILLEGAL : i(LOAD, 2, rd, 2, loadWord);
            case 3 -> i(LOAD_FP, 2, rd, 2, loadWord);
            case 4 -> {
                if (rs2 != 0) {
                    yield r(0, 0, rd, bit12 == 0 ? 0 : rd, rs2);
                }
                if (rd == 0) {
                    yield bit12 == 0 ? ILLEGAL : EBREAK;
                }
                yield i(JALR, 0, bit12, rd, 0);
            }
            case 5 -> s(STORE_FP, 3, 2, rs2, storeDouble);
            case 6 -> s(STORE, 2, 2, rs2, storeWord);
            default -> s(STORE_FP, 2, 2, rs2, storeWord);
        };
    }

    private static int jumpOffset(int c) {
        return signed(
                bits(c, 3, 3) << 1
                        | bits(c, 11, 1) << 4
                        | bits(c, 2, 1) << 5
                        | bits(c, 7, 1) << 6
                        | bits(c, 6, 1) << 7
                        | bits(c, 9, 2) << 8
                        | bits(c, 8, 1) << 10
                        | bits(c, 12, 1) << 11,
                12);
    }

    private static int branch(int funct3, int c) {
        int offset =
                signed(
                        bits(c, 3, 2) << 1
                                | bits(c, 10, 2) << 3
                                | bits(c, 2, 1) << 5
                                | bits(c, 5, 2) << 6
                                | bits(c, 12, 1) << 8,
                        9);
        return bits(offset, 12, 1) << 31
                | bits(offset, 5, 6) << 25
                | 8 + bits(c, 7, 3) << 15
                | funct3 << 12
                | bits(offset, 1, 4) << 8
                | bits(offset, 11, 1) << 7
                | BRANCH;
    }

    private static int jal(int rd, int offset) {
        return bits(offset, 20, 1) << 31
                | bits(offset, 1, 10) << 21
                | bits(offset, 11, 1) << 20
                | bits(offset, 12, 8) << 12
                | rd << 7
                | JAL;
    }

    private static int i(int opcode, int funct3, int rd, int rs1, int imm) {
        return imm << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
    }

    private static int s(int opcode, int funct3, int rs1, int rs2, int imm) {
        return bits(imm, 5, 7) << 25
                | rs2 << 20
                | rs1 << 15
                | funct3 << 12
                | bits(imm, 0, 5) << 7
                | opcode;
    }

    private static int r(int funct7, int funct3, int rd, int rs1, int rs2) {
        return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | OP;
    }

    private static int bits(int value, int lowest, int count) {
        return value >>> lowest & (1 << count) - 1;
    }

    private static int signed(int value, int width) {
        return value << 32 - width >> 32 - width;
    }
}
