package dev.bulkhead.fault;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.state.Fields;

/**
 * A flipped bit in a CSR or a PMP register. What every instruction depends on is taken at once; the
 * trap registers are taken when the kernel's code or an {@code mret} uses them, or overwritten by
 * the next trap.
 */
final class CsrFlip extends Acting {
    private static final int SYSTEM = 0x73;
    private static final int WIDTH = 0xfff;

    private final int csr;
    private final int mask;
    private final String name;
    private final int partition;
    private boolean waiting;
    private boolean flipped;
    private int before;
    private int after;

    /**
     * @param partition while which runs, -1: whoever runs
     */
    CsrFlip(Injection injection, String name, int csr, int mask, int partition) {
        super(injection);
        this.name = name;
        this.csr = csr;
        this.mask = mask;
        this.partition = partition;
    }

    @Override
    void begin() {
        waiting = true;
        kernelLeft();
    }

    @Override
    void kernelLeft() {
        if (waiting && (partition < 0 || site.runs(partition))) {
            waiting = false;
            before = site.hart().csr(csr);
            site.hart().upsetCsr(csr, before ^ mask);
            after = site.hart().csr(csr);
            if (after == before) {
                finish(); // no such bit, so there is nothing that could flip
            } else if (isUsedByAll()) {
                taken("the hart depends on it with every instruction");
            } else {
                flipped = true;
                look();
            }
        } else if (flipped && !isOver() && isOfTraps()) {
            taken("the kernel's return takes it");
        }
    }

    private boolean isUsedByAll() {
        return switch (csr) {
            case Csr.MSTATUS, Csr.MIE, Csr.MIP -> true;
            default -> csr >= Csr.PMPCFG0 && csr < Csr.PMPADDR0 + 16;
        };
    }

    /** Written by each trap before anything reads them. */
    private boolean isOfTraps() {
        return csr == Csr.MEPC || csr == Csr.MCAUSE || csr == Csr.MTVAL;
    }

    private void taken(String how) {
        activate(name, Integer.toUnsignedLong(before), Integer.toUnsignedLong(after), how);
        finish();
    }

    @Override
    boolean concerns(int pc, Instruction instruction) {
        return flipped
                && !isOver()
                && (namesIt(instruction)
                        || pc == (site.hart().csr(Csr.MTVEC) & ~3)
                        || csr <= Csr.FCSR && isFloat(instruction));
    }

    private boolean namesIt(Instruction instruction) {
        return (instruction.word() & 0x7f) == SYSTEM
                && (instruction.word() >>> 12 & 3) != 0
                && (instruction.word() >>> 20 & WIDTH) == csr;
    }

    private static boolean isFloat(Instruction instruction) {
        int opcode = instruction.word() & 0x7f;
        return opcode == 0x53 || (opcode & 0x73) == 0x43;
    }

    @Override
    Instruction before(int pc, Instruction instruction) {
        if (namesIt(instruction) || csr <= Csr.FCSR && isFloat(instruction)) {
            taken("an instruction takes it");
        } else if (csr == Csr.MTVEC) {
            taken("a trap goes where it says");
        } else if (isOfTraps()) {
            finish(); // the trap has overwritten it
        }
        return instruction;
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        waiting = fields.bool("waiting", waiting);
        flipped = fields.bool("flipped", flipped);
        before = fields.i32("before", before);
        after = fields.i32("after", after);
    }
}
