package dev.bulkhead.socketcand;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.canlog.LogEntry;

/**
 * What was on a bus of the twin.
 *
 * @param bus place in the description's list
 * @param byEcu whether a controller of the ECU sent it
 */
record Passed(int bus, boolean byEcu, LogEntry.Content content, long atPs) {
    private static final long PS_PER_US = 1_000_000;
    private static final long US_PER_S = 1_000_000;

    /** Whether the protocol can say it: it has no word for an FD frame. */
    boolean canBeTold() {
        return !(content instanceof LogEntry.Frame(CanFrame frame) && frame.fd());
    }

    /**
     * As raw mode has it, behind a blank: python-can 4.1 loses a character between two messages.
     */
    String told() {
        long us = atPs / PS_PER_US;
        String time = "%d.%06d".formatted(us / US_PER_S, us % US_PER_S);
        return switch (content) {
            case LogEntry.ErrorFrame error ->
                    " < error %03X %s >".formatted(error.errorClass(), time);
            case LogEntry.Frame(CanFrame frame) -> {
                String identifier =
                        (frame.extended() ? "%08X" : "%03X").formatted(frame.identifier());
                yield frame.remote()
                        ? " < rtr %s %s %d >".formatted(identifier, time, length(frame))
                        : " < frame %s %s %s >".formatted(identifier, time, frame.data());
            }
        };
    }

    private static int length(CanFrame frame) {
        return Math.min(frame.dlc(), CanFrame.MAX_DATA_BYTES);
    }
}
