package dev.bulkhead.results;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trial and what it came to, as a row of table {@code trial}; docs/campaigns.md has the columns.
 *
 * @param index place in the plan
 * @param faults as on the command line, a blank between two
 * @param weight how many faults it stands for
 * @param activatedAtUs of the fault under test, the last one; empty if it was not
 * @param verdict label of a {@link dev.bulkhead.campaign.Verdict}
 * @param latent REACHED by state alone
 * @param dormant not activated, and still standing in protected state
 * @param end why its run was ended
 * @param simulatedUs virtual time of its runs
 * @param firstDifference empty but for REACHED
 * @param differenceAtUs empty if the traces do not differ
 * @param safetyJudged whether the car was
 * @param stoppingDistanceM empty if the car did not stop
 * @param checksFailed names of the scenario's checks, commas between
 * @param deadlinesMissed by protected partitions
 * @param recoveryMs longest time that a partition outside was out of service
 * @param messagesLost by partitions that were taken down
 * @param coreMs host time that it took of a core; no part of the result
 * @param challenged barriers that it ran into
 */
public record TrialRow(
        int index,
        String stratum,
        String phase,
        String attacker,
        String faults,
        long weight,
        OptionalDouble activatedAtUs,
        String verdict,
        boolean latent,
        boolean dormant,
        String end,
        double horizonUs,
        double simulatedUs,
        Optional<String> firstDifference,
        OptionalDouble differenceAtUs,
        boolean safetyJudged,
        OptionalDouble stoppingDistanceM,
        String checksFailed,
        long deadlinesMissed,
        OptionalDouble recoveryMs,
        long messagesLost,
        double coreMs,
        List<Challenged> challenged) {

    public TrialRow {
        challenged = List.copyOf(challenged);
    }

    /** A barrier and what stood behind it, a row of table {@code challenge}. */
    public record Challenged(String barrier, String target) {}

    /** A fault that only prepares another's moment may have acted where that one did not. */
    public boolean activated() {
        return !verdict.equals("NOT_ACTIVATED");
    }
}
