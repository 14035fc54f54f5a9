package dev.bulkhead.hart.fuzz;

import dev.bulkhead.hart.Access;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Privilege;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.time.Clock;

/** A hart with RAM to be protected, and the reference that is told the same. */
final class PmpBench {
    static final int ARENA_BYTES = 0x1_0000;

    /** Instructions to execute, one for each {@link Kind}, lie here. */
    private static final int ROM = 0x2000_0000;

    private static final int HANDLER = 0x2000_0f00;
    private static final int MPRV = 1 << 17;
    private static final int FS = 1 << 13;
    private static final int FILL = 0x9002_9002;
    private static final int STORED = 0x1234_5678;

    /** The instructions whose accesses are tried; {@code a0} or {@code fa0} at {@code (a1)}. */
    enum Kind {
        LB(Access.LOAD, 1, 0x0005_8503),
        LH(Access.LOAD, 2, 0x0005_9503),
        LW(Access.LOAD, 4, 0x0005_a503),
        FLW(Access.LOAD, 4, 0x0005_a507),
        FLD(Access.LOAD, 8, 0x0005_b507),
        SB(Access.STORE, 1, 0x00a5_8023),
        SH(Access.STORE, 2, 0x00a5_9023),
        SW(Access.STORE, 4, 0x00a5_a023),
        FSW(Access.STORE, 4, 0x00a5_a027),
        FSD(Access.STORE, 8, 0x00a5_b027),
        LR(Access.LOAD, 4, 0x1005_a52f),
        SC(Access.STORE, 4, 0x18a5_a52f),
        AMO(Access.STORE, 4, 0x00a5_a52f);

        final Access access;
        final int bytes;
        final int word;

        Kind(Access access, int bytes, int word) {
            this.access = access;
            this.bytes = bytes;
            this.word = word;
        }

        boolean isAtomic() {
            return this == LR || this == SC || this == AMO;
        }
    }

    final Hart hart;
    final PmpReference reference = new PmpReference();
    private final Ram ram;

    PmpBench(Ram ram) {
        this.ram = ram;
        MemoryPort port = new MemoryPort(ram);
        byte[] rom = new byte[0x1000];
        Code code = new Code(rom, 0);
        for (Kind kind : Kind.values()) {
            code.word(kind.word);
        }
        port.mapRom("instructions", ROM, rom);
        Clock clock = Clock.ofHz(100_000_000);
        hart = new Hart(0, clock, port, CostTable.defaults(), () -> Long.MAX_VALUE);
        hart.setCsr(Csr.MTVEC, HANDLER);
    }

    void write(int csr, int value) {
        hart.setCsr(csr, value);
        reference.write(csr, value);
    }

    /** Lets user mode execute the instructions, by entry 0. */
    void openInstructions() {
        write(Csr.PMPADDR0, ROM >>> 2 | 0x1ff);
        write(Csr.PMPCFG0, hart.csr(Csr.PMPCFG0) & ~0xff | 0x1c);
    }

    /** Fails unless PMP and the reference agree about an access as a whole. */
    void ask(int address, int bytes, Access access, Privilege mode) {
        boolean expected = reference.allows(Integer.toUnsignedLong(address), bytes, access, mode);
        if (hart.pmp().allows(address, bytes, access, mode) != expected) {
            throw new AssertionError(
                    "%08x %d bytes %s %s: expected %s; %s"
                            .formatted(address, bytes, access, mode, expected, entries()));
        }
    }

    /**
     * Executes one access and checks trap, {@code mtval} and memory.
     *
     * @param mode that executes the instruction
     * @param mprv whether in machine mode user mode's rights count for data
     */
    void execute(Kind kind, int address, Privilege mode, boolean mprv) {
        int at = address & ~3;
        for (int i = 0; i < 12; i += 4) {
            ram.store(at + i, 4, FILL);
        }
        hart.setPc(ROM + 4 * kind.ordinal());
        hart.setCsr(Csr.MSTATUS, FS | (mprv ? MPRV : 0));
        hart.setPrivilege(mode);
        hart.setX(10, STORED);
        hart.setF(10, STORED);
        hart.setX(11, address);
        if (kind == Kind.SC) {
            hart.setReservation(address);
        }
        hart.run(hart.cycle() + 1);
        Privilege dataMode = mprv ? Privilege.USER : mode;
        String expected = expected(kind, address, mode, dataMode);
        String actual = outcome();
        if (!actual.equals(expected)) {
            throw new AssertionError(
                    "%s at %08x in %s mprv %s: expected %s but was %s; %s"
                            .formatted(kind, address, mode, mprv, expected, actual, entries()));
        }
        boolean written = kind.access == Access.STORE && actual.equals("done");
        if (written != changed(at)) {
            throw new AssertionError(kind + " " + actual + ", memory changed: " + changed(at));
        }
    }

    /** Fetches one instruction and checks whether and where it faulted. */
    void fetch(int address, boolean compressed, Privilege mode) {
        ram.store(address, 2, compressed ? 0x0001 : 0x0013);
        ram.store(address + 2, 2, 0);
        hart.setPc(address);
        hart.setCsr(Csr.MSTATUS, 0);
        hart.setPrivilege(mode);
        hart.run(hart.cycle() + 1);
        String expected = fetched(address, compressed ? 2 : 4, mode);
        if (!outcome().equals(expected)) {
            throw new AssertionError(
                    "fetch at %08x compressed %s in %s: expected %s but was %s; %s"
                            .formatted(address, compressed, mode, expected, outcome(), entries()));
        }
    }

    private boolean changed(int at) {
        return ram.load(at, 4) != FILL || ram.load(at + 4, 4) != FILL;
    }

    private String expected(Kind kind, int address, Privilege mode, Privilege dataMode) {
        String fetched = fetched(ROM + 4 * kind.ordinal(), 4, mode);
        if (!fetched.equals("done")) {
            return fetched;
        }
        if (kind.isAtomic() && (address & 3) != 0) {
            return trap(kind == Kind.LR ? Cause.LOAD_MISALIGNED : Cause.STORE_MISALIGNED, address);
        }
        int cause = kind.access == Access.LOAD ? Cause.LOAD_ACCESS_FAULT : Cause.STORE_ACCESS_FAULT;
        // an access is made in parts that do not cross a word
        for (int i = 0; i < kind.bytes; i++) {
            boolean first = i == 0 || (address + i & 3) == 0;
            boolean allowed =
                    reference.allows(Integer.toUnsignedLong(address + i), 1, kind.access, dataMode);
            if (kind == Kind.AMO) {
                long byteAddress = Integer.toUnsignedLong(address + i);
                allowed &= reference.allows(byteAddress, 1, Access.LOAD, dataMode);
            }
            if (!allowed) {
                if (!first) {
                    throw new AssertionError("a border inside a word");
                }
                return trap(cause, address + i);
            }
        }
        return "done";
    }

    private String fetched(int address, int bytes, Privilege mode) {
        for (int i = 0; i < bytes; i += 2) {
            long parcel = Integer.toUnsignedLong(address + i);
            if (!reference.allows(parcel, 2, Access.FETCH, mode)) {
                return trap(Cause.FETCH_ACCESS_FAULT, address + i);
            }
        }
        return "done";
    }

    private String outcome() {
        return hart.pc() == HANDLER ? trap(hart.csr(Csr.MCAUSE), hart.csr(Csr.MTVAL)) : "done";
    }

    private static String trap(int cause, int tval) {
        return "trap %d at %08x".formatted(cause, tval);
    }

    private String entries() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            int cfg = hart.csr(Csr.PMPCFG0 + i / 4) >>> 8 * (i % 4) & 0xff;
            text.append("%02x:%08x ".formatted(cfg, hart.csr(Csr.PMPADDR0 + i)));
        }
        return text.toString();
    }
}
