package dev.bulkhead.report;

import dev.bulkhead.dbc.BitField.ByteOrder;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcFinding;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReading;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.dbc.MessageCodec;
import dev.bulkhead.dbc.Multiplexing;
import dev.bulkhead.dbc.SignalValue;
import dev.bulkhead.document.Text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code ./twin dbc} tells on a terminal. */
public final class DbcReport {
    private static final String CYCLE_MS = "GenMsgCycleTime";
    private static final int WIDTH = 100;
    private static final String INDENT = "     ";
    private static final int LONGEST_PLAIN = 24;

    private DbcReport() {}

    /** One line about the file as a whole. */
    public static String headline(DbcReading reading) {
        Dbc dbc = reading.dbc();
        int signals = dbc.messages().stream().mapToInt(message -> message.signals().size()).sum();
        String version = plain(dbc.version());
        return "%s  %s, %s, %s, %s%s"
                .formatted(
                        reading.file(),
                        count(dbc.messages().size(), "message"),
                        count(signals, "signal"),
                        count(dbc.nodes().size(), "node"),
                        reading.encoding(),
                        version.isEmpty() ? "" : ", version " + version);
    }

    /** As {@link #headline}, with how much there is to say about the file. */
    public static String summary(DbcReading reading) {
        int warnings = reading.warnings().size();
        int hints = reading.findings().size() - warnings;
        String found =
                reading.findings().isEmpty()
                        ? "nothing found"
                        : count(warnings, "warning") + ", " + count(hints, "hint");
        return headline(reading) + ": " + found;
    }

    /** The messages in one table, a line each. */
    public static List<String> overview(List<DbcMessage> messages) {
        Columns table = new Columns("id", "message", "bytes", "cycle", "signals", "senders");
        for (DbcMessage message : messages) {
            table.add(
                    identifier(message),
                    message.name(),
                    Integer.toString(message.length()),
                    cycle(message).orElse("-"),
                    Integer.toString(message.signals().size()),
                    message.senders().isEmpty() ? "-" : String.join(", ", message.senders()));
        }
        return table.lines("");
    }

    /** A message with its signals and its bits. */
    public static List<String> message(DbcMessage message) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%s  %s, %s%s%s%s"
                        .formatted(
                                identifier(message),
                                message.name(),
                                count(message.length(), "byte"),
                                message.fd() ? ", CAN FD" : "",
                                cycle(message).map(each -> ", every " + each).orElse(""),
                                message.senders().isEmpty()
                                        ? ""
                                        : ", from " + String.join(", ", message.senders())));
        message.j1939()
                .ifPresent(
                        id ->
                                lines.add(
                                        INDENT
                                                + "J1939: group %d (0x%X), priority %d, source %d"
                                                        .formatted(
                                                                id.group(),
                                                                id.group(),
                                                                id.priority(),
                                                                id.source())));
        if (!message.longName().equals(message.name())) {
            comment("In full " + message.longName(), lines);
        }
        comment(message.comment(), lines);
        if (message.signals().isEmpty()) {
            return lines;
        }
        lines.add("");
        lines.addAll(signals(message));
        lines.add("");
        int before = lines.size();
        message.signals().forEach(signal -> said(signal, lines));
        if (lines.size() > before) {
            lines.add("");
        }
        lines.addAll(pictures(message));
        return lines;
    }

    /** Its comment, and the names of its raw values. */
    private static void said(DbcSignal signal, List<String> lines) {
        List<String> names = new ArrayList<>();
        signal.values().texts().forEach((raw, name) -> names.add(raw + " " + plain(name)));
        String full = signal.longName().equals(signal.name()) ? "" : signal.longName() + ". ";
        String text = (full + signal.comment().strip() + "  " + String.join(", ", names)).strip();
        if (!text.isEmpty()) {
            comment(signal.name() + ": " + text, lines);
        }
    }

    private static void comment(String comment, List<String> lines) {
        String text = comment.replaceAll("\\s+", " ").strip();
        if (!text.isEmpty()) {
            for (String line : Figures.wrap(INDENT, INDENT + "  ", text, WIDTH)) {
                lines.add(line.replaceAll("\\p{Cc}", "?"));
            }
        }
    }

    private static List<String> signals(DbcMessage message) {
        Columns table =
                new Columns(
                        "",
                        "signal",
                        "start",
                        "bits",
                        "type",
                        "factor",
                        "offset",
                        "limits",
                        "unit",
                        "there",
                        "receivers");
        List<DbcSignal> signals = message.signals();
        for (int i = 0; i < signals.size(); i++) {
            DbcSignal signal = signals.get(i);
            table.add(
                    BitPicture.key(i),
                    signal.name(),
                    Integer.toString(signal.startBit()),
                    Integer.toString(signal.length()),
                    Figures.words(signal.type())
                            + (signal.order() == ByteOrder.LITTLE_ENDIAN ? " LE" : " BE"),
                    decimal(signal.factor()),
                    decimal(signal.offset()),
                    signal.limited()
                            ? decimal(signal.minimum()) + ".." + decimal(signal.maximum())
                            : "-",
                    plain(signal.unit()),
                    presence(signal.multiplexing()),
                    String.join(", ", signal.receivers()));
        }
        return table.lines(INDENT);
    }

    private static String presence(Multiplexing multiplexing) {
        String when =
                multiplexing
                        .when()
                        .map(it -> it.by().isEmpty() ? "never" : it.by() + " = " + it.text())
                        .orElse("");
        return when + (multiplexing.selects() ? (when.isEmpty() ? "" : ", ") + "selects" : "");
    }

    /** One picture of what is always there, then one for each set of values that selects. */
    private static List<String> pictures(DbcMessage message) {
        Map<String, BitPicture> pictures = new LinkedHashMap<>();
        pictures.put("", new BitPicture());
        List<DbcSignal> signals = message.signals();
        for (int i = 0; i < signals.size(); i++) {
            DbcSignal signal = signals.get(i);
            String when =
                    signal.multiplexing().when().map(it -> it.by() + " = " + it.text()).orElse("");
            pictures.computeIfAbsent(when, _ -> new BitPicture()).draw(signal, BitPicture.key(i));
        }
        List<String> lines = new ArrayList<>();
        pictures.forEach(
                (when, picture) -> {
                    if (!when.isEmpty()) {
                        lines.add("");
                        lines.add(INDENT + when);
                    }
                    lines.addAll(picture.lines(message.length()));
                });
        return lines;
    }

    /** A finding as compilers write theirs. */
    public static String finding(String file, DbcFinding finding) {
        return "%s:%d: %s: %s; %s"
                .formatted(
                        file,
                        finding.line(),
                        finding.severity().name().toLowerCase(Locale.ROOT),
                        finding.what(),
                        finding.remedy());
    }

    /** What a frame says. */
    public static List<String> frame(DbcMessage message, MessageCodec.Decoded decoded) {
        List<String> lines = new ArrayList<>();
        lines.add(
                identifier(message)
                        + "  "
                        + message.name()
                        + (message.senders().isEmpty()
                                ? ""
                                : ", from " + String.join(", ", message.senders())));
        Columns table = new Columns("", "value", "", "raw", "");
        for (SignalValue value : decoded.values()) {
            DbcSignal signal = value.signal();
            table.add(
                    signal.name(),
                    (value.text() + " " + plain(signal.unit())).strip(),
                    value.name().map(DbcReport::plain).orElse(""),
                    signal.exactRaw(value.raw()).toString(),
                    value.complaint().orElse(""));
        }
        decoded.wide()
                .forEach(
                        (signal, raw) ->
                                table.add(
                                        signal.name(),
                                        decimal(signal.physical(raw)),
                                        "",
                                        raw.toString(),
                                        ""));
        lines.addAll(table.lines(INDENT));
        decoded.complaints().forEach(each -> lines.add(INDENT + each));
        return lines;
    }

    /** The identifier in hexadecimal digits, three or, if it is extended, eight. */
    public static String identifier(DbcMessage message) {
        return (message.extended() ? "%08X" : "%03X").formatted(message.identifier());
    }

    private static Optional<String> cycle(DbcMessage message) {
        int ms = message.intAttribute(CYCLE_MS).orElse(0);
        return ms > 0 ? Optional.of(ms + " ms") : Optional.empty();
    }

    private static String decimal(BigDecimal value) {
        BigDecimal least = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        String digits = least.toPlainString();
        return digits.length() <= LONGEST_PLAIN ? digits : least.toString();
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String plain(String text) {
        return text.isEmpty() ? "" : Text.plain(text);
    }
}
