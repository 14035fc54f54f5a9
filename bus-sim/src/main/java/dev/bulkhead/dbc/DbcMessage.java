package dev.bulkhead.dbc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A message.
 *
 * @param identifier 11 bits, or 29 if extended
 * @param length bytes, 0..8
 * @param sender a node; empty if none is named
 * @param signals in the file's order
 * @param comment may be empty
 * @param attributes by name, defaults included
 */
public record DbcMessage(
        int identifier,
        boolean extended,
        String name,
        int length,
        Optional<String> sender,
        List<DbcSignal> signals,
        String comment,
        Map<String, AttributeValue> attributes) {

    public DbcMessage {
        signals = List.copyOf(signals);
        attributes = Copies.sorted(attributes);
    }

    /**
     * The signal of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public DbcSignal signal(String signal) {
        for (DbcSignal each : signals) {
            if (each.name().equals(signal)) {
                return each;
            }
        }
        throw new IllegalArgumentException("message " + name + " has no signal " + signal);
    }

    /**
     * A whole number among the message's attributes; empty if it is not there, is no number or does
     * not fit.
     */
    public OptionalInt intAttribute(String attribute) {
        if (attributes.get(attribute) instanceof AttributeValue.Number(var value)) {
            try {
                return OptionalInt.of(value.intValueExact());
            } catch (ArithmeticException _) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }
}
