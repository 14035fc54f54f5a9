package dev.bulkhead.campaign;

import dev.bulkhead.trace.TraceRecord;

import java.util.List;
import java.util.Optional;

/**
 * Where the protected domain's trace of the faulty run leaves the golden one.
 *
 * @param index among the records of the golden trace
 * @param expected empty if the faulty run has a record more
 * @param actual empty if the faulty run has none any more
 */
public record FirstDifference(
        int index, Optional<TraceRecord> expected, Optional<TraceRecord> actual) {

    /** When it shows: the earlier of the two records' times. */
    public long atPs() {
        return Math.min(
                expected.map(TraceRecord::atPs).orElse(Long.MAX_VALUE),
                actual.map(TraceRecord::atPs).orElse(Long.MAX_VALUE));
    }

    /**
     * The same difference; if it is one of time alone, with the event at both its times. An event
     * that comes late may be overtaken by others that come when they should: the record that stands
     * in its place is then one of those, and nothing is wrong with it.
     *
     * @param golden all records of the run that it was compared with
     * @param faulty all records of the faulty run
     * @param same what counts as no difference
     * @param event what counts as the same event at another time
     */
    FirstDifference paired(
            List<TraceRecord> golden, List<TraceRecord> faulty, Alike same, Alike event) {
        if (expected.isEmpty() || actual.isEmpty() || event.test(expected.get(), actual.get())) {
            return this;
        }
        return movedTo(golden, faulty, same, event)
                .map(later -> new FirstDifference(index, expected, Optional.of(later)))
                .or(
                        () ->
                                movedTo(
                                                faulty,
                                                golden,
                                                (f, g) -> same.test(g, f),
                                                (f, g) -> event.test(g, f))
                                        .map(
                                                later ->
                                                        new FirstDifference(
                                                                index, Optional.of(later), actual)))
                .orElse(this);
    }

    /**
     * Where the event that {@code run} has here comes in {@code other}, if until then that has only
     * records that {@code run} has too.
     */
    private Optional<TraceRecord> movedTo(
            List<TraceRecord> run, List<TraceRecord> other, Alike same, Alike event) {
        TraceRecord moved = run.get(index);
        int next = index + 1;
        for (TraceRecord record : other.subList(index, other.size())) {
            if (event.test(moved, record)) {
                return Optional.of(record);
            }
            while (next < run.size()
                    && run.get(next).atPs() <= record.atPs()
                    && !same.test(run.get(next), record)) {
                next++;
            }
            if (next == run.size() || !same.test(run.get(next), record)) {
                return Optional.empty();
            }
            next++;
        }
        return Optional.empty();
    }

    /** Whether it is the same event with the same bytes at another time. */
    public boolean inTimeOnly() {
        return expected.isPresent()
                && actual.isPresent()
                && Alike.SAME_EVENT.test(expected.get(), actual.get());
    }
}
