package dev.bulkhead.dbc;

import dev.bulkhead.dbc.BitField.ByteOrder;
import dev.bulkhead.dbc.Multiplexing.Range;
import dev.bulkhead.dbc.Multiplexing.When;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a message database. What is written reads as the same database again; statements stand in
 * the order in which tools write them, those that are not interpreted at the end.
 */
public final class DbcWriter {
    private static final Multiplexing ROOT = new Multiplexing(true, Optional.empty());

    private final Dbc dbc;
    private final StringBuilder out = new StringBuilder();

    private DbcWriter(Dbc dbc) {
        this.dbc = dbc;
    }

    /**
     * The text of a file, its lines ended by line feeds.
     *
     * @throws IllegalArgumentException if a text other than the value of an attribute ends in a
     *     backslash, or one in an attribute's statement has a line that ends in a quote and a
     *     semicolon, which no file can say
     */
    public static String write(Dbc dbc) {
        DbcWriter writer = new DbcWriter(dbc);
        writer.head();
        writer.messages();
        new DbcAttributeWriter(dbc, writer.out).comments();
        new DbcAttributeWriter(dbc, writer.out).attributes();
        writer.values();
        writer.signalDetails();
        dbc.kept().forEach(writer::line);
        return writer.out.toString();
    }

    private void head() {
        line("VERSION %s".formatted(quoted(dbc.version())));
        line("");
        line("NS_ :");
        dbc.newSymbols().forEach(symbol -> line("\t%s".formatted(symbol)));
        line("");
        line("BS_:%s".formatted(dbc.bitTiming().isEmpty() ? "" : " " + dbc.bitTiming()));
        line("");
        line("BU_:%s".formatted(words(dbc.nodes().stream().map(DbcNode::name).toList())));
        dbc.valueTables()
                .forEach((name, table) -> line("VAL_TABLE_ %s%s ;".formatted(name, texts(table))));
        line("");
    }

    private void messages() {
        if (!dbc.independentSignals().isEmpty() || !dbc.independentLeftOut().isEmpty()) {
            line(
                    "BO_ %d VECTOR__INDEPENDENT_SIG_MSG: 0 %s"
                            .formatted(MessageStatements.NO_MESSAGE, MessageStatements.NO_NODE));
            dbc.independentSignals().forEach(this::signal);
            dbc.independentLeftOut().forEach(text -> line(" " + text));
            line("");
        }
        for (DbcMessage message : dbc.messages()) {
            line(
                    "BO_ %d %s: %d %s"
                            .formatted(
                                    message.number(),
                                    message.name(),
                                    message.length(),
                                    message.sender().orElse(MessageStatements.NO_NODE)));
            message.signals().forEach(this::signal);
            message.leftOut().forEach(text -> line(" " + text));
            line("");
        }
        for (DbcMessage message : dbc.messages()) {
            if (!message.transmitters().isEmpty()) {
                line(
                        "BO_TX_BU_ %d : %s;"
                                .formatted(
                                        message.number(),
                                        String.join(",", message.transmitters())));
            }
        }
        for (EnvironmentVariable variable : dbc.environmentVariables()) {
            line(
                    "EV_ %s: %d [%s|%s] %s %s %s %s %s;"
                            .formatted(
                                    variable.name(),
                                    variable.type(),
                                    variable.minimum(),
                                    variable.maximum(),
                                    quoted(variable.unit()),
                                    variable.initial(),
                                    variable.identifier(),
                                    variable.access(),
                                    String.join(",", variable.nodes())));
            variable.dataBytes()
                    .ifPresent(
                            bytes ->
                                    line("ENVVAR_DATA_ %s: %d;".formatted(variable.name(), bytes)));
        }
    }

    private void signal(DbcSignal signal) {
        line(
                " SG_ %s%s : %d|%d@%d%s (%s,%s) [%s|%s] %s %s"
                        .formatted(
                                signal.name(),
                                mark(signal.multiplexing()),
                                signal.startBit(),
                                signal.length(),
                                signal.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 0,
                                signal.type() == ValueType.UNSIGNED ? "+" : "-",
                                signal.factor(),
                                signal.offset(),
                                signal.minimum(),
                                signal.maximum(),
                                quoted(signal.unit()),
                                signal.receivers().isEmpty()
                                        ? MessageStatements.NO_NODE
                                        : String.join(",", signal.receivers())));
    }

    private static String mark(Multiplexing multiplexing) {
        String selected =
                multiplexing.when().map(when -> "m" + when.values().getFirst().first()).orElse("");
        String mark = selected + (multiplexing.selects() ? "M" : "");
        return mark.isEmpty() ? "" : " " + mark;
    }

    private void values() {
        distinct(dbc.independentSignals())
                .forEach(signal -> values(MessageStatements.NO_MESSAGE, signal));
        for (DbcMessage message : dbc.messages()) {
            distinct(message.signals()).forEach(signal -> values(message.number(), signal));
        }
        for (EnvironmentVariable variable : dbc.environmentVariables()) {
            if (!variable.values().texts().isEmpty()) {
                line("VAL_ %s%s ;".formatted(variable.name(), texts(variable.values())));
            }
        }
    }

    private void values(long number, DbcSignal signal) {
        if (!signal.values().texts().isEmpty()) {
            line("VAL_ %d %s%s ;".formatted(number, signal.name(), texts(signal.values())));
        }
    }

    private void signalDetails() {
        details(MessageStatements.NO_MESSAGE, dbc.independentSignals());
        for (DbcMessage message : dbc.messages()) {
            for (SignalGroup group : message.groups()) {
                line(
                        "SIG_GROUP_ %d %s %d :%s;"
                                .formatted(
                                        message.number(),
                                        group.name(),
                                        group.repetitions(),
                                        words(group.signals())));
            }
            details(message.number(), message.signals());
        }
    }

    private void details(long number, List<DbcSignal> signals) {
        String root =
                signals.stream()
                        .filter(s -> s.multiplexing().equals(ROOT))
                        .map(DbcSignal::name)
                        .findFirst()
                        .orElse("");
        for (DbcSignal signal : distinct(signals)) {
            if (signal.type().isFloating()) {
                int type = signal.type() == ValueType.FLOAT ? 1 : 2;
                line("SIG_VALTYPE_ %d %s : %d;".formatted(number, signal.name(), type));
            }
            signal.multiplexing()
                    .when()
                    .filter(when -> !isPlain(when, root))
                    .ifPresent(when -> selection(number, signal, when));
        }
    }

    /** Whether the mark alone says it: one value, of the first signal that is marked with M. */
    private static boolean isPlain(When when, String root) {
        Range first = when.values().getFirst();
        return when.by().equals(root) && when.values().size() == 1 && first.first() == first.last();
    }

    private void selection(long number, DbcSignal signal, When when) {
        List<String> ranges = when.values().stream().map(r -> r.first() + "-" + r.last()).toList();
        line(
                "SG_MUL_VAL_ %d %s %s %s;"
                        .formatted(number, signal.name(), when.by(), String.join(", ", ranges)));
    }

    /** A statement about one of two signals of one name is about the first. */
    static List<DbcSignal> distinct(List<DbcSignal> signals) {
        Set<String> names = new TreeSet<>();
        return signals.stream().filter(signal -> names.add(signal.name())).toList();
    }

    private static String texts(ValueTable table) {
        StringBuilder texts = new StringBuilder();
        table.texts()
                .forEach(
                        (value, text) ->
                                texts.append(' ').append(value).append(' ').append(quoted(text)));
        return texts.toString();
    }

    private static String words(List<String> words) {
        return words.isEmpty() ? "" : " " + String.join(" ", words);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    static String quoted(String text) {
        if (text.endsWith("\\")) {
            throw new IllegalArgumentException("a text that ends in a backslash: " + text);
        }
        return quotedValue(text);
    }

    /** The value of an attribute, which may end in a backslash. */
    static String quotedValue(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }
}
