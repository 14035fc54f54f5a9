package dev.bulkhead.can;

import java.util.OptionalLong;

/** What a controller is attached to. */
public interface CanMedium {

    /** As telemetry, logs and results call it. */
    String name();

    /** Nominal bit rate, bits a second. */
    long bitRate();

    /** Data bit rate of FD frames, bits a second; empty: all nodes know classic frames only. */
    OptionalLong dataBitRate();

    /**
     * Makes a node part of the bus. Nodes are attached before the run.
     *
     * @param node as results call it
     * @param rank order in which nodes of this bus learn of one event
     * @throws IllegalArgumentException if the rank or the name is taken
     */
    CanPort attach(String node, int rank, CanNode listener);
}
