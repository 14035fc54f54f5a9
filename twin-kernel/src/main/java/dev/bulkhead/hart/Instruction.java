package dev.bulkhead.hart;

/**
 * One instruction as it stands in memory, and what it does to registers. An illegal one reads and
 * writes nothing.
 *
 * @param bits as fetched; 16 of them if {@code bytes} is 2
 * @param word the 32-bit instruction it means
 * @param bytes 2 or 4
 * @see "RISC-V Unprivileged ISA, RV32/64G Instruction Set Listings"
 */
public record Instruction(int bits, int word, int bytes) {
    private static final int NOP = 0x13;
    private static final int COMPRESSED_NOP = 1;

    private static final int LOAD = 0x03;
    private static final int LOAD_FP = 0x07;
    private static final int KERNEL_ENTRY = 0x0b;
    private static final int OP_IMM = 0x13;
    private static final int AUIPC = 0x17;
    private static final int STORE = 0x23;
    private static final int STORE_FP = 0x27;
    private static final int ATOMIC = 0x2f;
    private static final int OP = 0x33;
    private static final int LUI = 0x37;
    private static final int FUSED_FIRST = 0x43;
    private static final int FUSED_LAST = 0x4f;
    private static final int OP_FP = 0x53;
    private static final int BRANCH = 0x63;
    private static final int JALR = 0x67;
    private static final int JAL = 0x6f;
    private static final int SYSTEM = 0x73;

    /** The instruction whose fetched bits these are; the upper half is cut off a short one. */
    public static Instruction of(int bits) {
        if ((bits & 3) == 3) {
            return new Instruction(bits, bits, 4);
        }
        int parcel = bits & 0xffff;
        int word = Compressed.expand(parcel);
        return new Instruction(parcel, word == Compressed.ILLEGAL ? 0 : word, 2);
    }

    /** Does nothing, in as many bytes as this one takes. */
    public Instruction asNop() {
        return bytes == 2 ? of(COMPRESSED_NOP) : of(NOP);
    }

    /** A 32-bit meaning in the place of this one, whose length it keeps. */
    public Instruction meaning(int otherWord) {
        return new Instruction(bits, otherWord, bytes);
    }

    public int rd() {
        return word >>> 7 & 31;
    }

    public int rs1() {
        return word >>> 15 & 31;
    }

    public int rs2() {
        return word >>> 20 & 31;
    }

    private int rs3() {
        return word >>> 27;
    }

    private int opcode() {
        return word & 0x7f;
    }

    private int funct3() {
        return word >>> 12 & 7;
    }

    /** A load to an x or f register; atomic instructions are not counted. */
    public boolean isLoad() {
        return opcode() == LOAD || opcode() == LOAD_FP;
    }

    /** A store of an x or f register; atomic instructions are not counted. */
    public boolean isStore() {
        return opcode() == STORE || opcode() == STORE_FP;
    }

    public boolean isAtomic() {
        return opcode() == ATOMIC;
    }

    public boolean isBranch() {
        return opcode() == BRANCH;
    }

    /** A jump that leaves its return address in ra. */
    public boolean isCall() {
        return (opcode() == JAL || opcode() == JALR) && rd() == 1;
    }

    /** A jump to ra that links nothing. */
    public boolean isReturn() {
        return opcode() == JALR && rd() == 0 && rs1() == 1;
    }

    public boolean isJump() {
        return opcode() == JAL || opcode() == JALR;
    }

    /** The word by which kernel text enters the kernel model. */
    public boolean isKernelEntry() {
        return opcode() == KERNEL_ENTRY;
    }

    /** An {@code addi}, {@code slti} and so on: a register and a 12-bit number. */
    public boolean hasImmediate() {
        return opcode() == OP_IMM || opcode() == LOAD || opcode() == STORE;
    }

    /** Offset of a load or store. */
    public int offset() {
        return isStore() ? word >> 25 << 5 | rd() : word >> 20;
    }

    /** Bytes that a load, store or atomic instruction moves. */
    public int accessBytes() {
        return 1 << (funct3() & 3);
    }

    /** Whether executing it takes the value of {@code x<register>}; x0 is never read. */
    public boolean readsX(int register) {
        return register != 0
                && (readsRs1() && rs1() == register || readsRs2() && rs2() == register);
    }

    public boolean writesX(int register) {
        return register != 0 && hasRd() && rd() == register;
    }

    public boolean readsF(int register) {
        return switch (opcode()) {
            case STORE_FP -> rs2() == register;
            case OP_FP -> !fromInteger() && rs1() == register || !oneOperand() && rs2() == register;
            default -> isFused() && (rs1() == register || rs2() == register || rs3() == register);
        };
    }

    public boolean writesF(int register) {
        return rd() == register
                && (opcode() == LOAD_FP || isFused() || opcode() == OP_FP && !toInteger());
    }

    private boolean readsRs1() {
        return switch (opcode()) {
            case LOAD, LOAD_FP, OP_IMM, STORE, STORE_FP, ATOMIC, OP, BRANCH, JALR -> true;
            case SYSTEM -> funct3() != 0 && funct3() < 4;
            case OP_FP -> fromInteger();
            default -> false;
        };
    }

    private boolean readsRs2() {
        return switch (opcode()) {
            case STORE, OP, BRANCH -> true;
            case ATOMIC -> word >>> 27 != 2;
            default -> false;
        };
    }

    private boolean hasRd() {
        return switch (opcode()) {
            case LOAD, OP_IMM, AUIPC, ATOMIC, OP, LUI, JALR, JAL -> true;
            case SYSTEM -> funct3() != 0;
            case OP_FP -> toInteger();
            default -> false;
        };
    }

    private boolean isFused() {
        return opcode() >= FUSED_FIRST && opcode() <= FUSED_LAST && (opcode() & 3) == 3;
    }

    /** Compare, convert to integer, move to integer, classify: rd is an x register. */
    private boolean toInteger() {
        int funct5 = word >>> 27;
        return funct5 == 0x14 || funct5 == 0x18 || funct5 == 0x1c;
    }

    /** Convert from integer, move from integer: rs1 is an x register. */
    private boolean fromInteger() {
        int funct5 = word >>> 27;
        return funct5 == 0x1a || funct5 == 0x1e;
    }

    /** Square root, conversions, moves and classify: rs2 selects the variant. */
    private boolean oneOperand() {
        int funct5 = word >>> 27;
        return funct5 == 0x0b || funct5 == 0x08 || funct5 >= 0x18;
    }
}
