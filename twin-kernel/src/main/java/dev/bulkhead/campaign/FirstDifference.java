package dev.bulkhead.campaign;

import dev.bulkhead.trace.TraceRecord;

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

    /** Whether it is the same event with the same bytes at another time. */
    public boolean inTimeOnly() {
        return expected.isPresent()
                && actual.isPresent()
                && Alike.SAME_EVENT.test(expected.get(), actual.get());
    }
}
