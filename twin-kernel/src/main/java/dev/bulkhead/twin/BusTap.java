package dev.bulkhead.twin;

import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;

import java.util.List;
import java.util.Optional;

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

    /**
     * An error frame or an overload frame begins.
     *
     * @param bus place in the description's list
     * @param error that the node saw which signals first; empty: it is an overload frame
     * @param transmitter whether that node sent the frame
     * @param atPs in picoseconds since power-on
     */
    default void errorFrame(int bus, Optional<CanError> error, boolean transmitter, long atPs) {}

    /** Tells all of them, in their order. */
    static BusTap all(List<BusTap> taps) {
        List<BusTap> each = List.copyOf(taps);
        return new BusTap() {
            @Override
            public void offered(int bus, CanFrame frame, long atPs) {
                each.forEach(tap -> tap.offered(bus, frame, atPs));
            }

            @Override
            public void sent(int bus, boolean byEcu, CanFrame frame, long atPs) {
                each.forEach(tap -> tap.sent(bus, byEcu, frame, atPs));
            }

            @Override
            public void errorFrame(
                    int bus, Optional<CanError> error, boolean transmitter, long atPs) {
                each.forEach(tap -> tap.errorFrame(bus, error, transmitter, atPs));
            }
        };
    }
}
