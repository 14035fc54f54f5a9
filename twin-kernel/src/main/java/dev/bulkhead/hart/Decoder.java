package dev.bulkhead.hart;

import dev.bulkhead.memory.RegionKind;

/**
 * Turns instruction words into {@link Op}s. What it does not know becomes {@link Op#OTHER}, which
 * is judged when it runs, as legality may depend on the mode.
 *
 * @see "RISC-V Unprivileged ISA, RV32/64G Instruction Set Listings"
 */
final class Decoder {
    private final CostTable costs;

    Decoder(CostTable costs) {
        this.costs = costs;
    }

    /** Decodes a 16-bit instruction; an illegal one keeps its 16 bits. */
    long decode16(int parcel, int pc, RegionKind kind) {
        int word = Compressed.expand(parcel);
        return word == Compressed.ILLEGAL ? other(parcel, 2, kind) : decode(word, pc, 2, kind);
    }

    /** Decodes a 32-bit instruction. */
    long decode32(int word, int pc, RegionKind kind) {
        return decode(word, pc, 4, kind);
    }

    /** Decodes what is to be executed, whatever memory holds there. */
    long decode(Instruction instruction, int pc, RegionKind kind) {
        return instruction.word() == Compressed.ILLEGAL
                ? other(instruction.bits(), instruction.bytes(), kind)
                : decode(instruction.word(), pc, instruction.bytes(), kind);
    }

    /** Its cycles are only those of fetching it. */
    private long other(int bits, int bytes, RegionKind kind) {
        return Op.of(Op.OTHER, 0, 0, 0, bits, bytes, costs.waitStates(kind));
    }

    private long decode(int word, int pc, int bytes, RegionKind kind) {
        int rd = word >>> 7 & 31;
        int rs1 = word >>> 15 & 31;
        int rs2 = word >>> 20 & 31;
        int funct3 = word >>> 12 & 7;
        int immI = word >> 20;
        int operation = Op.OTHER;
        int imm = immI;
        CostClass cost = CostClass.ALU;
        switch (word & 0x7f) {
            case 0x03 -> {
                operation = load(funct3);
                cost = CostClass.LOAD;
            }
            case 0x0f -> {
                operation = funct3 == 0 ? Op.NOP : Op.OTHER;
                cost = CostClass.FENCE;
            }
            case 0x13 -> operation = immediate(funct3, word >>> 25);
            case 0x17 -> {
                operation = Op.LI;
                imm = pc + (word & 0xffff_f000);
            }
            case 0x23 -> {
                operation = store(funct3);
                imm = immI & ~31 | rd;
                cost = CostClass.STORE;
            }
            case 0x33 -> {
                operation = register(funct3, word >>> 25);
                cost = arithmeticCost(operation);
            }
            case 0x37 -> {
                operation = Op.LI;
                imm = word & 0xffff_f000;
            }
            case 0x63 -> {
                operation = branch(funct3);
                int taken = costs.of(CostClass.BRANCH_TAKEN) + costs.waitStates(kind);
                imm = branchOffset(word) >> 1 << 8 | taken;
                cost = CostClass.BRANCH_NOT_TAKEN;
            }
            case 0x67 -> {
                operation = funct3 == 0 ? Op.JALR : Op.OTHER;
                cost = CostClass.JUMP;
            }
            case 0x6f -> {
                operation = Op.JAL;
                imm = jumpOffset(word) >> 1;
                cost = CostClass.JUMP;
            }
            default -> {}
        }
        if (operation == Op.OTHER) {
            return other(word, bytes, kind);
        }
        int cycles = costs.of(cost) + costs.waitStates(kind);
        if (cost == CostClass.LOAD || cost == CostClass.STORE) {
            cycles += costs.waitStates(RegionKind.RAM);
        }
        return Op.of(Op.ofLength(operation, bytes), rd, rs1, rs2, imm, bytes, cycles);
    }

    private static int load(int funct3) {
        return switch (funct3) {
            case 0 -> Op.LB;
            case 1 -> Op.LH;
            case 2 -> Op.LW;
            case 4 -> Op.LBU;
            case 5 -> Op.LHU;
            default -> Op.OTHER;
        };
    }

    private static int store(int funct3) {
        return switch (funct3) {
            case 0 -> Op.SB;
            case 1 -> Op.SH;
            case 2 -> Op.SW;
            default -> Op.OTHER;
        };
    }

    private static int immediate(int funct3, int funct7) {
        return switch (funct3) {
            case 0 -> Op.ADDI;
            case 1 -> funct7 == 0 ? Op.SLLI : Op.OTHER;
            case 2 -> Op.SLTI;
            case 3 -> Op.SLTIU;
            case 4 -> Op.XORI;
            case 5 -> funct7 == 0 ? Op.SRLI : funct7 == 0x20 ? Op.SRAI : Op.OTHER;
            case 6 -> Op.ORI;
            default -> Op.ANDI;
        };
    }

    private static int register(int funct3, int funct7) {
        return switch (funct7) {
            case 0 ->
                    switch (funct3) {
                        case 0 -> Op.ADD;
                        case 1 -> Op.SLL;
                        case 2 -> Op.SLT;
                        case 3 -> Op.SLTU;
                        case 4 -> Op.XOR;
                        case 5 -> Op.SRL;
                        case 6 -> Op.OR;
                        default -> Op.AND;
                    };
            case 1 -> Op.MUL + funct3;
            case 0x20 -> funct3 == 0 ? Op.SUB : funct3 == 5 ? Op.SRA : Op.OTHER;
            default -> Op.OTHER;
        };
    }

    private static int branch(int funct3) {
        return switch (funct3) {
            case 0 -> Op.BEQ;
            case 1 -> Op.BNE;
            case 4 -> Op.BLT;
            case 5 -> Op.BGE;
            case 6 -> Op.BLTU;
            case 7 -> Op.BGEU;
            default -> Op.OTHER;
        };
    }

    private static CostClass arithmeticCost(int operation) {
        return switch (operation) {
            case Op.MUL -> CostClass.MUL;
            case Op.MULH, Op.MULHSU, Op.MULHU -> CostClass.MULH;
            case Op.DIV, Op.DIVU, Op.REM, Op.REMU -> CostClass.DIV;
            default -> CostClass.ALU;
        };
    }

    private static int branchOffset(int word) {
        return word >> 31 << 12
                | (word >>> 7 & 1) << 11
                | (word >>> 25 & 0x3f) << 5
                | (word >>> 8 & 0xf) << 1;
    }

    private static int jumpOffset(int word) {
        return word >> 31 << 20
                | (word >>> 12 & 0xff) << 12
                | (word >>> 20 & 1) << 11
                | (word >>> 21 & 0x3ff) << 1;
    }
}
