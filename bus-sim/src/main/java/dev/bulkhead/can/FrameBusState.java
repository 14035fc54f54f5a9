package dev.bulkhead.can;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a bus at frame level stands, for another level that goes on from there.
 *
 * @param frameStartPs edge of SOF of the frame that is on the bus; empty if there is none, or only
 *     the error frame that follows one that nobody acknowledged
 * @param freeFromPs first edge at which the next frame may start; an edge of the bits of the bus
 * @param edgePs the last edge of those bits at or before now
 * @param frameTicks length of all frames up to now, in ticks
 * @param bitTicks ticks of a nominal bit
 * @param dueNow whether nodes have still to be told what they learn now
 * @param nodes in the order of ranks, intruders last
 */
public record FrameBusState(
        OptionalLong frameStartPs,
        long freeFromPs,
        long edgePs,
        long frameTicks,
        long bitTicks,
        boolean dueNow,
        List<NodeState> nodes) {
    public FrameBusState {
        nodes = List.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param bitTiming its own, of sample points and bits as the bus has; empty: the bus's
     * @param takesPart whether it was there at the start of the frame on the bus
     * @param joinedFromPs when it had, or will have, waited for eleven bits
     * @param offered its frame; {@code null} if there is none
     * @param withdrawn whether it wants its frame on the bus not to be sent again
     * @param sent its frame that is on the bus; {@code null} if there is none
     */
    public record NodeState(
            CanPort.Mode mode,
            FdSettings fdSettings,
            Acknowledging acknowledging,
            Optional<BitTiming> bitTiming,
            boolean takesPart,
            long joinedFromPs,
            CanPort.Offer offer,
            CanFrame offered,
            boolean withdrawn,
            CanFrame sent) {}
}
