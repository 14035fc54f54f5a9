package dev.bulkhead.cluster;

import dev.bulkhead.results.TrialRow;

import java.util.List;

/** What a worker says to an order. */
sealed interface Answer {
    /** The trials' results, in the order's order. */
    record Rows(List<TrialRow> rows) implements Answer {
        public Rows {
            rows = List.copyOf(rows);
        }
    }

    /** It cannot begin without these contents. */
    record Missing(List<String> hashes) implements Answer {
        public Missing {
            hashes = List.copyOf(hashes);
        }
    }

    /** It keeps a content. */
    record Kept() implements Answer {}

    /** It is at work on another campaign. */
    record Busy() implements Answer {}

    /** The campaign is not the same there. */
    record Refused(String why) implements Answer {}

    /**
     * A trial broke the simulator.
     *
     * @param told stack trace
     */
    record Failed(int index, String told) implements Answer {}
}
