package dev.bulkhead.runner;

import dev.bulkhead.campaign.FirstDifference;
import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.campaign.Recovery;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.campaign.TrialOutcome;
import dev.bulkhead.campaign.TrialOutcome.End;
import dev.bulkhead.campaign.Verdict;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.results.TrialRow.Challenged;
import dev.bulkhead.scenario.Check;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.RunResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Flattens outcomes, so that a campaign holds no run longer than it lasts. */
final class OutcomeRows {
    private static final double PS_PER_US = 1e6;
    private static final double PS_PER_MS = 1e9;

    private final ProtectedDomain domain;
    private final RecordText text;

    /**
     * @param system as the runs had it
     */
    OutcomeRows(SystemDescription system) {
        domain = ProtectedDomain.of(system);
        text = new RecordText(system);
    }

    TrialRow of(TrialOutcome outcome, double coreMs) {
        Trial trial = outcome.result();
        // One that ended early because it was equal drives on as the healthy one does.
        RunResult run = outcome.end() == End.SCENARIO_END ? trial.faulty() : trial.golden();
        Verdict verdict = trial.verdict();
        return new TrialRow(
                outcome.trial().index(),
                outcome.trial().stratum(),
                outcome.trial().phase().label(),
                outcome.trial().attacker(),
                outcome.trial().text(),
                outcome.trial().weight(),
                trial.activation()
                        .map(a -> OptionalDouble.of(a.atPs() / PS_PER_US))
                        .orElseGet(OptionalDouble::empty),
                verdict.label(),
                verdict instanceof Verdict.Reached reached && reached.latent(),
                verdict instanceof Verdict.NotActivated not && not.dormant(),
                outcome.end().name(),
                trial.horizon().ps() / PS_PER_US,
                outcome.simulatedPs() / PS_PER_US,
                difference(verdict),
                differenceAtUs(verdict),
                outcome.safetyJudged(),
                outcome.safetyJudged() ? run.stoppingDistanceM() : OptionalDouble.empty(),
                outcome.safetyJudged() ? checksFailed(trial.golden(), run) : "",
                deadlinesMissed(run),
                longestOutageMs(trial.recoveries()),
                trial.recoveries().stream().mapToLong(Recovery::messagesLost).sum(),
                coreMs,
                outcome.challenged().stream()
                        .map(it -> new Challenged(it.barrier().label(), it.target()))
                        .distinct()
                        .toList());
    }

    private Optional<String> difference(Verdict verdict) {
        if (!(verdict instanceof Verdict.Reached reached)) {
            return Optional.empty();
        }
        return Optional.of(
                reached.first()
                        .map(
                                first ->
                                        "expected %s, happened %s"
                                                .formatted(
                                                        told(first.expected()),
                                                        told(first.actual())))
                        .orElseGet(
                                () ->
                                        reached.state().isEmpty()
                                                ? reached.why()
                                                : reached.state().getFirst().toString()));
    }

    private String told(Optional<TraceRecord> record) {
        return record.map(r -> text.of(r) + " at " + new SimTime(r.atPs())).orElse("nothing more");
    }

    private static OptionalDouble differenceAtUs(Verdict verdict) {
        Optional<FirstDifference> first =
                verdict instanceof Verdict.Reached reached ? reached.first() : Optional.empty();
        return first.map(it -> OptionalDouble.of(it.atPs() / PS_PER_US))
                .orElseGet(OptionalDouble::empty);
    }

    /** Those that the healthy run passes. */
    private static String checksFailed(RunResult healthy, RunResult run) {
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < run.checks().size(); i++) {
            Check.Result check = run.checks().get(i);
            if (!check.pass() && healthy.checks().get(i).pass()) {
                failed.add(check.name());
            }
        }
        return String.join(", ", failed);
    }

    private long deadlinesMissed(RunResult run) {
        long missed = 0;
        for (int i = 0; i < run.partitions().size(); i++) {
            missed += domain.hasPartition(i) ? run.partitions().get(i).deadlinesMissed() : 0;
        }
        return missed;
    }

    private static OptionalDouble longestOutageMs(List<Recovery> recoveries) {
        OptionalLong longest =
                recoveries.stream()
                        .map(Recovery::outagePs)
                        .filter(OptionalLong::isPresent)
                        .mapToLong(OptionalLong::getAsLong)
                        .max();
        return longest.isPresent()
                ? OptionalDouble.of(longest.getAsLong() / PS_PER_MS)
                : OptionalDouble.empty();
    }
}
