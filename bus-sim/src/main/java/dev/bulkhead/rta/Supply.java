package dev.bulkhead.rta;

import java.util.List;

/** How much processor time there is at least in any stretch of time; all in one unit of time. */
public sealed interface Supply {

    /**
     * Least time supplied in a stretch.
     *
     * @param length 0 or more
     */
    long in(long length);

    /**
     * The shortest stretch that surely supplies so much.
     *
     * @param limit no longer stretch is looked at
     * @return above {@code limit} if that is too short
     */
    default long shortest(long demand, long limit) {
        if (in(limit) < demand) {
            return limit + 1;
        }
        long low = 0;
        long high = limit;
        while (low < high) {
            long middle = low + high >>> 1;
            if (in(middle) >= demand) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The processor is there all the time. */
    record Dedicated() implements Supply {
        @Override
        public long in(long length) {
            return length;
        }
    }

    /**
     * A budget that comes once in each period, nobody knows when: late in one and early in the next
     * at worst, so that the gap comes twice.
     *
     * @param budget 1..{@code period}
     * @see "Shin, Lee: Periodic Resource Model for Compositional Real-Time Guarantees, RTSS 2003"
     */
    record FloatingBudget(long budget, long period) implements Supply {
        public FloatingBudget {
            if (budget < 1 || budget > period) {
                throw new IllegalArgumentException("budget=" + budget + ", expected 1.." + period);
            }
        }

        @Override
        public long in(long length) {
            long gap = period - budget;
            if (length < gap) {
                return 0;
            }
            long whole = (length - gap) / period;
            return whole * budget + Math.max(0, length - 2 * gap - whole * period);
        }
    }

    /** A stretch of the frame in which the processor is there, from its start on. */
    record Window(long start, long duration) {}

    /**
     * Windows at fixed places of a frame that repeats. A stretch may begin anywhere; the worst
     * beginning is the end of a window, so the gap comes once.
     *
     * @param windows sorted, apart, inside the frame
     */
    record FixedTable(long frame, List<Window> windows) implements Supply {
        public FixedTable {
            windows = List.copyOf(windows);
            long free = 0;
            for (Window window : windows) {
                if (window.start() < free || window.duration() < 1) {
                    throw new IllegalArgumentException(
                            window + ", expected one from " + free + " on");
                }
                free = window.start() + window.duration();
            }
            if (free > frame) {
                throw new IllegalArgumentException("end " + free + ", expected up to " + frame);
            }
        }

        @Override
        public long in(long length) {
            long least = windows.isEmpty() ? 0 : Long.MAX_VALUE;
            for (Window window : windows) {
                least = Math.min(least, between(window.start() + window.duration(), length));
            }
            return least;
        }

        /** Supply when each stretch begins at a known place of the frame. */
        public Supply from(long phase) {
            return new Phased(this, Math.floorMod(phase, frame));
        }

        private long between(long from, long length) {
            return before(from + length) - before(from);
        }

        /** Supply from the start of a frame on. */
        private long before(long time) {
            long whole = time / frame;
            long rest = time % frame;
            long sum = 0;
            long partial = 0;
            for (Window window : windows) {
                sum += window.duration();
                partial += Math.clamp(rest - window.start(), 0, window.duration());
            }
            return whole * sum + partial;
        }
    }

    /** A table as one sees it who always begins at the same place of the frame. */
    record Phased(FixedTable table, long phase) implements Supply {
        @Override
        public long in(long length) {
            return table.between(phase, length);
        }
    }
}
