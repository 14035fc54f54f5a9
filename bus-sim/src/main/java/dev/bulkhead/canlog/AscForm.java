package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Vector's text: a head with the date of the first entry, to the millisecond, and lines with the
 * time since then in microseconds. It has no field for the class of an error.
 */
final class AscForm implements TextForm {
    static final int LAST_CHANNEL = 255;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM d hh:mm:ss.SSS a yyyy", Locale.ENGLISH);
    private static final long NS_PER_MS = 1_000_000;
    private static final int FLAG_FD = 1 << 12;
    private static final int FLAG_BIT_RATE_SWITCH = 1 << 13;
    private static final int FLAG_ERROR_STATE = 1 << 14;

    private final ChannelNumbers channels = new ChannelNumbers(LAST_CHANNEL);
    private long startNs;

    @Override
    public String begin(LogEntry first) {
        startNs = first.atNs() / NS_PER_MS * NS_PER_MS;
        return begin();
    }

    @Override
    public String begin() {
        Instant start =
                Instant.ofEpochSecond(startNs / LogText.NS_PER_S, startNs % LogText.NS_PER_S);
        String date = DATE.format(start.atOffset(ZoneOffset.UTC));
        return """
        date %s
        base hex  timestamps absolute
        internal events logged
        Begin Triggerblock %s
           0.000000 Start of measurement
        """
                .formatted(date, date);
    }

    @Override
    public String end() {
        return "End TriggerBlock\n";
    }

    @Override
    public String line(LogEntry entry) {
        long sinceNs = Math.max(0, entry.atNs() - startNs);
        String time = LogText.seconds(sinceNs, 1, 6);
        int channel = channels.of(entry.channel());
        String direction = entry.direction() == LogEntry.Direction.SENT ? "Tx" : "Rx";
        return "%11s ".formatted(time)
                + switch (entry.content()) {
                    case LogEntry.ErrorFrame _ -> channel + "  ErrorFrame";
                    case LogEntry.Frame(CanFrame frame) ->
                            frame.fd()
                                    ? fd(channel, direction, frame)
                                    : classic(channel, direction, frame);
                };
    }

    private static String identifier(CanFrame frame) {
        return "%X%s".formatted(frame.identifier(), frame.extended() ? "x" : "");
    }

    private static String classic(int channel, String direction, CanFrame frame) {
        return "%d  %-15s %-4s %s %x%s"
                .formatted(
                        channel,
                        identifier(frame),
                        direction,
                        frame.remote() ? "r" : "d",
                        frame.dlc(),
                        LogText.spaced(frame.data()));
    }

    /**
     * Behind the bytes: duration, length, flags, checksum and four bit timings, unknown but one.
     */
    private static String fd(int channel, String direction, CanFrame frame) {
        int flags =
                FLAG_FD
                        | (frame.bitRateSwitch() ? FLAG_BIT_RATE_SWITCH : 0)
                        | (frame.errorPassive() ? FLAG_ERROR_STATE : 0);
        return "CANFD %3d %-4s %8s  %32s %d %d %x %2d%s %8d %4d %8X %8d %8d %8d %8d %8d"
                .formatted(
                        channel,
                        direction,
                        identifier(frame),
                        "",
                        frame.bitRateSwitch() ? 1 : 0,
                        frame.errorPassive() ? 1 : 0,
                        frame.dlc(),
                        frame.data().length(),
                        LogText.spaced(frame.data()),
                        0,
                        0,
                        flags,
                        0,
                        0,
                        0,
                        0,
                        0);
    }
}
