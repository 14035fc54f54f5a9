package dev.bulkhead.dbc;

import dev.bulkhead.dbc.Selections.Selection;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A message's bytes as exact values, and back. {@link MessageDecoder} is the fast way for those who
 * want numbers only.
 */
public final class MessageCodec {
    /** Raw value before anything was sent. */
    private static final String START_VALUE = "GenSigStartValue";

    private final DbcMessage message;
    private final Selections selections;

    public MessageCodec(DbcMessage message) {
        this.message = message;
        this.selections = new Selections(message.signals());
    }

    /**
     * What a frame says.
     *
     * @param values of the signals that are there, in the file's order
     * @param wide raw values of the signals above 64 bits
     * @param complaints about the frame as a whole
     */
    public record Decoded(
            List<SignalValue> values,
            SequencedMap<WideSignal, BigInteger> wide,
            List<String> complaints) {
        public Decoded {
            values = List.copyOf(values);
            wide = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(wide));
            complaints = List.copyOf(complaints);
        }
    }

    /** Reads a frame; one that is too short gives the signals that it holds. */
    public Decoded decode(byte[] data) {
        List<SignalValue> values = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        if (data.length != message.length()) {
            complaints.add(
                    "%s: %d bytes, expected %d"
                            .formatted(message.name(), data.length, message.length()));
        }
        for (DbcSignal signal : message.signals()) {
            if (signal.bytesNeeded() > data.length) {
                complaints.add("%s: needs %d bytes".formatted(signal.name(), signal.bytesNeeded()));
            } else if (isThere(signal, data)) {
                values.add(SignalValue.of(signal, data));
            }
        }
        for (SignalValue value : values) {
            DbcSignal signal = value.signal();
            if (signal.multiplexing().selects() && selectsNothing(signal, data)) {
                complaints.add(
                        "%s: %s selects no signal"
                                .formatted(signal.name(), signal.exactRaw(value.raw())));
            }
        }
        SequencedMap<WideSignal, BigInteger> wide = new LinkedHashMap<>();
        for (WideSignal signal : message.wideSignals()) {
            if (signal.bytesNeeded() > data.length) {
                complaints.add("%s: needs %d bytes".formatted(signal.name(), signal.bytesNeeded()));
            } else {
                wide.put(signal, signal.raw(data));
            }
        }
        return new Decoded(values, wide, complaints);
    }

    private boolean isThere(DbcSignal signal, byte[] data) {
        for (Selection selection : selections.of(signal)) {
            if (!selection.holds(data)) {
                return false;
            }
        }
        return true;
    }

    private boolean selectsNothing(DbcSignal multiplexer, byte[] data) {
        long raw = multiplexer.field().get(data);
        boolean any = false;
        for (DbcSignal signal : message.signals()) {
            List<Selection> conditions = selections.of(signal);
            if (!conditions.isEmpty()
                    && conditions.getFirst().by().equals(Optional.of(multiplexer))) {
                any = true;
                if (conditions.getFirst().has(raw)) {
                    return false;
                }
            }
        }
        return any;
    }

    /**
     * Writes a frame. Signals of which nothing is said have their start value ({@code
     * GenSigStartValue}), else the value nearest to 0; bits of no signal are 0.
     *
     * @param physical values by signal
     * @throws IllegalArgumentException if there is no such signal, a value is beyond limits or
     *     bits, or the multiplexers do not select the signal
     */
    public byte[] encode(Map<String, BigDecimal> physical) {
        byte[] data = new byte[message.length()];
        for (String name : physical.keySet()) {
            message.signal(name);
        }
        // multiplexers from the outside inwards, so that what they select is known
        List<DbcSignal> order = new ArrayList<>(message.signals());
        order.sort((a, b) -> selections.of(a).size() - selections.of(b).size());
        for (DbcSignal signal : order) {
            if (!isThere(signal, data)) {
                if (physical.containsKey(signal.name())) {
                    throw new IllegalArgumentException(unselected(signal, data));
                }
            } else if (physical.containsKey(signal.name())) {
                signal.put(data, physical.get(signal.name()));
            } else {
                signal.putRaw(data, start(signal));
            }
        }
        return data;
    }

    private String unselected(DbcSignal signal, byte[] data) {
        for (Selection selection : selections.of(signal).reversed()) {
            if (selection.by().isPresent() && !selection.holds(data)) {
                DbcSignal by = selection.by().get();
                return "%s: is there while %s is %s, which is %s"
                        .formatted(
                                signal.name(),
                                by.name(),
                                new Multiplexing.When(by.name(), selection.values()).text(),
                                by.exactRaw(by.raw(data)));
            }
        }
        return signal.name() + ": nothing selects it";
    }

    private static long start(DbcSignal signal) {
        Optional<BigDecimal> start =
                signal.attributes()
                        .get(START_VALUE)
                        .flatMap(
                                value ->
                                        value instanceof AttributeValue.Number(var number)
                                                ? Optional.of(number)
                                                : Optional.empty());
        if (signal.type().isFloating() || signal.factor().signum() == 0) {
            return 0;
        }
        return start.map(raw -> raw.setScale(0, RoundingMode.HALF_UP).toBigInteger())
                .filter(raw -> raw.compareTo(signal.leastRaw()) >= 0)
                .filter(raw -> raw.compareTo(signal.greatestRaw()) <= 0)
                .map(BigInteger::longValue)
                .orElseGet(() -> signal.rawNearest(0));
    }
}
