package dev.bulkhead.shadow;

import dev.bulkhead.input.InputError;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What came of a recording and the twin.
 *
 * @param broke where the recording could not be read on; what is before it was compared
 * @param traceHash of the twin's run
 * @param simulatedPs how far the twin went
 */
public record ShadowResult(
        ShadowSetting setting,
        RecordingFacts recording,
        Optional<InputError> broke,
        ClockFit clock,
        List<InputResult> inputs,
        List<MessageResult> messages,
        String traceHash,
        long simulatedPs) {
    public ShadowResult {
        inputs = List.copyOf(inputs);
        messages = List.copyOf(messages);
    }

    /** Whether any frame was compared. */
    public boolean isAnswer() {
        return messages.stream().anyMatch(message -> message.paired() > 0);
    }

    /** Whether anything is beyond what the map allows. */
    public boolean parts() {
        return messages.stream().anyMatch(MessageResult::isBeyond);
    }

    /** Where both part first; of what parts in one frame, the first in the map. */
    public Optional<Deviation> first() {
        return beyond().stream()
                .flatMap(each -> each.first().stream())
                .min(Comparator.comparingLong(Deviation::atPs));
    }

    /** What parts most, in units of what is allowed. */
    public Optional<Deviation> worst() {
        Optional<Deviation> worst = Optional.empty();
        for (Counted each : beyond()) {
            Optional<Deviation> other = each.worst();
            if (worst.isEmpty()
                    || other.isPresent() && other.get().severity() > worst.get().severity()) {
                worst = other;
            }
        }
        return worst;
    }

    private List<Counted> beyond() {
        return messages.stream()
                .flatMap(message -> message.counted().stream())
                .filter(Counted::isBeyond)
                .toList();
    }

    /** Values that are not equal, within the tolerance or not. */
    public long differing() {
        return messages.stream()
                .flatMap(message -> message.signals().stream())
                .mapToLong(SignalResult::differing)
                .sum();
    }

    /** Pairs of values that were held against each other. */
    public long compared() {
        return messages.stream()
                .flatMap(message -> message.signals().stream())
                .mapToLong(SignalResult::compared)
                .sum();
    }
}
