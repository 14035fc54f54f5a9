package dev.bulkhead.can;

import dev.bulkhead.time.SimTime;

/** What one node learns from the bus. */
public sealed interface BusEvent {
    /** Sample point at which the node learns of it. */
    SimTime at();

    /**
     * SOF of a frame.
     *
     * @param transmitting whether the node sends a frame of its own from this bit on
     */
    record FrameStarted(SimTime at, boolean transmitting) implements BusEvent {}

    /**
     * The node's frame gave way to another; the node is now a receiver of that one, and its own
     * frame waits for the next start unless it is withdrawn.
     *
     * @param field the part of the own frame in which it was lost
     * @param bit bit of that part, 0 being its last and least significant
     */
    record ArbitrationLost(SimTime at, ArbitrationField field, int bit) implements BusEvent {}

    /**
     * The node's frame met another one with the same arbitration field and different content, and
     * gave way to it at the first bit that differs; it waits for the next start unless withdrawn.
     *
     * <p>Deviation of a frame level that is used alone: on a real bus, and at the bit level to
     * which a twin goes over here, this is a bit error, both frames are cut off by an error frame
     * and sent again, until a node goes bus off.
     */
    record Collided(SimTime at) implements BusEvent {}

    /**
     * No other node was there to acknowledge the node's frame; the frame waits for the next start
     * unless it is withdrawn.
     */
    record NotAcknowledged(SimTime at) implements BusEvent {}

    /** Another node's frame is valid: last but one bit of EOF. */
    record Received(SimTime at, CanFrame frame) implements BusEvent {}

    /** The node's own frame is valid: last bit of EOF. The node may offer the next one. */
    record Transmitted(SimTime at, CanFrame frame) implements BusEvent {}

    /**
     * The node detected an error in a frame, and from the next bit on signals it. Its own frame, if
     * it sent one, waits for the next start unless it is withdrawn. An acknowledgement that is
     * missing is {@link NotAcknowledged} for who sent the frame; at frame level what others then
     * see is the only error.
     *
     * @param ownFrame whether the node's own frame was cut off
     */
    record ErrorSeen(SimTime at, CanError error, ErrorPlace place, boolean ownFrame)
            implements BusEvent {}

    /**
     * The frame is of a kind that the node does not know but tolerates: it waits for the end of it,
     * and learns no more of it. Sample point of FDF, or of the reserved bit behind it.
     *
     * <p>Deviation: at frame level each node tolerates what it does not know.
     */
    record ProtocolException(SimTime at) implements BusEvent {}

    /**
     * One of the node's error counters has reached 96, or both are below it again. Comes at bit
     * level only.
     */
    record WarningChanged(SimTime at, boolean reached) implements BusEvent {}

    /** The node's error counters put it into another state. Comes at bit level only. */
    record StateChanged(SimTime at, ErrorState state) implements BusEvent {}
}
