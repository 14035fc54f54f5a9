package dev.bulkhead.can;

import dev.bulkhead.state.Stateful;

import java.util.Optional;

/** A bus of a twin, whatever level it is modelled at. */
public interface CanBus extends CanMedium, Stateful {

    /** Is told of each frame on the bus, to write it down; must not act on the bus. */
    @FunctionalInterface
    interface Observer {
        /**
         * A node offers a frame to the bus, perhaps one that it had offered before.
         *
         * @param atPs of the request
         */
        default void offered(String node, CanFrame frame, long atPs) {}

        /**
         * @param node that sent it; if several sent it as one, the first by rank
         * @param atPs sample point of the last bit of EOF
         */
        void sent(String node, CanFrame frame, long atPs);

        /**
         * An error frame or an overload frame begins.
         *
         * @param node that signals first
         * @param error that it saw; empty: it is an overload frame
         * @param transmitter whether the node sent the frame
         * @param atPs sample point at which it learned of it, or edge of the flag that it wished
         */
        default void errorFrame(
                String node, Optional<CanError> error, boolean transmitter, long atPs) {}
    }

    /** Tells {@code target} of each frame from now on. */
    void observe(Observer target);

    /** Lets {@code standIn} decide what nodes receive, after those that stand there. */
    void standBefore(FrameStandIn standIn);

    /**
     * Gives access to somebody who is no node of the bus: it sends like one and learns of the bus
     * like one, but acknowledges nothing, so that it changes nothing while it is silent. Its state
     * is no part of the bus's: whoever intrudes saves it.
     */
    Intruder intrude(String name, CanNode listener);

    /**
     * Lets no frame start before {@code untilPs}; one that is on the bus is sent to its end.
     *
     * @param nowPs time of the caller; no event lies before it
     */
    void hold(long untilPs, long nowPs);

    /** What has happened on the bus up to now; a frame counts from its end on. */
    CanBusStatistics statistics();
}
