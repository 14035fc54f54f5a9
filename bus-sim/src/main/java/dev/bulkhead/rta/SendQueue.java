package dev.bulkhead.rta;

/** In what order a node with several messages offers them to the bus. */
public enum SendQueue {
    /** It always offers the most urgent that waits, and takes back what is less urgent. */
    PRIORITY,
    /** As they were asked for; the one in front hides those behind it. */
    FIFO,
    /**
     * By a few buffers that cannot be taken back: once all hold less urgent frames, a more urgent
     * one waits until one of them was sent.
     */
    NOT_ABORTABLE,
    /** Any, as long as it offers one whenever one waits. */
    UNKNOWN;

    /** Whether a frame can wait behind a less urgent one of its own node. */
    boolean inverts() {
        return this != PRIORITY;
    }
}
