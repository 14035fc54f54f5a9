package dev.bulkhead.memory;

/**
 * Who makes an access.
 *
 * @param kind what sort of master it is
 * @param index which one of its kind, from 0
 */
public record Master(Kind kind, int index) {
    /** The sorts of master a board can have. */
    public enum Kind {
        /** Instructions of a hart. */
        HART,
        /** The kernel model acting for a hart in machine mode. */
        KERNEL,
        /** The display controller reading a frame for the panel. */
        SCAN_OUT,
        /** A device that reads and writes memory by itself. */
        DMA
    }

    public static Master hart(int index) {
        return new Master(Kind.HART, index);
    }

    public static Master kernel(int index) {
        return new Master(Kind.KERNEL, index);
    }

    public static Master scanOut(int index) {
        return new Master(Kind.SCAN_OUT, index);
    }

    public static Master dma(int index) {
        return new Master(Kind.DMA, index);
    }
}
