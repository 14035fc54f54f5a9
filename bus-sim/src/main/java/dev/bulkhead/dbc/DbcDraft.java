package dev.bulkhead.dbc;

import dev.bulkhead.dbc.AttributeDefinition.Scope;
import dev.bulkhead.dbc.Multiplexing.Range;
import dev.bulkhead.dbc.Multiplexing.When;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A database while it is being read: later statements add to what earlier ones named. */
final class DbcDraft {
    static final class Node {
        final String name;
        final int line;
        String comment = "";
        final Map<String, AttributeValue> attributes = new TreeMap<>();

        Node(String name, int line) {
            this.name = name;
            this.line = line;
        }
    }

    static final class Message {
        final String name;
        final int line;
        int identifier;
        boolean extended;
        int length;
        Optional<String> sender = Optional.empty();
        List<String> transmitters = List.of();
        String comment = "";
        final List<Signal> signals = new ArrayList<>();
        final Map<String, Signal> byName = new TreeMap<>();
        final List<SignalGroup> groups = new ArrayList<>();

        final List<WideSignal> wideSignals = new ArrayList<>();

        /** Texts of signals that could not be read, or only be read. */
        final List<String> leftOut = new ArrayList<>();

        final Map<String, AttributeValue> attributes = new TreeMap<>();

        Message(String name, int line) {
            this.name = name;
            this.line = line;
        }

        void add(Signal signal) {
            signals.add(signal);
            byName.putIfAbsent(signal.name, signal);
        }

        /** Those that are marked as multiplexers and are always there, as nothing selects them. */
        List<Signal> roots() {
            return signals.stream()
                    .filter(s -> s.selects && s.mark.isEmpty() && s.when.isEmpty())
                    .toList();
        }
    }

    static final class Signal {
        final String name;
        final int line;
        BitField field;
        boolean signed;
        Optional<ValueType> floating = Optional.empty();
        BigDecimal factor;
        BigDecimal offset;
        BigDecimal minimum;
        BigDecimal maximum;
        String unit;
        final List<String> receivers = new ArrayList<>();
        boolean selects;

        /** Number behind the m of a multiplexed signal. */
        OptionalLong mark = OptionalLong.empty();

        /** What SG_MUL_VAL_ says, which goes before the mark. */
        Optional<When> when = Optional.empty();

        ValueTable values = ValueTable.EMPTY;
        String comment = "";
        final Map<String, AttributeValue> attributes = new TreeMap<>();

        Signal(String name, int line) {
            this.name = name;
            this.line = line;
        }

        private Multiplexing multiplexing(String root) {
            if (when.isPresent() || mark.isEmpty()) {
                return new Multiplexing(selects, when);
            }
            Range range = new Range(mark.getAsLong(), mark.getAsLong());
            return new Multiplexing(selects, Optional.of(new When(root, List.of(range))));
        }
    }

    static final class Variable {
        final String name;
        long type;
        BigDecimal minimum;
        BigDecimal maximum;
        String unit;
        BigDecimal initial;
        BigDecimal identifier;
        String access;
        final List<String> nodes = new ArrayList<>();
        OptionalLong dataBytes = OptionalLong.empty();
        ValueTable values = ValueTable.EMPTY;
        String comment = "";
        final Map<String, AttributeValue> attributes = new TreeMap<>();

        Variable(String name) {
            this.name = name;
        }
    }

    /** Where things stand in the file, in the order of the finished database. */
    record Lines(List<Integer> nodes, List<Integer> messages, List<List<Integer>> signals) {}

    String version = "";
    List<String> newSymbols = new ArrayList<>();
    String bitTiming = "";
    String comment = "";
    final List<Node> nodes = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();

    /** Holds the signals that are in no message. */
    final Message independent = new Message("VECTOR__INDEPENDENT_SIG_MSG", 1);

    final Map<String, ValueTable> valueTables = new TreeMap<>();
    final Map<String, Variable> variables = new LinkedHashMap<>();
    final Map<String, AttributeValue> attributes = new TreeMap<>();
    final List<RelationValue> relations = new ArrayList<>();
    final List<String> kept = new ArrayList<>();

    private final Map<Long, Message> byNumber = new TreeMap<>();
    private final Map<String, Node> nodesByName = new TreeMap<>();
    private final Map<String, AttributeDefinition> definitions = new LinkedHashMap<>();

    void add(Node node) {
        nodes.add(node);
        nodesByName.putIfAbsent(node.name, node);
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(nodesByName.get(name));
    }

    void add(Message message) {
        messages.add(message);
        byNumber.putIfAbsent(number(message), message);
    }

    private static long number(Message message) {
        return message.extended ? message.identifier | DbcMessage.EXTENDED : message.identifier;
    }

    /** The first message that a file calls so. */
    Optional<Message> message(long number) {
        return number == MessageStatements.NO_MESSAGE
                ? Optional.of(independent)
                : Optional.ofNullable(byNumber.get(MessageStatements.normal(number)));
    }

    /** Names of attributes of relations are a space of their own. */
    private static String key(String name, boolean relation) {
        return (relation ? "relation " : "single ") + name;
    }

    boolean define(AttributeDefinition definition) {
        String key = key(definition.name(), definition.scope().isRelation());
        return definitions.putIfAbsent(key, definition) == null;
    }

    Optional<AttributeDefinition> definition(String name, boolean relation) {
        return Optional.ofNullable(definitions.get(key(name, relation)));
    }

    void redefine(AttributeDefinition definition) {
        definitions.put(key(definition.name(), definition.scope().isRelation()), definition);
    }

    Lines lines() {
        return new Lines(
                nodes.stream().map(node -> node.line).toList(),
                messages.stream().map(message -> message.line).toList(),
                messages.stream()
                        .map(m -> m.signals.stream().map(signal -> signal.line).toList())
                        .toList());
    }

    /** Messages in which more than one signal could be meant where nothing says which. */
    List<DbcFinding> ambiguities() {
        List<DbcFinding> found = new ArrayList<>();
        for (Message message : messages) {
            List<Signal> roots = message.roots();
            boolean left =
                    message.signals.stream().anyMatch(s -> s.mark.isPresent() && s.when.isEmpty());
            if (roots.size() > 1 && left) {
                found.add(
                        DbcFinding.warning(
                                "multiplexer",
                                roots.get(1).line,
                                "message '" + message.name + "' has two multiplexers",
                                "say by SG_MUL_VAL_ which one selects what"));
            }
        }
        return found;
    }

    Dbc finish() {
        return new Dbc(
                version,
                newSymbols,
                bitTiming,
                nodes.stream().map(this::finish).toList(),
                messages.stream().map(this::finish).toList(),
                signals(independent),
                independent.leftOut,
                new TreeMap<>(valueTables),
                variables.values().stream().map(this::finish).toList(),
                List.copyOf(definitions.values()),
                attributes(attributes, Scope.NETWORK),
                relations,
                comment,
                kept);
    }

    private Attributes attributes(Map<String, AttributeValue> own, Scope scope) {
        Map<String, AttributeValue> defaults = new TreeMap<>();
        for (AttributeDefinition definition : definitions.values()) {
            if (definition.scope() == scope) {
                definition.initial().ifPresent(value -> defaults.put(definition.name(), value));
            }
        }
        return new Attributes(own, defaults);
    }

    private DbcNode finish(Node node) {
        return new DbcNode(node.name, node.comment, attributes(node.attributes, Scope.NODE));
    }

    private DbcMessage finish(Message message) {
        return new DbcMessage(
                message.identifier,
                message.extended,
                message.name,
                message.length,
                message.sender,
                message.transmitters,
                signals(message),
                message.wideSignals,
                message.groups,
                message.leftOut,
                message.comment,
                attributes(message.attributes, Scope.MESSAGE));
    }

    private List<DbcSignal> signals(Message message) {
        List<Signal> roots = message.roots();
        String root = roots.isEmpty() ? "" : roots.getFirst().name;
        Attributes none = attributes(Map.of(), Scope.SIGNAL);
        List<DbcSignal> finished = new ArrayList<>();
        for (Signal signal : message.signals) {
            finished.add(
                    new DbcSignal(
                            signal.name,
                            signal.field,
                            signal.floating.orElse(
                                    signal.signed ? ValueType.SIGNED : ValueType.UNSIGNED),
                            signal.factor,
                            signal.offset,
                            signal.minimum,
                            signal.maximum,
                            signal.unit,
                            signal.receivers,
                            signal.multiplexing(root),
                            signal.values,
                            signal.comment,
                            signal.attributes.isEmpty()
                                    ? none
                                    : new Attributes(
                                            Copies.sorted(signal.attributes), none.defaults())));
        }
        return finished;
    }

    private EnvironmentVariable finish(Variable variable) {
        return new EnvironmentVariable(
                variable.name,
                variable.type,
                variable.minimum,
                variable.maximum,
                variable.unit,
                variable.initial,
                variable.identifier,
                variable.access,
                variable.nodes,
                variable.dataBytes,
                variable.values,
                variable.comment,
                attributes(variable.attributes, Scope.ENVIRONMENT_VARIABLE));
    }
}
