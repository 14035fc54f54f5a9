package dev.bulkhead.report;

import dev.bulkhead.campaign.Population;
import dev.bulkhead.report.ChallengeMatrix.Count;
import dev.bulkhead.report.ChallengeMatrix.Line;
import dev.bulkhead.results.Tally;
import dev.bulkhead.results.TrialRow;

import picocli.CommandLine.Help.Ansi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code ./twin campaign} tells on a terminal at its end. */
public final class CampaignText {
    private static final int WIDTH = 100;
    private static final String NOT_SHOWN = "-";

    private final CampaignReport report;
    private final List<String> lines = new ArrayList<>();

    private CampaignText(CampaignReport report) {
        this.report = report;
    }

    /** The report, with picocli's marks of colour in its headline. */
    public static List<String> lines(CampaignReport report, Ansi ansi) {
        return new CampaignText(report).all(ansi);
    }

    private List<String> all(Ansi ansi) {
        headline(ansi);
        verdicts();
        bounds();
        matrix();
        reached();
        behind();
        rates();
        return lines;
    }

    private void headline(Ansi ansi) {
        Tally.Stratum all = report.tally().all();
        long reached = all.verdict("REACHED");
        String colour = reached > 0 ? "red" : all.challengedOrReached() > 0 ? "green" : "yellow";
        lines.add(
                ansi.string("@|bold,%s %,d REACHED|@".formatted(colour, reached))
                        + " of %s, %,d activated, %,d faults"
                                .formatted(
                                        CampaignReport.challenged(all),
                                        all.activated(),
                                        all.done()));
        lines.add("");
        InjectLine line = report.line();
        lines.add(
                "  population %s, scenario %s, profile %s%s, seed %d, watched %s%s%s"
                        .formatted(
                                report.population().label().toUpperCase(Locale.ROOT),
                                line.scenario(),
                                line.profile(),
                                line.without().isEmpty()
                                        ? ""
                                        : ", WITHOUT " + String.join(", ", line.without()),
                                line.seed(),
                                line.horizon().map(Object::toString).orElse("to the end"),
                                report.verdictOnly() ? ", safety not judged" : "",
                                report.phases().isEmpty()
                                        ? ""
                                        : ", only " + CampaignReport.listed(report.phases())));
        if (!report.space().isEmpty()) {
            lines.addAll(Figures.wrap("  ", "  ", report.space(), WIDTH));
        }
        if (report.population() != Population.A) {
            lines.addAll(
                    Figures.wrap(
                            "  ",
                            "  ",
                            report.population() == Population.B
                                    ? "These faults are in what all partitions share: that none"
                                            + " reaches the protected set is not demanded."
                                    : "These faults are in the protected set itself: the check"
                                            + " shall see them.",
                            WIDTH));
        }
        if (all.done() < all.planned()) {
            lines.add("  NOT COMPLETE: %,d of %,d".formatted(all.done(), all.planned()));
        }
        lines.add("");
    }

    private void verdicts() {
        String form = "  %-22s %-10s %7s %9s %10s %9s %8s %8s %8s  %s";
        lines.add(
                form.formatted(
                                "stratum",
                                "drawn",
                                "faults",
                                "activated",
                                "challenged",
                                "IDENTICAL",
                                "CONTRACT",
                                "BOUNDED",
                                "REACHED",
                                "95 % bound")
                        .stripTrailing());
        List<Tally.Stratum> rows = new ArrayList<>(report.tally().strata());
        rows.add(report.tally().all());
        for (Tally.Stratum s : rows) {
            lines.add(
                    form.formatted(
                                    s.name(),
                                    s.draw().toLowerCase(Locale.ROOT),
                                    count(s.done()),
                                    share(s.activated(), s.done()),
                                    share(s.challenged(), s.done()),
                                    count(s.verdict("IDENTICAL")),
                                    count(s.verdict("CONTRACT")),
                                    count(s.verdict("BOUNDED")),
                                    count(s.verdict("REACHED")),
                                    bound(s))
                            .stripTrailing());
        }
        Tally.Stratum all = report.tally().all();
        long not = all.verdict("NOT_ACTIVATED");
        lines.add("");
        lines.add(
                "  NOT ACTIVATED, proves nothing: %,d%s"
                        .formatted(
                                not,
                                all.dormant() > 0
                                        ? ", %,d of them still stand in protected state"
                                                .formatted(all.dormant())
                                        : ""));
        if (all.weight() != all.done()) {
            lines.addAll(
                    Figures.wrap(
                            "  ", "  ", CampaignReport.standFor(all, report.harmless()), WIDTH));
        }
    }

    private static String count(long n) {
        return n == 0 ? "." : "%,d".formatted(n);
    }

    private static String share(long part, long of) {
        return of == 0 ? "." : String.format(Locale.ROOT, "%,d %3.0f%%", part, 100.0 * part / of);
    }

    /** The bound of a stratum, or why it has none. */
    static String bound(Tally.Stratum stratum) {
        OptionalDouble bound = CampaignReport.bound(stratum);
        if (bound.isPresent()) {
            return percent(bound.getAsDouble());
        }
        return switch (stratum.draw()) {
            case "SAMPLED" -> "none challenged";
            case "ENUMERATED" -> stratum.done() == stratum.planned() ? "complete" : "not complete";
            case "PICKED" -> "none, picked";
            default -> "";
        };
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.001 ? "%.4f %%" : "%.2f %%", 100 * share);
    }

    private void bounds() {
        report.upperBound()
                .ifPresent(
                        bound ->
                                lines.addAll(
                                        Figures.wrap(
                                                "  ",
                                                "  ",
                                                "Of the challenged faults of a stratum at most %s"
                                                                .formatted(percent(bound.upper95()))
                                                        + " reach the protected set, with 95 %"
                                                        + " confidence (largest bound: "
                                                        + bound.stratum()
                                                        + "), "
                                                        + CampaignReport.CONDITION
                                                        + ".",
                                                WIDTH)));
        lines.add("");
    }

    private void matrix() {
        ChallengeMatrix matrix = report.matrix();
        List<String> attackers = matrix.attackers();
        lines.add("  Faults that ran into a barrier, by attacker; - not shown");
        StringBuilder heading = new StringBuilder("  %-19s".formatted(""));
        attackers.forEach(attacker -> heading.append(" %12s".formatted(attacker)));
        lines.add(heading.toString());
        for (String barrier : matrix.barriers()) {
            StringBuilder row = new StringBuilder("  %-19s".formatted(barrier));
            for (String attacker : attackers) {
                row.append(" %12s".formatted(trials(matrix, attacker, barrier)));
            }
            lines.add(row.toString().stripTrailing());
        }
        lines.add(
                ("  %,d of %,d cells attacker x barrier x target x phase are shown; --html and"
                                + " --json have each.")
                        .formatted(matrix.shown(), matrix.cells()));
        phases(matrix);
    }

    private static String trials(ChallengeMatrix matrix, String attacker, String barrier) {
        long trials = 0;
        boolean possible = false;
        for (var line : matrix.lines().entrySet()) {
            Line key = line.getKey();
            if (key.attacker().equals(attacker) && key.barrier().equals(barrier)) {
                possible = true;
                trials += line.getValue().values().stream().mapToLong(Count::trials).sum();
            }
        }
        return !possible ? "" : trials == 0 ? NOT_SHOWN : "%,d".formatted(trials);
    }

    private void phases(ChallengeMatrix matrix) {
        SortedMap<String, Long> trials = new TreeMap<>();
        matrix.lines()
                .values()
                .forEach(
                        row ->
                                row.forEach(
                                        (phase, n) -> trials.merge(phase, n.trials(), Long::sum)));
        String each =
                ChallengeMatrix.phases().stream()
                        .map(
                                phase ->
                                        phase
                                                + " "
                                                + (trials.containsKey(phase)
                                                        ? "%,d".formatted(trials.get(phase))
                                                        : "not shown"))
                        .collect(Collectors.joining(", "));
        lines.addAll(Figures.wrap("  By phase: ", "  ", each + ".", WIDTH));
        lines.add("");
    }

    private void reached() {
        long all = report.tally().all().verdict("REACHED");
        if (all == 0) {
            return;
        }
        lines.add("  REACHED, and the command that repeats it");
        for (TrialRow trial : report.reached()) {
            lines.add("  " + report.command(trial));
            trial.firstDifference()
                    .ifPresent(
                            told ->
                                    lines.addAll(
                                            Figures.wrap(
                                                    "      ",
                                                    "      ",
                                                    (trial.latent() ? "latent: " : "") + told,
                                                    WIDTH)));
        }
        if (all > report.reached().size()) {
            lines.add(
                    "  … and %,d more in --json, --html and the database"
                            .formatted(all - report.reached().size()));
        }
        lines.add("");
    }

    private void behind() {
        report.behind()
                .ifPresent(
                        behind -> {
                            lines.addAll(
                                    Figures.wrap(
                                            "  ",
                                            "  ",
                                            String.join(
                                                    " ", behind.sentences(report.line().without())),
                                            WIDTH));
                            lines.add("");
                        });
    }

    private void rates() {
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  %.1f faults a second a core%s",
                        report.faultsPerSecondPerCore(),
                        report.fullRate().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        ", %.2f without early stop",
                                        report.fullRate().getAsDouble())
                                : ""));
        lines.add("  results in " + report.folder());
    }
}
