package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry.Direction;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Vector's text. Lines of other events (statistics, markers, comments, other buses) are
 * passed over; so are requests to send ({@code TxRq}), which are not on the bus.
 */
final class AscReader extends TextReader {
    private static final Pattern BASE =
            Pattern.compile(
                    "base\\s+(hex|dec)(?:\\s+timestamps\\s+(absolute|relative))?.*",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE =
            Pattern.compile(
                    "(?:date|begin\\s+triggerblock)\\s+\\S+\\s+(\\S+)\\s+(\\d+)\\s+"
                            + "(\\d+):(\\d+):(\\d+)(?:\\.(\\d{1,9}))?(?:\\s+([ap])m)?\\s+(\\d{4})",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern EVENT = Pattern.compile("(\\d+\\.\\d+)\\s+(\\S+)\\s+(.*)");
    private static final Pattern IDENTIFIER = Pattern.compile("[0-9A-Fa-f]+[xX]?");

    /** Names of months as German and English installations write them. */
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    private static final List<String> MONATE =
            List.of(
                    "jan",
                    "feb",
                    "m\u00e4r",
                    "apr",
                    "mai",
                    "jun",
                    "jul",
                    "aug",
                    "sep",
                    "okt",
                    "nov",
                    "dez");

    private static final int FLAG_REMOTE = 0x10;
    private static final int FLAG_FD = 0x1000;

    private int radix = 16;
    private boolean relative;
    private long startNs;
    private long lastNs;

    AscReader(Damage damage, Consumer<LogEntry> sink) {
        super(damage, sink);
    }

    static boolean isBeginning(String line) {
        return DATE.matcher(line).matches()
                || BASE.matcher(line).matches()
                || line.startsWith("//")
                || line.toLowerCase(Locale.ROOT).startsWith("date ");
    }

    @Override
    LogEntry entry(String line) throws Malformed {
        Matcher base = BASE.matcher(line);
        if (base.matches()) {
            radix = base.group(1).equalsIgnoreCase("hex") ? 16 : 10;
            relative = "relative".equalsIgnoreCase(base.group(2));
            return null;
        }
        Matcher date = DATE.matcher(line);
        if (date.matches()) {
            startNs = date(date);
            lastNs = startNs;
            return null;
        }
        Matcher event = EVENT.matcher(line);
        return event.matches() ? event(event) : null;
    }

    private static long date(Matcher date) throws Malformed {
        String name = date.group(1).toLowerCase(Locale.ROOT);
        int month = Math.max(MONTHS.indexOf(name), MONATE.indexOf(name)) + 1;
        try {
            int hour = LogText.number("hour", date.group(3), 10, 23);
            if (date.group(7) != null) {
                hour = hour % 12 + (date.group(7).equalsIgnoreCase("p") ? 12 : 0);
            }
            var at =
                    LocalDateTime.of(
                            Integer.parseInt(date.group(8)),
                            month,
                            LogText.number("day", date.group(2), 10, 31),
                            hour,
                            LogText.number("minute", date.group(4), 10, 59),
                            LogText.number("second", date.group(5), 10, 59));
            String fraction = date.group(6) == null ? "0" : date.group(6);
            return LogText.nanoseconds(at.toEpochSecond(ZoneOffset.UTC) + "." + fraction);
        } catch (DateTimeException _) {
            throw new Malformed("no date: " + LogText.quote(date.group()));
        }
    }

    private LogEntry event(Matcher event) throws Malformed {
        boolean fd = event.group(2).equals("CANFD");
        if (!fd && !LogText.isDigits(event.group(2))) {
            time(event.group(1));
            return null;
        }
        String[] words = event.group(3).strip().split("\\s+");
        long atNs = time(event.group(1));
        return fd ? fd(atNs, words) : classic(atNs, event.group(2), words);
    }

    /** The time of a line; every line with one moves the clock of relative times on. */
    private long time(String text) throws Malformed {
        long ns = LogText.nanoseconds(text);
        long from = relative ? lastNs : startNs;
        if (ns > Long.MAX_VALUE - from) {
            throw new Malformed("time " + LogText.quote(text) + " is after the year 2262");
        }
        lastNs = from + ns;
        return lastNs;
    }

    private static String channel(String text) throws Malformed {
        return ChannelNumbers.name(LogText.number("channel", text, 10, 0xFFFF));
    }

    private static boolean isErrorFrame(String word) {
        return word.regionMatches(true, 0, "ErrorFrame", 0, "ErrorFrame".length());
    }

    private LogEntry classic(long atNs, String channel, String[] words) throws Malformed {
        if (isErrorFrame(words[0])) {
            return error(atNs, channel, Direction.RECEIVED);
        }
        boolean directed = words.length > 1 && isDirection(words[1]);
        if (!directed) {
            if (words.length < 3 && IDENTIFIER.matcher(words[0]).matches()) {
                throw new Malformed("the line of a frame ends early", "remove it");
            }
            return null;
        }
        if (words[1].equalsIgnoreCase("TxRq")) {
            return null;
        }
        if (words.length < 3 || !words[2].matches("[dDrR]")) {
            throw new Malformed("neither d nor r behind the direction", "remove the line");
        }
        boolean remote = words[2].equalsIgnoreCase("r");
        int dlc = 0;
        if (words.length > 3 && !(remote && words[3].equals("Length"))) {
            dlc = dlc(words[3]);
        } else if (!remote) {
            throw new Malformed("a data frame without its length", "remove the line");
        }
        byte[] data = data(words, 4, CanFrame.dataBytes(Frames.classic(remote), dlc));
        return frame(atNs, channel, words[1], words[0], Frames.classic(remote), false, dlc, data);
    }

    /** One digit is hexadecimal whatever the base of the file is. */
    private int dlc(String word) throws Malformed {
        return LogText.number("data length code", word, word.length() == 1 ? 16 : radix, 15);
    }

    private static boolean isDirection(String word) {
        return word.equalsIgnoreCase("Rx")
                || word.equalsIgnoreCase("Tx")
                || word.equalsIgnoreCase("TxRq");
    }

    private byte[] data(String[] words, int from, int count) throws Malformed {
        if (count > 0 && words.length < from + count) {
            throw new Malformed(
                    "%d data bytes where %d were to come".formatted(words.length - from, count),
                    "remove the line");
        }
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++) {
            data[i] = (byte) LogText.number("byte", words[from + i], radix, 0xFF);
        }
        return data;
    }

    private static LogEntry error(long atNs, String channel, Direction direction) throws Malformed {
        return new LogEntry(atNs, channel(channel), direction, LogEntry.ErrorFrame.unspecified());
    }

    private LogEntry frame(
            long atNs,
            String channel,
            String direction,
            String identifier,
            FrameFormat format,
            boolean errorPassive,
            int dlc,
            byte[] data)
            throws Malformed {
        boolean extended = identifier.endsWith("x") || identifier.endsWith("X");
        String digits = extended ? identifier.substring(0, identifier.length() - 1) : identifier;
        int bits = LogText.number("identifier", digits, radix, CanFrame.MAX_EXTENDED_IDENTIFIER);
        return new LogEntry(
                atNs,
                channel(channel),
                direction.equalsIgnoreCase("Tx") ? Direction.SENT : Direction.RECEIVED,
                new LogEntry.Frame(Frames.of(bits, extended, format, errorPassive, dlc, data)));
    }

    /** Channel, direction, identifier, perhaps a name, BRS, ESI, DLC, length, bytes, and more. */
    private LogEntry fd(long atNs, String[] words) throws Malformed {
        if (words.length < 3 || !isDirection(words[1])) {
            throw new Malformed("a CANFD line without channel and direction", "remove it");
        }
        if (words[1].equalsIgnoreCase("TxRq")) {
            return null;
        }
        if (isErrorFrame(words[2])) {
            return error(
                    atNs,
                    words[0],
                    words[1].equalsIgnoreCase("Tx") ? Direction.SENT : Direction.RECEIVED);
        }
        int brs = words.length > 3 && isBit(words[3]) ? 3 : 4; // a name begins with a letter
        if (words.length < brs + 4 || !isBit(words[brs]) || !isBit(words[brs + 1])) {
            throw new Malformed("a CANFD line that ends early", "remove it");
        }
        int dlc = dlc(words[brs + 2]);
        int count = LogText.number("length", words[brs + 3], 10, CanFrame.MAX_FD_DATA_BYTES);
        byte[] data = data(words, brs + 4, count);
        int behind = brs + 4 + count + 2;
        int flags =
                words.length > behind
                        ? LogText.number("flags", words[behind], 16, Integer.MAX_VALUE)
                        : FLAG_FD;
        FrameFormat format =
                (flags & FLAG_FD) != 0
                        ? Frames.fd(words[brs].equals("1"))
                        : Frames.classic((flags & FLAG_REMOTE) != 0);
        boolean errorPassive = format.isFd() && words[brs + 1].equals("1");
        return frame(atNs, words[0], words[1], words[2], format, errorPassive, dlc, data);
    }

    private static boolean isBit(String word) {
        return word.equals("0") || word.equals("1");
    }
}
