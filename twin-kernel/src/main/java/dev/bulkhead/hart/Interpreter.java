package dev.bulkhead.hart;

import dev.bulkhead.memory.Ram;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Executes pre-decoded instructions one by one. The loop's method stays below the 8,000 bytes of
 * bytecode above which HotSpot compiles nothing (a test looks), so all that is rare lives in {@link
 * OtherInstructions} and {@link DataAccess}.
 */
final class Interpreter implements Engine {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PAGE_MASK = -CodeCache.PAGE_BYTES;
    private static final int PARCEL_MASK = CodeCache.PARCELS - 1;

    private final Hart hart;
    private final CodeCache code;
    private final DataAccess data;
    private final OtherInstructions others;
    private final byte[] ram;
    private final byte[] open;

    /**
     * The present ranges of {@link #data}; twice, so that word accesses have loads of their own.
     */
    private AllowedRanges loads;

    private AllowedRanges stores;

    /** Whether the rest of the slice is interpreted: too little is left for translated code. */
    private boolean plain;

    Interpreter(Hart hart) {
        this.hart = hart;
        code = new CodeCache(hart);
        data = hart.data;
        others = new OtherInstructions(hart);
        ram = hart.port.ram().bytes();
        open = hart.port.ram().openPages();
        loads = data.loads;
        stores = data.stores;
    }

    @Override
    public void interpretOnly() {
        code.interpretOnly();
    }

    @Override
    public boolean isTranslated(int pc) {
        return code.isTranslated(pc);
    }

    @Override
    public void permissionsChanged() {
        code.permissionsChanged();
    }

    @Override
    public void watchesChanged() {
        code.forget();
    }

    @Override
    public void modeChanged() {
        loads = data.loads;
        stores = data.stores;
        code.modeChanged();
    }

    @Override
    public void execute() {
        plain = false;
        if (code.enter(hart.pc).ops[hart.pc >>> 1 & PARCEL_MASK] == Op.ENTER) {
            runTranslated();
        }
        if (hart.cycle < hart.limit) {
            interpret();
        }
        if (!plain) {
            code.sample();
        }
    }

    private void interpret() {
        Hart hart = this.hart;
        int[] x = hart.x;
        byte[] ram = this.ram;
        outer:
        while (hart.cycle < hart.limit) {
            // cycles above, instructions below: one sum and one comparison for both
            long spent = 0;
            long most = budget();
            int i = hart.pc >>> 1 & PARCEL_MASK;
            int base = hart.pc & PAGE_MASK;
            long[] ops = plain ? code.enter(hart.pc).plain : code.enter(hart.pc).ops;
            long op = ops[i];
            page:
            while (spent < most) {
                int address = 0;
                jump:
                {
                    taken:
                    {
                        done:
                        {
                            shortDone:
                            {
                                slow:
                                {
                                    switch ((int) op & 0xff) {
                                        case Op.NOP -> {}
                                        case Op.LI -> x[rd(op)] = Op.imm(op);
                                        case Op.ADDI -> x[rd(op)] = x[rs1(op)] + Op.imm(op);
                                        case Op.SLTI -> x[rd(op)] = x[rs1(op)] < Op.imm(op) ? 1 : 0;
                                        case Op.SLTIU ->
                                                x[rd(op)] = below(x[rs1(op)], Op.imm(op)) ? 1 : 0;
                                        case Op.XORI -> x[rd(op)] = x[rs1(op)] ^ Op.imm(op);
                                        case Op.ORI -> x[rd(op)] = x[rs1(op)] | Op.imm(op);
                                        case Op.ANDI -> x[rd(op)] = x[rs1(op)] & Op.imm(op);
                                        case Op.SLLI -> x[rd(op)] = x[rs1(op)] << Op.imm(op);
                                        case Op.SRLI -> x[rd(op)] = x[rs1(op)] >>> Op.imm(op);
                                        case Op.SRAI -> x[rd(op)] = x[rs1(op)] >> Op.imm(op);
                                        case Op.ADD -> x[rd(op)] = x[rs1(op)] + x[rs2(op)];
                                        case Op.SUB -> x[rd(op)] = x[rs1(op)] - x[rs2(op)];
                                        case Op.SLL -> x[rd(op)] = x[rs1(op)] << x[rs2(op)];
                                        case Op.SLT -> x[rd(op)] = x[rs1(op)] < x[rs2(op)] ? 1 : 0;
                                        case Op.SLTU ->
                                                x[rd(op)] = below(x[rs1(op)], x[rs2(op)]) ? 1 : 0;
                                        case Op.XOR -> x[rd(op)] = x[rs1(op)] ^ x[rs2(op)];
                                        case Op.SRL -> x[rd(op)] = x[rs1(op)] >>> x[rs2(op)];
                                        case Op.SRA -> x[rd(op)] = x[rs1(op)] >> x[rs2(op)];
                                        case Op.OR -> x[rd(op)] = x[rs1(op)] | x[rs2(op)];
                                        case Op.AND -> x[rd(op)] = x[rs1(op)] & x[rs2(op)];
                                        case Op.MUL -> x[rd(op)] = x[rs1(op)] * x[rs2(op)];
                                        case Op.MULH -> x[rd(op)] = mulh(x[rs1(op)], x[rs2(op)]);
                                        case Op.MULHSU ->
                                                x[rd(op)] = mulhsu(x[rs1(op)], x[rs2(op)]);
                                        case Op.MULHU -> x[rd(op)] = mulhu(x[rs1(op)], x[rs2(op)]);
                                        case Op.DIV -> x[rd(op)] = div(x[rs1(op)], x[rs2(op)]);
                                        case Op.DIVU -> x[rd(op)] = divu(x[rs1(op)], x[rs2(op)]);
                                        case Op.REM -> x[rd(op)] = rem(x[rs1(op)], x[rs2(op)]);
                                        case Op.REMU -> x[rd(op)] = remu(x[rs1(op)], x[rs2(op)]);
                                        case Op.BEQ -> {
                                            if (x[rs1(op)] == x[rs2(op)]) {
                                                break taken;
                                            }
                                        }
                                        case Op.BNE -> {
                                            if (x[rs1(op)] != x[rs2(op)]) {
                                                break taken;
                                            }
                                        }
                                        case Op.BLT -> {
                                            if (x[rs1(op)] < x[rs2(op)]) {
                                                break taken;
                                            }
                                        }
                                        case Op.BGE -> {
                                            if (x[rs1(op)] >= x[rs2(op)]) {
                                                break taken;
                                            }
                                        }
                                        case Op.BLTU -> {
                                            if (below(x[rs1(op)], x[rs2(op)])) {
                                                break taken;
                                            }
                                        }
                                        case Op.BGEU -> {
                                            if (!below(x[rs1(op)], x[rs2(op)])) {
                                                break taken;
                                            }
                                        }
                                        case Op.LI | Op.SHORT -> {
                                            x[rd(op)] = Op.imm(op);
                                            break shortDone;
                                        }
                                        case Op.ADDI | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] + Op.imm(op);
                                            break shortDone;
                                        }
                                        case Op.ANDI | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] & Op.imm(op);
                                            break shortDone;
                                        }
                                        case Op.SLLI | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] << Op.imm(op);
                                            break shortDone;
                                        }
                                        case Op.SRLI | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] >>> Op.imm(op);
                                            break shortDone;
                                        }
                                        case Op.SRAI | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] >> Op.imm(op);
                                            break shortDone;
                                        }
                                        case Op.ADD | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] + x[rs2(op)];
                                            break shortDone;
                                        }
                                        case Op.SUB | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] - x[rs2(op)];
                                            break shortDone;
                                        }
                                        case Op.XOR | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] ^ x[rs2(op)];
                                            break shortDone;
                                        }
                                        case Op.OR | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] | x[rs2(op)];
                                            break shortDone;
                                        }
                                        case Op.AND | Op.SHORT -> {
                                            x[rd(op)] = x[rs1(op)] & x[rs2(op)];
                                            break shortDone;
                                        }
                                        case Op.BEQ | Op.SHORT -> {
                                            if (x[rs1(op)] == x[rs2(op)]) {
                                                break taken;
                                            }
                                            break shortDone;
                                        }
                                        case Op.BNE | Op.SHORT -> {
                                            if (x[rs1(op)] != x[rs2(op)]) {
                                                break taken;
                                            }
                                            break shortDone;
                                        }
                                        case Op.JAL -> {
                                            address = base + 2 * (i + Op.imm(op));
                                            break jump;
                                        }
                                        case Op.JALR -> {
                                            address = x[rs1(op)] + Op.imm(op) & ~1;
                                            break jump;
                                        }
                                        case Op.LW, Op.LW | Op.SHORT -> {
                                            address = x[rs1(op)] + Op.imm(op);
                                            int offset = address - loads.from;
                                            if (outside(offset, 2, loads.bytes)) {
                                                if (!recalls(loads, address, 3)) {
                                                    break slow;
                                                }
                                                offset = address - loads.from;
                                            }
                                            x[rd(op)] =
                                                    (int) INT.get(ram, offset + loads.ramOffset);
                                            if ((op & Op.SHORT) != 0) {
                                                break shortDone;
                                            }
                                        }
                                        case Op.SW, Op.SW | Op.SHORT -> {
                                            address = x[rs1(op)] + Op.imm(op);
                                            int offset = address - stores.from;
                                            if (outside(offset, 2, stores.bytes)) {
                                                if (!recalls(stores, address, 3)) {
                                                    break slow;
                                                }
                                                offset = address - stores.from;
                                            }
                                            offset += stores.ramOffset;
                                            if (open[offset >>> Ram.PAGE_SHIFT] == 0) {
                                                break slow;
                                            }
                                            INT.set(ram, offset, x[rs2(op)]);
                                            if ((op & Op.SHORT) != 0) {
                                                break shortDone;
                                            }
                                        }
                                        case Op.LB, Op.LBU, Op.LH, Op.LHU -> {
                                            address = x[rs1(op)] + Op.imm(op);
                                            AllowedRanges range = data.loads;
                                            int offset = address - range.from;
                                            if (outside(offset, (int) op >>> 1 & 1, range.bytes)) {
                                                if (!recalls(range, address, (int) op >>> 1 & 1)) {
                                                    break slow;
                                                }
                                                offset = address - range.from;
                                            }
                                            x[rd(op)] = narrow(op, ram, offset + range.ramOffset);
                                        }
                                        case Op.SB, Op.SH -> {
                                            address = x[rs1(op)] + Op.imm(op);
                                            AllowedRanges range = data.stores;
                                            int offset = address - range.from;
                                            if (outside(offset, (int) op & 1, range.bytes)) {
                                                if (!recalls(range, address, (int) op & 1)) {
                                                    break slow;
                                                }
                                                offset = address - range.from;
                                            }
                                            offset += range.ramOffset;
                                            if (open[offset >>> Ram.PAGE_SHIFT] == 0) {
                                                break slow;
                                            }
                                            if (((int) op & 1) == 0) {
                                                ram[offset] = (byte) x[rs2(op)];
                                            } else {
                                                SHORT.set(ram, offset, (short) x[rs2(op)]);
                                            }
                                        }
                                        default -> {
                                            break slow;
                                        }
                                    }
                                    break done;
                                }
                                op = slow(op, address, base, i, spent);
                                spent = 0;
                                most = budget();
                                if (op == Op.NONE) {
                                    if (((hart.pc ^ base) & PAGE_MASK) != 0 || most == 0 || plain) {
                                        continue outer;
                                    }
                                    i = hart.pc >>> 1 & PARCEL_MASK;
                                    op = ops[i];
                                }
                                continue page;
                            }
                            spent += cost(op);
                            i++;
                            op = ops[i];
                            continue page;
                        }
                        spent += cost(op);
                        i += 2;
                        op = ops[i];
                        continue page;
                    }
                    spent += ((long) Op.imm(op) & 0xff) << 32;
                    spent++;
                    i += Op.imm(op) >> 8;
                    if ((i & ~PARCEL_MASK) != 0) {
                        leave(base + 2 * i, spent);
                        continue outer;
                    }
                    op = ops[i];
                    continue page;
                }
                spent += cost(op);
                x[rd(op)] = (base | i << 1) + Op.bytes(op);
                if (((address ^ base) & PAGE_MASK) != 0) {
                    leave(address, spent);
                    continue outer;
                }
                i = address >>> 1 & PARCEL_MASK;
                op = ops[i];
            }
            if (spent != 0) {
                leave(base + 2 * i, spent);
            }
        }
    }

    /** Cycles that may pass before the loop must stop, in the upper half. */
    private long budget() {
        long left = hart.limit - hart.cycle;
        return left <= 0 ? 0 : left << 32;
    }

    /** What an instruction adds: its cycles above, itself below. */
    private static long cost(long op) {
        return (op >>> 57 << 32) + 1;
    }

    private void leave(int pc, long spent) {
        hart.pc = pc;
        hart.cycle += spent >>> 32;
        hart.instret += (int) spent;
    }

    /**
     * Whatever the loop's switch does not do by itself, at the hart's state brought up to date.
     *
     * @return an operation to do in place of this one, or {@link Op#NONE} when all is done
     */
    private long slow(long op, int address, int base, int i, long spent) {
        leave(base + 2 * i, spent);
        int operation = (int) op & 0xff & ~Op.SHORT;
        switch (operation) {
            case Op.NONE:
                return code.decode();
            case Op.CROSSING:
                return code.crossing();
            case Op.PAGE_END:
                return Op.NONE;
            case Op.WATCHED:
                return code.watched();
            case Op.ENTER:
                runTranslated();
                return Op.NONE;
            case Op.OTHER:
                others.execute(op);
                return Op.NONE;
            default:
                if (accessMemory(operation, op, address)) {
                    hart.pc += Op.bytes(op);
                    hart.cycle += Op.cycles(op);
                    hart.instret++;
                }
                return Op.NONE;
        }
    }

    /** Runs translated code from the hart's pc on, for as long as there is some. */
    private void runTranslated() {
        CodePage page = code.enter(hart.pc);
        while (hart.cycle < hart.limit) {
            int base = hart.pc & PAGE_MASK;
            long most = budget();
            long spent = 0;
            TranslatedPage.Entries entries = page.entries;
            int parcel = hart.pc >>> 1 & PARCEL_MASK;
            TranslatedCode translated = entries.code()[parcel];
            if (translated == null) {
                return;
            }
            do {
                spent =
                        translated.run(
                                hart,
                                hart.x,
                                hart.f,
                                ram,
                                open,
                                loads,
                                stores,
                                others.floats(),
                                spent,
                                most,
                                entries.number()[parcel]);
                if (((hart.pc ^ base) & PAGE_MASK) != 0) {
                    break;
                }
                parcel = hart.pc >>> 1 & PARCEL_MASK;
                translated = entries.code()[parcel];
            } while (spent >= 0 && spent < most && translated != null);
            boolean interprets = spent < 0;
            long done = interprets ? ~spent : spent;
            hart.cycle += done >>> 32;
            hart.instret += (int) done;
            if (interprets && !step(page)) {
                return;
            }
            page = code.enter(hart.pc);
        }
    }

    /**
     * Does the instruction at the hart's pc that translated code left to the interpreter.
     *
     * @return false if the interpreter's loop must do it, and whatever is left of the slice
     */
    private boolean step(CodePage page) {
        if (hart.cycle >= hart.limit) {
            return false;
        }
        long op = page.plain[hart.pc >>> 1 & PARCEL_MASK];
        if (op == Op.NONE) { // translated for another hart, and not executed by this one so far
            op = code.decode();
        }
        int operation = (int) op & 0xff & ~Op.SHORT;
        if (operation == Op.OTHER) {
            others.execute(op);
            return true;
        }
        if (operation >= Op.LH && operation <= Op.SW) {
            int address = hart.x[rs1(op)] + Op.imm(op);
            if (accessMemory(operation, op, address)) {
                hart.pc += Op.bytes(op);
                hart.cycle += Op.cycles(op);
                hart.instret++;
            }
            return true;
        }
        plain = true;
        return false;
    }

    /** A load or store that the fast path did not settle; false if it trapped. */
    private boolean accessMemory(int operation, long op, int address) {
        int value = hart.x[rs2(op)];
        switch (operation) {
            case Op.SB:
                return data.store(address, 1, value);
            case Op.SH:
                return data.store(address, 2, value);
            case Op.SW:
                return data.store(address, 4, value);
            default:
                break;
        }
        int bytes =
                switch (operation) {
                    case Op.LB, Op.LBU -> 1;
                    case Op.LH, Op.LHU -> 2;
                    default -> 4;
                };
        if (!data.load(address, bytes)) {
            return false;
        }
        hart.x[rd(op)] =
                switch (operation) {
                    case Op.LB -> (byte) data.value;
                    case Op.LH -> (short) data.value;
                    default -> (int) data.value;
                };
        return true;
    }

    private static int rd(long op) {
        return (int) (op >>> 8) & 63;
    }

    private static int rs1(long op) {
        return (int) (op >>> 14) & 31;
    }

    private static int rs2(long op) {
        return (int) (op >>> 19) & 31;
    }

    private static boolean below(int a, int b) {
        return Integer.compareUnsigned(a, b) < 0;
    }

    private static long unsigned(int value) {
        return value & 0xffff_ffffL;
    }

    /** Whether an aligned access goes to a remembered range, which is then the primary one. */
    private static boolean recalls(AllowedRanges ranges, int address, int lowBits) {
        return (address & lowBits) == 0 && ranges.recall(address);
    }

    /** Misaligned or not in the range: the rotation makes a misaligned offset a huge one. */
    private static boolean outside(int offset, int shift, int bytes) {
        return Integer.compareUnsigned(Integer.rotateRight(offset, shift), bytes >>> shift) >= 0;
    }

    private static int narrow(long op, byte[] ram, int offset) {
        return switch ((int) op & 0xff) {
            case Op.LB -> ram[offset];
            case Op.LBU -> ram[offset] & 0xff;
            case Op.LH -> (short) SHORT.get(ram, offset);
            default -> (short) SHORT.get(ram, offset) & 0xffff;
        };
    }

    static int mulh(int a, int b) {
        return (int) ((long) a * b >> 32);
    }

    static int mulhsu(int a, int b) {
        return (int) (a * unsigned(b) >> 32);
    }

    static int mulhu(int a, int b) {
        return (int) (unsigned(a) * unsigned(b) >>> 32);
    }

    static int div(int a, int b) {
        return b == 0 ? -1 : a / b;
    }

    static int divu(int a, int b) {
        return b == 0 ? -1 : Integer.divideUnsigned(a, b);
    }

    static int rem(int a, int b) {
        return b == 0 ? a : a % b;
    }

    static int remu(int a, int b) {
        return b == 0 ? a : Integer.remainderUnsigned(a, b);
    }
}
