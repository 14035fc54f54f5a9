package dev.bulkhead.certificate;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Privilege;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.system.Rule;
import dev.bulkhead.time.Clock;

import java.util.Arrays;

/**
 * S8: the standard lets a store that crosses the border of a PMP entry commit in part before it
 * faults. What this board's hart does is tried out: an {@code sw} and an {@code fsd} across a
 * border.
 */
record WholeStores() implements RuleCheck {
    static final int BASE = 0x8000_0000;
    static final int PAGE = 0x1000;
    private static final int DATA = BASE + 2 * PAGE;
    private static final int BORDER = DATA + PAGE;
    private static final int HANDLER = BASE + PAGE;

    private static final int NAPOT = 3 << 3;
    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int FLOAT_ON = 1 << 13;
    static final int CYCLES = 100;

    private static final int T0 = 5;
    private static final int T1 = 6;
    private static final int WFI = 0x1050_0073;

    /** {@code sw t1, 0(t0)}. */
    static final int SW = 0x0062_a023;

    /** {@code fsd ft1, 0(t0)}. */
    static final int FSD = 0x0012_b027;

    @Override
    public Rule rule() {
        return Rule.S8;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        tryOut("sw", SW, Integer.BYTES, PAGE, examination);
        tryOut("fsd", FSD, Long.BYTES, PAGE, examination);
    }

    /**
     * @param open bytes of its range; the border that the store crosses is at {@link #PAGE}
     */
    static void tryOut(String name, int store, int bytes, int open, Examination examination) {
        for (int before = 1; before < bytes; before++) {
            Ram ram = ram();
            Hart hart = hart(ram, store, open);
            hart.setX(T0, BORDER - before);
            hart.run(CYCLES);
            boolean refused = hart.csr(Csr.MCAUSE) == Cause.STORE_ACCESS_FAULT;
            byte[] written =
                    Arrays.copyOfRange(
                            ram.bytes(), BORDER - before - BASE, BORDER - before + bytes - BASE);
            if (!refused || !Arrays.equals(written, new byte[bytes])) {
                examination.find(
                        Finding.KERNEL,
                        "%s with %d of %d bytes inside its range %s"
                                .formatted(
                                        name,
                                        before,
                                        bytes,
                                        refused ? "is refused and wrote some of them" : "passes"),
                        "this is a defect of the hart");
            }
        }
        examination.note(
                "tried: %s across a border, at each of %d offsets, is refused as a whole"
                        .formatted(name, bytes - 1));
    }

    static Ram ram() {
        return new Ram(BASE, 4 * PAGE);
    }

    /** A hart in user mode before an instruction, {@code open} bytes of data open to it. */
    static Hart hart(Ram ram, int instruction, int open) {
        word(ram, BASE, instruction);
        word(ram, HANDLER, WFI);
        Hart hart =
                new Hart(
                        0,
                        Clock.ofHz(100_000_000),
                        new MemoryPort(ram),
                        CostTable.defaults(),
                        () -> Long.MAX_VALUE);
        hart.setCsr(Csr.MTVEC, HANDLER);
        hart.setCsr(Csr.MSTATUS, FLOAT_ON);
        hart.setCsr(Csr.PMPADDR0, napot(BASE, PAGE));
        hart.setCsr(Csr.PMPADDR0 + 1, napot(DATA, open));
        hart.setCsr(Csr.PMPCFG0, NAPOT | READ_EXECUTE | (NAPOT | READ_WRITE) << 8);
        hart.setX(T1, -1);
        hart.setF(1, -1L);
        hart.setPc(BASE);
        hart.setPrivilege(Privilege.USER);
        return hart;
    }

    private static int napot(int base, int bytes) {
        return base >>> 2 | bytes / 8 - 1;
    }

    private static void word(Ram ram, int address, int value) {
        for (int i = 0; i < 4; i++) {
            ram.bytes()[address - BASE + i] = (byte) (value >>> 8 * i);
        }
    }
}
