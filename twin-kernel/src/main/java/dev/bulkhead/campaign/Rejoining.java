package dev.bulkhead.campaign;

import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.Placement;
import dev.bulkhead.twin.Twin;

import java.util.function.Predicate;

/**
 * Whether a faulty run, none of its faults armed any more, is where the golden one was at the same
 * time, so that it will do the same from then on. Compared is all state of the twin but what {@link
 * #isNoBehaviour} names; docs/campaigns.md has the list with the reasons.
 */
final class Rejoining {
    private final Predicate<String> ignored;

    Rejoining(Subject subject) {
        boolean codeReadsInstret =
                subject.system().description().partitions().stream()
                        .anyMatch(partition -> partition.placement() != Placement.USER);
        ignored = field -> isNoBehaviour(field, codeReadsInstret);
    }

    /**
     * The hash and the counts over what has happened, which nothing reads back; and the count of
     * instructions, which user mode cannot read.
     */
    private static boolean isNoBehaviour(String field, boolean codeReadsInstret) {
        return field.startsWith("trace.")
                || field.startsWith("statistics.")
                || !codeReadsInstret
                        && (field.equals("ecu.hart.instret")
                                || field.equals("ecu.retiredBeforeReset"));
    }

    boolean has(Twin twin, Golden.Checkpoint checkpoint) {
        return twin.now().equals(checkpoint.at())
                && Snapshot.of(twin, checkpoint.snapshot())
                        .firstDifference(checkpoint.snapshot(), ignored)
                        .isEmpty();
    }
}
