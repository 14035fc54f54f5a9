package dev.bulkhead.hart.fuzz;

import static dev.bulkhead.testing.Asm.T0;
import static dev.bulkhead.testing.Asm.T1;
import static dev.bulkhead.testing.Asm.T2;
import static dev.bulkhead.testing.Asm.ZERO;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.testing.Asm;

/**
 * The code around the random programs: it opens memory to user mode, starts one run after the
 * other, and for each choice of base register has a prologue that loads a run's state, a trap
 * handler that logs and skips, and an epilogue that stores the state.
 */
final class Harness {
    private static final int FINISHER = 0x0010_0000;
    private static final int FS = 0x6000;
    private static final int FS_AND_SD = 0x8000_6000;
    private static final int MPP = 0x1800;
    private static final int MPRV = 0x2_0000;

    private static final int NAPOT = 3 << 3;
    private static final int LOCK = 0x80;

    private final Asm asm = new Asm(Image.CODE);

    private Harness() {}

    /**
     * Assembles it for one image.
     *
     * @param end address after the last run's pages
     */
    static Asm assemble(int end) {
        Harness harness = new Harness();
        harness.boot();
        harness.driver(end);
        for (int base = 1; base < 32; base++) {
            harness.prologue(base);
            harness.handler(base);
            harness.epilogue(base);
        }
        return harness.asm;
    }

    static String prologueLabel(int base) {
        return "prologue" + base;
    }

    static String handlerLabel(int base) {
        return "handler" + base;
    }

    /** Sets up PMP, every entry a page, the last one all memory. */
    private void boot() {
        entry(0, Image.LOCKED_NONE);
        entry(1, Image.LOCKED_READ);
        entry(2, Image.USER_NONE);
        entry(3, Image.USER_READ);
        entry(4, Image.USER_EXECUTE);
        asm.li(T0, -1).csrw(Csr.PMPADDR0 + 15, T0);
        asm.li(T0, (NAPOT | 1) << 24 | NAPOT << 16 | (NAPOT | LOCK | 1) << 8 | NAPOT | LOCK);
        asm.csrw(Csr.PMPCFG0, T0);
        asm.li(T0, NAPOT | 4).csrw(Csr.PMPCFG0 + 1, T0);
        asm.li(T0, (NAPOT | 7) << 24).csrw(Csr.PMPCFG0 + 3, T0);
    }

    private void entry(int index, int page) {
        asm.li(T0, page >>> 2 | 0x1ff).csrw(Csr.PMPADDR0 + index, T0);
    }

    private void driver(int end) {
        asm.label("driver");
        asm.li(T0, Image.NEXT_RUN).lw(T1, 0, T0);
        asm.li(T2, end).bgeu(T1, T2, "end");
        asm.li(T2, Page.BYTES).add(T2, T1, T2).sw(T2, 0, T0);
        asm.lw(T2, Page.PROLOGUE, T1).jalr(ZERO, T2, 0);
        asm.label("end").li(T0, FINISHER).li(T1, 0x5555).sw(T1, 0, T0);
        asm.label("stop").j("stop");
    }

    /** Another register than the base register and those before it. */
    private static int temporary(int base, int index) {
        int register = T0 + index;
        return base >= T0 && base <= register ? register + 1 : register;
    }

    private void prologue(int base) {
        int t = temporary(base, 0);
        asm.label(prologueLabel(base)).addi(base, T1, 0);
        asm.li(t, FS).csrrs(ZERO, Csr.MSTATUS, t);
        for (int i = 0; i < 32; i++) {
            asm.fld(i, Page.F + 8 * i, base);
        }
        csr(t, Csr.FCSR, Page.FCSR, base);
        csr(t, Csr.MSCRATCH, Page.MSCRATCH, base);
        csr(t, Csr.MCOUNTEREN, Page.MCOUNTEREN, base);
        csr(t, Csr.MTVEC, Page.HANDLER, base);
        csr(t, Csr.MEPC, Page.START, base);
        asm.csrw(Csr.MCAUSE, ZERO).csrw(Csr.MTVAL, ZERO).csrw(Csr.MIE, ZERO);
        csr(t, Csr.MSTATUS, Page.MSTATUS, base);
        for (int i = 1; i < 32; i++) {
            if (i != base) {
                asm.lw(i, Page.X + 4 * i, base);
            }
        }
        asm.mret();
    }

    private void csr(int temporary, int number, int offset, int base) {
        asm.lw(temporary, offset, base).csrw(number, temporary);
    }

    /**
     * Logs the trap, then skips the instruction; goes on at {@link Page#RESUME} if that could not
     * be fetched, and changes the mode if it was an {@code ecall}. One to machine mode switches
     * floating point on, too.
     */
    private void handler(int base) {
        int a = temporary(base, 0);
        int b = temporary(base, 1);
        int c = temporary(base, 2);
        while (asm.here() % 4 != 0) {
            asm.half(1);
        }
        asm.label(handlerLabel(base));
        asm.sw(a, Page.SAVE, base).sw(b, Page.SAVE + 4, base).sw(c, Page.SAVE + 8, base);
        asm.lw(a, Page.LOG_AT, base);
        asm.csrr(b, Csr.MCAUSE).sw(b, 0, a);
        asm.csrr(b, Csr.MEPC).sw(b, 4, a);
        asm.csrr(b, Csr.MTVAL).sw(b, 8, a);
        // FS counts as off or not off
        asm.csrr(b, Csr.MSTATUS).li(c, FS).and(c, b, c).sltu(c, ZERO, c).slli(c, c, 13);
        asm.li(a, ~FS_AND_SD).and(b, b, a).or(b, b, c);
        asm.lw(a, Page.LOG_AT, base).sw(b, 12, a);
        asm.addi(a, a, Page.LOG_ENTRY).sw(a, Page.LOG_AT, base);
        asm.csrr(a, Csr.MCAUSE).csrr(b, Csr.MEPC);
        asm.li(c, 1).beq(a, c, "resume" + base);
        asm.lw(c, Page.END, base).beq(b, c, "epilogue" + base);
        asm.li(c, 8).beq(a, c, "toMachine" + base);
        asm.li(c, 11).bne(a, c, "skip" + base);
        asm.li(c, MPP | MPRV).csrrc(ZERO, Csr.MSTATUS, c).j("skip" + base);
        asm.label("toMachine" + base).li(c, MPP | FS).csrrs(ZERO, Csr.MSTATUS, c);
        asm.label("skip" + base);
        // after the mode has changed MPRV may take machine mode's rights, but code is open to all
        asm.lhu(a, 0, b).andi(a, a, 3).addi(a, a, -3).sltiu(a, a, 1).slli(a, a, 1);
        asm.addi(b, b, 2).add(b, b, a).j("out" + base);
        asm.label("resume" + base).lw(b, Page.RESUME, base);
        asm.label("out" + base).csrw(Csr.MEPC, b);
        // mret changes MPP, which QEMU overlooks under MPRV until PMP is written
        asm.csrr(a, Csr.MSTATUS).li(b, MPRV).and(a, a, b).beq(a, ZERO, "restore" + base);
        asm.csrr(a, Csr.PMPCFG0 + 3).csrw(Csr.PMPCFG0 + 3, a);
        asm.label("restore" + base);
        restore(base, a, b, c);
        asm.mret();
    }

    private void restore(int base, int a, int b, int c) {
        asm.lw(a, Page.SAVE, base).lw(b, Page.SAVE + 4, base).lw(c, Page.SAVE + 8, base);
    }

    private void epilogue(int base) {
        int t = temporary(base, 0);
        asm.label("epilogue" + base);
        restore(base, t, temporary(base, 1), temporary(base, 2));
        for (int i = 0; i < 32; i++) {
            asm.sw(i, Page.RESULT_X + 4 * i, base);
        }
        asm.li(t, FS).csrrs(ZERO, Csr.MSTATUS, t);
        for (int i = 0; i < 32; i++) {
            asm.fsd(i, Page.RESULT_F + 8 * i, base);
        }
        asm.csrr(t, Csr.FCSR).sw(t, Page.RESULT_FCSR, base);
        asm.csrr(t, Csr.MSCRATCH).sw(t, Page.RESULT_MSCRATCH, base);
        asm.csrr(t, Csr.MCOUNTEREN).sw(t, Page.RESULT_MCOUNTEREN, base);
        asm.csrr(t, Csr.MIE).sw(t, Page.RESULT_MIE, base);
        asm.li(t, asm.address("driver")).jalr(ZERO, t, 0);
    }
}
