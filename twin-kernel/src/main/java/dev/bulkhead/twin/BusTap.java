package dev.bulkhead.twin;

import dev.bulkhead.can.CanFrame;

/** Sees each frame that was sent on a bus of the twin, as a logger at the bus does. */
@FunctionalInterface
public interface BusTap {

    /**
     * A frame is offered to a bus, perhaps one that was offered before.
     *
     * @param bus place in the description's list
     * @param atPs of the request, in picoseconds since power-on
     */
    default void offered(int bus, CanFrame frame, long atPs) {}

    /**
     * @param bus place in the description's list
     * @param byEcu whether a controller of the ECU sent it, not a node outside
     * @param frame that is valid now
     * @param atPs sample point of its last bit, in picoseconds since power-on
     */
    void sent(int bus, boolean byEcu, CanFrame frame, long atPs);
}
