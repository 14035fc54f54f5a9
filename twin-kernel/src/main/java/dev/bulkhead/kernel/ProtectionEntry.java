package dev.bulkhead.kernel;

/**
 * An entry of PMP or IOPMP as it is encoded.
 *
 * @param index in its table
 * @param address value of the address register, 4 bytes a unit
 * @param configuration value of the configuration register
 * @param below value of the address register before it, which TOR takes as its bottom; 0 for the
 *     first
 * @see "RISC-V Instruction Set Manual, Volume II, Physical Memory Protection, address matching"
 */
public record ProtectionEntry(int index, int address, int configuration, int below) {
    /** Finest range that an entry of this board can tell apart, bytes. */
    public static final int GRAIN_BYTES = 4;

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int LOCK = 0x80;

    /** How the address is matched, in the order of the encoding. */
    public enum Mode {
        OFF,
        TOR,
        NA4,
        NAPOT
    }

    /** Addresses from the first one up to the first one behind. */
    public record Stretch(long from, long to) {
        public boolean overlaps(Stretch other) {
            return from < other.to && other.from < to;
        }

        public boolean contains(Stretch other) {
            return from <= other.from && other.to <= to;
        }

        /** First and last address. */
        @Override
        public String toString() {
            return from < to ? "0x%08x..0x%08x".formatted(from, to - 1) : "nothing";
        }
    }

    public Mode mode() {
        return Mode.values()[configuration >>> 3 & 3];
    }

    /** What it matches; from at or above to: nothing. */
    public Stretch stretch() {
        long unit = Integer.toUnsignedLong(address);
        return switch (mode()) {
            case OFF -> new Stretch(0, 0);
            case TOR -> new Stretch(Integer.toUnsignedLong(below) << 2, unit << 2);
            case NA4 -> new Stretch(unit << 2, (unit << 2) + 4);
            case NAPOT -> {
                int ones = Long.numberOfTrailingZeros(~unit);
                long bytes = 8L << ones;
                long from = unit << 2 & -bytes;
                yield new Stretch(from, Math.min(from + bytes, 1L << 32));
            }
        };
    }

    public boolean reads() {
        return (configuration & READ) != 0;
    }

    public boolean writes() {
        return (configuration & WRITE) != 0;
    }

    public boolean executes() {
        return (configuration & EXECUTE) != 0;
    }

    public boolean locked() {
        return (configuration & LOCK) != 0;
    }

    /** Whether it neither opens anything nor is the bottom of another. */
    boolean isUnused() {
        return address == 0 && configuration == 0;
    }

    /** Such as {@code rw-}. */
    public String rights() {
        return (reads() ? "r" : "-") + (writes() ? "w" : "-") + (executes() ? "x" : "-");
    }

    /** As a row of a table: number, registers, and what they mean. */
    @Override
    public String toString() {
        return "%2d: addr 0x%08x cfg 0x%02x %-5s %s %s"
                .formatted(index, address, configuration, mode(), rights(), stretch());
    }
}
