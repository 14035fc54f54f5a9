package dev.bulkhead.kernel;

import dev.bulkhead.trace.Payload;

import java.util.List;
import java.util.Optional;

/**
 * Stands in the kernel between those who send and those who receive, as a fault of the exchange
 * does. Senders learn nothing of it: what they are told, and what the trace says of them, is as if
 * the message had gone its way. Costs nothing. Ports and partitions are places in the description;
 * queuing ports follow the sampling ports.
 */
public interface ExchangeStandIn {

    /**
     * A message is about to be put into a port.
     *
     * @return what is put there instead, in this order
     */
    default List<Payload> put(long nowPs, int port, Payload message) {
        return List.of(message);
    }

    /** The receiver of a queuing port is about to take a message, if there is one. */
    default void taking(int port) {}

    /**
     * A notification is about to be posted.
     *
     * @param channel as the sender numbers it
     * @return whether it is
     */
    default boolean notified(long nowPs, int sender, int channel) {
        return true;
    }

    /**
     * A call is about to be queued with its callee; its caller waits in any case.
     *
     * @return whether it is
     */
    default boolean called(long nowPs, int caller, int channel) {
        return true;
    }

    /**
     * A callee takes a call.
     *
     * @return what it gets, of the same length
     */
    default Payload callTaken(int caller, int callee, Payload message) {
        return message;
    }

    /**
     * A reply is about to reach the caller.
     *
     * @param info the message's, with its label
     * @return what the caller gets, of the same length; empty: nothing, and it waits on
     */
    default Optional<Payload> replied(
            long nowPs, int callee, int caller, int info, Payload message) {
        return Optional.of(message);
    }
}
