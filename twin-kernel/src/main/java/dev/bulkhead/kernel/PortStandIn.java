package dev.bulkhead.kernel;

import dev.bulkhead.trace.Payload;

import java.util.Optional;

/**
 * Stands between a port and one that reads it, as a fault of the exchange does: what it returns is
 * what the reader gets.
 */
@FunctionalInterface
public interface PortStandIn {

    /**
     * @param nowPs time of the read
     * @param partition that reads
     * @param port as the partition numbers it
     * @param actual what the port holds; empty if it was never written
     * @return what the reader gets, of the same length; empty: never written
     */
    Optional<Reading> reading(long nowPs, int partition, int port, Optional<Reading> actual);

    /**
     * @param valid whether its age is at most the port's refresh period
     * @param ageUs since it was written
     */
    record Reading(boolean valid, long ageUs, Payload message) {}
}
