package dev.bulkhead.rta;

/** In what order a node with several messages offers them to the bus. */
public enum SendQueue {
    /** It always offers the most urgent that waits, and takes back what is less urgent. */
    PRIORITY("priority"),
    /** As they were asked for; the one in front hides those behind it. */
    FIFO("fifo"),
    /**
     * By a few buffers that cannot be taken back: once all hold less urgent frames, a more urgent
     * one waits until one of them was sent.
     */
    NOT_ABORTABLE("not-abortable"),
    /** Any, as long as it offers one whenever one waits. */
    ANY("any");

    private final String label;

    SendQueue(String label) {
        this.label = label;
    }

    /** The name in descriptions. */
    public String label() {
        return label;
    }

    /** Whether a frame can wait behind a less urgent one of its own node. */
    boolean inverts() {
        return this != PRIORITY;
    }
}
