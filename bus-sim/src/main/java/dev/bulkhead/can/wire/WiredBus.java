package dev.bulkhead.can.wire;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.ErrorState;

import java.util.List;

/** A bus whose wire can be disturbed. */
public interface WiredBus extends CanBus {

    /**
     * Error counters of a node.
     *
     * @param mostTransmit what the transmit error count rose to
     * @param mostReceive what the receive error count rose to
     * @param state now
     */
    record NodeErrors(String node, int mostTransmit, int mostReceive, ErrorState state) {}

    /** Of each node of the bus, by rank; none as long as it is at frame level. */
    List<NodeErrors> errors();

    /**
     * Makes a fault ready. It changes nothing until it {@link #begin begins}, and is no part of the
     * bus's state: whoever prepares it saves it.
     *
     * @throws IllegalArgumentException if it names a node that is not on the bus
     */
    WireDisturbance prepare(WireFault fault, WireDisturbance.Listener listener);

    /**
     * Lets a fault act.
     *
     * @param fromPs not before {@code nowPs}
     * @param nowPs time of the caller; no event lies before it
     */
    void begin(WireDisturbance disturbance, long fromPs, long nowPs);
}
