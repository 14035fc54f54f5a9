package dev.bulkhead.can;

import java.util.Optional;

/**
 * Stands between a bus and the nodes that receive from it, as a fault of the exchange does. The
 * levels on the bus, its time and what senders learn stay as they are.
 */
public interface FrameStandIn {

    /** A frame is valid for its receivers; comes once, before any of them learns of it. */
    void passes(CanFrame frame, long atPs);

    /**
     * @param node that would receive the frame that has just passed
     * @return what it gets; empty: nothing
     */
    Optional<CanFrame> received(String node, CanFrame frame);
}
