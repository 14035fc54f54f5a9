package dev.bulkhead.system;

/**
 * A stretch of the address space with the name of what lies there.
 *
 * @param from first address
 * @param to first address behind it
 */
record Range(String name, long from, long to) {
    static final int PAGE = 4096;
    static final long RAM_BASE = 0x8000_0000L;
    static final long KERNEL_BYTES = 0x4_0000;

    static Range of(String name, int base, int size) {
        long from = Integer.toUnsignedLong(base);
        return new Range(name, from, from + Integer.toUnsignedLong(size));
    }

    /** The same, widened to whole pages. */
    Range pages() {
        return new Range(name, from & -PAGE, (to + PAGE - 1) & -PAGE);
    }

    boolean overlaps(Range other) {
        return from < other.to && other.from < to;
    }

    boolean contains(Range other) {
        return from <= other.from && other.to <= to;
    }

    /** First and last address. */
    @Override
    public String toString() {
        return "0x%08x..0x%08x".formatted(from, to - 1);
    }
}
