package dev.bulkhead.can;

/**
 * A node's access to its bus. It holds one frame at a time, as a controller's protocol engine does;
 * queues and priorities among several are the node's.
 */
public interface CanPort {

    /** What a node does on the bus. */
    enum Mode {
        /** Neither hears, acknowledges nor sends. */
        OFF,
        /** Hears, but neither acknowledges nor sends: an offered frame waits. */
        LISTENING,
        /** Takes part. */
        ACTIVE,
        /** Sends and acknowledges, but signals no errors and counts none. */
        RESTRICTED;

        /** Whether a node in this mode sends frames and acknowledges those of others. */
        public boolean participates() {
            return this == ACTIVE || this == RESTRICTED;
        }
    }

    /** Where the offered frame stands. */
    enum Offer {
        NONE,
        /** Waits for the next start of a frame. */
        WAITING,
        /** Is being sent, or arbitrates: from SOF until the node learns how it ended. */
        ON_BUS
    }

    /**
     * Offers a frame, in place of one that waits. It arbitrates at the first start of a frame after
     * now, and again after each time it gave way, until it is sent or withdrawn.
     *
     * @throws IllegalStateException if a frame is on the bus
     */
    void offer(CanFrame frame);

    /**
     * Takes back a frame that waits. One that is on the bus goes on, but does not wait again if it
     * gives way.
     *
     * @return whether no frame of this node is offered now
     */
    boolean withdraw();

    Offer offered();

    Mode mode();

    /**
     * Changes what the node does. A node that was off takes part again after eleven bits, as each
     * node that joins a bus waits for eleven recessive ones. A change drops nothing that waits,
     * except that {@link Mode#OFF} withdraws the frame.
     *
     * <p>One that errors put off the bus and that is switched off waits, from when it is switched
     * on, for 128 times eleven recessive bits.
     *
     * <p>Deviation: a frame that is on the bus when its node goes off is sent to its end, and the
     * node does not learn of it.
     */
    void mode(Mode mode);

    /** Changes how the node holds with acknowledgements; {@link Acknowledging#USUAL} at first. */
    void acknowledging(Acknowledging next);

    /** What the node makes of FD frames. */
    FdSettings fdSettings();

    /**
     * Changes what the node makes of FD frames from the next one on; at first they are the {@link
     * FdSettings#usual usual} ones.
     *
     * @param nowPs time of the caller; no event lies before it
     */
    void fdSettings(FdSettings settings, long nowPs);

    /**
     * Changes how the node divides its bits; at first as the bus's nodes do of which nothing else
     * is said. A frame that is on the bus since before its node went off ends as it began.
     *
     * @param timing data bits only if the node knows FD frames
     * @param nowPs time of the caller; no event lies before it
     * @throws IllegalStateException if the node is not {@link Mode#OFF}
     */
    void bitTiming(BitTiming timing, long nowPs);

    /**
     * How long an edge that the node drove took to its own input, as measured in the last FD frame
     * that it sent; 0 at frame level.
     */
    default long transmitterDelayPs() {
        return 0;
    }

    /** What the node's errors leave it to do; always error active at frame level. */
    default ErrorState errorState() {
        return ErrorState.ERROR_ACTIVE;
    }

    /**
     * Clears both error counts, as a reset of the node does.
     *
     * @throws IllegalStateException if the node is not {@link Mode#OFF}
     */
    default void clearErrors() {}

    /** Transmit error count; always 0 at frame level. */
    default int transmitErrors() {
        return 0;
    }

    /** Receive error count; always 0 at frame level. */
    default int receiveErrors() {
        return 0;
    }
}
