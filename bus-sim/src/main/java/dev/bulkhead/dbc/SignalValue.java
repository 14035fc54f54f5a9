package dev.bulkhead.dbc;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A signal as it stands in a frame.
 *
 * @param raw as of {@link DbcSignal#raw}
 * @param physical exact; empty if it is infinite or not a number
 * @param name of the raw value, if it has one
 * @param complaint what is wrong with the value: beyond a limit, infinite, not a number
 */
public record SignalValue(
        DbcSignal signal,
        long raw,
        Optional<BigDecimal> physical,
        Optional<String> name,
        Optional<String> complaint) {

    static SignalValue of(DbcSignal signal, byte[] data) {
        long raw = signal.raw(data);
        Optional<BigDecimal> physical = signal.exact(raw);
        Optional<String> name = signal.valueName(raw);
        return new SignalValue(signal, raw, physical, name, complaint(signal, physical, name));
    }

    /** A value with a name, such as one for "not available", is meant, wherever it lies. */
    private static Optional<String> complaint(
            DbcSignal signal, Optional<BigDecimal> physical, Optional<String> name) {
        if (physical.isEmpty()) {
            return Optional.of("is no finite number");
        }
        if (name.isPresent() || signal.allows(physical.get())) {
            return Optional.empty();
        }
        return Optional.of(
                "is beyond %s..%s"
                        .formatted(
                                signal.minimum().toPlainString(),
                                signal.maximum().toPlainString()));
    }

    /** The value as a person reads it, without its unit. */
    public String text() {
        return signal.text(raw);
    }
}
