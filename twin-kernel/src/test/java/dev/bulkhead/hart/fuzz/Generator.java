package dev.bulkhead.hart.fuzz;

import dev.bulkhead.hart.Csr;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes random programs. What they never do is what {@code KnownDifferencesTest} tells, and what
 * the hart's time decides: counters, {@code time}, WFI and interrupts.
 */
final class Generator {
    /** Programs have at most as many instructions as the log has entries. */
    private static final int MOST_UNITS = 200;

    private static final int MOST_INSTRUCTIONS = Page.LOG_ENTRIES - 1;

    private static final int[] FAULTING_PAGES = {
        0x0050_0000,
        0xc000_0000,
        Image.LOCKED_NONE,
        Image.LOCKED_READ,
        Image.USER_NONE,
        Image.USER_READ,
        Image.USER_EXECUTE
    };

    /** From these no mode may fetch. */
    private static final int[] UNFETCHABLE_PAGES = {
        0x0050_0000, 0xc000_0000, Image.LOCKED_NONE, Image.LOCKED_READ
    };

    private static final int[] FREE_CSRS = {
        Csr.FFLAGS, Csr.FRM, Csr.FCSR, Csr.MSCRATCH, Csr.MCAUSE, Csr.MTVAL, Csr.MISA
    };

    private static final int[] READ_CSRS = {
        Csr.MISA,
        Csr.MHARTID,
        Csr.MVENDORID,
        Csr.MTVEC,
        Csr.MIE,
        Csr.MIP,
        Csr.MSTATUSH,
        Csr.MCOUNTEREN,
        Csr.MCONFIGPTR,
        Csr.PMPCFG0,
        Csr.PMPCFG0 + 1,
        Csr.PMPCFG0 + 3,
        Csr.PMPADDR0,
        Csr.PMPADDR0 + 4,
        Csr.PMPADDR0 + 9,
        Csr.PMPADDR0 + 15
    };

    /** On neither machine. */
    private static final int[] ABSENT_CSRS = {
        0x000, 0x004, 0x010, 0x100, 0x104, 0x105, 0x140, 0x141, 0x142, 0x143, 0x180, 0x200, 0x400,
        0x5a8, 0x600, 0x680, 0x7b0, 0x7c0, 0x800, 0x9ff, 0xbff, 0xdff, 0xe00, 0xf10, 0xfff
    };

    /** Opcodes that stand for no instruction here. */
    private static final int[] ABSENT_OPCODES = {
        0x0b, 0x1b, 0x1f, 0x2b, 0x3b, 0x3f, 0x57, 0x5b, 0x5f, 0x6b, 0x77, 0x7b, 0x7f
    };

    private final Random random;
    private final int base;
    private final FloatUnits floats;

    private Generator(Random random) {
        this.random = random;
        // compressed loads and stores need x8 to x15, those relative to the stack pointer x2
        base =
                switch (random.nextInt(3)) {
                    case 0 -> 2;
                    case 1 -> 8 + random.nextInt(8);
                    default -> 1 + random.nextInt(31);
                };
        floats = new FloatUnits(random, base);
    }

    /** The program that a seed stands for. */
    static Program program(long seed) {
        Generator generator = new Generator(new Random(seed));
        List<Unit> units = new ArrayList<>();
        int instructions = 0;
        while (units.size() < MOST_UNITS) {
            Unit unit = generator.unit();
            instructions += (unit.bytes() + 1) / 2;
            if (instructions > 2 * MOST_INSTRUCTIONS) {
                break;
            }
            units.add(unit);
        }
        return new Program(generator.base, units);
    }

    private Unit unit() {
        int choice = random.nextInt(1000);
        if (choice < 330) {
            return choice < 200 ? integer() : compressed();
        }
        if (choice < 470) {
            return choice < 420 ? memory() : compressedMemory();
        }
        if (choice < 730) {
            return floats.unit();
        }
        if (choice < 830) {
            return jump();
        }
        if (choice < 880) {
            return choice < 860 ? amo() : reserved();
        }
        if (choice < 940) {
            return csr();
        }
        return switch (choice % 20) {
            case 0, 1, 2, 3 -> raw();
            case 4, 5 -> Unit.word("ecall", Rv.ECALL);
            case 6 ->
                    random.nextBoolean()
                            ? Unit.word("ebreak", Rv.EBREAK)
                            : Unit.half("c.ebreak", 0x9002);
            case 7, 8, 9, 10 -> mstatus();
            case 11 -> mret();
            case 12, 13, 14, 15 -> faultingAccess();
            case 16 -> faultingFetch();
            case 17 -> mtvec();
            case 18 -> Unit.word("fence", random.nextInt() & 0xffff_8f80 | 0x0f);
            default -> choice % 40 == 19 ? selfModification() : Unit.word("fence.i", Rv.FENCE_I);
        };
    }

    private int register() {
        return random.nextInt(32);
    }

    /** A register that may be written. */
    private int target() {
        int register = random.nextInt(32);
        return register == base ? 0 : register;
    }

    /** A register that keeps what is written to it. */
    private int temporary() {
        while (true) {
            int register = target();
            if (register != 0) {
                return register;
            }
        }
    }

    private int otherTemporary(int than) {
        while (true) {
            int register = temporary();
            if (register != than) {
                return register;
            }
        }
    }

    private Unit integer() {
        int kind = random.nextInt(20);
        if (kind < 8) {
            int funct7 = random.nextInt(3) == 0 ? 1 : random.nextBoolean() ? 0 : 0x20;
            int funct3 = funct7 == 0x20 ? random.nextInt(2) * 5 : random.nextInt(8);
            return Unit.word("op", Rv.r(Rv.OP, funct3, funct7, target(), register(), register()));
        }
        if (kind < 16) {
            int funct3 = random.nextInt(8);
            int imm = random.nextInt(4096);
            if ((funct3 & 3) == 1) {
                imm = imm & 31 | (funct3 == 5 ? imm & 0x400 : 0);
            }
            return Unit.word("op-imm", Rv.i(Rv.OP_IMM, funct3, target(), register(), imm));
        }
        int opcode = kind < 18 ? Rv.LUI : Rv.AUIPC;
        return Unit.word("upper", Rv.u(opcode, target(), random.nextInt()));
    }

    /** A 16-bit instruction that neither jumps nor reads or writes memory, or an illegal one. */
    private Unit compressed() {
        while (true) {
            int c = random.nextInt(1 << 16);
            int quadrant = c & 3;
            int funct3 = c >>> 13;
            int rd = c >>> 7 & 31;
            int rs2 = c >>> 2 & 31;
            int written =
                    switch (quadrant << 3 | funct3) {
                        case 0 -> 8 + (c >>> 2 & 7);
                        case 4 -> 0;
                        case 8, 10, 11 -> rd;
                        case 12 -> 8 + (c >>> 7 & 7);
                        case 16 -> rd;
                        // moves and adds, but no jumps
                        case 20 -> rs2 != 0 || rd == 0 && c >>> 12 == 8 ? rd : base;
                        default -> base;
                    };
            if (written != base) {
                return Unit.half("compressed", c);
            }
        }
    }

    private Unit memory() {
        int bytes = 1 << random.nextInt(4);
        boolean store = random.nextBoolean();
        boolean floating = bytes == 8 || bytes == 4 && random.nextInt(3) == 0;
        int width = bytes == 8 ? 3 : bytes == 4 ? 2 : bytes == 2 ? 1 : 0;
        int offset = random.nextInt(Page.SCRATCH_BYTES - bytes + 1);
        if (random.nextInt(3) != 0) {
            offset &= -bytes;
        }
        int funct3 = !store && bytes <= 2 && random.nextBoolean() ? width | 4 : width;
        if (random.nextInt(4) != 0) {
            return Unit.word("memory", access(store, floating, funct3, base, offset));
        }
        int pointer = temporary();
        int imm = random.nextInt(1024) - 512;
        return Unit.words(
                "memory by pointer",
                Rv.i(Rv.OP_IMM, 0, pointer, base, offset - imm),
                access(store, floating, funct3, pointer, imm));
    }

    private int access(boolean store, boolean floating, int funct3, int address, int offset) {
        if (store) {
            return Rv.s(floating ? Rv.STORE_FP : Rv.STORE, funct3, address, register(), offset);
        }
        return floating
                ? Rv.i(Rv.LOAD_FP, funct3, register(), address, offset)
                : Rv.i(Rv.LOAD, funct3, target(), address, offset);
    }

    /** A 16-bit load or store relative to the base register, if it can be named there. */
    private Unit compressedMemory() {
        boolean byStack = base == 2;
        if (!byStack && (base < 8 || base > 15)) {
            return memory();
        }
        while (true) {
            int c = random.nextInt(1 << 16) & 0xfffc;
            int funct3 = c >>> 13;
            if ((funct3 & 3) == 0) {
                continue;
            }
            boolean integerLoad = funct3 == 2;
            if (byStack) {
                int rd = c >>> 7 & 31;
                if (!integerLoad || rd != base) {
                    return Unit.half("compressed memory by sp", c | 2);
                }
            } else if (!integerLoad || 8 + (c >>> 2 & 7) != base) {
                return Unit.half("compressed memory", c & ~(7 << 7) | base - 8 << 7);
            }
        }
    }

    private Unit amo() {
        int pointer = temporary();
        int[] operations = {0, 1, 4, 8, 12, 16, 20, 24, 28};
        int funct5 = operations[random.nextInt(operations.length)];
        int offset = random.nextInt(Page.SCRATCH_BYTES / 4) * 4;
        int order = random.nextInt(4);
        return Unit.words(
                "amo",
                Rv.i(Rv.OP_IMM, 0, pointer, base, offset),
                Rv.r(Rv.AMO, 2, funct5 << 2 | order, target(), pointer, register()));
    }

    /** LR and SC; sometimes SC goes elsewhere or comes twice. */
    private Unit reserved() {
        int pointer = temporary();
        int loaded = otherTemporary(pointer);
        int done = otherTemporary(pointer);
        int offset = random.nextInt(Page.SCRATCH_BYTES / 4 - 1) * 4;
        int move = random.nextInt(4) == 0 ? 4 : 0;
        int order = random.nextInt(4);
        int conditional = Rv.r(Rv.AMO, 2, 3 << 2 | order, done, pointer, register());
        return Unit.words(
                "lr/sc",
                Rv.i(Rv.OP_IMM, 0, pointer, base, offset),
                Rv.r(Rv.AMO, 2, 2 << 2 | order, loaded, pointer, 0),
                Rv.i(Rv.OP_IMM, 0, pointer, pointer, move),
                conditional,
                random.nextBoolean() ? conditional : Rv.i(Rv.OP_IMM, 0, 0, 0, 0));
    }

    private Unit jump() {
        int skip = random.nextInt(4);
        int rs1 = register();
        int rs2 = random.nextInt(4) == 0 ? rs1 : register();
        int short1 = 8 + random.nextInt(8);
        int[] conditions = {0, 1, 4, 5, 6, 7};
        int condition = conditions[random.nextInt(conditions.length)];
        int link = target();
        int pointer = temporary();
        int odd = random.nextInt(2);
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5, 6 ->
                    new Unit(
                            "branch",
                            4,
                            skip,
                            (into, _, offset) -> into.word(Rv.branch(condition, rs1, rs2, offset)));
            case 7, 8, 9, 10 ->
                    new Unit(
                            "compressed branch",
                            2,
                            skip,
                            (into, _, offset) -> into.half(Rv.cb(6 + (odd & 1), short1, offset)));
            case 11 ->
                    new Unit("jal", 4, skip, (into, _, offset) -> into.word(Rv.jal(link, offset)));
            case 12 -> new Unit("c.j", 2, skip, (into, _, offset) -> into.half(Rv.cj(5, offset)));
            case 13 ->
                    base == 1
                            ? jump()
                            : new Unit(
                                    "c.jal",
                                    2,
                                    skip,
                                    (into, _, offset) -> into.half(Rv.cj(1, offset)));
            case 14 ->
                    new Unit(
                            "jalr",
                            8,
                            skip,
                            (into, _, offset) -> {
                                into.word(Rv.u(Rv.AUIPC, pointer, 0));
                                into.word(Rv.i(Rv.JALR, 0, link, pointer, offset + odd));
                            });
            default ->
                    odd == 0 || base == 1
                            ? compressedJumpByRegister("c.jr", 0x8002, pointer, skip)
                            : compressedJumpByRegister("c.jalr", 0x9002, pointer, skip);
        };
    }

    private static Unit compressedJumpByRegister(String name, int bits, int pointer, int skip) {
        return new Unit(
                name,
                10,
                skip,
                (into, _, offset) -> {
                    into.word(Rv.u(Rv.AUIPC, pointer, 0));
                    into.word(Rv.i(Rv.OP_IMM, 0, pointer, pointer, offset));
                    into.half(bits | pointer << 7);
                });
    }

    private Unit csr() {
        int rd = target();
        switch (random.nextInt(9)) {
            case 8 -> {
                int even = temporary();
                int funct3 = 1 + random.nextInt(3);
                return Unit.words(
                        "mepc",
                        Rv.i(Rv.OP_IMM, 7, even, register(), -2),
                        Rv.i(Rv.SYSTEM, funct3, rd, even, Csr.MEPC));
            }
            case 0 -> {
                int number = READ_CSRS[random.nextInt(READ_CSRS.length)];
                return Unit.word("csr read", Rv.i(Rv.SYSTEM, 2, rd, 0, number));
            }
            case 1 -> {
                int number = ABSENT_CSRS[random.nextInt(ABSENT_CSRS.length)];
                int funct3 = 1 + random.nextInt(3);
                return Unit.word("csr absent", Rv.i(Rv.SYSTEM, funct3, rd, register(), number));
            }
            case 2 -> {
                int number = random.nextBoolean() ? Csr.MHARTID : Csr.CYCLE;
                int funct3 = random.nextBoolean() ? 1 : 5 + random.nextInt(3);
                return Unit.word(
                        "csr read-only",
                        Rv.i(Rv.SYSTEM, funct3, rd, 1 + random.nextInt(31), number));
            }
            case 3 -> {
                int bits = random.nextBoolean() ? 8 : 0;
                int number = random.nextBoolean() ? Csr.MIE : Csr.MCOUNTEREN;
                int operand = number == Csr.MIE ? bits : random.nextInt(8);
                return Unit.word(
                        "csr mask", Rv.i(Rv.SYSTEM, 5 + random.nextInt(3), rd, operand, number));
            }
            case 4 -> {
                // only whether it traps: the value is thrown away
                int number = random.nextBoolean() ? Csr.CYCLE : Csr.INSTRET;
                return Unit.word("csr counter", Rv.i(Rv.SYSTEM, 2, 0, 0, number));
            }
            default -> {
                int number = FREE_CSRS[random.nextInt(FREE_CSRS.length)];
                int funct3 = 1 + random.nextInt(3) + 4 * random.nextInt(2);
                return Unit.word("csr", Rv.i(Rv.SYSTEM, funct3, rd, register(), number));
            }
        }
    }

    /** Writes {@code mtvec}, reads it back, and sets it to the handler again. */
    private Unit mtvec() {
        int read = temporary();
        int saved = otherTemporary(read);
        int value = register();
        return Unit.words(
                "mtvec",
                Rv.i(Rv.LOAD, 2, saved, base, Page.HANDLER),
                Rv.i(Rv.SYSTEM, 1 + random.nextInt(3), 0, value, Csr.MTVEC),
                Rv.i(Rv.SYSTEM, 1, read, saved, Csr.MTVEC));
    }

    /** Changes a few fields of {@code mstatus}, to legal values, or shows them all but FS. */
    private Unit mstatus() {
        int mask = temporary();
        int value = otherTemporary(mask);
        return switch (random.nextInt(10)) {
            case 0, 1 ->
                    Unit.words(
                            "read mstatus",
                            Rv.u(Rv.LUI, mask, 0x8000_6000),
                            Rv.i(Rv.OP_IMM, 4, mask, mask, -1),
                            Rv.i(Rv.SYSTEM, 2, value, 0, Csr.MSTATUS),
                            Rv.r(Rv.OP, 7, 0, value, value, mask));
            case 2, 3, 4, 5 ->
                    Unit.words(
                            "float on",
                            Rv.u(Rv.LUI, mask, 0x2000 << random.nextInt(2)),
                            Rv.i(Rv.SYSTEM, 2, 0, mask, Csr.MSTATUS));
            case 6 ->
                    Unit.words(
                            "float off",
                            Rv.u(Rv.LUI, mask, 0x6000),
                            Rv.i(Rv.SYSTEM, 3, 0, mask, Csr.MSTATUS));
            default -> {
                int[] fields = {1 << 3, 1 << 7, 1 << 17, 1 << 21, 3 << 11, 1 << 17 | 3 << 11};
                int field = fields[random.nextInt(fields.length)];
                yield Unit.words(
                        "write mstatus",
                        Rv.u(Rv.LUI, mask, Rv.high(field)),
                        Rv.i(Rv.OP_IMM, 0, mask, mask, Rv.low(field)),
                        Rv.i(Rv.SYSTEM, 2 + random.nextInt(2), 0, mask, Csr.MSTATUS));
            }
        };
    }

    /** Returns to the next unit in either mode; in user mode its parts are illegal. */
    private Unit mret() {
        int pointer = temporary();
        int mask = otherTemporary(pointer);
        boolean toUser = random.nextBoolean();
        return Unit.words(
                "mret",
                Rv.u(Rv.LUI, mask, 0x2_0000),
                Rv.i(Rv.SYSTEM, 3, 0, mask, Csr.MSTATUS),
                Rv.u(Rv.LUI, mask, 0x2000),
                Rv.i(Rv.OP_IMM, 0, mask, mask, -0x800),
                Rv.u(Rv.AUIPC, pointer, 0),
                Rv.i(Rv.OP_IMM, 0, pointer, pointer, 20),
                Rv.i(Rv.SYSTEM, toUser ? 3 : 2, 0, mask, Csr.MSTATUS),
                Rv.i(Rv.SYSTEM, 1, 0, pointer, Csr.MEPC),
                Rv.MRET);
    }

    /** An access to where nothing is, or to a page that not everyone may use. */
    private Unit faultingAccess() {
        int pointer = temporary();
        int page = FAULTING_PAGES[random.nextInt(FAULTING_PAGES.length)];
        int width = random.nextInt(4);
        int offset = random.nextInt(0x7f8 / 4) * 4;
        if (isRam(page) && random.nextInt(4) == 0) {
            boolean readable = page == Image.LOCKED_READ || page == Image.USER_READ;
            int[] operations = {0, 1, 2, 4, 8, 28};
            int funct5 = readable ? operations[random.nextInt(operations.length)] : 2;
            int rs2 = funct5 == 2 ? 0 : register();
            return Unit.words(
                    "faulting amo",
                    Rv.u(Rv.LUI, pointer, page),
                    Rv.r(Rv.AMO, 2, funct5 << 2, target(), pointer, rs2),
                    // a reservation must not outlive the unit
                    Rv.r(Rv.AMO, 2, 2 << 2, 0, base, 0),
                    Rv.r(Rv.AMO, 2, 3 << 2, 0, base, 0));
        }
        boolean store = random.nextBoolean();
        offset = isRam(page) ? offset + random.nextInt(4) : offset & -1 << width;
        return Unit.words(
                "faulting access",
                Rv.u(Rv.LUI, pointer, page),
                access(store, width == 3, width, pointer, offset));
    }

    private static boolean isRam(int page) {
        return page - Image.RAM >= 0 && page - Image.RAM < Image.RAM_BYTES;
    }

    private Unit faultingFetch() {
        int resume = temporary();
        int pointer = otherTemporary(resume);
        int page = UNFETCHABLE_PAGES[random.nextInt(UNFETCHABLE_PAGES.length)];
        return Unit.words(
                "faulting fetch",
                Rv.u(Rv.AUIPC, resume, 0),
                Rv.i(Rv.OP_IMM, 0, resume, resume, 20),
                Rv.s(Rv.STORE, 2, base, resume, Page.RESUME),
                Rv.u(Rv.LUI, pointer, page),
                Rv.i(Rv.JALR, 0, target(), pointer, random.nextInt(0x7f8)));
    }

    /** Overwrites the instruction after it, which is another one the next time. */
    private Unit selfModification() {
        int instruction = temporary();
        int pointer = otherTemporary(instruction);
        int word = Rv.i(Rv.OP_IMM, 0, temporary(), register(), random.nextInt(4096));
        return Unit.words(
                "self-modification",
                Rv.u(Rv.LUI, instruction, Rv.high(word)),
                Rv.i(Rv.OP_IMM, 0, instruction, instruction, Rv.low(word)),
                Rv.u(Rv.AUIPC, pointer, 0),
                Rv.s(Rv.STORE, 2, pointer, instruction, 12),
                Rv.FENCE_I,
                Rv.i(Rv.OP_IMM, 0, 0, 0, 0));
    }

    /** Random bits where they cannot jump or touch memory: mostly illegal. */
    private Unit raw() {
        int bits = random.nextInt() & ~(31 << 7) | target() << 7;
        int opcode;
        int funct3 = bits >>> 12 & 7;
        switch (random.nextInt(16)) {
            case 0 -> {
                opcode = Rv.LOAD;
                funct3 = random.nextBoolean() ? 3 : 6 + random.nextInt(2);
            }
            case 1 -> {
                opcode = Rv.STORE;
                funct3 = 3 + random.nextInt(5);
            }
            case 2 -> {
                opcode = random.nextBoolean() ? Rv.LOAD_FP : Rv.STORE_FP;
                funct3 = random.nextBoolean() ? random.nextInt(2) : 4 + random.nextInt(4);
            }
            case 3 -> {
                opcode = Rv.AMO;
                funct3 = random.nextBoolean() ? random.nextInt(2) : 3 + random.nextInt(5);
            }
            case 4 -> {
                opcode = Rv.BRANCH;
                funct3 = 2 + random.nextInt(2);
            }
            case 5 -> {
                opcode = Rv.JALR;
                funct3 = 1 + random.nextInt(7);
            }
            case 6 -> {
                opcode = Rv.SYSTEM;
                funct3 = 4;
            }
            case 7 -> {
                opcode = 0x0f;
                funct3 = 2 + random.nextInt(6);
            }
            case 8, 9 -> opcode = Rv.OP;
            case 10, 11 -> opcode = Rv.OP_IMM;
            case 12, 13 -> opcode = Rv.OP_FP;
            default -> opcode = ABSENT_OPCODES[random.nextInt(ABSENT_OPCODES.length)];
        }
        return Unit.word("raw", bits & ~0x707f | funct3 << 12 | opcode);
    }
}
