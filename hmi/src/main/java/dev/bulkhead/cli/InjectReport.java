package dev.bulkhead.cli;

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
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.RunResult;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What {@code ./twin inject} shows of one trial.
 *
 * @param profile kernel profile under which both runs went
 * @param without mechanisms that were off, as on the command line
 * @param protectedNames partitions of the protected set
 * @param chain from the fault to where it showed or ended
 */
record InjectReport(
        SystemDescription system,
        Scenario scenario,
        String profile,
        List<String> without,
        List<String> protectedNames,
        Trial trial,
        List<Link> chain) {

    private static final int MOST_STORY = 12;
    private static final int MOST_STATE = 6;

    private String faultText() {
        return trial.faults().stream().map(Fault::text).collect(Collectors.joining(" + "));
    }

    /** The verdict in a sentence that justifies it. */
    String sentence() {
        String who = String.join(", ", protectedNames);
        String until = seconds(trial.horizon().ps());
        return switch (trial.verdict()) {
            case Verdict.NotActivated v ->
                    "The fault was never executed, read or delivered: it proves nothing."
                            + (v.dormant() ? " It still stands in protected state." : "");
            case Verdict.Identical _ ->
                    ("Nothing of it reached %s: every event and every byte of state is that of the"
                                    + " healthy run, cycle for cycle, up to %s.")
                            .formatted(who, until);
            case Verdict.Contract v ->
                    ("%s took other values of declared advisory inputs (%s) and did what a healthy"
                                    + " run does with them, up to %s.")
                            .formatted(who, String.join(", ", v.inputs()), until);
            case Verdict.Bounded v ->
                    "%s did the same later, within bounds computed before the run: %s."
                            .formatted(
                                    who,
                                    v.delays().stream()
                                            .map(InjectReport::delay)
                                            .collect(Collectors.joining("; ")));
            case Verdict.Reached v ->
                    v.latent()
                            ? "State of %s differs at %s though every event was the same (latent)."
                                    .formatted(who, until)
                            : "The fault reached %s at %s.%s"
                                    .formatted(
                                            who,
                                            seconds(v.first().orElseThrow().atPs()),
                                            v.why().isEmpty() ? "" : " " + v.why());
        };
    }

    private static String told(Activation activation) {
        return activation.effect()
                + (activation.place().isEmpty() ? "" : " at " + activation.place());
    }

    private static String delay(Verdict.Delay delay) {
        return "%s at most %.2f us late (bound %.2f us)"
                .formatted(delay.event(), delay.largestPs() / 1e6, delay.boundPs() / 1e6);
    }

    /** The report for a terminal. */
    List<String> lines() {
        RecordText text = new RecordText(system);
        List<String> lines = new ArrayList<>();
        lines.add(faultText());
        lines.add(
                "  scenario %s, profile %s%s"
                        .formatted(
                                scenario.name(),
                                profile,
                                without.isEmpty()
                                        ? ""
                                        : ", WITHOUT " + String.join(", ", without)));
        lines.add("");
        lines.add(trial.verdict().label().replace('_', ' '));
        lines.add("  " + sentence());
        lines.add("");
        trial.activation()
                .ifPresent(
                        a ->
                                lines.add(
                                        "  fault      %s  %s"
                                                .formatted(seconds(a.atPs()), told(a))));
        for (Challenge challenge : trial.challenges()) {
            lines.add(
                    "  barrier    %s  %s: %s%s"
                            .formatted(
                                    seconds(challenge.first().atPs()),
                                    challenge.barrier().label(),
                                    text.of(challenge.first()),
                                    challenge.times() == 1
                                            ? ""
                                            : " (%d times)".formatted(challenge.times())));
        }
        addStory(lines, text);
        if (trial.verdict() instanceof Verdict.Reached reached) {
            addDifference(lines, text, reached);
        }
        addChain(lines);
        lines.add("");
        addRecoveries(lines);
        addCar(lines);
        return lines;
    }

    private void addStory(List<String> lines, RecordText text) {
        List<TraceRecord> story = trial.story();
        for (TraceRecord record : story.subList(0, Math.min(MOST_STORY, story.size()))) {
            lines.add("  then       %s  %s".formatted(seconds(record.atPs()), text.of(record)));
        }
        if (story.size() > MOST_STORY) {
            lines.add("             … and %d more".formatted(story.size() - MOST_STORY));
        }
    }

    private void addDifference(List<String> lines, RecordText text, Verdict.Reached reached) {
        lines.add("");
        reached.first().ifPresent(first -> addFirst(lines, text, first));
        List<ProtectedState.Difference> state = reached.state();
        if (!state.isEmpty()) {
            lines.add("  state at %s:".formatted(seconds(trial.horizon().ps())));
            state.stream().limit(MOST_STATE).forEach(d -> lines.add("    " + d));
            if (state.size() > MOST_STATE) {
                lines.add("    … and %d more".formatted(state.size() - MOST_STATE));
            }
        }
    }

    private void addChain(List<String> lines) {
        if (chain.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(
                trial.verdict() instanceof Verdict.Reached
                        ? "  how it came there"
                        : "  where it ended");
        for (Link link : chain) {
            lines.add(
                    "    %s  %-10s  %s%s"
                            .formatted(
                                    seconds(link.atPs()),
                                    words(link.kind()),
                                    link.text(),
                                    link.place().isEmpty() ? "" : "  at " + link.place()));
            if (link.expected().isPresent() || link.actual().isPresent()) {
                lines.add(
                        "%30sexpected %s, is %s"
                                .formatted(
                                        "",
                                        link.expected().orElse("unknown"),
                                        link.actual().orElse("unknown")));
            }
        }
    }

    private void addFirst(List<String> lines, RecordText text, FirstDifference first) {
        lines.add(
                "  first difference at %s, cycle %d"
                        .formatted(seconds(first.atPs()), cycle(first.atPs())));
        lines.add("    expected " + described(text, first.expected()));
        lines.add("    is       " + described(text, first.actual()));
    }

    private static String described(RecordText text, java.util.Optional<TraceRecord> record) {
        return record.map(r -> seconds(r.atPs()) + "  " + text.of(r)).orElse("nothing");
    }

    private void addRecoveries(List<String> lines) {
        if (trial.recoveries().isEmpty()) {
            return;
        }
        lines.add("  health monitor   error                action        after       down for");
        for (Recovery recovery : trial.recoveries()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %-16s %-20s %-12s %9s   %s",
                            recovery.partition(),
                            words(recovery.error()),
                            words(recovery.action()),
                            microseconds(recovery.detectionPs()),
                            recovery.outagePs().isPresent()
                                    ? microseconds(recovery.outagePs().getAsLong())
                                    : "-"));
        }
        lines.add("");
    }

    private void addCar(List<String> lines) {
        RunResult golden = trial.golden();
        RunResult faulty = trial.faulty();
        lines.add("  the car                          healthy       with the fault");
        lines.add(
                "  stopping distance          %13s  %17s"
                        .formatted(
                                metres(golden.stoppingDistanceM()),
                                metres(faulty.stoppingDistanceM())));
        for (int i = 0; i < faulty.checks().size(); i++) {
            Check.Result before = golden.checks().get(i);
            Check.Result after = faulty.checks().get(i);
            lines.add("  %-26s %13s  %17s".formatted(before.name(), judged(before), judged(after)));
        }
    }

    private static String judged(Check.Result check) {
        return (check.value().isPresent()
                        ? String.format(Locale.ROOT, "%.3f", check.value().getAsDouble())
                        : "-")
                + (check.pass() ? " pass" : " FAIL");
    }

    private static String metres(OptionalDouble value) {
        return value.isPresent()
                ? String.format(Locale.ROOT, "%.2f m", value.getAsDouble())
                : "did not stop";
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String seconds(long ps) {
        return String.format(Locale.ROOT, "%.7f s", ps / 1e12);
    }

    private static String microseconds(long ps) {
        return String.format(Locale.ROOT, "%.2f us", ps / 1e6);
    }

    private long cycle(long ps) {
        return java.math.BigInteger.valueOf(ps)
                .multiply(java.math.BigInteger.valueOf(system.board().clockHz()))
                .divide(java.math.BigInteger.valueOf(1_000_000_000_000L))
                .longValue();
    }

    /** The result as one object, see docs/results.md. */
    String toJson() {
        RecordText text = new RecordText(system);
        ObjectNode root = Json.object();
        root.put("fault", faultText());
        root.put("scenario", scenario.name());
        root.put("profile", profile);
        ArrayNode off = root.putArray("without");
        without.forEach(off::add);
        root.put("activated", trial.activation().isPresent());
        trial.activation()
                .ifPresent(
                        a ->
                                root.putObject("activation")
                                        .put("atS", a.atPs() / 1e12)
                                        .put("cycle", a.cycle())
                                        .put("text", told(a)));
        root.put("verdict", trial.verdict().label());
        root.put("sentence", sentence());
        root.put("horizonS", trial.horizon().seconds());
        if (trial.verdict() instanceof Verdict.Reached reached) {
            putReached(root, text, reached);
        } else {
            root.putNull("firstDifference");
        }
        putChain(root.putArray("chain"));
        ArrayNode challenged = root.putArray("challenged");
        for (Challenge challenge : trial.challenges()) {
            challenged
                    .addObject()
                    .put("barrier", challenge.barrier().label())
                    .put("times", challenge.times())
                    .put("first", text.of(challenge.first()));
        }
        ArrayNode health = root.putArray("healthMonitor");
        for (Recovery recovery : trial.recoveries()) {
            ObjectNode node = health.addObject();
            node.put("partition", recovery.partition());
            node.put("atS", recovery.atPs() / 1e12);
            node.put("error", words(recovery.error()));
            node.put("action", words(recovery.action()));
            node.put("detectionUs", recovery.detectionPs() / 1e6);
            if (recovery.outagePs().isPresent()) {
                node.put("outageUs", recovery.outagePs().getAsLong() / 1e6);
            } else {
                node.putNull("outageUs");
            }
        }
        putSafety(root.putObject("safety"));
        return Json.text(root);
    }

    private void putChain(ArrayNode array) {
        for (Link link : chain) {
            ObjectNode node = array.addObject();
            node.put("atS", link.atPs() / 1e12);
            node.put("cycle", link.cycle());
            node.put("kind", words(link.kind()));
            node.put("text", link.text());
            node.put("place", link.place());
            link.expected().ifPresent(value -> node.put("expected", value));
            link.actual().ifPresent(value -> node.put("actual", value));
        }
    }

    private void putReached(ObjectNode root, RecordText text, Verdict.Reached reached) {
        root.put("latent", reached.latent());
        if (reached.first().isPresent()) {
            FirstDifference first = reached.first().get();
            ObjectNode node = root.putObject("firstDifference");
            node.put("atS", first.atPs() / 1e12);
            node.put("cycle", cycle(first.atPs()));
            node.put("expected", described(text, first.expected()));
            node.put("actual", described(text, first.actual()));
        } else {
            root.putNull("firstDifference");
        }
        ArrayNode state = root.putArray("stateDifferences");
        reached.state().forEach(d -> state.add(d.toString()));
    }

    private void putSafety(ObjectNode safety) {
        put(safety, "goldenStoppingDistanceM", trial.golden().stoppingDistanceM());
        put(safety, "stoppingDistanceM", trial.faulty().stoppingDistanceM());
        safety.put("passed", trial.faulty().passed());
        ArrayNode checks = safety.putArray("checks");
        for (Check.Result check : trial.faulty().checks()) {
            ObjectNode node = checks.addObject();
            node.put("name", check.name());
            node.put("pass", check.pass());
            put(node, "value", check.value());
            node.put("limit", check.limit());
            node.put("unit", check.unit());
        }
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }

    /** Exit status: 1 reached, 3 nothing was activated, else 0. */
    int status() {
        return switch (trial.verdict()) {
            case Verdict.Reached _ -> 1;
            case Verdict.NotActivated _ -> 3;
            default -> 0;
        };
    }
}
