package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.*;

import dev.bulkhead.testing.Asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A random program in user mode that is nothing but loops, so that it gets translated: arithmetic,
 * loads and stores of all sizes, also misaligned and where PMP forbids them, calls, floating point,
 * atomics, reads of the cycle counter, stores into its own code, and system calls whose handler
 * takes and gives the right to store to a page.
 */
final class RandomLoops {
    private static final int FREE = Bench.DATA;
    private static final int GUARDED = Bench.BASE + 0x6000;
    private static final int GUARD = 0x18; // NAPOT, no rights
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int RDCYCLE = 0xC00;
    private static final int[] VALUES = {A0, A1, A2, A3, A4, A5, T0, T1, T2};
    private static final int[] FUNCTIONS = {
        0x00, 0x04, 0x08, 0x0c, 0x10, 0x50, 0x01, 0x05, 0x14, 0x60, 0x68, 0x70, 0x78, 0x2c
    };

    private final long seed;
    private Random random;
    private final List<Integer> heads = new ArrayList<>();
    private int labels;

    RandomLoops(long seed) {
        this.seed = seed;
    }

    /** Where its loops begin. */
    IntStream heads() {
        return heads.stream().mapToInt(Integer::intValue);
    }

    /** Sets up what the program expects. */
    void prepare(Bench bench) {
        // the handler: x31 and x30 are its own, x29 sums up the causes
        Asm handler = new Asm(Bench.HANDLER);
        handler.csrr(30, Csr.MCAUSE).add(29, 29, 30).addi(30, 30, -Cause.ECALL_FROM_USER);
        handler.bne(30, ZERO, "skip").li(30, WRITE);
        handler.csrr(31, Csr.PMPCFG0).xor(31, 31, 30).csrw(Csr.PMPCFG0, 31);
        handler.label("skip").csrr(30, Csr.MEPC).addi(30, 30, 4).csrw(Csr.MEPC, 30).mret();
        bench.ram.store(Bench.HANDLER, handler.bytes());
        bench.open().user();
        bench.hart.setCsr(Csr.PMPADDR0, GUARDED >>> 2 | 0x1ff);
        bench.hart.setCsr(Csr.PMPCFG0, GUARD | READ);
        bench.hart.setCsr(Csr.MSTATUS, 0x6000);
        bench.hart.setCsr(Csr.MCOUNTEREN, 7);
        Random values = new Random(~seed);
        for (int register : VALUES) {
            bench.hart.setX(register, values.nextInt());
        }
        for (int i = 0; i < 32; i++) {
            bench.hart.setF(i, 0xffff_ffff_0000_0000L | values.nextInt());
        }
    }

    /** Writes it, each time the same. */
    void write(Asm asm) {
        random = new Random(seed);
        labels = 0;
        heads.clear();
        asm.li(S0, FREE + 0x100).li(S1, GUARDED + 0x100).j("main");
        List<String> functions = List.of("first", "second");
        for (String name : functions) {
            asm.label(name);
            units(asm, 1 + random.nextInt(5), List.of());
            asm.ret();
        }
        asm.label("main").li(SP, 40);
        heads.add(asm.here());
        asm.label("outer");
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            String head = label();
            asm.li(TP, 1 + random.nextInt(60));
            heads.add(asm.here());
            asm.label(head);
            units(asm, 1 + random.nextInt(12), functions);
            asm.addi(TP, TP, -1).bne(TP, ZERO, head);
        }
        rewrite(asm);
        asm.addi(SP, SP, -1).bne(SP, ZERO, "outer");
    }

    /** Changes an instruction of the program now and then; it stands right behind. */
    private void rewrite(Asm asm) {
        String same = label();
        String changed = label();
        int[] words = new int[2];
        for (int i = 0; i < words.length; i++) {
            byte[] bytes = new Asm(0).addi(A0, A0, random.nextInt(1000)).bytes();
            words[i] =
                    java.nio.ByteBuffer.wrap(bytes)
                            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                            .getInt();
        }
        asm.andi(GP, SP, 15).bne(GP, ZERO, same);
        asm.li(GP, words[0]).li(28, words[0] ^ words[1]).andi(27, SP, 16);
        String first = label();
        asm.beq(27, ZERO, first).xor(GP, GP, 28).label(first);
        asm.la(27, changed).sw(GP, 0, 27);
        asm.label(same).label(changed).word(words[0]);
    }

    private String label() {
        return "label" + labels++;
    }

    private int value() {
        return VALUES[random.nextInt(VALUES.length)];
    }

    private void units(Asm asm, int count, List<String> functions) {
        for (int i = 0; i < count; i++) {
            unit(asm, functions);
        }
    }

    private void unit(Asm asm, List<String> functions) {
        switch (random.nextInt(14)) {
            case 0, 1 -> immediate(asm);
            case 2, 3, 4 -> arithmetic(asm);
            case 5, 6 -> load(asm, random.nextInt(6) == 0 ? S1 : S0);
            case 7 -> store(asm, random.nextInt(4) == 0 ? S1 : S0);
            case 8 -> {
                String over = label();
                skip(asm, over);
                units(asm, 1 + random.nextInt(3), List.of());
                asm.label(over);
            }
            case 9 -> {
                if (!functions.isEmpty()) {
                    asm.jal(RA, functions.get(random.nextInt(functions.size())));
                }
            }
            case 10, 11 -> floating(asm);
            case 12 -> {
                switch (random.nextInt(8)) {
                    case 0 -> asm.ecall();
                    case 1 -> asm.csrr(value(), RDCYCLE);
                    case 2 -> asm.amoadd(value(), value(), S0);
                    case 3 -> asm.lr(value(), S0).sc(value(), value(), S0);
                    case 4 -> asm.csrr(value(), RDCYCLE + 2);
                    case 5 -> asm.csrrw(value(), Csr.FRM, value());
                    case 6 -> asm.lw(value(), 0, ZERO); // nothing is there
                    default -> asm.fenceI();
                }
            }
            default -> asm.lui(value(), random.nextInt() & 0xffff_f000);
        }
    }

    private void immediate(Asm asm) {
        int imm = random.nextInt(4096) - 2048;
        switch (random.nextInt(9)) {
            case 0 -> asm.slti(value(), value(), imm);
            case 1 -> asm.sltiu(value(), value(), imm);
            case 2 -> asm.xori(value(), value(), imm);
            case 3 -> asm.ori(value(), value(), imm);
            case 4 -> asm.andi(value(), value(), imm);
            case 5 -> asm.slli(value(), value(), imm & 31);
            case 6 -> asm.srli(value(), value(), imm & 31);
            case 7 -> asm.srai(value(), value(), imm & 31);
            default -> asm.addi(random.nextInt(20) == 0 ? ZERO : value(), value(), imm);
        }
    }

    private void arithmetic(Asm asm) {
        int rd = random.nextInt(20) == 0 ? ZERO : value();
        int a = random.nextInt(10) == 0 ? ZERO : value();
        int b = random.nextInt(10) == 0 ? ZERO : value();
        switch (random.nextInt(18)) {
            case 0 -> asm.add(rd, a, b);
            case 1 -> asm.sub(rd, a, b);
            case 2 -> asm.sll(rd, a, b);
            case 3 -> asm.slt(rd, a, b);
            case 4 -> asm.sltu(rd, a, b);
            case 5 -> asm.xor(rd, a, b);
            case 6 -> asm.srl(rd, a, b);
            case 7 -> asm.sra(rd, a, b);
            case 8 -> asm.or(rd, a, b);
            case 9 -> asm.and(rd, a, b);
            case 10 -> asm.mul(rd, a, b);
            case 11 -> asm.mulh(rd, a, b);
            case 12 -> asm.mulhsu(rd, a, b);
            case 13 -> asm.mulhu(rd, a, b);
            case 14 -> asm.div(rd, a, b);
            case 15 -> asm.divu(rd, a, b);
            case 16 -> asm.rem(rd, a, b);
            default -> asm.remu(rd, a, b);
        }
    }

    private int offset(int bytes) {
        int offset = random.nextInt(64);
        return random.nextInt(8) == 0 ? offset : offset & -bytes;
    }

    private void load(Asm asm, int at) {
        switch (random.nextInt(5)) {
            case 0 -> asm.lb(value(), offset(1), at);
            case 1 -> asm.lbu(value(), offset(1), at);
            case 2 -> asm.lh(value(), offset(2), at);
            case 3 -> asm.lhu(random.nextInt(20) == 0 ? ZERO : value(), offset(2), at);
            default -> asm.lw(value(), offset(4), at);
        }
    }

    private void store(Asm asm, int at) {
        switch (random.nextInt(3)) {
            case 0 -> asm.sb(value(), offset(1), at);
            case 1 -> asm.sh(value(), offset(2), at);
            default -> asm.sw(random.nextInt(20) == 0 ? ZERO : value(), offset(4), at);
        }
    }

    private void skip(Asm asm, String over) {
        int b = random.nextInt(6) == 0 ? ZERO : value();
        switch (random.nextInt(6)) {
            case 0 -> asm.beq(value(), b, over);
            case 1 -> asm.bne(value(), b, over);
            case 2 -> asm.blt(value(), b, over);
            case 3 -> asm.bge(value(), b, over);
            case 4 -> asm.bltu(value(), b, over);
            default -> asm.bgeu(value(), b, over);
        }
    }

    private void floating(Asm asm) {
        int rd = random.nextInt(8);
        int a = random.nextInt(8);
        int b = random.nextInt(8);
        switch (random.nextInt(6)) {
            case 0 -> asm.flw(rd, offset(4), random.nextInt(8) == 0 ? S1 : S0);
            case 1 -> asm.fsw(a, offset(4), random.nextInt(8) == 0 ? S1 : S0);
            case 2 -> asm.fld(rd, offset(8), S0);
            case 3 -> asm.fused(0x43 + 4 * random.nextInt(4), random.nextInt(2), 7, rd, a, b, a);
            default -> {
                int function = FUNCTIONS[random.nextInt(FUNCTIONS.length)];
                boolean integer = function == 0x50 || function == 0x60 || function == 0x70;
                int target = integer ? value() : rd;
                int source = function == 0x68 || function == 0x78 ? value() : a;
                boolean single = function >= 0x60 || function == 0x2c;
                int mode = random.nextInt(4) == 0 ? random.nextInt(8) : 0;
                asm.opFp(function, mode, target, source, single ? 0 : b);
            }
        }
    }
}
