package dev.bulkhead.dbc;

import dev.bulkhead.dbc.Selections.Selection;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What contradicts itself in a database whose statements are all well formed. */
final class DbcCheck {
    private static final List<Integer> FD_LENGTHS = List.of(12, 16, 20, 24, 32, 48, 64);
    private static final int FD_BYTES = 64;

    /** Most bytes that the transport protocol of J1939 carries: 255 packets of 7. */
    private static final int J1939_BYTES = 1785;

    private static final String START_VALUE = "GenSigStartValue";
    private static final String BUS_TYPE = "BusType";

    private final Dbc dbc;
    private final DbcDraft.Lines lines;
    private final Set<String> nodes = new TreeSet<>();
    private final List<DbcFinding> findings = new ArrayList<>();

    DbcCheck(Dbc dbc, DbcDraft.Lines lines) {
        this.dbc = dbc;
        this.lines = lines;
    }

    List<DbcFinding> findings() {
        for (int i = 0; i < dbc.nodes().size(); i++) {
            String name = dbc.nodes().get(i).name();
            if (!nodes.add(name)) {
                warn(
                        "twice",
                        lines.nodes().get(i),
                        "node '" + name + "' is there twice",
                        "remove one");
            }
        }
        messageNames();
        for (int i = 0; i < dbc.messages().size(); i++) {
            message(dbc.messages().get(i), lines.messages().get(i), lines.signals().get(i));
        }
        return findings;
    }

    private void messageNames() {
        Map<Long, String> numbers = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < dbc.messages().size(); i++) {
            DbcMessage message = dbc.messages().get(i);
            int line = lines.messages().get(i);
            String same = numbers.putIfAbsent(message.number(), message.name());
            if (same != null) {
                warn(
                        "twice",
                        line,
                        "messages '%s' and '%s' have one identifier, %d"
                                .formatted(same, message.name(), message.number()),
                        "give each its own");
            }
            if (!names.add(message.name())) {
                warn(
                        "twice",
                        line,
                        "message '" + message.name() + "' is there twice",
                        "rename one");
            }
        }
    }

    private void message(DbcMessage message, int line, List<Integer> signalLines) {
        length(message, line);
        for (String sender : message.senders()) {
            node(line, "sender of message '" + message.name() + "'", sender);
        }
        Set<String> names = new TreeSet<>();
        Selections selections = new Selections(message.signals());
        for (int i = 0; i < message.signals().size(); i++) {
            DbcSignal signal = message.signals().get(i);
            if (!names.add(signal.name())) {
                warn(
                        "twice",
                        signalLines.get(i),
                        "message '%s' has two signals '%s'"
                                .formatted(message.name(), signal.name()),
                        "rename one");
            }
            signal(message, signal, selections, signalLines.get(i));
        }
        overlaps(message, selections, signalLines);
    }

    private void length(DbcMessage message, int line) {
        int length = message.length();
        boolean fd = message.fd() || dbc.attributes().text(BUS_TYPE).orElse("").contains("FD");
        String what = "message '" + message.name() + "' has " + length + " bytes";
        if (message.j1939().isPresent()) {
            if (length > J1939_BYTES) {
                warn("length", line, what, "lower its length to at most 1785, as J1939 carries");
            }
        } else if (length > FD_BYTES) {
            warn("length", line, what, "lower its length to at most 64, as CAN FD has");
        } else if (length > DbcMessage.CLASSIC_BYTES && !fd) {
            warn(
                    "length",
                    line,
                    what,
                    "lower its length to at most 8, or mark it as CAN FD by VFrameFormat");
        } else if (length > DbcMessage.CLASSIC_BYTES && !FD_LENGTHS.contains(length)) {
            int next = FD_LENGTHS.stream().filter(each -> each > length).findFirst().orElseThrow();
            warn("length", line, what + ", as no CAN FD frame has", "make it " + next);
        }
    }

    private void node(int line, String role, String name) {
        if (!nodes.contains(name)) {
            warn("node", line, role + " is unknown node '" + name + "'", "add it behind BU_");
        }
    }

    private void signal(DbcMessage message, DbcSignal signal, Selections selections, int line) {
        String where = "signal '" + signal.name() + "' of message '" + message.name() + "'";
        signal.receivers().forEach(each -> node(line, "receiver of " + where, each));
        if (signal.factor().signum() == 0) {
            warn("factor", line, where + " has factor 0", "give the step of one raw value");
        }
        if (signal.minimum().compareTo(signal.maximum()) > 0) {
            warn("limits", line, where + " has its minimum above its maximum", "swap them");
        } else if (signal.limited() && !signal.type().isFloating()) {
            limits(signal, where, line);
        }
        if (signal.bytesNeeded() > message.length()) {
            warn(
                    "outside",
                    line,
                    "%s needs %d bytes, but the message has %d"
                            .formatted(where, signal.bytesNeeded(), message.length()),
                    "move or shorten the signal, or lengthen the message");
        }
        multiplexing(signal, selections, where, line);
        rawValues(signal, where, line);
    }

    private void limits(DbcSignal signal, String where, int line) {
        BigDecimal one = physical(signal, signal.leastRaw());
        BigDecimal two = physical(signal, signal.greatestRaw());
        if (signal.minimum().compareTo(one.min(two)) < 0
                || signal.maximum().compareTo(one.max(two)) > 0) {
            hint(
                    "limits",
                    line,
                    "%s has limits %s..%s, but its bits hold %s..%s"
                            .formatted(
                                    where,
                                    shown(signal.minimum()),
                                    shown(signal.maximum()),
                                    shown(one.min(two)),
                                    shown(one.max(two))),
                    "correct limits, factor or length");
        }
    }

    private static BigDecimal physical(DbcSignal signal, BigInteger raw) {
        return new BigDecimal(raw).multiply(signal.factor()).add(signal.offset());
    }

    /** On one line whatever the exponent. */
    private static String shown(BigDecimal value) {
        BigDecimal least = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        return Math.abs((long) least.scale()) > 30 ? least.toString() : least.toPlainString();
    }

    private void multiplexing(DbcSignal signal, Selections selections, String where, int line) {
        Optional<Multiplexing.When> when = signal.multiplexing().when();
        if (when.isEmpty()) {
            return;
        }
        if (when.get().by().isEmpty()) {
            warn(
                    "multiplexer",
                    line,
                    where + " is multiplexed, but no signal selects it",
                    "mark the multiplexer with M");
            return;
        }
        if (selections.isNever(signal)) {
            warn(
                    "multiplexer",
                    line,
                    where + " is selected in a circle, or too deep",
                    "let a signal that is always there select");
            return;
        }
        DbcSignal by = selections.of(signal).getFirst().by().orElseThrow();
        for (Multiplexing.Range range : when.get().values()) {
            if (Long.compareUnsigned(range.last(), by.field().mask()) > 0) {
                hint(
                        "unreachable",
                        line,
                        "%s is there at value %d of '%s', whose %d bits end at %s"
                                .formatted(
                                        where,
                                        range.last(),
                                        by.name(),
                                        by.length(),
                                        Long.toUnsignedString(by.field().mask())),
                        "correct the value, or lengthen the multiplexer");
            }
        }
    }

    private void rawValues(DbcSignal signal, String where, int line) {
        if (signal.type().isFloating()) {
            return;
        }
        for (BigInteger raw : signal.values().texts().keySet()) {
            if (!fits(signal, new BigDecimal(raw))) {
                hint(
                        "value",
                        line,
                        "%s has a name for raw value %d, expected %d..%d"
                                .formatted(where, raw, signal.leastRaw(), signal.greatestRaw()),
                        "correct its VAL_");
                return;
            }
        }
        if (signal.attributes().own().get(START_VALUE) instanceof AttributeValue.Number(var raw)) {
            start(signal, raw, where, line);
        }
    }

    private void start(DbcSignal signal, BigDecimal raw, String where, int line) {
        if (!fits(signal, raw)) {
            hint(
                    "value",
                    line,
                    "%s starts at raw value %s, expected %d..%d"
                            .formatted(where, shown(raw), signal.leastRaw(), signal.greatestRaw()),
                    "correct its " + START_VALUE);
            return;
        }
        BigDecimal physical = raw.multiply(signal.factor()).add(signal.offset());
        if (!signal.allows(physical) && !signal.values().texts().containsKey(raw.toBigInteger())) {
            hint(
                    "value",
                    line,
                    "%s starts at %s, expected %s..%s"
                            .formatted(
                                    where,
                                    shown(physical),
                                    shown(signal.minimum()),
                                    shown(signal.maximum())),
                    "correct its " + START_VALUE + " or its limits");
        }
    }

    private static boolean fits(DbcSignal signal, BigDecimal raw) {
        return raw.compareTo(new BigDecimal(signal.leastRaw())) >= 0
                && raw.compareTo(new BigDecimal(signal.greatestRaw())) <= 0;
    }

    /**
     * Signals that can be there at the same time must not share bits: one would change the other.
     * Each is told once, with the first that it meets.
     */
    private void overlaps(DbcMessage message, Selections selections, List<Integer> signalLines) {
        List<DbcSignal> signals = message.signals();
        List<List<Selection>> conditions = signals.stream().map(selections::of).toList();
        for (int i = 0; i < signals.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (signals.get(i).field().overlaps(signals.get(j).field())
                        && Selections.meet(conditions.get(i), conditions.get(j))) {
                    warn(
                            "overlap",
                            signalLines.get(i),
                            "signals '%s' and '%s' of message '%s' overlap"
                                    .formatted(
                                            signals.get(j).name(),
                                            signals.get(i).name(),
                                            message.name()),
                            "move or shorten one");
                    break;
                }
            }
        }
    }

    private void warn(String rule, int line, String what, String remedy) {
        findings.add(DbcFinding.warning(rule, line, what, remedy));
    }

    private void hint(String rule, int line, String what, String remedy) {
        findings.add(DbcFinding.hint(rule, line, what, remedy));
    }
}
