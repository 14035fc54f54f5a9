package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.F;
import static dev.bulkhead.kernel.KernelLayout.FCSR;
import static dev.bulkhead.kernel.KernelLayout.LOADED;
import static dev.bulkhead.kernel.KernelLayout.MSTATUS;
import static dev.bulkhead.kernel.KernelLayout.NONE;
import static dev.bulkhead.kernel.KernelLayout.PC;
import static dev.bulkhead.kernel.KernelLayout.PMPADDR;
import static dev.bulkhead.kernel.KernelLayout.PMPCFG;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;

/**
 * Threads' registers: in the hart for the one that is loaded, in kernel RAM for the others. A
 * switch saves and loads everything, f registers and PMP entries too, and drops the reservation of
 * an LR, whose word may change before the thread runs again.
 */
record Contexts(Machine machine, Placements placements) {
    /** {@code mret} goes to machine mode with interrupts enabled. */
    static final int TO_MACHINE = 3 << 11 | 1 << 7;

    /** {@code mret} goes to a component of the kernel; floating point is on there too. */
    private static final int TO_COMPONENT = TO_MACHINE | 3 << 13;

    /** {@code mret} goes to user mode with interrupts enabled; floating point is on. */
    private static final int TO_USER = 1 << 7 | 3 << 13;

    private static final int KEPT = 3 << 11 | 1 << 7 | 3 << 13 | 1 << 17;

    int loaded(Operation op) {
        return op.load(LOADED);
    }

    int x(Operation op, int partition, int register) {
        return loaded(op) == partition
                ? machine.hart().x(register)
                : op.load(at(partition) + PC + 4 * register);
    }

    void setX(Operation op, int partition, int register, int value) {
        if (loaded(op) == partition) {
            machine.hart().setX(register, value);
        } else {
            op.store(at(partition) + PC + 4 * register, value);
        }
    }

    /** Gives up what the hart holds; the thread it belonged to never goes on from there. */
    void discard(Operation op, int partition) {
        if (loaded(op) == partition) {
            op.store(LOADED, NONE);
        }
    }

    /**
     * Sets the saved registers of a thread that is not loaded to those of a start at {@code pc}.
     */
    void reset(Operation op, int partition, int pc, int mstatus) {
        int at = at(partition);
        op.store(at + PC, pc);
        for (int register = 1; register < 32; register++) {
            op.store(at + PC + 4 * register, 0);
        }
        for (int register = 0; register < 32; register++) {
            op.store64(at + F + 8 * register, 0);
        }
        op.store(at + MSTATUS, mstatus);
        op.store(at + FCSR, 0);
    }

    /** Sets the saved registers of a partition that is not loaded to those of its start. */
    void start(Operation op, int partition, int entry) {
        boolean inKernel = placements.inKernel(op, partition);
        reset(op, partition, entry, inKernel ? TO_COMPONENT : TO_USER);
    }

    /** Makes {@code next} the thread that the coming {@code mret} enters; {@code NONE} idles. */
    void switchTo(Operation op, int next) {
        int before = loaded(op);
        if (before == next && next != NONE) {
            return;
        }
        if (before != NONE) {
            save(op, before);
        }
        if (next == NONE) {
            machine.hart().setCsr(Csr.MEPC, KernelText.IDLE);
            machine.hart().setCsr(Csr.MSTATUS, TO_MACHINE);
        } else {
            boolean inKernel = placements.inKernel(op, next);
            load(op, next);
            if (inKernel) { // no PMP entry stands in its way, so the last ones may stay
                op.spend(machine.costs().floatContext());
            } else {
                loadPmp(op, next);
                op.spend(machine.costs().contextSwitch());
            }
        }
        op.store(LOADED, next);
        machine.statistics().switched(next, op.end());
    }

    private void save(Operation op, int partition) {
        Hart hart = machine.hart();
        int at = at(partition);
        op.store(at + PC, hart.csr(Csr.MEPC));
        for (int register = 1; register < 32; register++) {
            op.store(at + PC + 4 * register, hart.x(register));
        }
        for (int register = 0; register < 32; register++) {
            op.store64(at + F + 8 * register, hart.f(register));
        }
        op.store(at + FCSR, hart.csr(Csr.FCSR));
        op.store(at + MSTATUS, hart.csr(Csr.MSTATUS) & KEPT);
    }

    private void loadPmp(Operation op, int partition) {
        int at = at(partition);
        for (int entry = 0; entry < 16; entry++) {
            setIfOther(Csr.PMPADDR0 + entry, op.load(at + PMPADDR + 4 * entry));
        }
        for (int word = 0; word < 4; word++) {
            setIfOther(Csr.PMPCFG0 + word, op.load(at + PMPCFG + 4 * word));
        }
    }

    private void load(Operation op, int partition) {
        Hart hart = machine.hart();
        int at = at(partition);
        for (int register = 1; register < 32; register++) {
            hart.setX(register, op.load(at + PC + 4 * register));
        }
        for (int register = 0; register < 32; register++) {
            hart.setF(register, op.load64(at + F + 8 * register));
        }
        hart.setCsr(Csr.FCSR, op.load(at + FCSR));
        hart.setCsr(Csr.MEPC, op.load(at + PC));
        hart.setCsr(Csr.MSTATUS, op.load(at + MSTATUS));
        hart.clearReservation();
    }

    /** A write that changes nothing would only make the hart forget what it knows to be allowed. */
    private void setIfOther(int csr, int value) {
        if (machine.hart().csr(csr) != value) {
            machine.hart().setCsr(csr, value);
        }
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}
