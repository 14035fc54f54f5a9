package dev.bulkhead.report;

import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.Population;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.Tally;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.system.LoadedSystem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a campaign came to, with all that its reports show.
 *
 * @param line makes the command that repeats a trial
 * @param system as the runs had it
 * @param phases in which faults were drawn; empty if in all
 * @param verdictOnly whether runs ended at REACHED, the car not judged
 * @param space that was enumerated, in words; empty if faults were drawn
 * @param harmless flips of it that are overwritten or never read; empty if faults were drawn
 * @param fullRate faults a second a core without early stop, on a sample; empty if nobody asked
 * @param behind what stood behind mechanisms that were off; empty if none was, if something was
 *     reached, or if nobody looked
 * @param reached the first trials of that verdict, for the text
 * @param folder where the results are
 */
public record CampaignReport(
        Population population,
        InjectLine line,
        LoadedSystem system,
        List<Phase> phases,
        boolean verdictOnly,
        String space,
        OptionalLong harmless,
        Provenance provenance,
        Tally tally,
        ChallengeMatrix matrix,
        OptionalDouble fullRate,
        Optional<Behind> behind,
        List<TrialRow> reached,
        String folder) {

    /** Trials of a verdict that the text tells one by one. */
    public static final int MOST_TOLD = 20;

    static final String CONDITION =
            "conditional on this fault model and scenario; not a failure rate";

    private static final int REACHED = 1;
    private static final int NO_ANSWER = 3;

    public CampaignReport {
        reached = List.copyOf(reached);
        phases = List.copyOf(phases);
    }

    /** Of what is kept. */
    public static CampaignReport of(
            Population population,
            InjectLine line,
            LoadedSystem system,
            List<Phase> phases,
            boolean verdictOnly,
            String space,
            OptionalLong harmless,
            Provenance provenance,
            CampaignStore store,
            OptionalDouble fullRate,
            Optional<Behind> behind) {
        Tally tally = store.tally();
        return new CampaignReport(
                population,
                line,
                system,
                phases,
                verdictOnly,
                space,
                harmless,
                provenance,
                tally,
                new ChallengeMatrix(system, population, tally.cells()),
                fullRate,
                behind,
                store.ofVerdict("REACHED", MOST_TOLD),
                store.folder().toString());
    }

    /** A bound and the stratum that it is of. */
    public record Bound(String stratum, double upper95) {}

    /** Of a sampled stratum of which any fault was challenged. */
    static OptionalDouble bound(Tally.Stratum stratum) {
        return isSampled(stratum) && stratum.challengedOrReached() > 0
                ? OptionalDouble.of(
                        UpperBound.of(stratum.verdict("REACHED"), stratum.challengedOrReached()))
                : OptionalDouble.empty();
    }

    /** Those of which a bound may be given, in words. */
    static String challenged(Tally.Stratum all) {
        boolean unseen = all.challengedOrReached() > all.challenged();
        return "%,d challenged%s"
                .formatted(all.challengedOrReached(), unseen ? " or let through" : "");
    }

    /** Trials that stand for equal ones, by verdict. */
    static String standFor(Tally.Stratum all, OptionalLong harmless) {
        String each =
                all.weights().entrySet().stream()
                        .filter(verdict -> verdict.getValue() > 0)
                        .map(
                                verdict ->
                                        "%s %,d"
                                                .formatted(
                                                        verdict.getKey().replace('_', ' '),
                                                        verdict.getValue()))
                        .collect(Collectors.joining(", "));
        return "The faults stand for %,d, equal ones run once: %s.%s"
                .formatted(
                        all.weight(),
                        each,
                        harmless.isPresent()
                                ? " %,d more are harmless: overwritten or never read."
                                        .formatted(harmless.getAsLong())
                                : "");
    }

    static String listed(List<Phase> phases) {
        return phases.stream().map(Phase::label).collect(Collectors.joining(", "));
    }

    static boolean isSampled(Tally.Stratum stratum) {
        return stratum.draw().equals("SAMPLED");
    }

    /** The largest of all strata. */
    public Optional<Bound> upperBound() {
        return upperBound(tally);
    }

    static Optional<Bound> upperBound(Tally tally) {
        List<Bound> bounds = new ArrayList<>();
        for (Tally.Stratum stratum : tally.strata()) {
            OptionalDouble bound = bound(stratum);
            if (bound.isPresent()) {
                bounds.add(new Bound(stratum.name(), bound.getAsDouble()));
            }
        }
        return bounds.stream().max(Comparator.comparingDouble(Bound::upper95));
    }

    /** Sampled strata of which nothing can be said, as nothing of them was challenged. */
    List<String> withoutBound() {
        return tally.strata().stream()
                .filter(s -> isSampled(s) && s.challengedOrReached() == 0)
                .map(Tally.Stratum::name)
                .toList();
    }

    public double faultsPerSecondPerCore() {
        return tally.coreSeconds() > 0 ? tally.all().done() / tally.coreSeconds() : 0;
    }

    /** The command that repeats a trial. */
    public String command(TrialRow trial) {
        return line.ofTexts(List.of(trial.faults().split(" ")));
    }

    /**
     * Exit status: 1 if population A reached the protected set, 3 if nothing was challenged, if
     * nothing ran into what was off, or if not all was run, else 0. Of the other populations it is
     * not demanded.
     */
    public int status() {
        Tally.Stratum all = tally.all();
        if (population == Population.A && all.verdict("REACHED") > 0) {
            return REACHED;
        }
        boolean neverMet = behind.isPresent() && behind.get().met() == 0;
        return neverMet || all.challengedOrReached() == 0 || all.done() < all.planned()
                ? NO_ANSWER
                : 0;
    }
}
