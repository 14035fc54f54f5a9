package dev.bulkhead.hart;

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
    private final int ramBase;
    private final int takenExtra;

    Interpreter(Hart hart) {
        this.hart = hart;
        code = new CodeCache(hart);
        data = hart.data;
        others = new OtherInstructions(hart);
        ram = hart.port.ram().bytes();
        open = hart.port.ram().openPages();
        ramBase = hart.port.ram().base();
        takenExtra =
                hart.costs.of(CostClass.BRANCH_TAKEN) - hart.costs.of(CostClass.BRANCH_NOT_TAKEN);
    }

    @Override
    public void permissionsChanged() {
        code.permissionsChanged();
    }

    @Override
    public void modeChanged() {
        code.modeChanged();
    }

    @Override
    public void execute() {
        Hart hart = this.hart;
        // made here, so that the compiler knows its length and drops the bounds checks
        int[] x = new int[64];
        System.arraycopy(hart.x, 0, x, 0, 64);
        hart.x = x;
        byte[] ram = this.ram;
        long cycle = hart.cycle;
        long instret = hart.instret;
        long limit = hart.limit;
        outer:
        while (cycle < limit) {
            int entry = hart.pc;
            long[] ops = code.enter(entry);
            int base = entry & PAGE_MASK;
            int i = entry >>> 1 & PARCEL_MASK;
            page:
            while (cycle < limit) {
                long op = ops[i];
                int address = 0;
                done: {
                    shortDone: {
                    taken: {
                        access:
                        while (true) {
                            switch ((int) op & 0xff) {
                                case Op.NOP -> {}
                                case Op.LI -> x[rd(op)] = Op.imm(op);
                                case Op.ADDI -> x[rd(op)] = x[rs1(op)] + Op.imm(op);
                                case Op.SLTI -> x[rd(op)] = x[rs1(op)] < Op.imm(op) ? 1 : 0;
                                case Op.SLTIU -> x[rd(op)] = below(x[rs1(op)], Op.imm(op)) ? 1 : 0;
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
                                case Op.SLTU -> x[rd(op)] = below(x[rs1(op)], x[rs2(op)]) ? 1 : 0;
                                case Op.XOR -> x[rd(op)] = x[rs1(op)] ^ x[rs2(op)];
                                case Op.SRL -> x[rd(op)] = x[rs1(op)] >>> x[rs2(op)];
                                case Op.SRA -> x[rd(op)] = x[rs1(op)] >> x[rs2(op)];
                                case Op.OR -> x[rd(op)] = x[rs1(op)] | x[rs2(op)];
                                case Op.AND -> x[rd(op)] = x[rs1(op)] & x[rs2(op)];
                                case Op.MUL -> x[rd(op)] = x[rs1(op)] * x[rs2(op)];
                                case Op.MULH ->
                                        x[rd(op)] =
                                                (int) ((long) x[rs1(op)] * x[rs2(op)] >> 32);
                                case Op.MULHSU ->
                                        x[rd(op)] =
                                                (int) (x[rs1(op)] * unsigned(x[rs2(op)]) >> 32);
                                case Op.MULHU ->
                                        x[rd(op)] =
                                                (int)
                                                        (unsigned(x[rs1(op)])
                                                                        * unsigned(x[rs2(op)])
                                                                >>> 32);
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
                                case Op.JAL -> {
                                    x[rd(op)] = base + 2 * i + Op.bytes(op);
                                    i += Op.imm(op);
                                    instret++;
                                    cycle += Op.cycles(op);
                                    if ((i & ~PARCEL_MASK) != 0) {
                                        hart.pc = base + 2 * i;
                                        continue outer;
                                    }
                                    continue page;
                                }
                                case Op.JALR -> {
                                    int target = x[rs1(op)] + Op.imm(op) & ~1;
                                    x[rd(op)] = base + 2 * i + Op.bytes(op);
                                    instret++;
                                    cycle += Op.cycles(op);
                                    if (((target ^ base) & PAGE_MASK) != 0) {
                                        hart.pc = target;
                                        continue outer;
                                    }
                                    i = target >>> 1 & PARCEL_MASK;
                                    continue page;
                                }
                                case Op.LW -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!inRange(address, 2, data.loads)) {
                                        break access;
                                    }
                                    x[rd(op)] = (int) INT.get(ram, address - ramBase);
                                }
                                case Op.LB -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!inRange(address, 0, data.loads)) {
                                        break access;
                                    }
                                    x[rd(op)] = ram[address - ramBase];
                                }
                                case Op.LBU -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!inRange(address, 0, data.loads)) {
                                        break access;
                                    }
                                    x[rd(op)] = ram[address - ramBase] & 0xff;
                                }
                                case Op.LH -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!inRange(address, 1, data.loads)) {
                                        break access;
                                    }
                                    x[rd(op)] = (short) SHORT.get(ram, address - ramBase);
                                }
                                case Op.LHU -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!inRange(address, 1, data.loads)) {
                                        break access;
                                    }
                                    x[rd(op)] =
                                            (short) SHORT.get(ram, address - ramBase) & 0xffff;
                                }
                                case Op.SW -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!storable(address, 2)) {
                                        break access;
                                    }
                                    INT.set(ram, address - ramBase, x[rs2(op)]);
                                }
                                case Op.SH -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!storable(address, 1)) {
                                        break access;
                                    }
                                    SHORT.set(ram, address - ramBase, (short) x[rs2(op)]);
                                }
                                case Op.SB -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!storable(address, 0)) {
                                        break access;
                                    }
                                    ram[address - ramBase] = (byte) x[rs2(op)];
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
                                case Op.LW | Op.SHORT -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!inRange(address, 2, data.loads)) {
                                        break access;
                                    }
                                    x[rd(op)] = (int) INT.get(ram, address - ramBase);
                                    break shortDone;
                                }
                                case Op.SW | Op.SHORT -> {
                                    address = x[rs1(op)] + Op.imm(op);
                                    if (!storable(address, 2)) {
                                        break access;
                                    }
                                    INT.set(ram, address - ramBase, x[rs2(op)]);
                                    break shortDone;
                                }
                                case Op.PAGE_END -> {
                                    hart.pc = base + 2 * i;
                                    continue outer;
                                }
                                default -> {
                                    hart.pc = base + 2 * i;
                                    hart.cycle = cycle;
                                    hart.instret = instret;
                                    int operation = (int) op & 0xff;
                                    if (operation == Op.OTHER) {
                                        others.execute(op);
                                    } else {
                                        op =
                                                operation == Op.NONE
                                                        ? code.decode(ops)
                                                        : code.crossing(ops);
                                        if (op != Op.NONE) {
                                            continue access;
                                        }
                                    }
                                    cycle = hart.cycle;
                                    instret = hart.instret;
                                    limit = hart.limit;
                                    if (((hart.pc ^ base) & PAGE_MASK) != 0) {
                                        continue outer;
                                    }
                                    i = hart.pc >>> 1 & PARCEL_MASK;
                                    continue page;
                                }
                            }
                            break done;
                        }
                        hart.pc = base + 2 * i;
                        hart.cycle = cycle;
                        hart.instret = instret;
                        boolean completed = accessMemory(op, address, x);
                        cycle = hart.cycle;
                        limit = hart.limit;
                        if (!completed) {
                            continue outer;
                        }
                        if (Op.bytes(op) == 2) {
                            break shortDone;
                        }
                        break done;
                    }
                    instret++;
                    cycle += Op.cycles(op) + takenExtra;
                    i += Op.imm(op);
                    if ((i & ~PARCEL_MASK) != 0) {
                        hart.pc = base + 2 * i;
                        continue outer;
                    }
                    continue page;
                    }
                    instret++;
                    cycle += Op.cycles(op);
                    i++;
                    continue page;
                }
                instret++;
                cycle += Op.cycles(op);
                i += 2;
            }
            hart.pc = base + 2 * i;
        }
        hart.cycle = cycle;
        hart.instret = instret;
    }

    /** A load or store that the fast path did not settle; false if it trapped. */
    private boolean accessMemory(long op, int address, int[] x) {
        int operation = (int) op & Op.SHORT - 1;
        int value = x[rs2(op)];
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
        x[rd(op)] =
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

    /** Aligned and inside: the rotation makes a misaligned offset a huge one. */
    private static boolean inRange(int address, int shift, AllowedRanges ranges) {
        return below(Integer.rotateRight(address - ranges.from, shift), ranges.bytes >>> shift);
    }

    private boolean storable(int address, int shift) {
        return inRange(address, shift, data.stores) && open[address - ramBase >>> 12] != 0;
    }

    private static int div(int a, int b) {
        return b == 0 ? -1 : a / b;
    }

    private static int divu(int a, int b) {
        return b == 0 ? -1 : Integer.divideUnsigned(a, b);
    }

    private static int rem(int a, int b) {
        return b == 0 ? a : a % b;
    }

    private static int remu(int a, int b) {
        return b == 0 ? a : Integer.remainderUnsigned(a, b);
    }
}
