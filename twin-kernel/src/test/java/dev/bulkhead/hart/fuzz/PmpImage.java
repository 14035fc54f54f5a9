package dev.bulkhead.hart.fuzz;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;
import static dev.bulkhead.testing.Asm.S0;
import static dev.bulkhead.testing.Asm.S1;
import static dev.bulkhead.testing.Asm.T0;
import static dev.bulkhead.testing.Asm.T1;
import static dev.bulkhead.testing.Asm.TP;
import static dev.bulkhead.testing.Asm.ZERO;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.fuzz.PmpBench.Kind;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An ELF file that sets up PMP entries, tries accesses under them, and writes down how each ended.
 *
 * <p>Instructions that are to be fetched are {@code c.ebreak} in one part of the arena and, at odd
 * halfwords, {@code ebreak} in another: a fetch that may be done ends as a breakpoint.
 */
final class PmpImage {
    static final int BASE = Image.RAM;

    /** All but the arena lies below this address and is covered by one entry of 16 MiB. */
    static final int ARENA = BASE + 0x100_0000;

    static final int ARENA_BYTES = 0x1_0000;

    /** Offsets into the arena: data, then 16-bit instructions, then 32-bit ones. */
    static final int SHORT_AT = 0x8000;

    static final int LONG_AT = 0xc000;

    private static final int SETS = BASE + 0x1_0000;
    private static final int RESULTS = BASE + 0x80_0000;
    private static final int MPRV = 1 << 17;
    private static final int FS = 1 << 13;
    private static final int MPP = 3 << 11;
    private static final int FILL = 0x9002_9002;

    /** Whose rights count for an access, and how they come to count. */
    enum Mode {
        MACHINE(MPP),
        USER(0),
        MACHINE_AS_USER(MPP | MPRV);

        private final int mstatus;

        Mode(int mstatus) {
            this.mstatus = mstatus | FS;
        }
    }

    /** One access; without a kind it is a fetch. */
    record Try(Kind kind, int address, Mode mode) {
        boolean isFetch() {
            return kind == null;
        }
    }

    /** The CSRs of PMP, and what is tried under them. */
    record Setting(List<Integer> cfgs, List<Integer> addrs, List<Try> tries) {
        int cfgRegister(int register) {
            int value = 0;
            for (int i = 3; i >= 0; i--) {
                value = value << 8 | cfgs.get(4 * register + i);
            }
            return value;
        }
    }

    /** How an access ended; a cause of 8 or 11 is success, of 3 a successful fetch. */
    record End(int cause, int tval) {}

    private final List<Setting> settings;
    private final byte[] content = new byte[ARENA + ARENA_BYTES - BASE];
    private final int tries;

    PmpImage(List<Setting> settings) {
        this.settings = settings;
        Asm asm = program();
        byte[] code = asm.bytes();
        System.arraycopy(code, 0, content, 0, code.length);
        ByteBuffer memory = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        memory.position(SETS - BASE);
        int count = 0;
        for (Setting setting : settings) {
            setting.addrs().forEach(memory::putInt);
            for (int i = 0; i < 4; i++) {
                memory.putInt(setting.cfgRegister(i));
            }
            memory.putInt(setting.tries().size());
            for (Try each : setting.tries()) {
                int start = each.isFetch() ? each.address() : asm.address(each.kind().name());
                memory.putInt(start).putInt(each.address()).putInt(each.mode().mstatus);
                count++;
            }
        }
        if (memory.position() > RESULTS - BASE) {
            throw new IllegalStateException("too many tries: " + count);
        }
        memory.putInt(-1);
        tries = count;
        for (int at = 0; at < LONG_AT; at += 4) {
            memory.putInt(ARENA - BASE + at, FILL);
        }
        for (int at = LONG_AT; at + 4 < ARENA_BYTES; at += 4) {
            memory.putInt(ARENA - BASE + at + 2, Rv.EBREAK);
        }
    }

    /** s0 is the next word of the settings, s1 the next result, tp the tries left. */
    private static Asm program() {
        Asm asm = new Asm(BASE);
        asm.la(T0, "handler").csrw(Csr.MTVEC, T0);
        asm.li(S0, SETS).li(S1, RESULTS);
        asm.label("set").lw(TP, 80, S0);
        for (int i = 0; i < 16; i++) {
            asm.lw(T0, 4 * i, S0).csrw(Csr.PMPADDR0 + i, T0);
        }
        for (int i = 0; i < 4; i++) {
            asm.lw(T0, 64 + 4 * i, S0).csrw(Csr.PMPCFG0 + i, T0);
        }
        asm.addi(S0, S0, 84);
        asm.label("try").beq(TP, ZERO, "setDone").addi(TP, TP, -1);
        asm.lw(T0, 0, S0).csrw(Csr.MEPC, T0);
        asm.lw(A1, 4, S0).li(A0, FILL).lw(T0, 8, S0).addi(S0, S0, 12);
        asm.csrw(Csr.MSTATUS, T0).mret();
        asm.label("setDone").lw(T0, 0, S0).addi(T0, T0, 1).bne(T0, ZERO, "set");
        asm.li(T0, 0x10_0000).li(T1, 0x5555).sw(T1, 0, T0).label("stop").j("stop");
        while (asm.here() % 4 != 0) {
            asm.half(1);
        }
        asm.label("handler").csrr(T0, Csr.MCAUSE).sw(T0, 0, S1);
        asm.csrr(T0, Csr.MTVAL).sw(T0, 4, S1).addi(S1, S1, 8).j("try");
        for (Kind kind : Kind.values()) {
            asm.label(kind.name());
            if (kind == Kind.SC) {
                asm.lr(A2, A1);
            }
            asm.word(kind.word).ecall();
        }
        return asm;
    }

    byte[] elf() {
        return ElfBuilder.program(BASE, content);
    }

    /** How many bytes of RAM hold results. */
    int bytes() {
        return RESULTS - BASE + 8 * tries;
    }

    int tries() {
        return tries;
    }

    /** How try number {@code index} of all ended. */
    static End end(byte[] memory, int index) {
        ByteBuffer results = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
        int at = RESULTS - BASE + 8 * index;
        return new End(results.getInt(at), results.getInt(at + 4));
    }

    List<Setting> settings() {
        return settings;
    }
}
