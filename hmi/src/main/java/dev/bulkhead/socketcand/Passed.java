package dev.bulkhead.socketcand;

import dev.bulkhead.can.CanFrame;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A frame that was on a bus of the twin.
 *
 * @param bus place in the description's list
 * @param byEcu whether a controller of the ECU sent it
 */
record Passed(int bus, boolean byEcu, CanFrame frame, long atPs) {
    private static final long PS_PER_US = 1_000_000;
    private static final long US_PER_S = 1_000_000;

    /** Whether the protocol can say it: it has no word for a remote frame, nor for an FD frame. */
    boolean canBeTold() {
        return !frame.remote() && !frame.fd();
    }

    /**
     * As raw mode has it, behind a blank: python-can 4.1 loses a character between two messages.
     */
    String told() {
        long us = atPs / PS_PER_US;
        return " < frame %s %d.%06d %s >"
                .formatted(
                        (frame.extended() ? "%08X" : "%03X").formatted(frame.identifier()),
                        us / US_PER_S,
                        us % US_PER_S,
                        HexFormat.of().formatHex(frame.data().toArray()).toUpperCase(Locale.ROOT));
    }
}
