package dev.bulkhead.system;

/**
 * How many PMP entries a partition takes: each segment, the console and each map is one range.
 *
 * @see "The RISC-V Instruction Set Manual, Volume II, section Physical Memory Protection: NAPOT is
 *     a power of two of at least 8 bytes with an aligned base, TOR takes a second entry as its
 *     bottom"
 */
public final class PmpEntries {
    /** Entries of a hart. */
    public static final int AVAILABLE = 16;

    private PmpEntries() {}

    /**
     * Entries one range takes: 1 as NAPOT, else 2 as TOR.
     *
     * @param base first address, unsigned
     * @param size in bytes, a multiple of 4096 above 0
     */
    public static int of(int base, int size) {
        return isNapot(base, size) ? 1 : 2;
    }

    /** Whether one NAPOT entry covers the range exactly. */
    public static boolean isNapot(int base, int size) {
        return Integer.bitCount(size) == 1 && size >= 8 && (base & (size - 1)) == 0;
    }
}
