package dev.bulkhead.runner;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What another machine needs to run trials of a campaign as they are run here.
 *
 * @param order its keys, as they are kept with results
 * @param identity all that determines its results
 */
public record Shipment(
        SortedMap<String, String> order, SortedMap<String, String> identity, Cargo cargo) {
    public Shipment {
        order = Collections.unmodifiableSortedMap(new TreeMap<>(order));
        identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
    }

    /** The campaign's name among all others: SHA-256 of its identity. */
    public String campaign() {
        return Cargo.sha256(identity.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What the same campaign is on this machine must be what it is on that one. */
    void check(SortedMap<String, String> here) {
        for (Map.Entry<String, String> key : identity.entrySet()) {
            String own = here.getOrDefault(key.getKey(), "");
            if (!own.equals(key.getValue())) {
                throw new InputError(
                        "campaign",
                        "%s is %s there, %s here"
                                .formatted(
                                        key.getKey(), Text.quote(key.getValue()), Text.quote(own)),
                        "run the same build on all machines");
            }
        }
    }
}
