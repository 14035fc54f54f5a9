package dev.bulkhead.twin;

/** How a program on a bare machine came to its end. */
public sealed interface RunEnd {

    /**
     * The program ended itself, by the finisher or {@code tohost}.
     *
     * @param code 0 for success
     */
    record Exited(int code) implements RunEnd {}

    /** The limit of instructions is reached. */
    record LimitReached() implements RunEnd {}

    /**
     * The hart waits for an interrupt that nothing will raise.
     *
     * @param pc the instruction after the WFI
     */
    record WaitsForever(int pc) implements RunEnd {}

    /**
     * Traps follow each other and no instruction retires between them.
     *
     * @param pc where the last trap was taken to
     */
    record TrapsForever(int pc) implements RunEnd {}
}
