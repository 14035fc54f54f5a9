package dev.bulkhead.dbc;

import dev.bulkhead.dbc.DbcLexer.Kind;
import dev.bulkhead.dbc.DbcLexer.Token;
import dev.bulkhead.input.InputError;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A database while it is being read: later statements add to what earlier ones named. Knows the
 * rules between statements, {@link DbcReader} those within one.
 */
final class DbcDraft {
    /** Numbers beyond this are mistakes, and slow to compute with. */
    private static final int MAX_EXPONENT = 400;

    /** What an attribute belongs to; those of OTHER are checked and not kept. */
    enum Scope {
        NETWORK,
        MESSAGE,
        SIGNAL,
        OTHER;

        static Scope of(String keyword) {
            return switch (keyword) {
                case "BO_" -> MESSAGE;
                case "SG_" -> SIGNAL;
                default -> OTHER;
            };
        }
    }

    static final class Message {
        final String name;
        final int line;
        int identifier;
        boolean extended;
        int length;
        Optional<String> sender = Optional.empty();
        String comment = "";
        final List<Signal> signals = new ArrayList<>();
        final Map<String, AttributeValue> attributes = new TreeMap<>();

        Message(String name, int line) {
            this.name = name;
            this.line = line;
        }
    }

    static final class Signal {
        final String name;
        final int line;
        int startBit;
        int length;
        DbcSignal.ByteOrder order;
        boolean signed;
        BigDecimal factor;
        BigDecimal offset;
        BigDecimal minimum;
        BigDecimal maximum;
        String unit;
        final List<String> receivers = new ArrayList<>();
        Multiplexing multiplexing = new Multiplexing.None();
        ValueTable values = ValueTable.EMPTY;
        String comment = "";

        Signal(String name, int line) {
            this.name = name;
            this.line = line;
        }

        int bytesNeeded() {
            return DbcSignal.bytesNeeded(order, startBit, length);
        }

        DbcSignal finish() {
            return new DbcSignal(
                    name,
                    startBit,
                    length,
                    order,
                    signed,
                    factor,
                    offset,
                    minimum,
                    maximum,
                    unit,
                    receivers,
                    multiplexing,
                    values,
                    comment);
        }
    }

    /** {@code minimum} is {@code null} unless the attribute is a number. */
    private static final class Definition {
        final Scope scope;
        final BigDecimal minimum;
        final BigDecimal maximum;
        final List<String> constants;
        AttributeValue initial;

        Definition(Scope scope, BigDecimal minimum, BigDecimal maximum, List<String> constants) {
            this.scope = scope;
            this.minimum = minimum;
            this.maximum = maximum;
            this.constants = constants;
        }
    }

    final List<String> nodes = new ArrayList<>();
    final TreeMap<String, ValueTable> valueTables = new TreeMap<>();
    String version = "";
    String comment = "";

    private final String file;
    private final List<Message> messages = new ArrayList<>();
    private final Map<Long, Message> byIdentifier = new TreeMap<>();
    private final Map<String, Message> byName = new TreeMap<>();
    private final Map<String, Definition> definitions = new TreeMap<>();
    private final Map<String, AttributeValue> attributes = new TreeMap<>();

    DbcDraft(String file) {
        this.file = file;
    }

    void addNode(String name, int line) {
        if (nodes.contains(name)) {
            throw InputError.at(file, line, "node '" + name + "' is there twice", "remove one");
        }
        nodes.add(name);
    }

    void addMessage(long identifier, Message message) {
        Message same = byIdentifier.putIfAbsent(identifier, message);
        if (same != null) {
            throw InputError.at(
                    file,
                    message.line,
                    "messages '%s' and '%s' have one identifier, %d"
                            .formatted(same.name, message.name, identifier),
                    "give each its own");
        }
        if (byName.putIfAbsent(message.name, message) != null) {
            throw InputError.at(
                    file,
                    message.line,
                    "message '" + message.name + "' is there twice",
                    "rename one");
        }
        messages.add(message);
    }

    void addSignal(Message message, Signal signal) {
        for (Signal other : message.signals) {
            if (other.name.equals(signal.name)) {
                throw InputError.at(
                        file,
                        signal.line,
                        "message '%s' has two signals '%s'".formatted(message.name, signal.name),
                        "rename one");
            }
        }
        message.signals.add(signal);
    }

    /**
     * Signals that can be there at the same time must not share bits: one would change the other.
     */
    void checkOverlap(Message message) {
        List<Signal> signals = message.signals;
        for (int i = 0; i < signals.size(); i++) {
            for (int j = 0; j < i; j++) {
                Signal one = signals.get(j);
                Signal two = signals.get(i);
                if (together(one, two) && (one.finish().bits() & two.finish().bits()) != 0) {
                    throw InputError.at(
                            file,
                            two.line,
                            "signals '%s' and '%s' of message '%s' overlap"
                                    .formatted(one.name, two.name, message.name),
                            "move or shorten one");
                }
            }
        }
        List<Signal> switches =
                signals.stream()
                        .filter(s -> s.multiplexing instanceof Multiplexing.Switch)
                        .toList();
        if (switches.size() > 1) {
            throw InputError.at(
                    file,
                    switches.get(1).line,
                    "message '" + message.name + "' has two multiplexers",
                    "use one multiplexer a message");
        }
        Optional<Signal> selected =
                signals.stream()
                        .filter(s -> s.multiplexing instanceof Multiplexing.When)
                        .findFirst();
        if (switches.isEmpty() && selected.isPresent()) {
            throw InputError.at(
                    file,
                    selected.get().line,
                    "signal '%s' of message '%s' is multiplexed, but no signal selects it"
                            .formatted(selected.get().name, message.name),
                    "mark the multiplexer with M");
        }
    }

    private static boolean together(Signal one, Signal two) {
        return !(one.multiplexing instanceof Multiplexing.When(long a)
                && two.multiplexing instanceof Multiplexing.When(long b)
                && a != b);
    }

    Message message(Token number, long identifier) {
        Message message = byIdentifier.get(identifier);
        if (message == null) {
            throw InputError.at(
                    file,
                    number.line(),
                    "there is no message of identifier " + identifier,
                    "correct the identifier, or remove the statement");
        }
        return message;
    }

    Signal signal(Token number, long identifier, Token name) {
        Message message = message(number, identifier);
        for (Signal signal : message.signals) {
            if (signal.name.equals(name.text())) {
                return signal;
            }
        }
        throw InputError.at(
                file,
                name.line(),
                "message '%s' has no signal '%s'".formatted(message.name, name.text()),
                "correct the name, or remove the statement");
    }

    void define(
            Token name,
            Scope scope,
            BigDecimal minimum,
            BigDecimal maximum,
            List<String> constants) {
        Definition definition = new Definition(scope, minimum, maximum, List.copyOf(constants));
        if (definitions.putIfAbsent(name.text(), definition) != null) {
            throw InputError.at(
                    file,
                    name.line(),
                    "attribute " + name.shown() + " is defined twice",
                    "remove one");
        }
    }

    void setDefault(Token name, Token value) {
        Definition definition = definition(name);
        definition.initial = attributeValue(name, definition, value);
    }

    void setAttribute(Token name, Scope scope, Message message, Token value) {
        Definition definition = definition(name);
        if (definition.scope != scope) {
            throw InputError.at(
                    file,
                    name.line(),
                    "attribute " + name.shown() + " is defined for something else",
                    "correct its BA_DEF_");
        }
        AttributeValue checked = attributeValue(name, definition, value);
        if (scope == Scope.NETWORK) {
            attributes.put(name.text(), checked);
        } else if (scope == Scope.MESSAGE && message != null) {
            message.attributes.put(name.text(), checked);
        }
    }

    private Definition definition(Token name) {
        Definition definition = definitions.get(name.text());
        if (definition == null) {
            throw InputError.at(
                    file,
                    name.line(),
                    "attribute " + name.shown() + " is not defined",
                    "define it by BA_DEF_ before");
        }
        return definition;
    }

    private AttributeValue attributeValue(Token name, Definition definition, Token value) {
        if (definition.minimum == null) {
            List<String> constants = definition.constants;
            if (value.kind() == Kind.NUMBER && !constants.isEmpty()) {
                BigDecimal index = number(value);
                for (int i = 0; i < constants.size(); i++) {
                    if (index.compareTo(BigDecimal.valueOf(i)) == 0) {
                        return new AttributeValue.Text(constants.get(i));
                    }
                }
            }
            if (value.kind() == Kind.STRING
                    && (constants.isEmpty() || constants.contains(value.text()))) {
                return new AttributeValue.Text(value.text());
            }
            throw InputError.at(
                    file,
                    value.line(),
                    "attribute " + name.shown() + " cannot be " + value.shown(),
                    constants.isEmpty()
                            ? "write a text in quotes"
                            : DbcLexer.oneLine("write one of " + String.join(", ", constants)));
        }
        BigDecimal minimum = definition.minimum;
        BigDecimal maximum = definition.maximum;
        if (value.kind() == Kind.NUMBER) {
            BigDecimal number = number(value);
            if (minimum.compareTo(maximum) == 0
                    || number.compareTo(minimum) >= 0 && number.compareTo(maximum) <= 0) {
                return new AttributeValue.Number(number);
            }
        }
        throw InputError.at(
                file,
                value.line(),
                "attribute " + name.shown() + " cannot be " + value.shown(),
                "write a number from "
                        + minimum.toPlainString()
                        + " to "
                        + maximum.toPlainString());
    }

    BigDecimal number(Token token) {
        try {
            BigDecimal value = new BigDecimal(token.text());
            if (Math.abs((long) value.scale()) <= MAX_EXPONENT
                    && value.precision() <= MAX_EXPONENT) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below, like a number that is too large
        }
        throw InputError.at(
                file, token.line(), token.shown() + " is not a number", "correct the number");
    }

    Dbc finish() {
        Map<String, AttributeValue> network = new TreeMap<>();
        Map<String, AttributeValue> ofMessages = new TreeMap<>();
        definitions.forEach(
                (name, definition) -> {
                    if (definition.initial != null && definition.scope == Scope.NETWORK) {
                        network.put(name, definition.initial);
                    } else if (definition.initial != null && definition.scope == Scope.MESSAGE) {
                        ofMessages.put(name, definition.initial);
                    }
                });
        network.putAll(attributes);
        List<DbcMessage> finished = new ArrayList<>();
        for (Message message : messages) {
            Map<String, AttributeValue> all = new TreeMap<>(ofMessages);
            all.putAll(message.attributes);
            finished.add(
                    new DbcMessage(
                            message.identifier,
                            message.extended,
                            message.name,
                            message.length,
                            message.sender,
                            message.signals.stream().map(Signal::finish).toList(),
                            message.comment,
                            all));
        }
        return new Dbc(version, nodes, finished, valueTables, network, comment);
    }
}
