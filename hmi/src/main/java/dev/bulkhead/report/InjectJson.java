package dev.bulkhead.report;

import dev.bulkhead.campaign.Challenge;
import dev.bulkhead.campaign.FirstDifference;
import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.campaign.Recovery;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.campaign.Verdict;
import dev.bulkhead.chain.Link;
import dev.bulkhead.scenario.Check;
import dev.bulkhead.trace.TraceRecord;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The result of {@code ./twin inject} as one object, see docs/results.md. */
public record InjectJson(InjectReport report) {
    private static final double PS_PER_S = 1e12;
    private static final double PS_PER_US = 1e6;

    /** All of it. */
    public ObjectNode object() {
        Trial trial = report.trial();
        ObjectNode root = Json.object();
        root.put("fault", report.faultText());
        root.put("scenario", report.scenario().name());
        root.put("profile", report.profile());
        ArrayNode off = root.putArray("without");
        report.without().forEach(off::add);
        ArrayNode protectedSet = root.putArray("protected");
        report.protectedNames().forEach(protectedSet::add);
        root.put("activated", trial.activation().isPresent());
        trial.activation()
                .ifPresent(
                        a ->
                                root.putObject("activation")
                                        .put("atS", a.atPs() / PS_PER_S)
                                        .put("cycle", a.cycle())
                                        .put("text", InjectReport.told(a)));
        root.put("verdict", trial.verdict().label());
        root.put("sentence", report.sentence());
        root.put("horizonS", trial.horizon().seconds());
        trial.boundPs()
                .ifPresentOrElse(
                        bound -> root.put("delayBoundUs", bound / PS_PER_US),
                        () -> root.putNull("delayBoundUs"));
        new EcuFrames(report.system(), report.trial().faults()).putTo(root.putArray("frameBounds"));
        putDelays(root);
        if (trial.verdict() instanceof Verdict.Reached reached) {
            putReached(root, reached);
        } else {
            root.putNull("firstDifference");
        }
        putChain(root.putArray("chain"));
        putChallenges(root.putArray("challenged"));
        putStory(root.putArray("story"));
        putRecoveries(root.putArray("healthMonitor"));
        if (!trial.buses().isEmpty()) {
            new BusResponses(report.system(), trial).putTo(root.putArray("buses"));
        }
        putSafety(root.putObject("safety"));
        return root;
    }

    private void putDelays(ObjectNode root) {
        List<Verdict.Delay> delays =
                switch (report.trial().verdict()) {
                    case Verdict.Bounded bounded -> bounded.delays();
                    case Verdict.Contract contract -> {
                        ArrayNode inputs = root.putArray("advisoryInputs");
                        contract.inputs().forEach(inputs::add);
                        yield contract.delays();
                    }
                    default -> List.of();
                };
        ArrayNode array = root.putArray("delays");
        for (Verdict.Delay delay : delays) {
            array.addObject()
                    .put("event", delay.event())
                    .put("times", delay.count())
                    .put("largestUs", delay.largestPs() / PS_PER_US)
                    .put("boundUs", delay.boundPs() / PS_PER_US);
        }
    }

    private void putChain(ArrayNode array) {
        for (Link link : report.chain()) {
            ObjectNode node = array.addObject();
            node.put("atS", link.atPs() / PS_PER_S);
            node.put("cycle", link.cycle());
            node.put("kind", Figures.words(link.kind()));
            node.put("text", link.text());
            node.put("place", link.place());
            link.expected().ifPresent(value -> node.put("expected", value));
            link.actual().ifPresent(value -> node.put("actual", value));
        }
    }

    private void putReached(ObjectNode root, Verdict.Reached reached) {
        root.put("latent", reached.latent());
        if (reached.first().isPresent()) {
            FirstDifference first = reached.first().get();
            ObjectNode node = root.putObject("firstDifference");
            node.put("atS", first.atPs() / PS_PER_S);
            node.put("cycle", report.cycle(first.atPs()));
            node.put("expected", report.described(first.expected()));
            node.put("actual", report.described(first.actual()));
        } else {
            root.putNull("firstDifference");
        }
        ArrayNode state = root.putArray("stateDifferences");
        reached.state().forEach(d -> state.add(d.toString()));
    }

    private void putChallenges(ArrayNode challenged) {
        RecordText text = new RecordText(report.system());
        for (Challenge challenge : report.trial().challenges()) {
            challenged
                    .addObject()
                    .put("barrier", challenge.barrier().label())
                    .put("times", challenge.times())
                    .put("atS", challenge.first().atPs() / PS_PER_S)
                    .put("first", text.of(challenge.first()));
        }
    }

    private void putStory(ArrayNode story) {
        RecordText text = new RecordText(report.system());
        for (TraceRecord record : report.trial().story()) {
            story.addObject().put("atS", record.atPs() / PS_PER_S).put("text", text.of(record));
        }
    }

    private void putRecoveries(ArrayNode health) {
        for (Recovery recovery : report.trial().recoveries()) {
            ObjectNode node = health.addObject();
            node.put("partition", recovery.partition());
            node.put("atS", recovery.atPs() / PS_PER_S);
            node.put("error", Figures.words(recovery.error()));
            node.put("action", Figures.words(recovery.action()));
            node.put("detectionUs", recovery.detectionPs() / PS_PER_US);
            put(node, "restartUs", microseconds(recovery.restartPs()));
            put(node, "outageUs", microseconds(recovery.outagePs()));
            node.put("messagesLost", recovery.messagesLost());
        }
    }

    private static OptionalDouble microseconds(OptionalLong ps) {
        return ps.isPresent()
                ? OptionalDouble.of(ps.getAsLong() / PS_PER_US)
                : OptionalDouble.empty();
    }

    private void putSafety(ObjectNode safety) {
        Trial trial = report.trial();
        put(safety, "goldenStoppingDistanceM", trial.golden().stoppingDistanceM());
        put(safety, "stoppingDistanceM", trial.faulty().stoppingDistanceM());
        safety.put("passed", trial.faulty().passed());
        ArrayNode checks = safety.putArray("checks");
        List<Check> asked = report.scenario().checks();
        for (int i = 0; i < asked.size(); i++) {
            Check.Result golden = trial.golden().checks().get(i);
            Check.Result check = trial.faulty().checks().get(i);
            ObjectNode node = checks.addObject();
            node.put("name", check.name());
            node.put("pass", check.pass());
            put(node, "value", check.value());
            put(node, "goldenValue", golden.value());
            node.put("goldenPass", golden.pass());
            node.put("bound", Figures.words(asked.get(i).bound()));
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
}
