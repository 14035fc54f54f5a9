package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.TIMERS;
import static dev.bulkhead.kernel.KernelLayout.TIMER_CHANNEL;
import static dev.bulkhead.kernel.KernelLayout.TIMER_COUNT;
import static dev.bulkhead.kernel.KernelLayout.TIMER_DEADLINE;
import static dev.bulkhead.kernel.KernelLayout.TIMER_JOB;
import static dev.bulkhead.kernel.KernelLayout.TIMER_RELEASED;
import static dev.bulkhead.kernel.KernelLayout.TIMER_STRIDE;

import dev.bulkhead.trace.TraceRecord.DeadlineMet;
import dev.bulkhead.trace.TraceRecord.DeadlineMissed;

/** What timers released and is not done yet: from release to the partition's next wait. */
record Jobs(Machine machine) {

    int timers(Operation op, int partition) {
        return op.load(at(partition) + TIMER_COUNT);
    }

    int timer(int partition, int index) {
        return at(partition) + TIMERS + index * TIMER_STRIDE;
    }

    boolean isOpen(Operation op, int timer) {
        return op.load(timer + TIMER_JOB) != 0;
    }

    void open(Operation op, int timer, long released) {
        op.store(timer + TIMER_JOB, 1);
        op.store64(timer + TIMER_RELEASED, released);
    }

    boolean isLate(Operation op, int timer) {
        return op.now() > op.load64(timer + TIMER_RELEASED) + op.load64(timer + TIMER_DEADLINE);
    }

    /**
     * The partition waits again: its jobs are done.
     *
     * @return whether one is late
     */
    boolean done(Operation op, int partition) {
        boolean late = false;
        int count = timers(op, partition);
        for (int i = 0; i < count; i++) {
            int timer = timer(partition, i);
            if (isOpen(op, timer)) {
                late |= isLate(op, timer);
                close(op, partition, timer, !isLate(op, timer));
            }
        }
        return late;
    }

    /** The partition goes down: its jobs never get done. */
    void giveUp(Operation op, int partition) {
        int count = timers(op, partition);
        for (int i = 0; i < count; i++) {
            int timer = timer(partition, i);
            if (isOpen(op, timer)) {
                close(op, partition, timer, false);
            }
        }
    }

    void close(Operation op, int partition, int timer, boolean met) {
        op.store(timer + TIMER_JOB, 0);
        int channel = op.load(timer + TIMER_CHANNEL);
        long released = op.ps(op.load64(timer + TIMER_RELEASED));
        op.record(
                met
                        ? new DeadlineMet(op.nowPs(), partition, channel, released)
                        : new DeadlineMissed(op.nowPs(), partition, channel, released));
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}
