package dev.bulkhead.cluster;

import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.trace.Payload;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a submitter asks of a worker. */
sealed interface Order {
    /**
     * Run these trials.
     *
     * @param number its own among all orders; the answer is sealed with it
     * @param campaign SHA-256 of its identity
     * @param order keys of the campaign's order
     * @param identity all that determines its results
     * @param manifest SHA-256 of each content by name
     */
    record Run(
            String number,
            String campaign,
            SortedMap<String, String> order,
            SortedMap<String, String> identity,
            SortedMap<String, String> manifest,
            List<PlannedTrial> trials)
            implements Order {
        public Run {
            order = Collections.unmodifiableSortedMap(new TreeMap<>(order));
            identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
            manifest = Collections.unmodifiableSortedMap(new TreeMap<>(manifest));
            trials = List.copyOf(trials);
        }
    }

    /** Keep this: a worker said that it lacks it. */
    record Keep(String number, Payload content) implements Order {}

    String number();
}
