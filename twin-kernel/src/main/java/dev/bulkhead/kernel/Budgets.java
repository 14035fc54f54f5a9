package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.ACCOUNT;
import static dev.bulkhead.kernel.KernelLayout.ACCOUNT_FROM;
import static dev.bulkhead.kernel.KernelLayout.MAX_REFILLS;
import static dev.bulkhead.kernel.KernelLayout.NONE;
import static dev.bulkhead.kernel.KernelLayout.PERIOD;
import static dev.bulkhead.kernel.KernelLayout.REFILLS;
import static dev.bulkhead.kernel.KernelLayout.REFILL_AMOUNT;
import static dev.bulkhead.kernel.KernelLayout.REFILL_COUNT;
import static dev.bulkhead.kernel.KernelLayout.REFILL_HEAD;
import static dev.bulkhead.kernel.KernelLayout.REFILL_STRIDE;
import static dev.bulkhead.kernel.KernelLayout.REFILL_TIME;

/**
 * Sporadic servers: what a partition used from a cycle on comes back one period after that cycle.
 * The list of refills is bounded; when it is full the newest is merged into the last, so that time
 * may come later, never earlier. The partition that pays is the <em>account</em>: a callee runs on
 * its caller's.
 *
 * @see "seL4 reference manual, Scheduling, sporadic scheduling contexts"
 */
record Budgets(Machine machine) {

    /** Whether {@code partition} has time left now. */
    boolean ready(Operation op, int partition) {
        return headTime(op, partition) <= op.now() && left(op, partition) > 0;
    }

    /** When the first refill of {@code partition} came or comes. */
    long headTime(Operation op, int partition) {
        return op.load64(refill(partition, op.load(at(partition) + REFILL_HEAD)) + REFILL_TIME);
    }

    /** Cycles left in the first refill, what the account used since its last charge taken off. */
    long left(Operation op, int partition) {
        int head = op.load(at(partition) + REFILL_HEAD);
        long amount = op.load64(refill(partition, head) + REFILL_AMOUNT);
        return op.load(ACCOUNT) == partition
                ? amount - (op.now() - op.load64(ACCOUNT_FROM))
                : amount;
    }

    /** The cycle at which the account will have used up its first refill. */
    long exhaustedAt(Operation op, int account) {
        int head = op.load(at(account) + REFILL_HEAD);
        return op.load64(ACCOUNT_FROM) + op.load64(refill(account, head) + REFILL_AMOUNT);
    }

    /**
     * Charges the account if it has used up its first refill.
     *
     * @return whether it has no time left now because of that
     */
    boolean settle(Operation op) {
        int account = op.load(ACCOUNT);
        if (account != NONE && left(op, account) <= 0) {
            charge(op, account, op.now());
            op.store64(ACCOUNT_FROM, op.now());
            return !ready(op, account);
        }
        return false;
    }

    /** From the end of this operation on {@code next} pays; {@code NONE}: nobody does. */
    void payFrom(Operation op, int next) {
        int account = op.load(ACCOUNT);
        if (account == next) {
            return;
        }
        if (account != NONE) {
            charge(op, account, op.end());
        }
        op.store(ACCOUNT, next);
        op.store64(ACCOUNT_FROM, op.end());
    }

    private void charge(Operation op, int partition, long until) {
        long from = op.load64(ACCOUNT_FROM);
        long used = until - from;
        machine.statistics().spent(partition, used);
        long back = from + op.load64(at(partition) + PERIOD);
        int rounds = 0;
        while (used > 0) {
            if (rounds++ > MAX_REFILLS) {
                throw op.endless();
            }
            int head = refill(partition, op.load(at(partition) + REFILL_HEAD));
            long amount = op.load64(head + REFILL_AMOUNT);
            long time = op.load64(head + REFILL_TIME);
            if (time > until) { // an overrun is paid by waiting longer for what comes next
                op.store64(head + REFILL_TIME, time + used);
                break;
            }
            long taken = Math.min(amount, used);
            used -= taken;
            if (taken == amount) {
                drop(op, partition);
            } else {
                op.store64(head + REFILL_AMOUNT, amount - taken);
            }
            append(op, partition, back, taken);
        }
        merge(op, partition, until);
    }

    private void drop(Operation op, int partition) {
        int at = at(partition);
        op.store(at + REFILL_HEAD, next(op.load(at + REFILL_HEAD)));
        op.store(at + REFILL_COUNT, op.load(at + REFILL_COUNT) - 1);
    }

    private void append(Operation op, int partition, long time, long amount) {
        int at = at(partition);
        int head = op.load(at + REFILL_HEAD);
        int count = op.load(at + REFILL_COUNT);
        if (count > 0) {
            int last = refill(partition, (head + count - 1) % MAX_REFILLS);
            if (count == MAX_REFILLS || op.load64(last + REFILL_TIME) == time) {
                op.store64(last + REFILL_TIME, time);
                op.store64(last + REFILL_AMOUNT, op.load64(last + REFILL_AMOUNT) + amount);
                return;
            }
        }
        int slot = refill(partition, (head + count) % MAX_REFILLS);
        op.store64(slot + REFILL_TIME, time);
        op.store64(slot + REFILL_AMOUNT, amount);
        op.store(at + REFILL_COUNT, count + 1);
    }

    /** Joins refills that have all come. */
    private void merge(Operation op, int partition, long now) {
        int at = at(partition);
        int rounds = 0;
        while (op.load(at + REFILL_COUNT) > 1) {
            if (rounds++ > MAX_REFILLS) {
                throw op.endless();
            }
            int head = op.load(at + REFILL_HEAD);
            int second = refill(partition, next(head));
            if (op.load64(second + REFILL_TIME) > now) {
                return;
            }
            long amount = op.load64(refill(partition, head) + REFILL_AMOUNT);
            op.store64(second + REFILL_AMOUNT, op.load64(second + REFILL_AMOUNT) + amount);
            drop(op, partition);
        }
    }

    private static int next(int index) {
        return index == MAX_REFILLS - 1 ? 0 : index + 1;
    }

    private int refill(int partition, int index) {
        return at(partition) + REFILLS + index * REFILL_STRIDE;
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}
