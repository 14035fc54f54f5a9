package dev.bulkhead.report;

import dev.bulkhead.campaign.Outage;
import dev.bulkhead.report.ComparedTrial.Hosting;
import dev.bulkhead.report.ProfileColumn.Share;
import dev.bulkhead.report.ProfileColumn.Spread;
import dev.bulkhead.time.SimTime;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The result of {@code ./twin compare} as one object, see docs/results.md. */
public final class ComparisonJson {
    private static final List<String> VERDICTS =
            List.of("IDENTICAL", "BOUNDED", "CONTRACT", "REACHED", "NOT_ACTIVATED");

    private ComparisonJson() {}

    public static ObjectNode of(Comparison comparison) {
        ObjectNode root = Json.object();
        InjectLine line = comparison.line();
        root.put("seed", line.seed());
        root.put("scenario", line.scenario());
        root.put("system", line.system());
        ArrayNode off = root.putArray("without");
        line.without().forEach(off::add);
        comparison
                .span()
                .map(SimTime::seconds)
                .ifPresentOrElse(span -> root.put("spanS", span), () -> root.putNull("spanS"));
        root.put("faults", comparison.faults());
        root.put("answer", comparison.answer());
        comparison
                .story()
                .ifPresentOrElse(
                        story -> putStory(root.putObject("story"), story, comparison),
                        () -> root.putNull("story"));
        ObjectNode profiles = root.putObject("profiles");
        for (ProfileColumn column : comparison.columns()) {
            put(profiles.putObject(column.name()), column, line);
        }
        ArrayNode sources = root.putArray("costSources");
        CrossingCosts.rows()
                .forEach(
                        row ->
                                sources.addObject()
                                        .put("operation", row.operation())
                                        .put("cycles", row.cycles())
                                        .put("source", row.source()));
        BootConstants.rows(comparison.columns())
                .forEach(
                        (row, names) ->
                                sources.addObject()
                                        .put("operation", "boot constant of " + names)
                                        .put("ms", row.ms())
                                        .put("source", row.source()));
        Basis.putInto(root, comparison.provenance());
        return root;
    }

    private static void putStory(ObjectNode node, Comparison.Story story, Comparison comparison) {
        node.put("fault", story.fault().text());
        node.put("driver", story.driver());
        ArrayNode told = node.putArray("told");
        story.told().forEach(told::add);
        ArrayNode sources = node.putArray("sources");
        Comparison.Story.SOURCES.forEach(sources::add);
        ObjectNode profiles = node.putObject("profiles");
        for (ProfileColumn column : comparison.columns()) {
            StoryLeg leg = column.story().orElseThrow();
            ObjectNode each = profiles.putObject(column.name());
            each.put("hosting", label(leg.hosting()));
            each.put("verdict", leg.trial().verdict().label());
            ArrayNode happened = each.putArray("happened");
            leg.happened().forEach(happened::add);
            put(each, "outageMs", lastedMs(leg));
            each.put(
                    "ecuReset",
                    leg.trial().outages().stream().anyMatch(Outage.OfEcu.class::isInstance));
            each.put("brakeCommandsLost", leg.trial().commandsLost());
            put(each, "stoppingDistanceM", leg.trial().faulty().stoppingDistanceM());
            put(each, "goldenStoppingDistanceM", leg.trial().golden().stoppingDistanceM());
            each.put("command", leg.command());
        }
    }

    private static OptionalDouble lastedMs(StoryLeg leg) {
        return leg.outage()
                .filter(outage -> outage.lastedPs().isPresent())
                .map(outage -> OptionalDouble.of(outage.lastedPs().getAsLong() / 1e9))
                .orElseGet(OptionalDouble::empty);
    }

    private static void put(ObjectNode node, ProfileColumn column, InjectLine line) {
        ArrayNode kernel = node.putArray("kernel");
        column.inKernel().forEach(kernel::add);
        node.put("windows", column.windows());
        node.put("total", column.trials().size());
        ObjectNode counts = node.putObject("counts");
        VERDICTS.forEach(label -> counts.put(label, column.count(label)));
        put(node, column.reached());
        ObjectNode attackers = node.putObject("attackers");
        for (Hosting hosting : Hosting.values()) {
            put(attackers.putObject(label(hosting)), column.reached(hosting));
        }
        put(node, "recoveryMs", column.recoveries().medianMs());
        put(node.putObject("partitionOutages"), column.partitionOutages());
        ObjectNode resets = node.putObject("resets");
        resets.put("faults", column.trialsWithReset());
        put(resets, column.resets());
        resets.put("bootMs", column.bootMs());
        resets.put("bootConstantMs", column.bootConstantMs());
        put(resets, "largestMsConstantHalved", column.longestResetMs(0.5));
        put(resets, "largestMsConstantDoubled", column.longestResetMs(2));
        node.put("outOfService", column.trialsOutOfService());
        node.put("leftDown", column.trialsLeftDown());
        node.put("brakeCommandsLostWorst", column.mostCommandsLost());
        node.put("faultsWithLostBrakeCommands", column.trialsWithLostCommands());
        put(node, "goldenStoppingDistanceM", column.healthy().stoppingDistanceM());
        put(node, "worstStoppingDistanceM", column.worstStopM());
        node.put("faultsWithoutStop", column.trialsWithoutStop());
        put(node, column.costs());
        ObjectNode costs = node.putObject("costs");
        put(costs.putObject("userDriver"), CrossingCosts.USER);
        if (!column.inKernel().isEmpty()) {
            put(costs.putObject("kernelDriver"), CrossingCosts.KERNEL);
        }
        node.put("crossingCpuShare", column.healthy().crossingShare());
        node.put("idleCpuShare", column.healthy().idleShare());
        node.put("paddingShare", column.paddingShare());
        node.put("picturesPerS", column.picturesPerS());
        ArrayNode reached = node.putArray("reachedFaults");
        for (ComparedTrial trial : column.trials()) {
            if (trial.reached()) {
                reached.addObject()
                        .put("index", trial.index())
                        .put("fault", trial.faults())
                        .put("attacker", trial.attacker())
                        .put("hosting", label(trial.hosting()))
                        .put("inTimeAlone", trial.inTimeAlone())
                        .put(
                                "command",
                                line.under(column.name())
                                        .ofTexts(List.of(trial.faults().split(" "))));
            }
        }
    }

    private static void put(ObjectNode node, Share share) {
        node.put("activated", share.activated());
        node.put("reached", share.reached());
        node.put("reachedInTimeAlone", share.inTimeAlone());
    }

    private static void put(ObjectNode node, Spread spread) {
        node.put("count", spread.count());
        put(node, "medianMs", spread.medianMs());
        put(node, "largestMs", spread.largestMs());
    }

    private static void put(ObjectNode node, CrossingCosts costs) {
        node.put("callCycles", costs.call());
        node.put("replyCycles", costs.reply());
        node.put("notifyCycles", costs.notification());
        node.put("interruptCycles", costs.interrupt());
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }

    private static String label(Hosting hosting) {
        return hosting.name().toLowerCase(Locale.ROOT);
    }
}
