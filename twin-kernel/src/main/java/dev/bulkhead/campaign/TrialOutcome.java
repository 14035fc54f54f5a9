package dev.bulkhead.campaign;

import dev.bulkhead.system.Mechanism;

import java.util.List;

/**
 * What one trial of a campaign came to.
 *
 * @param trial its plan
 * @param result the judged trial; the figures of its faulty run reach as far as that run went
 * @param end why the faulty run was ended
 * @param simulatedPs virtual time that its runs went through; less what they took from snapshots
 * @param challenged barriers that the fault ran into, with what stood behind them
 */
public record TrialOutcome(
        PlannedTrial trial, Trial result, End end, long simulatedPs, List<Challenged> challenged) {

    public TrialOutcome {
        challenged = List.copyOf(challenged);
    }

    /**
     * @param target partition, region, device, bus or port that the barrier guards; empty if it
     *     guards time
     */
    public record Challenged(Mechanism barrier, String target) {}

    /** Why a faulty run was ended. */
    public enum End {
        /** It was not run: the healthy run overwrites the flipped bit or does not read it. */
        UNREAD,
        /** No fault was armed any more, and trace and all state were those of the golden run. */
        REJOINED,
        /** Trace and protected state were equal up to the horizon. */
        HORIZON,
        /** It differed, or waited for its moment, and went to the scenario's end. */
        SCENARIO_END,
        /** It differed at the horizon, and only the verdict was wanted. */
        VERDICT
    }

    /** Whether the car's checks were judged: else the faulty run ended too early for that. */
    public boolean safetyJudged() {
        return end != End.VERDICT;
    }
}
