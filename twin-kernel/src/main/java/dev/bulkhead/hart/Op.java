package dev.bulkhead.hart;

/**
 * The pre-decoded form of one instruction in a {@code long}: operation in bits 0 to 7, rd in 8 to
 * 13 (a write to x0 goes to the spare register 32), rs1 in 14 to 18, rs2 in 19 to 23, immediate in
 * 24 to 55, length in 56 (0: two bytes), cycles in 57 to 63.
 */
final class Op {
    /** Not decoded yet; all other fields are 0. */
    static final int NONE = 0;

    /** Stands behind the last parcel of a page. */
    static final int PAGE_END = 1;

    /** A 32-bit instruction whose second half lies in the next page. */
    static final int CROSSING = 2;

    /** Anything that is not done in the interpreter's switch; the immediate holds its bits. */
    static final int OTHER = 3;

    /** A watched instruction: never kept decoded, asked about each time. */
    static final int WATCHED = 41;

    /** Translated code begins here. */
    static final int ENTER = 50;

    /** Does nothing. */
    static final int NOP = 4;

    /** rd = immediate: lui, and auipc with pc added already. */
    static final int LI = 5;

    static final int ADDI = 6;
    static final int SLTI = 7;
    static final int SLTIU = 8;
    static final int XORI = 9;
    static final int ORI = 10;
    static final int ANDI = 11;
    static final int SLLI = 12;
    static final int SRLI = 13;
    static final int SRAI = 14;
    static final int ADD = 15;
    static final int SUB = 16;
    static final int SLL = 17;
    static final int SLT = 18;
    static final int SLTU = 19;
    static final int XOR = 20;
    static final int SRL = 21;
    static final int SRA = 22;
    static final int OR = 23;
    static final int AND = 24;
    static final int MUL = 25;
    static final int MULH = 26;
    static final int MULHSU = 27;
    static final int MULHU = 28;
    static final int DIV = 29;
    static final int DIVU = 30;
    static final int REM = 31;
    static final int REMU = 32;

    /**
     * Immediates of branches hold the offset in parcels from bit 8, below it the cycles if taken.
     */
    static final int BEQ = 33;

    static final int BNE = 34;
    static final int BLT = 35;
    static final int BGE = 36;
    static final int BLTU = 37;
    static final int BGEU = 38;

    /** The immediate counts parcels. */
    static final int JAL = 39;

    static final int JALR = 40;

    /** Bit 1 tells halves from bytes in loads, bit 0 in stores. */
    static final int LH = 42;

    static final int LHU = 43;
    static final int LB = 44;
    static final int LBU = 45;
    static final int SB = 46;
    static final int SH = 47;
    static final int LW = 48;
    static final int SW = 49;

    /**
     * Added to the operations that also come as two bytes, so that the interpreter steps on by a
     * constant: taking the length from the op makes each instruction wait for the load of the one
     * before.
     */
    static final int SHORT = 64;

    /** Where a write to x0 goes. */
    static final int SPARE_REGISTER = 32;

    private Op() {}

    static long of(int operation, int rd, int rs1, int rs2, int imm, int bytes, int cycles) {
        return operation
                | (long) (rd == 0 ? SPARE_REGISTER : rd) << 8
                | (long) rs1 << 14
                | (long) rs2 << 19
                | (imm & 0xffff_ffffL) << 24
                | (bytes == 4 ? 1L << 56 : 0)
                | (long) cycles << 57;
    }

    /** The operation as two bytes long if it is one of those that the interpreter tells apart. */
    static int ofLength(int operation, int bytes) {
        boolean twice =
                switch (operation) {
                    case LI, ADDI, ANDI, SLLI, SRLI, SRAI, ADD, SUB, XOR, OR, AND -> true;
                    case BEQ, BNE, LW, SW -> true;
                    default -> false;
                };
        return twice && bytes == 2 ? operation | SHORT : operation;
    }

    static int imm(long op) {
        return (int) (op >>> 24);
    }

    static int bytes(long op) {
        return 2 + 2 * ((int) (op >>> 56) & 1);
    }

    static int cycles(long op) {
        return (int) (op >>> 57);
    }
}
