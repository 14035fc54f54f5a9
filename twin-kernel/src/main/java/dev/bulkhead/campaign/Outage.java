package dev.bulkhead.campaign;

import dev.bulkhead.trace.TraceRecord.ResetCause;

import java.util.OptionalLong;

/** Something that was taken out of service in a faulty run. */
public sealed interface Outage {
    /** When it was taken down. */
    long atPs();

    /** Until it served again; empty if it did not up to the run's end. */
    OptionalLong lastedPs();

    /**
     * A partition was taken down or stopped; it serves again with its first message out.
     *
     * @param name the partition's
     */
    record OfPartition(String name, long atPs, OptionalLong lastedPs) implements Outage {}

    /**
     * The ECU was reset; it serves again when an actuator accepts a command, and without actuators
     * when the first protected partition starts.
     */
    record OfEcu(ResetCause cause, long atPs, OptionalLong lastedPs) implements Outage {}
}
