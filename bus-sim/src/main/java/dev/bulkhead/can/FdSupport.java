package dev.bulkhead.can;

/** What a node makes of a recessive FDF bit. */
public enum FdSupport {
    /** Takes it for a reserved bit, which has no meaning, and stumbles over what follows. */
    CLASSIC,
    /** Waits for the end of the frame without disturbing it: a protocol exception. */
    TOLERANT,
    /** Receives and sends FD frames. */
    ENABLED
}
