package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;

import java.util.Locale;

/**
 * A line of {@code candump -L}: time in microseconds, channel, frame, and with {@code -x} R if it
 * was received or T if it was sent. Wireshark's reader takes neither mark.
 *
 * @param marked whether with {@code -x}
 * @see "can-utils, lib.c, snprintf_canframe; candump.c, extra_m_info"
 */
record CandumpForm(boolean marked) implements TextForm {

    @Override
    public String line(LogEntry entry) {
        String direction = entry.direction() == LogEntry.Direction.SENT ? " T" : " R";
        return "("
                + LogText.seconds(entry.atNs(), 10, 6)
                + ") "
                + LogText.word(entry.channel())
                + " "
                + text(entry.content())
                + (marked ? direction : "");
    }

    private static String text(LogEntry.Content content) {
        return switch (content) {
            case LogEntry.ErrorFrame error ->
                    "%08X#%s".formatted(SocketCan.identifier(content), error.detail());
            case LogEntry.Frame(CanFrame frame) ->
                    Frames.identifier(frame)
                            + "#"
                            + switch (frame.format()) {
                                case DATA -> frame.data() + rawDlc(frame);
                                case REMOTE -> "R" + length(frame) + rawDlc(frame);
                                case FD, FD_BIT_RATE_SWITCH ->
                                        "#" + SocketCan.flags(frame) + frame.data();
                            };
        };
    }

    private static String length(CanFrame frame) {
        int length = Math.min(frame.dlc(), CanFrame.MAX_DATA_BYTES);
        return length == 0 ? "" : Integer.toString(length);
    }

    /** Data length codes above 8 stand behind an underscore. */
    private static String rawDlc(CanFrame frame) {
        boolean above = frame.dlc() > CanFrame.MAX_DATA_BYTES;
        return above ? "_" + Integer.toHexString(frame.dlc()).toUpperCase(Locale.ROOT) : "";
    }
}
