package dev.bulkhead.e2e;

import dev.bulkhead.e2e.E2eProfile1.DataIdMode;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The profiles, by the names that descriptions and message databases give them. */
public enum E2eKind {
    P01(2, 30, 0xFFFF, 15, EnumSet.allOf(DataIdMode.class)),
    P02(2, 32, 0, 16, EnumSet.noneOf(DataIdMode.class)),
    P04(12, 4096, 0xFFFF_FFFFL, 1 << 16, EnumSet.noneOf(DataIdMode.class)),
    P05(3, 4096, 0xFFFF, 1 << 8, EnumSet.noneOf(DataIdMode.class)),
    P06(5, 4096, 0xFFFF, 1 << 8, EnumSet.noneOf(DataIdMode.class)),
    P07(20, 4_194_304, 0xFFFF_FFFFL, 1L << 32, EnumSet.noneOf(DataIdMode.class)),
    P11(2, 30, 0xFFFF, 15, EnumSet.of(DataIdMode.BOTH, DataIdMode.NIBBLE)),
    P22(2, 32, 0, 16, EnumSet.noneOf(DataIdMode.class));

    private final int headerBytes;
    private final int mostBytes;
    private final long greatestDataId;
    private final long counterValues;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final EnumSet<DataIdMode> modes;

    E2eKind(
            int headerBytes,
            int mostBytes,
            long greatestDataId,
            long counterValues,
            EnumSet<DataIdMode> modes) {
        this.headerBytes = headerBytes;
        this.mostBytes = mostBytes;
        this.greatestDataId = greatestDataId;
        this.counterValues = counterValues;
        this.modes = modes;
    }

    /** Such as {@code p05}. */
    public String label() {
        return "p%02d".formatted(number());
    }

    /** As AUTOSAR numbers it. */
    public int number() {
        return Integer.parseInt(name().substring(1));
    }

    public static Optional<E2eKind> of(String label) {
        return List.of(values()).stream().filter(kind -> kind.label().equals(label)).findFirst();
    }

    /** Bytes of the header; those of profiles 1, 2, 11 and 22 leave half a byte to the user. */
    public int headerBytes() {
        return headerBytes;
    }

    /** Bytes of the longest message, header included. */
    public int mostBytes() {
        return mostBytes;
    }

    /** Whether each value of the counter has a data ID of its own, of 8 bits. */
    public boolean hasListOfDataIds() {
        return greatestDataId == 0;
    }

    /** 0 if it has a list of them. */
    public long greatestDataId() {
        return greatestDataId;
    }

    public long counterValues() {
        return counterValues;
    }

    /** How a data ID can go into the checksum, none if there is one way only. */
    public Set<DataIdMode> modes() {
        return EnumSet.copyOf(modes);
    }

    /** Whether it is one of the two that came first, whose check is {@link E2eChecker}'s. */
    public boolean isEarly() {
        return this == P01 || this == P02;
    }
}
