package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.CLOSE_AT;
import static dev.bulkhead.kernel.KernelLayout.EPOCH_CYCLE;
import static dev.bulkhead.kernel.KernelLayout.FRAME;
import static dev.bulkhead.kernel.KernelLayout.FRAME_US;
import static dev.bulkhead.kernel.KernelLayout.LEAD_US;
import static dev.bulkhead.kernel.KernelLayout.MEMBERS;
import static dev.bulkhead.kernel.KernelLayout.NONE;
import static dev.bulkhead.kernel.KernelLayout.OPEN_AT;
import static dev.bulkhead.kernel.KernelLayout.START_US;
import static dev.bulkhead.kernel.KernelLayout.SWITCH_AT;
import static dev.bulkhead.kernel.KernelLayout.WATCHDOG;
import static dev.bulkhead.kernel.KernelLayout.WATCHDOG_CLOSED_US;
import static dev.bulkhead.kernel.KernelLayout.WATCHDOG_OPEN_US;
import static dev.bulkhead.kernel.KernelLayout.WINDOW;
import static dev.bulkhead.kernel.KernelLayout.WINDOWS;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_CLOSED;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_COUNT;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_DURATION_US;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_MEMBERS;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_OPEN;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_START_US;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_STATE;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_STRIDE;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_WAITING;

import dev.bulkhead.trace.TraceRecord.PartitionStarted;
import dev.bulkhead.trace.TraceRecord.WatchdogServiced;
import dev.bulkhead.trace.TraceRecord.WindowEnded;
import dev.bulkhead.trace.TraceRecord.WindowPreempted;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

/**
 * The static time table. The timer fires one padding before a window's cycle; the cycles of the
 * switch pass, and the hart waits until exactly the window's cycle, at which the switch has its
 * effects. So each record of the trace is made at its own time. Without windows everybody may run
 * at any time, and the timer ends each major frame only to serve the watchdog.
 */
record Windows(
        Machine machine,
        Contexts contexts,
        Budgets budgets,
        Interrupts interrupts,
        DmaProtection dma,
        Timers timers,
        KernelFaults faults) {

    /** Cycles of waiting after which the wait looks around, so that its length stays bounded. */
    private static final int WAIT_CYCLES = 1000;

    private static final int DOG = AddressMap.WATCHDOG;
    private static final int DOG_CONTROL = DOG;
    private static final int DOG_CLOSED_US = DOG + 0x04;
    private static final int DOG_OPEN_US = DOG + 0x08;
    private static final int DOG_SERVICE = DOG + 0x0c;
    static final int DOG_ENABLE_AND_LOCK = 3;
    private static final int DOG_FIRST_KEY = 0x5afe_c0de;
    private static final int DOG_SECOND_KEY = 0xa501_3f21;

    /** The timer fired: ends the window, begins the next, or notices releases. */
    void timer(Operation op) {
        if (op.load(WINDOW_COUNT) == 0) {
            if (isOver(op)) {
                nextFrame(op);
            }
        } else if (isOver(op)) {
            close(op);
        }
        if (op.load(WINDOW_STATE) == WINDOW_CLOSED && op.now() >= op.load64(SWITCH_AT)) {
            next(op);
        } else {
            timers.release(op, op.load64(MEMBERS));
            faults.restartHanging(op, op.load64(MEMBERS));
        }
    }

    /** The frame is over and there are no windows: nobody is interrupted for longer than this. */
    private void nextFrame(Operation op) {
        op.spend(machine.costs().schedule());
        long frame = op.load64(FRAME) + 1;
        op.store64(FRAME, frame);
        op.store64(CLOSE_AT, cycle(op, frameUs(op, frame + 1)));
        if (op.load(WATCHDOG) != 0) {
            serviceWatchdog(op, false);
        }
    }

    /** Whether the window's end has come and it is still open. */
    boolean isOver(Operation op) {
        return op.load(WINDOW_STATE) == WINDOW_OPEN && op.now() >= op.load64(CLOSE_AT);
    }

    private void close(Operation op) {
        op.spend(machine.costs().schedule());
        int running = contexts.loaded(op);
        if (running != NONE) {
            op.record(new WindowPreempted(op.nowPs(), running));
        }
        op.record(new WindowEnded(op.nowPs(), op.load(WINDOW), op.load64(MEMBERS)));
        dma.openFor(op, 0);
        op.spend(machine.costs().deviceAccess());
        contexts.switchTo(op, NONE);
        budgets.payFrom(op, NONE);
        op.store64(MEMBERS, 0);
        op.store(WINDOW_STATE, WINDOW_CLOSED);
        if (op.now() < op.load64(SWITCH_AT)) {
            interrupts.unmaskFor(op, 0);
        }
    }

    /** Prepares the next window; {@link #await} opens it. */
    void next(Operation op) {
        op.spend(machine.costs().schedule());
        if (op.load(WINDOW_COUNT) == 0) {
            firstFrame(op);
            return;
        }
        int index = op.load(WINDOW) + 1;
        long frame = op.load64(FRAME);
        if (Integer.compareUnsigned(index, op.load(WINDOW_COUNT)) >= 0) {
            index = 0;
            frame++;
        }
        op.store(WINDOW, index);
        op.store64(FRAME, frame);
        long startUs = startUs(op, index, frame);
        long endUs = startUs + op.load(window(index) + WINDOW_DURATION_US);
        boolean last = index + 1 == op.load(WINDOW_COUNT);
        long followingUs = last ? startUs(op, 0, frame + 1) : startUs(op, index + 1, frame);
        long switchAt = cycle(op, followingUs - op.load(LEAD_US));
        long members = op.load64(window(index) + WINDOW_MEMBERS);
        op.store64(OPEN_AT, cycle(op, startUs));
        op.store64(SWITCH_AT, switchAt);
        op.store64(CLOSE_AT, Math.min(cycle(op, endUs), switchAt));
        op.store64(MEMBERS, members);
        op.store(WINDOW_STATE, WINDOW_WAITING);
        interrupts.tellHeldBack(op, members);
        interrupts.unmaskFor(op, members);
        op.spend(machine.costs().opening(machine.timers()));
    }

    /** Prepares the start of everybody at once. */
    private void firstFrame(Operation op) {
        long members = op.load64(window(0) + WINDOW_MEMBERS);
        long end = cycle(op, frameUs(op, 1));
        op.store64(FRAME, 0);
        op.store64(OPEN_AT, cycle(op, frameUs(op, 0)));
        op.store64(SWITCH_AT, end);
        op.store64(CLOSE_AT, end);
        op.store64(MEMBERS, members);
        op.store(WINDOW_STATE, WINDOW_WAITING);
        interrupts.unmaskFor(op, members);
        op.spend(machine.costs().opening(machine.timers()));
    }

    /**
     * Waits for the window's cycle, at most a while, and opens it.
     *
     * @return whether the window is open now; then somebody must be made to run
     */
    boolean await(Operation op) {
        long open = op.load64(OPEN_AT);
        if (op.now() < open) {
            op.spend((int) Math.min(open - op.now(), WAIT_CYCLES));
            return false;
        }
        op.spend(machine.costs().leave());
        op.prepay(machine.costs().opening(machine.timers()));
        if (op.load(WINDOW) == 0) {
            startFrame(op);
        }
        dma.openFor(op, op.load64(MEMBERS));
        op.store(WINDOW_STATE, WINDOW_OPEN);
        long members = op.load64(MEMBERS);
        if (op.load(WINDOW_COUNT) != 0) {
            op.record(new WindowStarted(op.nowPs(), op.load(WINDOW), members));
        }
        timers.release(op, members);
        return true;
    }

    private void startFrame(Operation op) {
        boolean first = op.load64(FRAME) == 0;
        if (first) {
            for (int i = 0; i < machine.layout().partitions(); i++) {
                op.record(new PartitionStarted(op.nowPs(), i));
            }
        }
        if (op.load(WATCHDOG) != 0) {
            serviceWatchdog(op, first);
        }
    }

    /** Starts the watchdog with the first major frame, serves it with each other. */
    private void serviceWatchdog(Operation op, boolean first) {
        if (first) {
            op.store(DOG_CLOSED_US, op.load(WATCHDOG_CLOSED_US));
            op.store(DOG_OPEN_US, op.load(WATCHDOG_OPEN_US));
            op.store(DOG_CONTROL, DOG_ENABLE_AND_LOCK);
        } else {
            op.store(DOG_SERVICE, DOG_FIRST_KEY);
            op.store(DOG_SERVICE, DOG_SECOND_KEY);
            op.record(new WatchdogServiced(op.nowPs()));
        }
    }

    private long startUs(Operation op, int index, long frame) {
        return frameUs(op, frame) + op.load(window(index) + WINDOW_START_US);
    }

    private long frameUs(Operation op, long frame) {
        return op.load(START_US) + frame * op.load(FRAME_US);
    }

    private long cycle(Operation op, long us) {
        return op.load64(EPOCH_CYCLE) + machine.cycles(us);
    }

    private static int window(int index) {
        return WINDOWS + index * WINDOW_STRIDE;
    }
}
