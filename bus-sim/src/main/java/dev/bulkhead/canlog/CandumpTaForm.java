package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;

import java.util.Locale;

/**
 * A line of {@code candump -ta -x -8}: time in microseconds, channel, direction with the flags of
 * an FD frame, identifier, length, bytes. A data length code above 8 stands in braces.
 *
 * @see "can-utils, lib.c, snprintf_long_canframe; candump.c, extra_info"
 */
final class CandumpTaForm implements TextForm {
    private static final int ERROR_COLUMNS = 13;

    @Override
    public String line(LogEntry entry) {
        String direction = entry.direction() == LogEntry.Direction.SENT ? "TX" : "RX";
        return " (%s)  %s  %s %s"
                .formatted(
                        LogText.seconds(entry.atNs(), 10, 6),
                        LogText.word(entry.channel()),
                        direction,
                        text(entry.content()));
    }

    private static String text(LogEntry.Content content) {
        return switch (content) {
            case LogEntry.ErrorFrame error ->
                    "- -  %08X   [8] %s%s"
                            .formatted(
                                    SocketCan.identifier(content),
                                    LogText.spaced(error.detail()),
                                    " ".repeat(ERROR_COLUMNS - "ERRORFRAME".length())
                                            + "ERRORFRAME");
            case LogEntry.Frame(CanFrame frame) ->
                    "%s %s  %s  %s%s"
                            .formatted(
                                    frame.bitRateSwitch() ? "B" : "-",
                                    frame.errorPassive() ? "E" : "-",
                                    Frames.identifier(frame),
                                    length(frame),
                                    frame.remote()
                                            ? "  remote request"
                                            : " " + LogText.spaced(frame.data()));
        };
    }

    private static String length(CanFrame frame) {
        if (frame.fd()) {
            return String.format(Locale.ROOT, "[%02d]", frame.data().length());
        }
        boolean above = frame.dlc() > CanFrame.MAX_DATA_BYTES;
        return (above ? " {%X}" : " [%X]").formatted(frame.dlc());
    }
}
