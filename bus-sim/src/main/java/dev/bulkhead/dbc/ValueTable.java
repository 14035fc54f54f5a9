package dev.bulkhead.dbc;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names of raw values.
 *
 * @param texts by raw value; beyond 63 bits for unsigned signals of 64
 */
public record ValueTable(SortedMap<BigInteger, String> texts) {
    public static final ValueTable EMPTY = new ValueTable(new TreeMap<>());

    public ValueTable {
        texts = Copies.sorted(texts);
    }

    public Optional<String> text(long raw) {
        return text(BigInteger.valueOf(raw));
    }

    public Optional<String> text(BigInteger raw) {
        return Optional.ofNullable(texts.get(raw));
    }

    /** The least raw value of that name that fits a {@code long}. */
    public OptionalLong raw(String text) {
        return texts.entrySet().stream()
                .filter(entry -> entry.getValue().equals(text))
                .map(Map.Entry::getKey)
                .filter(raw -> raw.bitLength() < Long.SIZE)
                .mapToLong(BigInteger::longValue)
                .findFirst();
    }
}
