package dev.bulkhead.dbc;

import dev.bulkhead.can.FrameFormat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A message.
 *
 * @param identifier 11 bits, or 29 if extended
 * @param length bytes: to 8, to 64 of CAN FD, to 1785 of a J1939 parameter group
 * @param sender a node; empty if none is named
 * @param transmitters all that may send it, where the file names several
 * @param signals in the file's order
 * @param wideSignals those of more than 64 bits that are always there
 * @param groups of signals
 * @param leftOut texts of signals that were not read, and of wide ones, as they are written again
 * @param comment may be empty
 */
public record DbcMessage(
        int identifier,
        boolean extended,
        String name,
        int length,
        Optional<String> sender,
        List<String> transmitters,
        List<DbcSignal> signals,
        List<WideSignal> wideSignals,
        List<SignalGroup> groups,
        List<String> leftOut,
        String comment,
        Attributes attributes) {

    /** Most bytes of a classic frame. */
    public static final int CLASSIC_BYTES = 8;

    static final long EXTENDED = 1L << 31;

    private static final String FORMAT = "VFrameFormat";
    private static final String SWITCH = "CANFD_BRS";
    private static final int J1939_PLACE = 3;
    private static final List<Integer> FD_PLACES = List.of(14, 15);

    public DbcMessage {
        transmitters = List.copyOf(transmitters);
        signals = List.copyOf(signals);
        wideSignals = List.copyOf(wideSignals);
        groups = List.copyOf(groups);
        leftOut = List.copyOf(leftOut);
    }

    /** The identifier as a file writes it: with bit 31 set if it has 29 bits. */
    public long number() {
        return extended ? identifier | EXTENDED : identifier;
    }

    /** Its name in full, where a tool cut the one in the file and kept it as an attribute. */
    public String longName() {
        return attributes.text("SystemMessageLongSymbol").filter(s -> !s.isEmpty()).orElse(name);
    }

    /** All nodes that send it. */
    public List<String> senders() {
        Set<String> all = new LinkedHashSet<>();
        sender.ifPresent(all::add);
        all.addAll(transmitters);
        return new ArrayList<>(all);
    }

    /**
     * The signal of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public DbcSignal signal(String signal) {
        return find(signal)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "message " + name + " has no signal " + signal));
    }

    /** The signal of that name, if there is one. */
    public Optional<DbcSignal> find(String signal) {
        return signals.stream().filter(each -> each.name().equals(signal)).findFirst();
    }

    /** Whether it is sent as a CAN FD frame, by its attribute {@code VFrameFormat}. */
    public boolean fd() {
        return attributes.text(FORMAT).map(text -> text.endsWith("_FD")).orElse(false)
                || FD_PLACES.contains(attributes.whole(FORMAT).orElse(-1));
    }

    /**
     * How its frames are sent: FD frames switch to the data bit rate unless its attribute {@code
     * CANFD_BRS} is 0.
     *
     * @param knowsFd whether the bus carries FD frames
     */
    public FrameFormat format(boolean knowsFd) {
        if (!knowsFd || !fd()) {
            return FrameFormat.DATA;
        }
        boolean staysSlow =
                attributes.text(SWITCH).equals(Optional.of("0"))
                        || attributes.whole(SWITCH).equals(OptionalInt.of(0));
        return staysSlow ? FrameFormat.FD : FrameFormat.FD_BIT_RATE_SWITCH;
    }

    /** Parts of the identifier, if {@code VFrameFormat} says that it is of J1939. */
    public Optional<J1939Identifier> j1939() {
        boolean marked =
                attributes.text(FORMAT).equals(Optional.of("J1939PG"))
                        || attributes.whole(FORMAT).equals(OptionalInt.of(J1939_PLACE));
        return extended && marked ? Optional.of(J1939Identifier.of(identifier)) : Optional.empty();
    }

    /** Whether a signal of this message is in {@code data}: its bytes are, and it is selected. */
    public boolean isThere(DbcSignal signal, byte[] data) {
        return signal.bytesNeeded() <= data.length
                && (signal.multiplexing().when().isEmpty()
                        || new Selections(signals)
                                .of(signal).stream().allMatch(s -> s.holds(data)));
    }

    /** As {@link Attributes#whole}. */
    public OptionalInt intAttribute(String attribute) {
        return attributes.whole(attribute);
    }
}
