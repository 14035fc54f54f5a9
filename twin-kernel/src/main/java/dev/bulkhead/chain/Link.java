package dev.bulkhead.chain;

import java.util.Optional;

/**
 * One link of a causal chain.
 *
 * @param atPs when, picoseconds since power-on
 * @param cycle of the hart
 * @param text one sentence
 * @param place function, offset and source line; empty if it is none of a program's
 * @param expected what the healthy run had in the same place; empty if that cannot be said
 * @param actual what it was
 */
public record Link(
        long atPs,
        long cycle,
        Kind kind,
        String text,
        String place,
        Optional<String> expected,
        Optional<String> actual) {

    /** What sort of link. */
    public enum Kind {
        FAULT,
        STATE,
        LOAD,
        STORE,
        COMPUTE,
        BRANCH,
        KERNEL,
        DMA,
        DEVICE,
        FRAME,
        HELD,
        DIFFERENCE,
        /** Where a contained fault went no further. */
        ENDED,
        /** Links in between that were left out. */
        FOLDED,
        /** What comes before is not known. */
        NOT_TRACED
    }
}
