package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.BASE;
import static dev.bulkhead.kernel.KernelLayout.BOOTING;
import static dev.bulkhead.kernel.KernelLayout.BOOT_CONSTANT_US;
import static dev.bulkhead.kernel.KernelLayout.EPOCH_CYCLE;
import static dev.bulkhead.kernel.KernelLayout.EPOCH_TICK;

import dev.bulkhead.hart.Csr;

/** From reset to the wait for the first window. */
record Boot(
        Machine machine,
        Restarts restarts,
        Interrupts interrupts,
        DmaProtection dma,
        Timers timers,
        Windows windows) {
    private static final int TIME = 0x0200_bff8;
    private static final int TIMER_AND_EXTERNAL = 1 << 7 | 1 << 11;

    /** Puts the kernel's data in place and everything that can interrupt to rest. */
    void reset(Operation op) {
        int from = op.load(KernelImage.PRISTINE_ADDRESS);
        int bytes = op.load(KernelImage.PRISTINE_BYTES);
        for (int offset = 0; offset < bytes; offset += 4) {
            op.store(BASE + offset, op.load(from + offset));
            op.spend(machine.costs().copyWord());
        }
        // a scenario begins when the kernel is first entered, so the constant counts after a reset
        long constant = op.now() == 0 ? 0 : op.load(BOOT_CONSTANT_US);
        long cycles = machine.cycles(constant);
        op.store64(EPOCH_CYCLE, op.now() + cycles);
        op.store64(EPOCH_TICK, op.load64(TIME) + machine.ticks(cycles));
        interrupts.initialize(op);
        machine.hart().setCsr(Csr.MTVEC, KernelText.TRAP);
        machine.hart().setCsr(Csr.MCOUNTEREN, 0);
        machine.hart().setCsr(Csr.MIE, TIMER_AND_EXTERNAL);
        machine.hart().setPc(KernelText.BOOT);
    }

    /**
     * Copies one step of one image.
     *
     * @return whether all stand and the first window is to be waited for
     */
    boolean step(Operation op) {
        int partition = op.load(BOOTING);
        if (Integer.compareUnsigned(partition, machine.layout().partitions()) < 0) {
            if (restarts.step(op, partition)) {
                op.store(BOOTING, partition + 1);
            }
            return false;
        }
        dma.program(op);
        timers.start(op, op.load64(EPOCH_CYCLE));
        windows.next(op);
        return true;
    }
}
