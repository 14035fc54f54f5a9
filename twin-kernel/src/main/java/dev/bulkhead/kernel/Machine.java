package dev.bulkhead.kernel;

import dev.bulkhead.hart.Hart;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.time.Clock;
import dev.bulkhead.trace.PartitionStatistics;
import dev.bulkhead.trace.TraceSink;

/**
 * What the kernel runs on, how it was built, and who watches.
 *
 * @param timers of all partitions together
 */
record Machine(
        Hart hart,
        MemoryPort port,
        Clock clock,
        KernelLayout layout,
        KernelCosts costs,
        int timers,
        Mechanisms mechanisms,
        TraceSink trace,
        PartitionStatistics statistics) {

    private static final long US_PER_S = 1_000_000;
    private static final long TICKS_PER_S = 10_000_000;

    /** The time of a cycle; one that no run can reach is the last that can be. */
    long ps(long cycle) {
        long most = 106L * 86_400 * clock.frequencyHz();
        return clock.edgePs(Math.clamp(cycle, 0, most));
    }

    /** The first cycle at or after {@code us} microseconds. */
    long cycles(long us) {
        return cycles(us, clock.frequencyHz());
    }

    static long cycles(long us, long hz) {
        return us / US_PER_S * hz + -Math.floorDiv(-(us % US_PER_S) * hz, US_PER_S);
    }

    /** Whole microseconds in {@code cycles}. */
    long us(long cycles) {
        long hz = clock.frequencyHz();
        return cycles / hz * US_PER_S + cycles % hz * US_PER_S / hz;
    }

    /** The first tick of {@code mtime} at or after {@code cycles}. */
    long ticks(long cycles) {
        long hz = clock.frequencyHz();
        return cycles / hz * TICKS_PER_S + -Math.floorDiv(-(cycles % hz) * TICKS_PER_S, hz);
    }
}
