package dev.bulkhead.shadow;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recording holds.
 *
 * @param firstNs time of its first frame on a mapped channel
 * @param lastNs time of its last one
 * @param channels entries of each, mapped or not
 * @param errorFrames on mapped channels
 * @param outOfOrder entries that are earlier than the one before
 * @param messages frames of each input and output, as {@code BUS.MESSAGE}
 * @param others frames on mapped channels that the map says nothing of
 */
public record RecordingFacts(
        long firstNs,
        long lastNs,
        SortedMap<String, Long> channels,
        long errorFrames,
        long outOfOrder,
        SortedMap<String, Long> messages,
        long others) {
    public RecordingFacts {
        channels = Collections.unmodifiableSortedMap(new TreeMap<>(channels));
        messages = Collections.unmodifiableSortedMap(new TreeMap<>(messages));
    }
}
