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

    /**
     * @param ignored names fields that are no behaviour
     */
    Rejoining(Predicate<String> ignored) {
        this.ignored = ignored;
    }

    static Rejoining of(Subject subject) {
        boolean codeReadsInstret =
                subject.system().description().partitions().stream()
                        .anyMatch(partition -> partition.placement() != Placement.USER);
        return new Rejoining(field -> isNoBehaviour(field, codeReadsInstret));
    }

    /**
     * The hash and the counts over what has happened, which nothing reads back; how many events
     * were planned before each, since their list is in their order; and the count of instructions,
     * which user mode cannot read.
     */
    private static boolean isNoBehaviour(String field, boolean codeReadsInstret) {
        return field.startsWith("trace.")
                || field.startsWith("statistics.")
                || field.startsWith("scheduler.") && field.endsWith(".count")
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
