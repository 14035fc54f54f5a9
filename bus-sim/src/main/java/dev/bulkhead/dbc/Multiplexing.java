package dev.bulkhead.dbc;

import java.util.List;
import java.util.Optional;

/**
 * Whether a signal is always there. With extended multiplexing a signal may select others and be
 * selected itself.
 *
 * @param selects whether its raw value selects others
 * @param when empty for a signal that is always there
 */
public record Multiplexing(boolean selects, Optional<When> when) {
    public static final Multiplexing NONE = new Multiplexing(false, Optional.empty());

    /**
     * Only while the multiplexer has one of these raw values.
     *
     * @param by signal of the same message; empty if the file names none, and then the signal is
     *     never there
     */
    public record When(String by, List<Range> values) {
        public When {
            values = List.copyOf(values);
        }

        /** The raw values as a person writes them, such as {@code 1, 3-5}. */
        public String text() {
            return String.join(", ", values.stream().map(Range::text).toList());
        }
    }

    /** Raw values, read as unsigned, both ends included. */
    public record Range(long first, long last) {
        public Range {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("range " + first + "-" + last);
            }
        }

        boolean meets(Range other) {
            return first <= other.last && other.first <= last;
        }

        String text() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }
}
