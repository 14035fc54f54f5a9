package dev.bulkhead.campaign;

import java.util.Arrays;
import java.util.OptionalLong;

/** Times at which something happened, each no earlier than the one before, picoseconds. */
final class Moments {
    private static final int FIRST_CAPACITY = 64;

    private long[] atPs = new long[FIRST_CAPACITY];
    private int size;

    void add(long ps) {
        if (size == atPs.length) {
            atPs = Arrays.copyOf(atPs, 2 * size);
        }
        atPs[size++] = ps;
    }

    /** How many lie at or after {@code fromPs} and before {@code toPs}. */
    long between(long fromPs, long toPs) {
        return Math.max(0, first(toPs) - first(fromPs));
    }

    /** The first one at or after {@code fromPs}. */
    OptionalLong from(long fromPs) {
        int index = first(fromPs);
        return index < size ? OptionalLong.of(atPs[index]) : OptionalLong.empty();
    }

    /** Place of the first one at or after {@code ps}. */
    private int first(long ps) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (atPs[middle] < ps) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
