package dev.bulkhead.campaign;

import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceSink;

import java.util.List;
import java.util.Optional;

/** Compares the protected records of a run with the golden ones as they come. */
final class TraceComparison implements TraceSink {
    private final ProtectedDomain domain;
    private final List<TraceRecord> golden;
    private final Alike alike;
    private int next;
    private Optional<FirstDifference> difference = Optional.empty();

    /**
     * @param from records that the run had before it is compared
     * @param alike what counts as no difference
     */
    TraceComparison(ProtectedDomain domain, List<TraceRecord> golden, int from, Alike alike) {
        this.alike = alike;
        this.domain = domain;
        this.golden = golden;
        next = from;
    }

    @Override
    public void record(TraceRecord record) {
        if (difference.isPresent() || !domain.holds(record)) {
            return;
        }
        Optional<TraceRecord> expected =
                next < golden.size() ? Optional.of(golden.get(next)) : Optional.empty();
        if (expected.isPresent() && alike.test(expected.get(), record)) {
            next++;
        } else {
            difference = Optional.of(new FirstDifference(next, expected, Optional.of(record)));
        }
    }

    /**
     * What differs before a time at which both runs have arrived. What happens at that very time
     * follows from the state then, which is compared by itself.
     */
    Optional<FirstDifference> until(long horizonPs) {
        if (difference.isPresent() && difference.get().atPs() < horizonPs) {
            return difference;
        }
        boolean more = next < golden.size() && golden.get(next).atPs() < horizonPs;
        return more && difference.isEmpty()
                ? Optional.of(
                        new FirstDifference(next, Optional.of(golden.get(next)), Optional.empty()))
                : Optional.empty();
    }
}
