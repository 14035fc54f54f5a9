package dev.bulkhead.cli;

import dev.bulkhead.time.SimTime;

import java.util.concurrent.locks.LockSupport;

/** Holds a run back so that it goes no faster than so many simulated seconds a second. */
final class Pace {
    private final Double factor;
    private final long startNs = System.nanoTime();

    /**
     * @param factor above 0; {@code null} for no limit
     */
    Pace(Double factor) {
        this.factor = factor;
    }

    /** Waits until it is time; an interruption of the thread ends the wait. */
    void waitUntil(SimTime now) {
        if (factor == null) {
            return;
        }
        long dueNs = startNs + (long) (now.seconds() / factor * 1e9);
        for (long left = dueNs - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
