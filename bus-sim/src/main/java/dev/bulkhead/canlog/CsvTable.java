package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry.Direction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A table with a row an entry, fields as RFC 4180 has them. {@code type} is data, remote, fd or
 * error; the identifier of an error is its class and its data what else is known.
 */
final class CsvTable implements TextForm {
    static final String FIRST_COLUMN = "time_s";

    private static final List<String> COLUMNS =
            List.of(
                    FIRST_COLUMN,
                    "channel",
                    "direction",
                    "type",
                    "identifier",
                    "extended",
                    "dlc",
                    "brs",
                    "esi",
                    "data");

    @Override
    public String begin() {
        return String.join(",", COLUMNS) + "\n";
    }

    @Override
    public String line(LogEntry entry) {
        String direction = entry.direction() == Direction.SENT ? "tx" : "rx";
        String head =
                "%s,%s,%s,"
                        .formatted(
                                LogText.seconds(entry.atNs(), 1, 9),
                                quoted(entry.channel()),
                                direction);
        return head
                + switch (entry.content()) {
                    case LogEntry.ErrorFrame e ->
                            "error,0x%08X,0,8,0,0,%s".formatted(e.errorClass(), e.detail());
                    case LogEntry.Frame(CanFrame frame) ->
                            "%s,0x%s,%d,%d,%d,%d,%s"
                                    .formatted(
                                            type(frame.format()),
                                            Frames.identifier(frame),
                                            frame.extended() ? 1 : 0,
                                            frame.dlc(),
                                            frame.bitRateSwitch() ? 1 : 0,
                                            frame.errorPassive() ? 1 : 0,
                                            frame.data());
                };
    }

    private static String type(FrameFormat format) {
        return switch (format) {
            case DATA -> "data";
            case REMOTE -> "remote";
            case FD, FD_BIT_RATE_SWITCH -> "fd";
        };
    }

    private static String quoted(String name) {
        String plain = name.replaceAll("[\\r\\n]+", "_");
        boolean quotes = plain.contains(",") || plain.contains("\"") || plain.startsWith(" ");
        return quotes ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }

    /** The fields of a row. */
    static List<String> fields(String line) throws Malformed {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (quoted) {
            throw new Malformed("a quote that does not end in its row");
        }
        fields.add(field.toString().strip());
        return fields;
    }

    /** Reads a table by the names of its columns, in any order; what it does not know it skips. */
    static final class Reader extends TextReader {
        private static final int MAX_NAME = 256;

        private Map<String, Integer> columns;

        Reader(Damage damage, Consumer<LogEntry> sink) {
            super(damage, sink);
        }

        @Override
        LogEntry entry(String line) throws Malformed {
            List<String> fields = fields(line);
            if (columns == null) {
                columns = new TreeMap<>();
                for (int i = 0; i < fields.size(); i++) {
                    columns.putIfAbsent(fields.get(i), i);
                }
                for (String needed : List.of("channel", "type", "identifier", "data")) {
                    if (!columns.containsKey(needed)) {
                        throw new Malformed(
                                "column " + needed + " is missing",
                                "name the columns " + String.join(",", COLUMNS));
                    }
                }
                return null;
            }
            return row(fields);
        }

        private LogEntry row(List<String> fields) throws Malformed {
            String channel = field(fields, "channel", "");
            if (channel.isBlank() || channel.length() > MAX_NAME) {
                throw new Malformed("channel " + LogText.quote(channel) + " is no name");
            }
            String direction = field(fields, "direction", "rx");
            return new LogEntry(
                    LogText.nanoseconds(field(fields, FIRST_COLUMN, "")),
                    channel,
                    direction.equalsIgnoreCase("tx") ? Direction.SENT : Direction.RECEIVED,
                    content(fields));
        }

        private LogEntry.Content content(List<String> fields) throws Malformed {
            String hex = field(fields, "identifier", "").replaceFirst("^0[xX]", "");
            int bits = LogText.number("identifier", hex, 16, CanFrame.MAX_EXTENDED_IDENTIFIER);
            byte[] data = LogText.bytes(field(fields, "data", ""));
            FrameFormat format =
                    switch (field(fields, "type", "")) {
                        case "data" -> FrameFormat.DATA;
                        case "remote" -> FrameFormat.REMOTE;
                        case "fd" -> Frames.fd(isSet(fields, "brs"));
                        case "error" -> null;
                        default ->
                                throw new Malformed(
                                        "type " + LogText.quote(field(fields, "type", "")),
                                        "write data, remote, fd or error");
                    };
            if (format == null) {
                Frames.classicDlc(data.length);
                return LogEntry.ErrorFrame.of(bits, data);
            }
            int dlc = LogText.number("data length code", field(fields, "dlc", ""), 10, 15);
            boolean errorPassive = format.isFd() && isSet(fields, "esi");
            boolean extended = isSet(fields, "extended");
            return new LogEntry.Frame(Frames.of(bits, extended, format, errorPassive, dlc, data));
        }

        private boolean isSet(List<String> fields, String column) {
            return field(fields, column, "0").equals("1");
        }

        private String field(List<String> fields, String column, String absent) {
            Integer place = columns.get(column);
            return place == null || place >= fields.size() ? absent : fields.get(place);
        }
    }
}
