package dev.bulkhead.report;

import dev.bulkhead.report.ChallengeMatrix.Count;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.Tally;
import dev.bulkhead.results.TrialRow;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The result of {@code ./twin campaign} as one object, see docs/results.md. */
public final class CampaignJson {
    private static final List<String> VERDICTS =
            List.of("IDENTICAL", "BOUNDED", "CONTRACT", "REACHED", "NOT_ACTIVATED");

    private CampaignJson() {}

    /** All of it; every REACHED out of {@code store}. */
    public static ObjectNode of(CampaignReport report, CampaignStore store) {
        ObjectNode root = Json.object();
        InjectLine line = report.line();
        Tally.Stratum all = report.tally().all();
        root.put("population", report.population().label());
        root.put("seed", line.seed());
        root.put("scenario", line.scenario());
        root.put("system", line.system());
        root.put("profile", line.profile());
        ArrayNode off = root.putArray("without");
        line.without().forEach(off::add);
        line.horizon().ifPresent(span -> root.put("spanS", span.seconds()));
        ArrayNode phases = root.putArray("phases");
        report.phases().forEach(phase -> phases.add(phase.label()));
        root.put("verdictOnly", report.verdictOnly());
        root.put("space", report.space());
        report.harmless()
                .ifPresentOrElse(
                        flips -> root.put("harmlessFlips", flips),
                        () -> root.putNull("harmlessFlips"));
        root.put("complete", all.done() == all.planned());
        putCounts(root, all);
        putBound(root, report.upperBound());
        ArrayNode without = root.putArray("sampledWithoutBound");
        report.withoutBound().forEach(without::add);
        root.put("faultsPerSecondPerCore", report.faultsPerSecondPerCore());
        put(root, "faultsPerSecondPerCoreFull", report.fullRate());
        putStrata(root.putArray("strata"), report.tally());
        putReached(root.putArray("reached"), report, store);
        root.set("matrix", matrix(report.matrix()));
        report.behind()
                .ifPresentOrElse(
                        behind -> root.set("behind", behind(behind)), () -> root.putNull("behind"));
        root.put("results", report.folder());
        Basis.putInto(root, report.provenance());
        return root;
    }

    /**
     * The counts of a campaign that may not be complete: of all, and of each stratum. Its bounds
     * are told when it is, as a sample that ends where it looks best would have others.
     */
    public static ObjectNode counts(Tally tally) {
        Tally.Stratum all = tally.all();
        boolean complete = all.done() == all.planned();
        ObjectNode root = Json.object();
        root.put("complete", complete);
        putCounts(root, all);
        root.put("challengedOrReached", all.challengedOrReached());
        putBound(root, complete ? CampaignReport.upperBound(tally) : Optional.empty());
        ArrayNode strata = root.putArray("strata");
        putStrata(strata, tally);
        if (!complete) {
            strata.forEach(stratum -> ((ObjectNode) stratum).putNull("upperBound95"));
        }
        return root;
    }

    private static void putBound(ObjectNode root, Optional<CampaignReport.Bound> largest) {
        largest.ifPresentOrElse(
                bound ->
                        root.put("upperBound95", bound.upper95())
                                .put("upperBound95Stratum", bound.stratum()),
                () -> root.putNull("upperBound95"));
        root.put("upperBound95Condition", CampaignReport.CONDITION);
    }

    private static void putCounts(ObjectNode node, Tally.Stratum counted) {
        node.put("planned", counted.planned());
        node.put("total", counted.done());
        node.put("weight", counted.weight());
        ObjectNode counts = node.putObject("counts");
        VERDICTS.forEach(label -> counts.put(label, counted.verdict(label)));
        ObjectNode weights = node.putObject("weights");
        VERDICTS.forEach(label -> weights.put(label, counted.weights().getOrDefault(label, 0L)));
        node.put("activated", counted.activated());
        node.put("challenged", counted.challenged());
        node.put("dormant", counted.dormant());
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }

    private static void putStrata(ArrayNode strata, Tally tally) {
        for (Tally.Stratum stratum : tally.strata()) {
            ObjectNode node = strata.addObject();
            node.put("name", stratum.name());
            node.put("what", stratum.what());
            node.put("draw", stratum.draw());
            putCounts(node, stratum);
            put(node, "upperBound95", CampaignReport.bound(stratum));
        }
    }

    private static void putReached(ArrayNode reached, CampaignReport report, CampaignStore store) {
        for (TrialRow trial : store.ofVerdict("REACHED", Integer.MAX_VALUE)) {
            ObjectNode node = reached.addObject();
            node.put("index", trial.index());
            node.put("stratum", trial.stratum());
            node.put("fault", trial.faults());
            node.put("command", report.command(trial));
            node.put("latent", trial.latent());
            trial.firstDifference().ifPresent(told -> node.put("firstDifference", told));
            put(node, "differenceAtUs", trial.differenceAtUs());
        }
    }

    private static ObjectNode behind(Behind behind) {
        ObjectNode node = Json.object();
        node.put("looked", behind.looked());
        node.put("met", behind.met());
        ObjectNode ranInto = node.putObject("ranInto");
        behind.ranInto().forEach(ranInto::put);
        node.put("nothing", behind.nothing());
        ArrayNode pairs = node.putArray("pairs");
        behind.pairs()
                .forEach(
                        (barrier, pair) ->
                                pairs.addObject()
                                        .put("barrier", barrier)
                                        .put("run", pair.run())
                                        .put("reached", pair.reached()));
        return node;
    }

    /** Each line with its trials by phase; a cell of 0 is not shown. */
    static ObjectNode matrix(ChallengeMatrix matrix) {
        ObjectNode node = Json.object();
        node.put("cells", matrix.cells());
        node.put("shown", matrix.shown());
        ArrayNode phases = node.putArray("phases");
        ChallengeMatrix.phases().forEach(phases::add);
        ArrayNode lines = node.putArray("lines");
        matrix.lines()
                .forEach(
                        (line, counts) -> {
                            ObjectNode row = lines.addObject();
                            row.put("attacker", line.attacker());
                            row.put("barrier", line.barrier());
                            row.put("target", line.target());
                            ArrayNode trials = row.putArray("trials");
                            ArrayNode reached = row.putArray("reached");
                            for (String phase : ChallengeMatrix.phases()) {
                                Count count = counts.getOrDefault(phase, new Count(0, 0));
                                trials.add(count.trials());
                                reached.add(count.reached());
                            }
                        });
        return node;
    }
}
