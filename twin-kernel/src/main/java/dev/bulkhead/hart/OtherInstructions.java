package dev.bulkhead.hart;

import dev.bulkhead.memory.MemoryPort;

/**
 * The instructions outside the interpreter's loop: SYSTEM, CSR, FENCE.I, atomic and floating-point
 * ones, and everything illegal. Legality is judged here, as it may depend on mode and CSRs.
 */
final class OtherInstructions {
    private static final int ECALL = 0x0000_0073;
    private static final int EBREAK = 0x0010_0073;
    private static final int MRET = 0x3020_0073;
    private static final int WFI = 0x1050_0073;

    private final Hart hart;
    private final CsrFile csrs;
    private final DataAccess data;
    private final FloatInstructions floats;

    /** Cycles by cost class, the wait states of its accesses to RAM in them. */
    private final int[] cycles = new int[CostClass.values().length];

    OtherInstructions(Hart hart) {
        this.hart = hart;
        csrs = hart.csrs;
        data = hart.data;
        floats = new FloatInstructions(hart);
        for (CostClass cost : CostClass.values()) {
            cycles[cost.ordinal()] = hart.costs.withRam(cost);
        }
    }

    FloatInstructions floats() {
        return floats;
    }

    /** Executes the instruction at the hart's pc; moves pc, cycle and instret. */
    void execute(long op) {
        int word = Op.imm(op);
        switch (word & 0x7f) {
            case 0x07, 0x27, 0x43, 0x47, 0x4b, 0x4f, 0x53 -> {
                switch (floats.execute(word)) {
                    case RETIRES -> retire(op, FloatInstructions.cost(word));
                    case ILLEGAL -> illegal(op, word);
                    case TRAPPED -> {}
                }
            }
            case 0x0b -> kernelEntry(op, word);
            case 0x0f -> {
                if ((word >>> 12 & 7) == 1) {
                    // decoded code follows every store by itself
                    retire(op, CostClass.FENCE_I);
                } else {
                    illegal(op, word);
                }
            }
            case 0x2f -> atomic(op, word);
            case 0x73 -> system(op, word);
            default -> illegal(op, word);
        }
    }

    /** Adds the cost of the class to that of fetching, which the decoder put into the op. */
    private void retire(long op, CostClass cost) {
        hart.pc += Op.bytes(op);
        hart.instret++;
        hart.cycle += Op.cycles(op) + cycles[cost.ordinal()];
    }

    private void illegal(long op, int word) {
        int bits = word;
        if (Op.bytes(op) == 2) {
            // a compressed instruction was decoded by its 32-bit meaning
            long parcel = hart.port.fetch(hart.master(), hart.pc, hart.nowPs());
            bits = parcel == MemoryPort.BUS_ERROR ? 0 : (int) parcel;
        }
        hart.trap(Cause.ILLEGAL_INSTRUCTION, bits);
    }

    private void kernelEntry(long op, int word) {
        boolean plain = (word >>> 7 & 31) == 0 && (word >>> 12 & 0xff) == 0;
        if (!plain || !hart.entersKernel(word >>> 20)) {
            illegal(op, word);
        }
    }

    private void system(long op, int word) {
        if ((word >>> 12 & 3) != 0) {
            csr(op, word);
            return;
        }
        boolean user = hart.privilege() == Privilege.USER;
        switch (word) {
            case ECALL -> hart.trap(user ? Cause.ECALL_FROM_USER : Cause.ECALL_FROM_MACHINE, 0);
            case EBREAK -> hart.trap(Cause.BREAKPOINT, 0);
            case MRET -> {
                if (user) {
                    illegal(op, word);
                } else {
                    retire(op, CostClass.MRET);
                    hart.mret();
                }
            }
            case WFI -> {
                if (user && (csrs.mstatus & CsrFile.MSTATUS_TW) != 0) {
                    illegal(op, word);
                } else {
                    retire(op, CostClass.WFI);
                    hart.waitForInterrupt();
                }
            }
            default -> illegal(op, word);
        }
    }

    private void csr(long op, int word) {
        int number = word >>> 20;
        int rs1 = word >>> 15 & 31;
        int funct3 = word >>> 12 & 7;
        boolean write = (funct3 & 3) == 1 || rs1 != 0;
        if (!csrs.permits(number, write)) {
            illegal(op, word);
            return;
        }
        int old = csrs.read(number);
        int operand = (funct3 & 4) != 0 ? rs1 : hart.x[rs1];
        hart.setX(word >>> 7 & 31, old);
        retire(op, cost(number));
        if (write) {
            csrs.write(
                    number,
                    switch (funct3 & 3) {
                        case 1 -> operand;
                        case 2 -> old | operand;
                        default -> old & ~operand;
                    });
        }
    }

    private static CostClass cost(int number) {
        return switch (number) {
            case Csr.MSTATUS, Csr.MEPC, Csr.MTVEC, Csr.MCAUSE, Csr.MCYCLE -> CostClass.CSR_FLUSH;
            default -> CostClass.CSR;
        };
    }

    private void atomic(long op, int word) {
        int rs2 = word >>> 20 & 31;
        int address = hart.x[word >>> 15 & 31];
        if ((word >>> 12 & 7) != 2) {
            illegal(op, word);
            return;
        }
        switch (word >>> 27) {
            case 2 -> {
                if (rs2 == 0) {
                    loadReserved(op, word, address);
                } else {
                    illegal(op, word);
                }
            }
            case 3 -> storeConditional(op, word, address);
            case 0, 1, 4, 8, 12, 16, 20, 24, 28 -> modify(op, word, address);
            default -> illegal(op, word);
        }
    }

    private void loadReserved(long op, int word, int address) {
        if (data.loadAtomic(address, Access.LOAD)) {
            hart.setReservation(address);
            hart.setX(word >>> 7 & 31, (int) data.value);
            retire(op, CostClass.ATOMIC);
        }
    }

    private void storeConditional(long op, int word, int address) {
        if (!data.atomicAllowed(address, Access.STORE)) {
            return;
        }
        boolean success = hart.reserved() && hart.reservation() == address;
        if (success) {
            data.store(address, 4, hart.x[word >>> 20 & 31]);
        }
        hart.clearReservation();
        hart.setX(word >>> 7 & 31, success ? 0 : 1);
        retire(op, CostClass.ATOMIC);
    }

    private void modify(long op, int word, int address) {
        if (!data.loadAtomic(address, Access.STORE)) {
            return;
        }
        int old = (int) data.value;
        int operand = hart.x[word >>> 20 & 31];
        int result =
                switch (word >>> 27) {
                    case 0 -> old + operand;
                    case 1 -> operand;
                    case 4 -> old ^ operand;
                    case 8 -> old | operand;
                    case 12 -> old & operand;
                    case 16 -> Math.min(old, operand);
                    case 20 -> Math.max(old, operand);
                    case 24 -> Integer.compareUnsigned(old, operand) < 0 ? old : operand;
                    default -> Integer.compareUnsigned(old, operand) > 0 ? old : operand;
                };
        data.store(address, 4, result);
        hart.setX(word >>> 7 & 31, old);
        retire(op, CostClass.ATOMIC);
    }
}
