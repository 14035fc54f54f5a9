package dev.bulkhead.kernel;

/** Where a partition's thread stands. */
public enum ThreadState {
    /** Runs, or would if it were its turn. */
    READY("running"),
    /** Waits for an event, or for the answer to a call. */
    WAITING("waiting"),
    /** Its image is being copied, or will be. */
    DOWN("down"),
    /** For good. */
    STOPPED("stopped"),
    /** The kernel's word for it holds no state. */
    CORRUPT("corrupt");

    private final String label;

    ThreadState(String label) {
        this.label = label;
    }

    static ThreadState of(int word) {
        return switch (word) {
            case KernelLayout.READY -> READY;
            case KernelLayout.WAITING, KernelLayout.CALLING -> WAITING;
            case KernelLayout.COPYING -> DOWN;
            case KernelLayout.STOPPED -> STOPPED;
            default -> CORRUPT;
        };
    }

    public String label() {
        return label;
    }
}
