package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry.Direction;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code candump} shows on a terminal with {@code -ta}, {@code -tA} or {@code -tz}, also
 * with {@code -x} and {@code -8}, see {@link CandumpTaForm}. Without {@code -x} BRS and ESI of an
 * FD frame are not in it, and every frame counts as received.
 */
final class CandumpTaReader extends TextReader {
    private static final Pattern LINE =
            Pattern.compile(
                    "\\(([0-9.: -]+)\\)\\s+(\\S+)\\s+(?:([RT])X ([B-]) ([E-])\\s+)?"
                            + "([0-9A-Fa-f]+)\\s+([\\[{])([0-9A-Fa-f]{1,2})[\\]}](.*)");
    private static final Pattern BYTES = Pattern.compile("((?:\\s+[0-9A-Fa-f]{2})*)(?:\\s+'.*)?");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
    private static final String REMEDY =
            "write (SECONDS) CHANNEL IDENTIFIER [LENGTH] BYTES as candump -ta does";

    /** What {@code -e} writes below an error frame. */
    private static final Pattern EXPLANATION = Pattern.compile("[a-z]+(-[a-z]+)*(\\{.*})?");

    /** Times since the first frame, or since the last one: {@code -tz} and {@code -td}. */
    private static final Pattern SHORT_TIME = Pattern.compile("\\d{1,3}\\.\\d+");

    private boolean behindError;
    private boolean deltas;
    private long lastNs;

    CandumpTaReader(Damage damage, Consumer<LogEntry> sink) {
        super(damage, sink);
    }

    @Override
    LogEntry entry(String line) throws Malformed {
        if (behindError && EXPLANATION.matcher(line).matches()) {
            return null;
        }
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new Malformed("no line of candump: " + LogText.quote(line), REMEDY);
        }
        LogEntry.Content content = content(parts);
        behindError = content instanceof LogEntry.ErrorFrame;
        long atNs = time(parts.group(1));
        // frames of two interfaces may change places, by microseconds
        if (!deltas && atNs < lastNs / 2 && SHORT_TIME.matcher(parts.group(1)).matches()) {
            deltas = true;
            throw new Malformed(
                    "times run backwards, as those of candump -td since the frame before do",
                    "record with -ta or -tz");
        }
        lastNs = atNs;
        return new LogEntry(
                atNs,
                parts.group(2),
                "T".equals(parts.group(3)) ? Direction.SENT : Direction.RECEIVED,
                content);
    }

    private static long time(String text) throws Malformed {
        if (text.indexOf('-') < 0) {
            return LogText.nanoseconds(text);
        }
        try {
            var date = LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC);
            return LogText.nanoseconds("%d.%09d".formatted(date.getEpochSecond(), date.getNano()));
        } catch (DateTimeParseException _) {
            throw new Malformed("time " + LogText.quote(text) + " is no date");
        }
    }

    private static LogEntry.Content content(Matcher parts) throws Malformed {
        int bits = CandumpReader.identifierOf(parts.group(6));
        boolean extended = parts.group(6).length() > 3;
        boolean rawDlc = parts.group(7).equals("{");
        String length = parts.group(8);
        String rest = parts.group(9);
        boolean error = (bits & SocketCan.ERROR) != 0;
        boolean remote = rest.strip().equals("remote request");
        byte[] data = remote ? new byte[0] : bytes(rest.replaceFirst("\\s+ERRORFRAME$", ""));
        if (error) {
            Frames.classicDlc(data.length);
            return LogEntry.ErrorFrame.of(bits & CanFrame.MAX_EXTENDED_IDENTIFIER, data);
        }
        boolean fd = length.length() == 2 && !rawDlc;
        if (fd) {
            int count = LogText.number("length", length, 10, CanFrame.MAX_FD_DATA_BYTES);
            FrameFormat format = Frames.fd("B".equals(parts.group(4)));
            boolean errorPassive = "E".equals(parts.group(5));
            int dlc = Frames.fdDlc(count);
            return new LogEntry.Frame(Frames.of(bits, extended, format, errorPassive, dlc, data));
        }
        int dlc = LogText.number("length", length, 16, rawDlc ? 15 : CanFrame.MAX_DATA_BYTES);
        return new LogEntry.Frame(
                Frames.of(bits, extended, Frames.classic(remote), false, dlc, data));
    }

    private static byte[] bytes(String text) throws Malformed {
        Matcher bytes = BYTES.matcher(text);
        if (!bytes.matches()) {
            throw new Malformed("no bytes: " + LogText.quote(text.strip()), REMEDY);
        }
        return LogText.bytes(bytes.group(1).replaceAll("\\s", ""));
    }
}
