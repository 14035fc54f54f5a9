package dev.bulkhead.hart;

/** Why {@link Hart#run} came back. */
public enum Stop {
    /** The cycle limit or the instruction limit is reached. */
    LIMIT,
    /** The next instruction is a kernel entry in machine mode; {@code pc} still stands on it. */
    KERNEL_ENTRY,
    /** A WFI retired and no interrupt that {@code mie} enables is pending. */
    WAIT_FOR_INTERRUPT,
    /** {@link Hart#requestStop} was called during the instruction that retired last. */
    TRIGGER
}
