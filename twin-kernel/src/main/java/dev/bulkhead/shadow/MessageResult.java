package dev.bulkhead.shadow;

import java.util.List;
import java.util.stream.Stream;

/**
 * What came of one output.
 *
 * @param recordedFrames in the stretch that is compared
 * @param paired frames of the twin that stand for a recorded one
 * @param meanOffPs mean of the twin's time minus the recorded one
 * @param mostOffPs greatest distance of both times
 * @param late times beyond what is allowed, late or early
 * @param missing recorded frames that the twin did not send
 * @param additional frames of the twin that were not sent
 * @param unrecorded frames of the twin that were sent, as the counter says, and not recorded
 * @param counters steps of the counter that differ though no frame is missing or additional
 * @param checksums right on one side only
 * @param lengths data bytes that differ
 * @param hasCounter whether a counter is compared as such
 * @param counterOffset recorded counter minus the twin's at the first pair
 * @param hasChecksum whether checksums are checked
 */
public record MessageResult(
        String bus,
        String name,
        long recordedFrames,
        long paired,
        double meanOffPs,
        long mostOffPs,
        Counted late,
        Counted missing,
        Counted additional,
        long unrecorded,
        Counted counters,
        Counted checksums,
        Counted lengths,
        boolean hasCounter,
        long counterOffset,
        boolean hasChecksum,
        List<SignalResult> signals) {
    public MessageResult {
        signals = List.copyOf(signals);
    }

    /** All that was counted, frames first. */
    public List<Counted> counted() {
        return Stream.concat(
                        Stream.of(late, missing, additional, counters, checksums, lengths),
                        signals.stream().map(SignalResult::beyond))
                .toList();
    }

    public boolean isBeyond() {
        return counted().stream().anyMatch(Counted::isBeyond);
    }
}
