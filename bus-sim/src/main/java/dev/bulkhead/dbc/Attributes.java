package dev.bulkhead.dbc;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Attributes of a network, node, message, signal or environment variable.
 *
 * @param own those that the file gives to it, by name
 * @param defaults of all attributes that are defined for its kind, by name
 */
public record Attributes(
        SortedMap<String, AttributeValue> own, SortedMap<String, AttributeValue> defaults) {
    public static final Attributes NONE = new Attributes(Map.of(), Map.of());

    public Attributes {
        own = Copies.sorted(own);
        defaults = Copies.sorted(defaults);
    }

    Attributes(Map<String, AttributeValue> own, Map<String, AttributeValue> defaults) {
        this(new TreeMap<>(own), new TreeMap<>(defaults));
    }

    /** The value given to it, else the default. */
    public Optional<AttributeValue> get(String name) {
        return Optional.ofNullable(own.getOrDefault(name, defaults.get(name)));
    }

    /** A text, or the constant of an enumeration; empty if it is not there or is a number. */
    public Optional<String> text(String name) {
        return get(name)
                .flatMap(
                        value ->
                                value instanceof AttributeValue.Text(var text)
                                        ? Optional.of(text)
                                        : Optional.empty());
    }

    /** A whole number; empty if it is not there, is none or does not fit. */
    public OptionalInt whole(String name) {
        if (get(name).orElse(null) instanceof AttributeValue.Number(var value)) {
            try {
                return OptionalInt.of(value.intValueExact());
            } catch (ArithmeticException _) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }
}
