package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.BUSY_SINCE;
import static dev.bulkhead.kernel.KernelLayout.CALLERS;
import static dev.bulkhead.kernel.KernelLayout.CLOSE_AT;
import static dev.bulkhead.kernel.KernelLayout.COPYING;
import static dev.bulkhead.kernel.KernelLayout.COPY_FROM;
import static dev.bulkhead.kernel.KernelLayout.EPOCH_CYCLE;
import static dev.bulkhead.kernel.KernelLayout.EPOCH_TICK;
import static dev.bulkhead.kernel.KernelLayout.MEMBERS;
import static dev.bulkhead.kernel.KernelLayout.NONE;
import static dev.bulkhead.kernel.KernelLayout.PRIORITY;
import static dev.bulkhead.kernel.KernelLayout.READY;
import static dev.bulkhead.kernel.KernelLayout.SERVING;
import static dev.bulkhead.kernel.KernelLayout.STATE;
import static dev.bulkhead.kernel.KernelLayout.SWITCH_AT;
import static dev.bulkhead.kernel.KernelLayout.WAITING;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_CLOSED;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_STATE;

import dev.bulkhead.trace.TraceRecord.BudgetExhausted;
import dev.bulkhead.trace.TraceRecord.NotificationsTaken;

/**
 * Who runs next: of the threads that can run and whose account is in the window and has time left,
 * the one of the highest priority, of equals the first in the description. Also gives a waiting
 * thread its event, and sets the timer.
 */
record Dispatcher(
        Machine machine,
        Contexts contexts,
        Budgets budgets,
        Channels channels,
        Notifications notifications,
        Timers timers,
        KernelFaults faults) {

    private static final int TIMER_COMPARE = 0x0200_4000;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;

    /**
     * @param account who pays
     * @param caller whose call the thread takes, or {@code NONE}
     * @param wakeAt the first refill of a thread that could run but for its budget, or the end of a
     *     restart's wait
     */
    private record Choice(int thread, int account, int caller, long wakeAt) {}

    /** Makes the next thread the one that the coming {@code mret} enters. */
    void run(Operation op) {
        int running = contexts.loaded(op);
        if (budgets.settle(op) && running != NONE && op.load(at(running) + STATE) == READY) {
            op.record(new BudgetExhausted(op.nowPs(), running));
        }
        long members = op.load64(MEMBERS);
        Choice choice = choose(op, members);
        if (choice.thread != NONE && op.load(at(choice.thread) + STATE) == WAITING) {
            giveEvent(op, choice);
        }
        contexts.switchTo(op, choice.thread);
        op.spend(machine.costs().timerReprogramming());
        budgets.payFrom(op, choice.account);
        setTimer(op, choice, members);
    }

    private Choice choose(Operation op, long members) {
        int thread = NONE;
        int account = NONE;
        int caller = NONE;
        int priority = -1;
        long wakeAt = Long.MAX_VALUE;
        for (int i = 0; i < machine.layout().partitions(); i++) {
            int state = op.load(at(i) + STATE);
            int served = NONE;
            int pays = NONE;
            if (state == READY) {
                pays = account(op, i);
            } else if (state == COPYING) {
                pays = i;
            } else if (state == WAITING) {
                served = bestCaller(op, i, members);
                pays = served != NONE ? account(op, served) : notifications.any(op, i) ? i : NONE;
            }
            if (pays == NONE || (members >>> pays & 1) == 0) {
                continue;
            }
            long copyFrom = state == COPYING ? op.load64(at(i) + COPY_FROM) : 0;
            if (copyFrom > op.now()) {
                wakeAt = Math.min(wakeAt, copyFrom);
                continue;
            }
            int mine = op.load(at(i) + PRIORITY);
            if (mine <= priority) {
                continue;
            }
            if (budgets.ready(op, pays)) {
                thread = i;
                account = pays;
                caller = served;
                priority = mine;
            } else if (budgets.headTime(op, pays) > op.now()) {
                wakeAt = Math.min(wakeAt, budgets.headTime(op, pays));
            }
        }
        return new Choice(thread, account, caller, wakeAt);
    }

    /** The caller of the highest priority that may run now; {@code NONE} if there is none. */
    private int bestCaller(Operation op, int callee, long members) {
        long callers = op.load64(at(callee) + CALLERS);
        int best = NONE;
        int priority = -1;
        for (int i = 0; callers >>> i != 0 && i < machine.layout().partitions(); i++) {
            if ((callers >>> i & 1) == 0) {
                continue;
            }
            int account = account(op, i);
            int mine = op.load(at(i) + PRIORITY);
            if (mine > priority && (members >>> account & 1) != 0 && budgets.ready(op, account)) {
                best = i;
                priority = mine;
            }
        }
        return best;
    }

    /** Follows a chain of calls to the partition that made the first. */
    private int account(Operation op, int thread) {
        int account = thread;
        for (int i = 0; i <= machine.layout().partitions(); i++) {
            int served = op.load(at(account) + SERVING);
            if (served == 0) {
                return account;
            }
            account = served - 1;
        }
        throw op.endless();
    }

    private void giveEvent(Operation op, Choice choice) {
        int thread = choice.thread;
        if (choice.caller != NONE) {
            channels.take(op, thread, choice.caller);
        } else {
            long bits = notifications.take(op, thread);
            contexts.setX(op, thread, A0, SystemCalls.EVENT_NOTIFICATION);
            contexts.setX(op, thread, A1, (int) bits);
            contexts.setX(op, thread, A2, (int) (bits >>> 32));
            op.record(new NotificationsTaken(op.nowPs(), thread, bits));
        }
        op.store(at(thread) + STATE, READY);
        op.store64(at(thread) + BUSY_SINCE, op.now());
    }

    private void setTimer(Operation op, Choice choice, long members) {
        boolean closed = op.load(WINDOW_STATE) == WINDOW_CLOSED;
        long next = Math.min(op.load64(closed ? SWITCH_AT : CLOSE_AT), timers.next(op, members));
        next = Math.min(next, choice.wakeAt);
        next = Math.min(next, faults.next(op, members));
        if (choice.account != NONE) {
            next = Math.min(next, budgets.exhaustedAt(op, choice.account));
        }
        long tick = op.load64(EPOCH_TICK) + machine.ticks(next - op.load64(EPOCH_CYCLE));
        int compare = TIMER_COMPARE + 8 * machine.hart().id();
        op.store(compare, -1);
        op.store(compare + 4, (int) (tick >>> 32));
        op.store(compare, (int) tick);
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}
