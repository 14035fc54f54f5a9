package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.COPYING;
import static dev.bulkhead.kernel.KernelLayout.PENDING;
import static dev.bulkhead.kernel.KernelLayout.STATE;
import static dev.bulkhead.kernel.KernelLayout.STOPPED;

/** The pending word of each partition: a bit a channel, so that many signals are one. */
record Notifications(Machine machine) {

    /** Sets a bit; a partition that is down loses it. */
    void post(Operation op, int partition, int channel) {
        int at = machine.layout().partition(partition);
        int state = op.load(at + STATE);
        if (state != STOPPED && state != COPYING) {
            op.store64(at + PENDING, op.load64(at + PENDING) | 1L << channel);
        }
    }

    /** Takes all bits at once. */
    long take(Operation op, int partition) {
        int at = machine.layout().partition(partition);
        long bits = op.load64(at + PENDING);
        op.store64(at + PENDING, 0);
        return bits;
    }

    boolean any(Operation op, int partition) {
        return op.load64(machine.layout().partition(partition) + PENDING) != 0;
    }
}
