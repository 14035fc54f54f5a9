package dev.bulkhead.campaign;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A barrier that the fault ran into.
 *
 * @param times that it was challenged
 * @param first record that shows it
 */
public record Challenge(Mechanism barrier, long times, TraceRecord first) {

    /**
     * The barriers that refused something in the faulty run from {@code fromPs} on and before
     * {@code toPs}, more often than in the golden one.
     */
    static List<Challenge> in(
            List<TraceRecord> story, List<TraceRecord> golden, long fromPs, long toPs) {
        SortedMap<Mechanism, Challenge> found = count(story, fromPs, toPs);
        SortedMap<Mechanism, Challenge> usual = count(golden, fromPs, toPs);
        List<Challenge> more = new ArrayList<>();
        found.forEach(
                (barrier, challenge) -> {
                    long before = usual.containsKey(barrier) ? usual.get(barrier).times : 0;
                    if (challenge.times > before) {
                        more.add(new Challenge(barrier, challenge.times - before, challenge.first));
                    }
                });
        return more;
    }

    private static SortedMap<Mechanism, Challenge> count(
            List<TraceRecord> story, long fromPs, long toPs) {
        SortedMap<Mechanism, Challenge> found = new TreeMap<>();
        for (TraceRecord record : story) {
            if (record.atPs() >= fromPs && record.atPs() < toPs) {
                barrier(record)
                        .ifPresent(
                                barrier ->
                                        found.merge(
                                                barrier,
                                                new Challenge(barrier, 1, record),
                                                (old, _) ->
                                                        new Challenge(
                                                                barrier,
                                                                old.times + 1,
                                                                old.first)));
            }
        }
        return found;
    }

    private static Optional<Mechanism> barrier(TraceRecord record) {
        return switch (record) {
            case PartitionFault r when isAccess(r.cause()) -> Optional.of(Mechanism.PMP);
            case CapabilityRefused _ -> Optional.of(Mechanism.CAPABILITY);
            case ArgumentRefused _ -> Optional.of(Mechanism.ARGUMENT_CHECK);
            case DmaRefused _ -> Optional.of(Mechanism.DMA_CHECK);
            case BudgetExhausted _ -> Optional.of(Mechanism.BUDGET);
            case WindowPreempted _ -> Optional.of(Mechanism.WINDOW_PADDING);
            case InterruptHeldBack _ -> Optional.of(Mechanism.INTERRUPT_MASK);
            case FirmwareRefused r -> Optional.of(r.mechanism());
            case EccCorrected _ -> Optional.of(Mechanism.ECC);
            default -> Optional.empty();
        };
    }

    private static boolean isAccess(int cause) {
        return cause == Cause.FETCH_ACCESS_FAULT
                || cause == Cause.LOAD_ACCESS_FAULT
                || cause == Cause.STORE_ACCESS_FAULT;
    }
}
