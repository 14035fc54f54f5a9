package dev.bulkhead.report;

import dev.bulkhead.fault.Effect;
import dev.bulkhead.fault.Effect.Wired;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.rta.BusErrors;
import dev.bulkhead.system.SystemDescription;

import java.util.List;
import java.util.Optional;

/**
 * The error model that a fault of a wire stands for, known before the run: each flipped frame is
 * one error; while a wire, a line or a driver is held, or noise lasts, nothing gets through, and
 * the frame that is cut off at the end is one more error. From as many errors in a row as make a
 * node error passive, and after each time that lasts, nodes are taken to be.
 */
final class WireErrors {
    /** Of a transmitter's counter, which rises by 8: error passive from 128 on. */
    private static final int ERRORS_UNTIL_PASSIVE = 16;

    private WireErrors() {}

    /**
     * All faults that act on a bus together.
     *
     * @return empty if no model holds: a clock out of tolerance makes errors without end
     */
    static Optional<BusErrors> of(SystemDescription system, List<Fault> faults, String bus) {
        int burst = 0;
        long lostPs = 0;
        boolean passive = false;
        for (Fault fault : faults) {
            if (fault.effect() instanceof Effect.Wire wire
                    && fault.bus(system).equals(Optional.of(bus))) {
                if (wire.how() == Wired.CLOCK || wire.how() == Wired.DRIFT) {
                    return Optional.empty();
                }
                boolean flips = wire.how() == Wired.FLIP;
                burst += flips ? wire.count() : 1;
                lostPs += flips ? 0 : wire.time().ps();
                passive |= !flips;
            }
        }
        return Optional.of(
                new BusErrors(burst, 0, lostPs, passive || burst >= ERRORS_UNTIL_PASSIVE));
    }
}
