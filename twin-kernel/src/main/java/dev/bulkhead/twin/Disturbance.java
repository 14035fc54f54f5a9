package dev.bulkhead.twin;

import dev.bulkhead.trace.TraceRecord;

/**
 * Something that changes an ECU between two instructions at cycles of its own choice, as a fault
 * injector does. No part of the twin's state: whoever arms it saves it.
 */
public interface Disturbance {
    /** A cycle that is never reached. */
    long NEVER = Long.MAX_VALUE;

    /** The next cycle at which it wants to act, {@link #NEVER} if there is none. */
    long nextCycle();

    /**
     * Acts: between two instructions, at {@link #nextCycle} or, if an instruction or kernel
     * operation runs over that, right after it. All events due by then have been dispatched.
     */
    void act();

    /** Learns of a record of the trace while whatever caused it is going on. */
    default void recorded(TraceRecord record) {}

    /** The hart entered the kernel; the operation has not begun. */
    default void kernelEntered() {}

    /** A kernel operation ended; the hart stands on the instruction that comes next. */
    default void kernelLeft() {}
}
