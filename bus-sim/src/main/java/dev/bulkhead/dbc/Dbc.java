package dev.bulkhead.dbc;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A message database.
 *
 * @param version text of {@code VERSION}, may be empty
 * @param newSymbols keywords that {@code NS_} lists
 * @param bitTiming what {@code BS_} says, usually empty
 * @param nodes in the file's order, as the following are
 * @param independentSignals those that are in no message
 * @param independentLeftOut texts of such signals that were not read
 * @param valueTables by name
 * @param definitions of attributes
 * @param attributes of the network
 * @param relations attributes of nodes together with something else
 * @param comment of the network, may be empty
 * @param kept statements that are not interpreted, as they stand in the file
 */
public record Dbc(
        String version,
        List<String> newSymbols,
        String bitTiming,
        List<DbcNode> nodes,
        List<DbcMessage> messages,
        List<DbcSignal> independentSignals,
        List<String> independentLeftOut,
        SortedMap<String, ValueTable> valueTables,
        List<EnvironmentVariable> environmentVariables,
        List<AttributeDefinition> definitions,
        Attributes attributes,
        List<RelationValue> relations,
        String comment,
        List<String> kept) {

    public Dbc {
        newSymbols = List.copyOf(newSymbols);
        nodes = List.copyOf(nodes);
        messages = List.copyOf(messages);
        independentSignals = List.copyOf(independentSignals);
        independentLeftOut = List.copyOf(independentLeftOut);
        valueTables = Copies.sorted(valueTables);
        environmentVariables = List.copyOf(environmentVariables);
        definitions = List.copyOf(definitions);
        relations = List.copyOf(relations);
        kept = List.copyOf(kept);
    }

    /**
     * The message of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public DbcMessage message(String name) {
        for (DbcMessage message : messages) {
            if (message.name().equals(name)) {
                return message;
            }
        }
        throw new IllegalArgumentException("the database has no message " + name);
    }

    /** The message of that identifier. */
    public Optional<DbcMessage> message(int identifier, boolean extended) {
        for (DbcMessage message : messages) {
            if (message.identifier() == identifier && message.extended() == extended) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    /**
     * The message that a frame carries: of that identifier, else, of a J1939 parameter group, of
     * that group from or to other addresses or of another priority.
     */
    public Optional<DbcMessage> carriedBy(int identifier, boolean extended) {
        Optional<DbcMessage> exact = message(identifier, extended);
        if (exact.isPresent() || !extended) {
            return exact;
        }
        int group = J1939Identifier.of(identifier).group();
        return messages.stream()
                .filter(each -> each.j1939().map(J1939Identifier::group).orElse(-1) == group)
                .findFirst();
    }
}
