package dev.bulkhead.dbc;

import dev.bulkhead.dbc.BitField.ByteOrder;
import dev.bulkhead.dbc.DbcLexer.Kind;
import dev.bulkhead.dbc.DbcLexer.Token;
import dev.bulkhead.dbc.DbcStatement.Outcome;
import dev.bulkhead.dbc.Multiplexing.Range;
import dev.bulkhead.dbc.Multiplexing.When;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Statements of messages and their signals. */
final class MessageStatements {
    /** Stands for a sender or receiver that is no node of the network. */
    static final String NO_NODE = "Vector__XXX";

    /** Number of the message under which tools keep signals that are in none. */
    static final long NO_MESSAGE = 0xC000_0000L;

    private static final long GREATEST_BASE = 0x7FF;
    private static final long GREATEST_EXTENDED = 0x1FFF_FFFF;
    private static final int MOST_BYTES = 65_535;

    /** With it a broken signal is known for one wherever it stands in its message. */
    private static final Pattern UP_TO_COLON = Pattern.compile("SG_\\s[^:\\r\\n]*:");

    private final DbcDraft draft;
    private final DbcTokens tokens;
    private final Token keyword;

    MessageStatements(DbcDraft draft, DbcTokens tokens, Token keyword) {
        this.draft = draft;
        this.tokens = tokens;
        this.keyword = keyword;
    }

    /** The number of a message with bit 31 set where 11 bits do not hold it. */
    static long normal(long number) {
        return number > GREATEST_BASE && number <= GREATEST_EXTENDED
                ? number | DbcMessage.EXTENDED
                : number;
    }

    /** The message of that number; if there is none, a warning says so. */
    static Optional<DbcDraft.Message> message(
            DbcDraft draft, DbcTokens tokens, Token place, long number) {
        Optional<DbcDraft.Message> message = draft.message(number);
        if (message.isEmpty()) {
            tokens.warn(
                    "reference",
                    place,
                    "there is no message of identifier " + number,
                    "correct the identifier, or remove the statement");
        }
        return message;
    }

    /** The signal of that name; if there is none, a warning says so. */
    static Optional<DbcDraft.Signal> signal(
            DbcDraft draft, DbcTokens tokens, Token place, long number, Token name) {
        Optional<DbcDraft.Message> message = message(draft, tokens, place, number);
        Optional<DbcDraft.Signal> signal = message.map(it -> it.byName.get(name.text()));
        if (message.isPresent() && signal.isEmpty()) {
            tokens.warn(
                    "reference",
                    name,
                    "message '%s' has no signal %s".formatted(message.get().name, name.shown()),
                    "correct the name, or remove the statement");
        }
        return signal;
    }

    Outcome message() {
        Token number = tokens.current();
        long identifier = tokens.identifier();
        var message = new DbcDraft.Message(tokens.newName("a message name"), keyword.line());
        tokens.expect(":");
        message.length = (int) tokens.whole("a length in bytes", 0, MOST_BYTES);
        String sender = tokens.word("a sender");
        message.sender = sender.equals(NO_NODE) ? Optional.empty() : Optional.of(sender);
        if (identifier == NO_MESSAGE) {
            signals(draft.independent);
            return Outcome.READ;
        }
        identify(message, identifier, number);
        draft.add(message);
        signals(message);
        return Outcome.READ;
    }

    private void identify(DbcDraft.Message message, long number, Token at) {
        boolean marked = (number & DbcMessage.EXTENDED) != 0;
        long identifier = number & ~DbcMessage.EXTENDED;
        if (identifier > GREATEST_EXTENDED) {
            throw tokens.error(
                    at,
                    "message '%s' has identifier %d, beyond 29 bits"
                            .formatted(message.name, number),
                    "lower it");
        }
        if (!marked && identifier > GREATEST_BASE) {
            tokens.warn(
                    "identifier",
                    at,
                    "message '%s' has identifier %d, beyond 11 bits"
                            .formatted(message.name, number),
                    "lower it, or add 2147483648 to mark one of 29 bits");
        }
        message.identifier = (int) identifier;
        message.extended = marked || identifier > GREATEST_BASE;
    }

    private void signals(DbcDraft.Message message) {
        while (tokens.is("SG_") || tokens.is("/")) {
            Token first = tokens.advance();
            if (first.is("SG_")) {
                try {
                    signal(message, first);
                } catch (BrokenStatement broken) {
                    tokens.warn(broken.warning());
                    tokens.passOverSignal();
                    String text = tokens.textFrom(first);
                    if (UP_TO_COLON.matcher(text).lookingAt()) {
                        message.leftOut.add(text);
                    }
                }
            } else if (tokens.takesComment(first)) {
                draft.kept.add(tokens.textFrom(first));
            } else {
                throw tokens.error(
                        first, "'/' stands where a statement should begin", "correct or remove it");
            }
        }
    }

    private void signal(DbcDraft.Message message, Token keyword) {
        Token first = tokens.current();
        if (tokens.startsStatement()) {
            throw tokens.unexpected("a signal name");
        }
        var signal = new DbcDraft.Signal(tokens.newName("a signal name"), first.line());
        if (!tokens.is(":")) {
            mark(signal, "signal '%s' of message '%s'".formatted(signal.name, message.name));
        }
        tokens.expect(":");
        int startBit = (int) tokens.whole("a start bit", 0, 8 * MOST_BYTES - 1);
        tokens.expect("|");
        Token bits = tokens.current();
        int length = (int) tokens.whole("a length in bits", 1, 8 * MOST_BYTES);
        tokens.expect("@");
        boolean upwards = tokens.whole("a byte order, 0 or 1", 0, 1) == 1;
        signal.field =
                new BitField(
                        startBit,
                        Math.min(length, Long.SIZE),
                        upwards ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        signal.signed = tokens.is("-");
        if (!tokens.takes("+") && !tokens.takes("-")) {
            throw tokens.unexpected("'+' or '-'");
        }
        tokens.expect("(");
        signal.factor = tokens.number("a factor");
        tokens.expect(",");
        signal.offset = tokens.number("an offset");
        tokens.expect(")");
        limits(signal);
        int line = tokens.current().lastLine();
        signal.unit = tokens.string("a unit in quotes");
        receivers(signal, line);
        if (length > Long.SIZE) {
            tokens.warn(
                    "signal-length",
                    bits,
                    "signal '%s' has %d bits and can only be read".formatted(signal.name, length),
                    "part it into signals of at most 64");
            if (!signal.selects && signal.mark.isEmpty()) {
                message.wideSignals.add(
                        new WideSignal(
                                signal.name,
                                startBit,
                                length,
                                signal.field.order(),
                                signal.signed,
                                signal.factor,
                                signal.offset));
            }
            message.leftOut.add(tokens.textFrom(keyword));
            return;
        }
        message.add(signal);
    }

    /** Infinity, not-a-number or nothing, as some tools write them, are no limits. */
    private void limits(DbcDraft.Signal signal) {
        Token first = tokens.current();
        tokens.expect("[");
        List<Token> inside = new ArrayList<>();
        while (!tokens.is("]") && tokens.isOn(first.line()) && !tokens.atEnd()) {
            inside.add(tokens.advance());
        }
        tokens.expect("]");
        signal.minimum = BigDecimal.ZERO;
        signal.maximum = BigDecimal.ZERO;
        if (inside.size() == 3
                && DbcTokens.isNumber(inside.get(0))
                && inside.get(1).is("|")
                && DbcTokens.isNumber(inside.get(2))) {
            signal.minimum = tokens.number(inside.get(0));
            signal.maximum = tokens.number(inside.get(2));
        } else {
            tokens.warn(
                    "limits",
                    first,
                    "the limits of signal '%s' are no two numbers".formatted(signal.name),
                    "write [0|0] for none");
        }
    }

    private void mark(DbcDraft.Signal signal, String where) {
        Token mark = tokens.current();
        if (tokens.startsStatement()) {
            throw tokens.unexpected("':' or a multiplexer mark");
        }
        String text = tokens.word("':' or a multiplexer mark");
        signal.selects = text.endsWith("M");
        String selected = signal.selects ? text.substring(0, text.length() - 1) : text;
        if (selected.matches("m\\d{1,18}")) {
            signal.mark = OptionalLong.of(Long.parseLong(selected.substring(1)));
        } else if (selected.matches("m0[xX][0-9A-Fa-f]{1,15}")) {
            signal.mark = OptionalLong.of(Long.parseLong(selected.substring(3), 16));
            tokens.warn("number", mark, mark.shown() + " is hexadecimal", "write it in decimal");
        } else if (!text.equals("M")) {
            throw tokens.error(
                    mark, where + " has mark " + mark.shown(), "write M, or m with a number");
        }
    }

    /** They stand on the line of the unit, and some tools write none. */
    private void receivers(DbcDraft.Signal signal, int line) {
        Token first = tokens.current();
        if (!tokens.isKind(Kind.WORD) || !tokens.isOn(line)) {
            tokens.warn(
                    "receiver",
                    first,
                    "signal '" + signal.name + "' has no receiver",
                    "write Vector__XXX for none");
            return;
        }
        boolean parted = true;
        while (tokens.isKind(Kind.WORD) && tokens.isOn(line)) {
            Token receiver = tokens.advance();
            if (!parted) {
                tokens.warn("receiver", receiver, "receivers without a comma", "add ','");
            }
            if (!receiver.text().equals(NO_NODE)) {
                signal.receivers.add(receiver.text());
            }
            parted = tokens.isOn(line) && tokens.takes(",");
            if (parted && !tokens.isOn(line) && DbcReader.knows(tokens.current())) {
                tokens.warn("receiver", receiver, "a comma and no receiver", "remove the comma");
                return;
            }
            line = parted ? tokens.current().line() : line;
        }
    }

    Outcome extendedMultiplexing() {
        Token number = tokens.current();
        long identifier = tokens.identifier();
        Token name = tokens.current();
        tokens.word("a signal name");
        Token by = tokens.current();
        tokens.word("a multiplexer");
        List<Range> ranges = new ArrayList<>();
        do {
            ranges.add(range());
        } while (tokens.takes(","));
        tokens.endOfStatement();
        Optional<DbcDraft.Signal> signal = signal(draft, tokens, number, identifier, name);
        Optional<DbcDraft.Signal> multiplexer =
                signal.flatMap(_ -> signal(draft, tokens, number, identifier, by));
        if (multiplexer.isEmpty()) {
            return Outcome.WITHOUT_ITS_OBJECT;
        }
        DbcDraft.Signal selected = signal.get();
        long mark = selected.mark.orElse(-1);
        if (ranges.stream().noneMatch(range -> range.first() <= mark && mark <= range.last())) {
            tokens.warn(
                    "multiplexer",
                    name,
                    "the values of signal %s are not those of its mark".formatted(name.shown()),
                    "mark it with m and one of the values");
        }
        if (!multiplexer.get().selects) {
            tokens.warn(
                    "multiplexer",
                    by,
                    "signal %s selects others and is not marked".formatted(by.shown()),
                    "mark it with M");
        }
        selected.when = Optional.of(new When(by.text(), ranges));
        return Outcome.READ;
    }

    /** As {@code 3-5}; the second number is read with its sign. */
    private Range range() {
        Token at = tokens.current();
        long first = tokens.whole("a first value", 0, Long.MAX_VALUE);
        if (!tokens.takes("-") && !tokens.current().text().startsWith("-")) {
            throw tokens.unexpected("'-'");
        }
        long last = Math.abs(tokens.whole("a last value", -Long.MAX_VALUE, Long.MAX_VALUE));
        if (last < first) {
            throw tokens.error(
                    at, "values %d-%d run backwards".formatted(first, last), "swap them");
        }
        return new Range(first, last);
    }

    /** 0 says whole number, 1 and 2 floating point. */
    Outcome valueType() {
        Token number = tokens.current();
        long identifier = tokens.identifier();
        Token name = tokens.current();
        tokens.word("a signal name");
        tokens.takes(":");
        long type = tokens.whole("a value type", 0, 3);
        tokens.endOfStatement();
        Optional<DbcDraft.Signal> found = signal(draft, tokens, number, identifier, name);
        if (found.isEmpty()) {
            return Outcome.WITHOUT_ITS_OBJECT;
        }
        DbcDraft.Signal signal = found.get();
        if (type == 0) {
            signal.floating = Optional.empty();
            return Outcome.READ;
        }
        int bits = type == 1 ? Float.SIZE : Double.SIZE;
        if (type > 2 || signal.field.length() != bits) {
            tokens.warn(
                    "value-type",
                    name,
                    "signal %s of %d bits is said to be of value type %d"
                            .formatted(name.shown(), signal.field.length(), type),
                    "use 1 for 32 bits in floating point, 2 for 64");
            return Outcome.WITHOUT_ITS_OBJECT;
        }
        signal.floating = Optional.of(type == 1 ? ValueType.FLOAT : ValueType.DOUBLE);
        return Outcome.READ;
    }

    Outcome group() {
        Token number = tokens.current();
        long identifier = tokens.identifier();
        String name = tokens.word("a group name");
        long repetitions = tokens.whole("a number of repetitions", 0, Integer.MAX_VALUE);
        tokens.takes(":");
        List<Token> names = new ArrayList<>();
        while (tokens.isKind(Kind.WORD) && !tokens.startsStatement()) {
            names.add(tokens.advance());
        }
        tokens.endOfStatement();
        if (identifier == NO_MESSAGE) {
            return Outcome.KEPT;
        }
        Optional<DbcDraft.Message> message = message(draft, tokens, number, identifier);
        if (message.isEmpty()) {
            return Outcome.WITHOUT_ITS_OBJECT;
        }
        names.forEach(each -> signal(draft, tokens, number, identifier, each));
        message.get()
                .groups
                .add(new SignalGroup(name, repetitions, names.stream().map(Token::text).toList()));
        return Outcome.READ;
    }

    Outcome transmitters() {
        Token number = tokens.current();
        long identifier = tokens.identifier();
        tokens.takes(":");
        List<String> names = new ArrayList<>();
        tokens.names("a sender", names);
        tokens.endOfStatement();
        if (identifier == NO_MESSAGE) {
            return Outcome.KEPT;
        }
        Optional<DbcDraft.Message> message = message(draft, tokens, number, identifier);
        names.removeIf(NO_NODE::equals);
        message.ifPresent(it -> it.transmitters = names);
        return DbcStatement.outcome(message);
    }
}
