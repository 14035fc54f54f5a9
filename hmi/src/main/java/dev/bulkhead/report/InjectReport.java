package dev.bulkhead.report;

import dev.bulkhead.campaign.Challenge;
import dev.bulkhead.campaign.FirstDifference;
import dev.bulkhead.campaign.ProtectedState;
import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.campaign.Recovery;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.campaign.Verdict;
import dev.bulkhead.chain.Link;
import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.scenario.Check;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.trace.TraceRecord;

import picocli.CommandLine.Help.Ansi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What {@code ./twin inject} tells of one trial on a terminal; {@link InjectJson} has all of it.
 *
 * @param profile kernel profile under which both runs went
 * @param without mechanisms that were off, as on the command line
 * @param protectedNames partitions of the protected set
 * @param chain from the fault to where it showed or ended; empty if nobody asked
 */
public record InjectReport(
        SystemDescription system,
        Scenario scenario,
        String profile,
        List<String> without,
        List<String> protectedNames,
        Trial trial,
        List<Link> chain) {

    private static final int WIDTH = 100;
    private static final int MOST_STORY = 12;
    private static final int MOST_STATE = 6;
    private static final String INDENT = " ".repeat(17);

    public String faultText() {
        return trial.faults().stream().map(Fault::text).collect(Collectors.joining(" + "));
    }

    /** The verdict in a sentence that justifies it. */
    public String sentence() {
        String who = String.join(", ", protectedNames);
        String until = Figures.plain(trial.horizon().seconds()) + " s";
        return switch (trial.verdict()) {
            case Verdict.NotActivated v ->
                    "The fault was never executed, read or delivered: it proves nothing."
                            + (v.dormant() ? " It still stands in protected state." : "");
            case Verdict.Identical _ ->
                    ("Nothing of it reached %s: every event and every byte of their state is that"
                                    + " of the healthy run, cycle for cycle, up to %s.")
                            .formatted(Figures.either(protectedNames), until);
            case Verdict.Contract v ->
                    ("%s took other values of declared advisory inputs (%s) and did what a healthy"
                                    + " run does with them, up to %s%s.")
                            .formatted(
                                    who,
                                    String.join(", ", v.inputs()),
                                    until,
                                    v.delays().isEmpty() ? "" : "; " + delays(v.delays()));
            case Verdict.Bounded v when v.delays().isEmpty() ->
                    ("%s did the same at the same times up to %s; only times that the kernel notes"
                         + " about them differ, within the bound computed before the run.")
                            .formatted(who, until);
            case Verdict.Bounded v ->
                    "%s did the same later, within bounds computed before the run: %s."
                            .formatted(who, delays(v.delays()));
            case Verdict.Reached v -> reached(v, who, until);
        };
    }

    private String reached(Verdict.Reached verdict, String who, String until) {
        if (verdict.latent()) {
            return "State of %s differs at %s though every event was the same (latent)."
                    .formatted(who, until);
        }
        long at = verdict.first().orElseThrow().atPs();
        return "The fault reached %s at %s%s.%s"
                .formatted(
                        who,
                        Figures.seconds(at),
                        trial.activation().map(a -> ", " + beside(at - a.atPs())).orElse(""),
                        verdict.why().isEmpty() ? "" : " " + verdict.why());
    }

    /** Another image differs in what its place does from power-on, before its attack. */
    private static String beside(long ps) {
        return ps < 0
                ? Figures.span(-ps) + " before it acted"
                : Figures.span(ps) + " after it acted";
    }

    public static String told(Activation activation) {
        return activation.effect()
                + (activation.place().isEmpty() ? "" : " (at " + activation.place() + ")");
    }

    private static String delays(List<Verdict.Delay> delays) {
        return delays.stream().map(InjectReport::delay).collect(Collectors.joining("; "));
    }

    private static String delay(Verdict.Delay delay) {
        return "%s at most %s late (bound %s)"
                .formatted(
                        delay.event(),
                        Figures.span(delay.largestPs()),
                        Figures.span(delay.boundPs()));
    }

    /** The report for a terminal, with picocli's marks of colour in the verdict's line. */
    public List<String> lines(Ansi ansi) {
        List<String> lines = new ArrayList<>();
        lines.add(ansi.string(verdictMark()) + "  " + faultText());
        lines.add("");
        lines.addAll(Figures.wrap("  ", "  ", sentence(), WIDTH));
        lines.add("");
        lines.add(
                "  scenario %s, profile %s%s"
                        .formatted(
                                scenario.name(),
                                profile,
                                without.isEmpty()
                                        ? ""
                                        : ", WITHOUT " + String.join(", ", without)));
        lines.addAll(Figures.wrap("  ", "  ", bound(), WIDTH));
        new EcuFrames(system, trial.faults())
                .text()
                .ifPresent(text -> lines.addAll(Figures.wrap("  ", "  ", text, WIDTH)));
        lines.add("");
        addStory(lines);
        if (trial.verdict() instanceof Verdict.Reached reached) {
            addDifference(lines, reached);
        }
        addChain(lines);
        addRecoveries(lines);
        new BusResponses(system, trial).addTo(lines);
        addCar(lines);
        return lines;
    }

    /** What was promised before the runs. */
    private String bound() {
        return trial.boundPs().isPresent()
                ? "others may delay what is protected by "
                        + Figures.span(trial.boundPs().getAsLong())
                        + " where windows are shared or there are none, elsewhere by nothing"
                : "nothing bounds by how much others may delay what is protected";
    }

    private String verdictMark() {
        String colour =
                switch (trial.verdict()) {
                    case Verdict.Reached _ -> "red";
                    case Verdict.NotActivated _ -> "yellow";
                    default -> "green";
                };
        return "@|bold,%s %s|@".formatted(colour, trial.verdict().label().replace('_', ' '));
    }

    private void addStory(List<String> lines) {
        if (trial.activation().isEmpty()) {
            return;
        }
        Activation fault = trial.activation().get();
        lines.add("  What happened");
        lines.addAll(event(Figures.seconds(fault.atPs()), "the fault: " + told(fault)));
        RecordText text = new RecordText(system);
        List<TraceRecord> story = trial.story();
        for (TraceRecord record : story.subList(0, Math.min(MOST_STORY, story.size()))) {
            String by = barrier(record).map(b -> "stopped by %s: ".formatted(b.label())).orElse("");
            lines.addAll(
                    event("+" + Figures.span(record.atPs() - fault.atPs()), by + text.of(record)));
        }
        if (story.size() > MOST_STORY) {
            lines.add(INDENT + "… and %d more".formatted(story.size() - MOST_STORY));
        }
        for (Challenge challenge : trial.challenges()) {
            if (challenge.times() > 1) {
                lines.add(
                        INDENT
                                + "%s stood in the way %d times"
                                        .formatted(challenge.barrier().label(), challenge.times()));
            }
        }
        lines.add("");
    }

    /** The barrier that first showed itself in a record. */
    private Optional<Mechanism> barrier(TraceRecord record) {
        return trial.challenges().stream()
                .filter(challenge -> challenge.first().equals(record))
                .map(Challenge::barrier)
                .findFirst();
    }

    private static List<String> event(String when, String what) {
        return Figures.wrap(String.format(Locale.ROOT, "  %13s  ", when), INDENT, what, WIDTH);
    }

    private void addDifference(List<String> lines, Verdict.Reached reached) {
        reached.first().ifPresent(first -> addFirst(lines, first));
        List<ProtectedState.Difference> state = reached.state();
        if (!state.isEmpty()) {
            lines.add("  State that differs at " + Figures.seconds(trial.horizon().ps()));
            state.stream().limit(MOST_STATE).forEach(d -> lines.add("    " + d));
            if (state.size() > MOST_STATE) {
                lines.add("    … and %d more".formatted(state.size() - MOST_STATE));
            }
            lines.add("");
        }
    }

    private void addFirst(List<String> lines, FirstDifference first) {
        lines.add("  First difference");
        String indent = " ".repeat(14);
        lines.addAll(Figures.wrap("    expected  ", indent, described(first.expected()), WIDTH));
        lines.addAll(Figures.wrap("    happened  ", indent, described(first.actual()), WIDTH));
        lines.add("");
    }

    private void addChain(List<String> lines) {
        if (chain.isEmpty()) {
            return;
        }
        boolean reached = trial.verdict() instanceof Verdict.Reached;
        lines.add(reached ? "  How it came there" : "  Where it ended");
        String indent = " ".repeat(28);
        for (Link link : chain) {
            String head =
                    String.format(
                            Locale.ROOT,
                            "  %13s  %-10s ",
                            Figures.seconds(link.atPs()),
                            Figures.words(link.kind()));
            String place = link.place().isEmpty() ? "" : " (" + link.place() + ")";
            lines.addAll(Figures.wrap(head, indent, link.text() + place, WIDTH));
            if (link.expected().isPresent() || link.actual().isPresent()) {
                lines.addAll(
                        Figures.wrap(
                                indent,
                                indent,
                                "expected %s, is %s"
                                        .formatted(
                                                link.expected().orElse("unknown"),
                                                link.actual().orElse("unknown")),
                                WIDTH));
            }
        }
        lines.add("");
    }

    public String described(Optional<TraceRecord> record) {
        RecordText text = new RecordText(system);
        return record.map(
                        r ->
                                "%s (cycle %d)  %s"
                                        .formatted(
                                                Figures.seconds(r.atPs()),
                                                cycle(r.atPs()),
                                                text.of(r)))
                .orElse("nothing more");
    }

    private void addRecoveries(List<String> lines) {
        if (trial.recoveries().isEmpty()) {
            return;
        }
        String form = "  %-15s %-19s %-11s %10s %12s %16s %14s";
        lines.add(
                form.formatted(
                        "Recovery",
                        "error",
                        "action",
                        "detected",
                        "started",
                        "back in service",
                        "messages lost"));
        Map<String, List<Recovery>> alike = new LinkedHashMap<>();
        for (Recovery each : trial.recoveries()) {
            String key = each.partition() + " " + each.error() + " " + each.action();
            alike.computeIfAbsent(key, _ -> new ArrayList<>()).add(each);
        }
        for (List<Recovery> each : alike.values()) {
            Recovery first = each.getFirst();
            lines.add(
                    form.formatted(
                                    first.partition(),
                                    Figures.words(first.error()),
                                    Figures.words(first.action()),
                                    Figures.span(first.detectionPs()),
                                    Figures.span(first.restartPs()),
                                    Figures.span(first.outagePs()),
                                    first.messagesLost())
                            .stripTrailing());
            if (each.size() > 1) {
                lines.add("  %-15s … and %d times more".formatted("", each.size() - 1));
            }
        }
        lines.add("");
    }

    private void addCar(List<String> lines) {
        String form = "  %-27s %14s %16s   %-18s %s";
        lines.add(
                form.formatted("The car", "healthy", "with the fault", "wanted", "")
                        .stripTrailing());
        List<Check> checks = scenario.checks();
        if (checks.stream().noneMatch(check -> check.name().equals("stopping distance"))) {
            lines.add(
                    form.formatted(
                                    "stopping distance",
                                    metres(trial.golden().stoppingDistanceM()),
                                    metres(trial.faulty().stoppingDistanceM()),
                                    "",
                                    "")
                            .stripTrailing());
        }
        for (int i = 0; i < checks.size(); i++) {
            Check.Result before = trial.golden().checks().get(i);
            Check.Result after = trial.faulty().checks().get(i);
            lines.add(
                    form.formatted(
                            before.name(),
                            Figures.value(before.value(), before.unit()),
                            Figures.value(after.value(), after.unit()),
                            wanted(checks.get(i)),
                            after.pass() ? "pass" : before.pass() ? "FAIL" : "FAIL (healthy too)"));
        }
    }

    public static String wanted(Check check) {
        return Figures.words(check.bound()).replace('-', ' ')
                + " "
                + Figures.value(OptionalDouble.of(check.limit()), check.metric().unit());
    }

    private static String metres(OptionalDouble value) {
        return value.isPresent() ? Figures.value(value, "m") : "did not stop";
    }

    public long cycle(long ps) {
        return java.math.BigInteger.valueOf(ps)
                .multiply(java.math.BigInteger.valueOf(system.board().clockHz()))
                .divide(java.math.BigInteger.valueOf(1_000_000_000_000L))
                .longValue();
    }

    /** Exit status: 1 reached, 3 nothing was activated, else 0. */
    public int status() {
        return switch (trial.verdict()) {
            case Verdict.Reached _ -> 1;
            case Verdict.NotActivated _ -> 3;
            default -> 0;
        };
    }
}
