package dev.bulkhead.can.wire;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.FdSupport;

/**
 * What makes a node's place on the wire.
 *
 * @param oscillatorErrorPpb deviation of its clock in parts per billion
 * @param outDelayPs from an edge that it drives to the same on the bus: transceiver and its half of
 *     the line
 * @param inDelayPs from an edge on the bus to the same at its input
 */
public record WireNodeParameters(
        BitTiming timing,
        FdSupport fdSupport,
        int oscillatorErrorPpb,
        long outDelayPs,
        long inDelayPs) {
    public WireNodeParameters {
        if (outDelayPs < 0 || inDelayPs < 0) {
            throw new IllegalArgumentException(
                    "outDelayPs=" + outDelayPs + " inDelayPs=" + inDelayPs + ", expected >= 0");
        }
    }

    /** A node with an exact clock right at the bus. */
    public static WireNodeParameters ideal(BitTiming timing) {
        FdSupport support = timing.data().isPresent() ? FdSupport.ENABLED : FdSupport.TOLERANT;
        return new WireNodeParameters(timing, support, 0, 0, 0);
    }

    WireNodeParameters withOscillatorError(int ppb) {
        return new WireNodeParameters(timing, fdSupport, ppb, outDelayPs, inDelayPs);
    }
}
