package dev.bulkhead.board;

import dev.bulkhead.memory.RegisterBlock;
import dev.bulkhead.state.Stateful;

import java.util.List;

/**
 * A device on the memory bus. Each access carries the time at which its instruction starts; a
 * device that acts by itself schedules events of its own. It can be saved and restored in the
 * middle of whatever it does.
 */
public interface Device extends RegisterBlock, Stateful {

    /** What the device is called in messages and snapshots. */
    String name();

    /** Bytes of address space that its registers take. */
    int size();

    /** The lines by which it asks for attention, the most important one first. */
    default List<InterruptLine> lines() {
        return List.of();
    }

    /** Whether it counts time by a clock of its own. */
    default boolean hasTimeBase() {
        return false;
    }

    /**
     * Lets the device's own time base run fast, or slow, from now on.
     *
     * @param ppm millionths, more than 0 for fast
     * @throws IllegalStateException if it has no time base of its own
     */
    default void drift(int ppm, long nowPs) {
        throw new IllegalStateException(name() + " has no time base, drift of " + ppm + " ppm");
    }

    /**
     * Puts every register to its power-on value, drops work in progress and lowers the interrupt
     * lines, as the board's reset line does.
     */
    void reset(long nowPs);
}
