package dev.bulkhead.runner;

import dev.bulkhead.campaign.Outage;
import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.campaign.TrialOutcome;
import dev.bulkhead.campaign.TrialOutcome.End;
import dev.bulkhead.campaign.Verdict;
import dev.bulkhead.report.ComparedTrial;
import dev.bulkhead.report.ComparedTrial.Hosting;
import dev.bulkhead.system.Placement;
import dev.bulkhead.system.SystemDescription;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Takes of the outcomes under one kernel profile what the comparison tells. */
final class ComparedRows {
    private static final double PS_PER_MS = 1e9;

    private final SystemDescription system;

    /**
     * @param system hosted under the profile
     */
    ComparedRows(SystemDescription system) {
        this.system = system;
    }

    ComparedTrial of(TrialOutcome outcome) {
        Trial trial = outcome.result();
        // One that ended early because it was equal drives on as the healthy one does.
        var run = outcome.end() == End.SCENARIO_END ? trial.faulty() : trial.golden();
        List<Outage> outages = trial.outages();
        return new ComparedTrial(
                outcome.trial().index(),
                outcome.trial().attacker(),
                hosting(outcome.trial()),
                outcome.trial().text(),
                !(trial.verdict() instanceof Verdict.NotActivated),
                trial.verdict().label(),
                trial.verdict() instanceof Verdict.Reached reached && reached.inTimeAlone(),
                longestMs(outages, Outage.OfPartition.class::isInstance),
                (int) outages.stream().filter(Outage.OfEcu.class::isInstance).count(),
                longestMs(outages, Outage.OfEcu.class::isInstance),
                outages.stream().anyMatch(outage -> outage.lastedPs().isEmpty()),
                trial.commandsLost(),
                run.stoppingDistanceM());
    }

    /** In the kernel, if one of its faults is in code there. */
    private Hosting hosting(PlannedTrial trial) {
        return trial.faults().stream().anyMatch(it -> hosting(it.target()) == Hosting.KERNEL)
                ? Hosting.KERNEL
                : hosting(trial.attacker());
    }

    /** Where a partition is, or the owner of a device. */
    Hosting hosting(String attacker) {
        int owner = system.owner(attacker);
        return system.partition(owner < 0 ? attacker : system.partitions().get(owner).name())
                .map(p -> p.placement() == Placement.KERNEL ? Hosting.KERNEL : Hosting.USER)
                .orElse(Hosting.OUTSIDE);
    }

    private static OptionalDouble longestMs(List<Outage> outages, Predicate<Outage> which) {
        return outages.stream()
                .filter(which)
                .filter(outage -> outage.lastedPs().isPresent())
                .mapToDouble(outage -> outage.lastedPs().getAsLong() / PS_PER_MS)
                .max();
    }
}
