package dev.bulkhead.runner;

import dev.bulkhead.time.SimTime;

import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;

/** Holds a run back so that it goes no faster than so many simulated seconds a second. */
public final class Pace {
    private final OptionalDouble factor;
    private final SimTime from;
    private final long startNs = System.nanoTime();

    /**
     * From power-on.
     *
     * @param factor above 0; empty for no limit
     */
    public Pace(OptionalDouble factor) {
        this(factor, SimTime.ZERO);
    }

    /** From now on, where the run stands at {@code from}. */
    Pace(OptionalDouble factor, SimTime from) {
        this.factor = factor;
        this.from = from;
    }

    OptionalDouble factor() {
        return factor;
    }

    /** So long it is too early for {@code now}; below 0 if it is late. */
    long leftNs(SimTime now) {
        if (factor.isEmpty()) {
            return 0;
        }
        double dueS = (now.ps() - from.ps()) / 1e12 / factor.getAsDouble();
        return startNs + (long) (dueS * 1e9) - System.nanoTime();
    }

    /** Waits until it is time; an interruption of the thread ends the wait. */
    public void waitUntil(SimTime now) {
        for (long left = leftNs(now);
                left > 0 && !Thread.currentThread().isInterrupted();
                left = leftNs(now)) {
            LockSupport.parkNanos(left);
        }
    }
}
