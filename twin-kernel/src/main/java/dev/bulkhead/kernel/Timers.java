package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.STATE;
import static dev.bulkhead.kernel.KernelLayout.STOPPED;
import static dev.bulkhead.kernel.KernelLayout.TIMER_CHANNEL;
import static dev.bulkhead.kernel.KernelLayout.TIMER_DEADLINE;
import static dev.bulkhead.kernel.KernelLayout.TIMER_NEXT;
import static dev.bulkhead.kernel.KernelLayout.TIMER_PERIOD;

import dev.bulkhead.system.Health;

/** Periodic releases. They are noticed in their partition's windows only. */
record Timers(Machine machine, Jobs jobs, Notifications notifications, HealthMonitor health) {

    /** Moves the first releases, which count from the boot, to the boot's cycle. */
    void start(Operation op, long epoch) {
        for (int partition = 0; partition < machine.layout().partitions(); partition++) {
            for (int i = 0; i < jobs.timers(op, partition); i++) {
                int next = jobs.timer(partition, i) + TIMER_NEXT;
                op.store64(next, op.load64(next) + epoch);
            }
        }
    }

    /** Notices every release up to now of the partitions in {@code members}. */
    void release(Operation op, long members) {
        for (int partition = 0; partition < machine.layout().partitions(); partition++) {
            if ((members >>> partition & 1) != 0 && !isStopped(op, partition)) {
                release(op, partition);
            }
        }
    }

    private void release(Operation op, int partition) {
        boolean missed = false;
        int count = jobs.timers(op, partition);
        for (int i = 0; i < count; i++) {
            op.spend(machine.costs().timerRow());
            int timer = jobs.timer(partition, i);
            long release = op.load64(timer + TIMER_NEXT);
            if (release <= op.now()) {
                missed |= release(op, partition, timer, release);
            }
        }
        if (missed) {
            health.error(op, partition, Health.Error.DEADLINE_MISSED, 0);
        }
    }

    private boolean release(Operation op, int partition, int timer, long release) {
        long period = op.load64(timer + TIMER_PERIOD);
        // a division by zero gives all ones, so that a period of 0 stays where it is
        long releases = (period == 0 ? -1 : (op.now() - release) / period) + 1;
        op.store64(timer + TIMER_NEXT, release + releases * period);
        boolean missed = false;
        if (op.load64(timer + TIMER_DEADLINE) != 0) {
            missed = jobs.isOpen(op, timer) && jobs.isLate(op, timer);
            if (missed) {
                jobs.close(op, partition, timer, false);
            }
            if (!jobs.isOpen(op, timer)) {
                jobs.open(op, timer, release);
            }
        }
        notifications.post(op, partition, op.load(timer + TIMER_CHANNEL));
        return missed;
    }

    /** The earliest release to come of the partitions in {@code members}. */
    long next(Operation op, long members) {
        long next = Long.MAX_VALUE;
        for (int partition = 0; partition < machine.layout().partitions(); partition++) {
            if ((members >>> partition & 1) != 0 && !isStopped(op, partition)) {
                int count = jobs.timers(op, partition);
                for (int i = 0; i < count; i++) {
                    next = Math.min(next, op.load64(jobs.timer(partition, i) + TIMER_NEXT));
                }
            }
        }
        return next;
    }

    private boolean isStopped(Operation op, int partition) {
        return op.load(machine.layout().partition(partition) + STATE) == STOPPED;
    }
}
