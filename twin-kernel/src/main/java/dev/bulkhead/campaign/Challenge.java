package dev.bulkhead.campaign;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A barrier that the fault ran into.
 *
 * @param times that it was challenged
 * @param first record that shows it
 */
public record Challenge(Mechanism barrier, long times, TraceRecord first) {

    /** The barriers that refused something in the faulty run from {@code fromPs} on. */
    static List<Challenge> in(List<TraceRecord> story, long fromPs) {
        SortedMap<Mechanism, Challenge> found = new TreeMap<>();
        for (TraceRecord record : story) {
            if (record.atPs() >= fromPs) {
                for (Mechanism barrier : barriers(record)) {
                    found.merge(
                            barrier,
                            new Challenge(barrier, 1, record),
                            (old, _) -> new Challenge(barrier, old.times + 1, old.first));
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    private static List<Mechanism> barriers(TraceRecord record) {
        return switch (record) {
            case PartitionFault r when isAccess(r.cause()) -> List.of(Mechanism.PMP);
            case CapabilityRefused _ -> List.of(Mechanism.CAPABILITY);
            case ArgumentRefused _ -> List.of(Mechanism.ARGUMENT_CHECK);
            case WindowPreempted _ -> List.of(Mechanism.WINDOW_PADDING);
            case BudgetExhausted _ -> List.of(Mechanism.BUDGET);
            case RestartLimitReached _ -> List.of(Mechanism.RESTART_LIMIT);
            default -> List.of();
        };
    }

    private static boolean isAccess(int cause) {
        return cause == Cause.FETCH_ACCESS_FAULT
                || cause == Cause.LOAD_ACCESS_FAULT
                || cause == Cause.STORE_ACCESS_FAULT;
    }
}
