package dev.bulkhead.hart;

import dev.bulkhead.hart.fp.FpFlags;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/**
 * The control and status registers of one hart: which exist, who may touch them, and what a write
 * leaves of a value. {@code docs/hart.md} has the table.
 *
 * @see "RISC-V Privileged Architecture, chapters 2 and 3.1"
 */
final class CsrFile implements Stateful {
    static final int MSTATUS_MIE = 1 << 3;
    static final int MSTATUS_MPIE = 1 << 7;
    static final int MSTATUS_MPP = 3 << 11;
    static final int MSTATUS_FS = 3 << 13;
    static final int MSTATUS_MPRV = 1 << 17;
    static final int MSTATUS_TW = 1 << 21;
    private static final int MSTATUS_SD = 1 << 31;

    /** RV32 with A, C, D, F, I, M and U. */
    static final int MISA_VALUE = 0x4010_112d;

    /** Software, timer and external interrupt of machine mode. */
    private static final int INTERRUPTS = 1 << 3 | 1 << 7 | 1 << 11;

    private static final int CY = 1;
    private static final int TM = 2;
    private static final int IR = 4;

    private final Hart hart;

    int mstatus;
    int mtvec;
    int mie;
    int mip;
    int mscratch;
    int mepc;
    int mcause;
    int mtval;
    int mcounteren;
    int frm;
    final FpFlags fflags = new FpFlags();
    private final Counter mcycle = new Counter();
    private final Counter minstret = new Counter();

    CsrFile(Hart hart) {
        this.hart = hart;
    }

    /** Whether a CSR instruction may do this now; otherwise it is illegal. */
    boolean permits(int number, boolean write) {
        boolean privileged = (number >>> 8 & 3) != 0;
        if (!exists(number) || privileged && hart.privilege() == Privilege.USER) {
            return false;
        }
        if (write && number >>> 10 == 3) {
            return false;
        }
        if (number <= Csr.FCSR) {
            return (mstatus & MSTATUS_FS) != 0;
        }
        boolean userCounter = number >= Csr.CYCLE && number <= Csr.CYCLEH + 31;
        return !userCounter
                || hart.privilege() == Privilege.MACHINE
                || (mcounteren >>> (number & 31) & 1) != 0;
    }

    boolean exists(int number) {
        return switch (number) {
            case Csr.FFLAGS, Csr.FRM, Csr.FCSR -> true;
            case Csr.MSTATUS, Csr.MISA, Csr.MIE, Csr.MTVEC, Csr.MCOUNTEREN -> true;
            case Csr.MENVCFG, Csr.MSTATUSH, Csr.MENVCFGH, Csr.MCOUNTINHIBIT -> true;
            case Csr.MSCRATCH, Csr.MEPC, Csr.MCAUSE, Csr.MTVAL, Csr.MIP -> true;
            default ->
                    within(number, Csr.MHPMEVENT3, 29)
                            || within(number, Csr.PMPCFG0, Pmp.ENTRIES / 4)
                            || within(number, Csr.PMPADDR0, Pmp.ENTRIES)
                            || within(number, Csr.TSELECT, 4)
                            || isCounter(number, Csr.MCYCLE) && number != Csr.MCYCLE + 1
                            || isCounter(number, Csr.MCYCLEH) && number != Csr.MCYCLEH + 1
                            || isCounter(number, Csr.CYCLE)
                            || isCounter(number, Csr.CYCLEH)
                            || within(number, Csr.MVENDORID, 5);
        };
    }

    private static boolean isCounter(int number, int first) {
        return within(number, first, 32);
    }

    private static boolean within(int number, int first, int count) {
        return number >= first && number < first + count;
    }

    /** The value of an existing CSR at the start of the present instruction. */
    int read(int number) {
        return switch (number) {
            case Csr.FFLAGS -> fflags.bits;
            case Csr.FRM -> frm;
            case Csr.FCSR -> frm << 5 | fflags.bits;
            case Csr.MSTATUS ->
                    (mstatus & MSTATUS_FS) == MSTATUS_FS ? mstatus | MSTATUS_SD : mstatus;
            case Csr.MISA -> MISA_VALUE;
            case Csr.MIE -> mie;
            case Csr.MTVEC -> mtvec;
            case Csr.MCOUNTEREN -> mcounteren;
            case Csr.MCOUNTINHIBIT -> (mcycle.stopped() ? CY : 0) | (minstret.stopped() ? IR : 0);
            case Csr.MSCRATCH -> mscratch;
            case Csr.MEPC -> mepc;
            case Csr.MCAUSE -> mcause;
            case Csr.MTVAL -> mtval;
            case Csr.MIP -> mip;
            case Csr.MCYCLE, Csr.CYCLE -> (int) mcycle.read(hart.cycle);
            case Csr.MCYCLEH, Csr.CYCLEH -> (int) (mcycle.read(hart.cycle) >>> 32);
            case Csr.MINSTRET, Csr.INSTRET -> (int) minstret.read(hart.instret);
            case Csr.MINSTRETH, Csr.INSTRETH -> (int) (minstret.read(hart.instret) >>> 32);
            case Csr.TIME -> (int) hart.mtime();
            case Csr.TIMEH -> (int) (hart.mtime() >>> 32);
            case Csr.MHARTID -> hart.id();
            default -> {
                if (within(number, Csr.PMPCFG0, Pmp.ENTRIES / 4)) {
                    yield hart.pmp.readCfg(number - Csr.PMPCFG0);
                }
                yield within(number, Csr.PMPADDR0, Pmp.ENTRIES)
                        ? hart.pmp.readAddr(number - Csr.PMPADDR0)
                        : 0;
            }
        };
    }

    /** Writes an existing CSR; what it cannot hold is left out, read-only ones stay. */
    void write(int number, int value) {
        switch (number) {
            case Csr.FFLAGS -> {
                fflags.bits = value & 31;
                floatStateChanged();
            }
            case Csr.FRM -> {
                frm = value & 7;
                floatStateChanged();
            }
            case Csr.FCSR -> {
                fflags.bits = value & 31;
                frm = value >>> 5 & 7;
                floatStateChanged();
            }
            case Csr.MSTATUS -> writeMstatus(value);
            case Csr.MIE -> {
                mie = value & INTERRUPTS;
                hart.attention();
            }
            case Csr.MTVEC -> mtvec = (value & 2) == 0 ? value : mtvec;
            case Csr.MCOUNTEREN -> mcounteren = value & (CY | TM | IR);
            case Csr.MCOUNTINHIBIT -> {
                mcycle.stop(hart.cycle, (value & CY) != 0);
                minstret.stop(hart.instret, (value & IR) != 0);
            }
            case Csr.MSCRATCH -> mscratch = value;
            case Csr.MEPC -> mepc = value & ~1;
            case Csr.MCAUSE -> mcause = value;
            case Csr.MTVAL -> mtval = value;
            case Csr.MCYCLE -> mcycle.write(hart.cycle, low(mcycle.read(hart.cycle), value));
            case Csr.MCYCLEH -> mcycle.write(hart.cycle, high(mcycle.read(hart.cycle), value));
            case Csr.MINSTRET ->
                    minstret.write(hart.instret, low(minstret.read(hart.instret), value));
            case Csr.MINSTRETH ->
                    minstret.write(hart.instret, high(minstret.read(hart.instret), value));
            default -> {
                if (within(number, Csr.PMPCFG0, Pmp.ENTRIES / 4)) {
                    hart.pmp.writeCfg(number - Csr.PMPCFG0, value);
                    hart.permissionsChanged();
                } else if (within(number, Csr.PMPADDR0, Pmp.ENTRIES)) {
                    hart.pmp.writeAddr(number - Csr.PMPADDR0, value);
                    hart.permissionsChanged();
                }
            }
        }
    }

    private static long low(long old, int value) {
        return old & ~0xffff_ffffL | value & 0xffff_ffffL;
    }

    private static long high(long old, int value) {
        return old & 0xffff_ffffL | (long) value << 32;
    }

    private void writeMstatus(int value) {
        int writable = MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_FS | MSTATUS_MPRV | MSTATUS_TW;
        int mpp = value & MSTATUS_MPP;
        if (mpp == 0 || mpp == MSTATUS_MPP) {
            writable |= MSTATUS_MPP;
        }
        mstatus = mstatus & ~writable | value & writable;
        hart.modeChanged();
    }

    /** Marks the floating-point state dirty, as every write to it must. */
    void floatStateChanged() {
        mstatus |= MSTATUS_FS;
    }

    boolean floatOff() {
        return (mstatus & MSTATUS_FS) == 0;
    }

    /** The mode whose rights loads and stores have. */
    Privilege dataPrivilege() {
        if ((mstatus & MSTATUS_MPRV) != 0 && hart.privilege() == Privilege.MACHINE) {
            return previousPrivilege();
        }
        return hart.privilege();
    }

    Privilege previousPrivilege() {
        return (mstatus & MSTATUS_MPP) == 0 ? Privilege.USER : Privilege.MACHINE;
    }

    /** Fills in the trap CSRs and returns the address of the handler. */
    int enterTrap(int cause, int tval, int pc) {
        mepc = pc;
        mcause = cause;
        mtval = tval;
        boolean enabled = (mstatus & MSTATUS_MIE) != 0;
        mstatus &= ~(MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP);
        if (enabled) {
            mstatus |= MSTATUS_MPIE;
        }
        if (hart.privilege() == Privilege.MACHINE) {
            mstatus |= MSTATUS_MPP;
        }
        boolean vectored = (mtvec & 1) != 0 && cause < 0;
        return (mtvec & ~3) + (vectored ? 4 * (cause & 0x7fff_ffff) : 0);
    }

    /** What {@code mret} does to {@code mstatus}; returns the mode it goes to. */
    Privilege leaveTrap() {
        Privilege to = previousPrivilege();
        boolean enable = (mstatus & MSTATUS_MPIE) != 0;
        mstatus = mstatus & ~(MSTATUS_MIE | MSTATUS_MPP) | MSTATUS_MPIE;
        if (enable) {
            mstatus |= MSTATUS_MIE;
        }
        if (to == Privilege.USER) {
            mstatus &= ~MSTATUS_MPRV;
        }
        return to;
    }

    @Override
    public void describe(Fields fields) {
        mstatus = fields.i32("mstatus", mstatus);
        mtvec = fields.i32("mtvec", mtvec);
        mie = fields.i32("mie", mie);
        mip = fields.i32("mip", mip);
        mscratch = fields.i32("mscratch", mscratch);
        mepc = fields.i32("mepc", mepc);
        mcause = fields.i32("mcause", mcause);
        mtval = fields.i32("mtval", mtval);
        mcounteren = fields.i32("mcounteren", mcounteren);
        frm = fields.i32("frm", frm);
        fflags.bits = fields.i32("fflags", fflags.bits);
        fields.child("mcycle", mcycle);
        fields.child("minstret", minstret);
    }
}
