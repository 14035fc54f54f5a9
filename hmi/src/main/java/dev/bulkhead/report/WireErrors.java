package dev.bulkhead.report;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.fault.Effect;
import dev.bulkhead.fault.Effect.Exchanged;
import dev.bulkhead.fault.Effect.Wired;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.rta.BusErrors;
import dev.bulkhead.rta.FrameLength;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;

import java.util.List;
import java.util.Optional;

/**
 * The error model that the faults of a bus stand for, known before the run: each flipped frame is
 * one error; while a wire, a line or a driver is held, or noise lasts, nothing gets through, and
 * the frame that is cut off at the end is one more error. From as many errors in a row as make a
 * node error passive, and after each time that lasts, nodes are taken to be. While frames follow
 * each other without pause, and as long as the last of them lasts, nothing gets through either, nor
 * while no frame may start; neither is an error.
 *
 * @param model empty if none holds
 * @param endless why none does; else empty
 */
record WireErrors(Optional<BusErrors> model, String endless) {
    /** Of a transmitter's counter, which rises by 8: error passive from 128 on. */
    private static final int ERRORS_UNTIL_PASSIVE = 16;

    /** All faults that act on a bus together. */
    static WireErrors of(SystemDescription system, List<Fault> faults, Bus bus) {
        int burst = 0;
        long lostPs = 0;
        boolean passive = false;
        for (Fault fault : faults) {
            if (!fault.delayedBus(system).equals(Optional.of(bus.name()))) {
                continue;
            }
            if (fault.effect() instanceof Effect.Wire wire) {
                if (wire.how() == Wired.CLOCK || wire.how() == Wired.DRIFT) {
                    return endless("a clock out of tolerance makes errors without end");
                }
                boolean flips = wire.how() == Wired.FLIP;
                burst += flips ? wire.count() : 1;
                lostPs += flips ? 0 : wire.time().ps();
                passive |= !flips;
            } else if (fault.effect() instanceof Effect.Exchange exchange) {
                boolean babbles = exchange.how() == Exchanged.BABBLE;
                if (babbles && exchange.time().ps() == 0) {
                    return endless("frames of the highest priority follow each other without end");
                }
                lostPs += exchange.time().ps() + (babbles ? longestPs(bus) : 0);
            }
        }
        return new WireErrors(
                Optional.of(
                        new BusErrors(burst, 0, lostPs, passive || burst >= ERRORS_UNTIL_PASSIVE)),
                "");
    }

    static WireErrors endless(String why) {
        return new WireErrors(Optional.empty(), why);
    }

    /** Of a frame such as the babbling node sends. */
    private static long longestPs(Bus bus) {
        return FrameLength.longest(false, FrameFormat.DATA, CanFrame.MAX_DATA_BYTES)
                .ps(bus.bitrate(), 0);
    }
}
