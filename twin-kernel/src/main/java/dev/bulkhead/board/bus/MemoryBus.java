package dev.bulkhead.board.bus;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;

/**
 * Who may use RAM when: a burst of a device holds the bus for one cycle of the hart's clock a beat.
 * Bursts follow each other in the order in which they are asked for. A hart that runs from RAM
 * starts no instruction while a burst holds the bus; an instruction that has started is not
 * disturbed.
 */
public final class MemoryBus implements Stateful {
    /** Bytes that one beat moves: the path from bus to RAM is 64 bits wide. */
    public static final int BEAT_BYTES = 8;

    private final Clock clock;
    private long freeCycle;

    /**
     * @param clock the hart's
     */
    public MemoryBus(Clock clock) {
        this.clock = clock;
    }

    /** Beats that a burst over these bytes has. */
    public static int beats(int address, int bytes) {
        int first = address & BEAT_BYTES - 1;
        return (first + bytes + BEAT_BYTES - 1) / BEAT_BYTES;
    }

    /**
     * Takes the bus for a burst, from {@code nowPs} on or when those before it are over.
     *
     * @return when the burst is over, in picoseconds since power-on
     */
    public long burst(int beats, long nowPs) {
        freeCycle = Math.max(freeCycle, clock.edgeAtOrAfter(nowPs)) + beats;
        return clock.edgePs(freeCycle);
    }

    /** The first cycle in which no burst holds the bus any more. */
    public long freeCycle() {
        return freeCycle;
    }

    /** The time of {@code cycles} cycles after {@code fromPs}. */
    public long after(long fromPs, int cycles) {
        return clock.edgePs(clock.edgeAtOrAfter(fromPs) + cycles);
    }

    @Override
    public void describe(Fields fields) {
        freeCycle = fields.i64("freeCycle", freeCycle);
    }
}
