package dev.bulkhead.rta;

import java.util.List;
import java.util.OptionalLong;

/**
 * The longest time from a release to its end, by the equation of fixed priorities: the smallest t
 * at which demand up to t is no more than what is supplied in t. Later jobs of the busy period are
 * looked at too, as the first need not be the slowest.
 *
 * @see "Davis, Burns, Bril, Lukkien: Controller Area Network (CAN) schedulability analysis, 2007,
 *     for the busy period"
 */
public final class ResponseTime {
    private ResponseTime() {}

    /**
     * @param execution longest, 1 or more
     * @param period least time between two releases, 1 or more
     * @param jitter by which a release may be late
     */
    public record Task(long execution, long period, long jitter) {
        public Task {
            if (execution < 1 || period < 1 || jitter < 0) {
                throw new IllegalArgumentException(
                        "execution=%d period=%d jitter=%d".formatted(execution, period, jitter));
            }
        }

        public Task(long execution, long period) {
            this(execution, period, 0);
        }

        private long demand(long time) {
            return Math.max(1, Math.ceilDiv(time + jitter, period)) * execution;
        }
    }

    /**
     * @param blocking longest time for which lower priorities hold the processor
     * @param higher all tasks of higher priority
     * @param limit longest response and busy period that are looked for
     * @return empty if there is none up to {@code limit}
     */
    public static OptionalLong of(
            Task task, long blocking, List<Task> higher, Supply supply, long limit) {
        long longest = 0;
        for (long job = 0; ; job++) {
            long own = (job + 1) * task.execution();
            OptionalLong end = end(own + blocking, higher, supply, limit);
            if (end.isEmpty()) {
                return OptionalLong.empty();
            }
            longest = Math.max(longest, end.getAsLong() - job * task.period());
            if (end.getAsLong() <= (job + 1) * task.period()) {
                return OptionalLong.of(longest);
            }
        }
    }

    private static OptionalLong end(long alone, List<Task> higher, Supply supply, long limit) {
        long time = 0;
        while (true) {
            long demand = alone;
            for (Task each : higher) {
                demand += each.demand(time);
            }
            long next = supply.shortest(demand, limit);
            if (next > limit) {
                return OptionalLong.empty();
            }
            if (next <= time) {
                return OptionalLong.of(time);
            }
            time = next;
        }
    }
}
