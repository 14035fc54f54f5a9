package dev.bulkhead.dbc;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Names of raw values.
 *
 * @param texts by raw value
 */
public record ValueTable(SortedMap<Long, String> texts) {
    public static final ValueTable EMPTY = new ValueTable(new java.util.TreeMap<>());

    public ValueTable {
        texts = Copies.sorted(texts);
    }

    public Optional<String> text(long raw) {
        return Optional.ofNullable(texts.get(raw));
    }

    /** The least raw value of that name. */
    public OptionalLong raw(String text) {
        return texts.entrySet().stream()
                .filter(entry -> entry.getValue().equals(text))
                .mapToLong(java.util.Map.Entry::getKey)
                .findFirst();
    }
}
