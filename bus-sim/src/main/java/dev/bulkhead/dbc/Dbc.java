package dev.bulkhead.dbc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A message database.
 *
 * @param version text of {@code VERSION}, may be empty
 * @param nodes names in the file's order
 * @param messages in the file's order
 * @param valueTables by name
 * @param attributes of the network, by name, defaults included
 * @param comment of the network, may be empty
 */
public record Dbc(
        String version,
        List<String> nodes,
        List<DbcMessage> messages,
        SortedMap<String, ValueTable> valueTables,
        Map<String, AttributeValue> attributes,
        String comment) {

    public Dbc {
        nodes = List.copyOf(nodes);
        messages = List.copyOf(messages);
        valueTables = Copies.sorted(valueTables);
        attributes = Copies.sorted(attributes);
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
}
