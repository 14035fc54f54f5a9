package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.BUSY_SINCE;
import static dev.bulkhead.kernel.KernelLayout.CALLING;
import static dev.bulkhead.kernel.KernelLayout.HANGS;
import static dev.bulkhead.kernel.KernelLayout.HANG_LIMIT;
import static dev.bulkhead.kernel.KernelLayout.HANG_TIMEOUT;
import static dev.bulkhead.kernel.KernelLayout.HANG_TIMES;
import static dev.bulkhead.kernel.KernelLayout.HANG_WITHIN;
import static dev.bulkhead.kernel.KernelLayout.MAX_HANG_LIMIT;
import static dev.bulkhead.kernel.KernelLayout.ON_KERNEL_FAULT;
import static dev.bulkhead.kernel.KernelLayout.READY;
import static dev.bulkhead.kernel.KernelLayout.STATE;

import dev.bulkhead.system.KernelProfile.KernelFault;
import dev.bulkhead.trace.TraceRecord.DriverHung;
import dev.bulkhead.trace.TraceRecord.KernelOops;
import dev.bulkhead.trace.TraceRecord.KernelPanic;
import dev.bulkhead.trace.TraceRecord.ResetCause;

/**
 * Components of the kernel that fail. One that traps dies alone or takes the kernel with it, as the
 * profile says; one that runs too long without waiting again is restarted, and hangs that come too
 * often reset the ECU.
 */
record KernelFaults(Machine machine, Placements placements, HealthMonitor health) {

    /** A component of the kernel trapped. */
    void trapped(Operation op, int component, int cause, int pc, int address) {
        op.spend(machine.costs().fault());
        int number = op.load(ON_KERNEL_FAULT);
        KernelFault[] all = KernelFault.values();
        if (number < 0 || number >= all.length) {
            throw op.wildJump(number);
        }
        switch (all[number]) {
            case PANIC -> panic(op, cause, pc, address);
            case OOPS -> {
                op.record(new KernelOops(op.nowPs(), component, cause, pc, address));
                health.stop(op, component);
            }
        }
    }

    /** The kernel cannot go on. */
    void panic(Operation op, int cause, int pc, int address) {
        op.record(new KernelPanic(op.nowPs(), cause, pc, address));
        health.resetEcu(op, ResetCause.KERNEL_PANIC);
    }

    /** When the first of {@code members} will have run too long. */
    long next(Operation op, long members) {
        long timeout = op.load64(HANG_TIMEOUT);
        long next = Long.MAX_VALUE;
        if (timeout != 0) {
            for (int i = 0; i < machine.layout().partitions(); i++) {
                if ((members >>> i & 1) != 0 && isBusy(op, i)) {
                    next = Math.min(next, op.load64(at(i) + BUSY_SINCE) + timeout);
                }
            }
        }
        return next;
    }

    /**
     * Restarts the first of {@code members} that has run too long; the timer fires for the next.
     */
    void restartHanging(Operation op, long members) {
        long timeout = op.load64(HANG_TIMEOUT);
        if (timeout == 0) {
            return;
        }
        for (int i = 0; i < machine.layout().partitions(); i++) {
            if ((members >>> i & 1) != 0
                    && isBusy(op, i)
                    && op.now() - op.load64(at(i) + BUSY_SINCE) >= timeout) {
                hangs(op, i);
                return;
            }
        }
    }

    /** Took an event, or started, and does not wait for the next. */
    private boolean isBusy(Operation op, int partition) {
        int state = op.load(at(partition) + STATE);
        return (state == READY || state == CALLING) && placements.inKernel(op, partition);
    }

    private void hangs(Operation op, int component) {
        op.spend(machine.costs().fault());
        int count = op.load(HANGS);
        int limit = op.load(HANG_LIMIT);
        op.record(new DriverHung(op.nowPs(), component, count + 1));
        if (count >= limit && op.now() - op.load64(time(count - limit)) <= op.load64(HANG_WITHIN)) {
            health.resetEcu(op, ResetCause.DRIVER_HUNG);
        }
        op.store64(time(count), op.now());
        op.store(HANGS, count + 1);
        health.startAgain(op, component, 0);
    }

    private static int time(int hang) {
        return HANG_TIMES + 8 * (hang % MAX_HANG_LIMIT);
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}
