package dev.bulkhead.runner;

import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.report.Basis;
import dev.bulkhead.report.InjectJson;
import dev.bulkhead.report.InjectLine;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.report.TrialPage.Chapter;
import dev.bulkhead.report.TrialTimeline;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.telemetry.Telemetry;
import dev.bulkhead.twin.Twin;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One trial under one kernel profile, told on {@code experiment/<profile>/…}. */
final class ExperimentRun implements Progress {
    private final LivePlan plan;
    private final Telemetry telemetry;
    private final long betweenNs;
    private final BooleanSupplier cancelled;
    private long toldNs;
    private long simulatedPs;
    private String fault = "";
    private double ofS;

    /** Ends a trial in its middle. */
    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cancelled() {
            super(null, null, false, false);
        }
    }

    /**
     * @param betweenNs wall clock between two tellings of progress
     * @param cancelled whether to give up
     */
    ExperimentRun(LivePlan plan, Telemetry telemetry, long betweenNs, BooleanSupplier cancelled) {
        this.plan = plan;
        this.telemetry = telemetry;
        this.betweenNs = betweenNs;
        this.cancelled = cancelled;
        toldNs = System.nanoTime() - betweenNs;
    }

    /** What the runs of an experiment share. */
    static TrialRunner.Setting setting(LivePlan plan, Scenario scenario) {
        return new TrialRunner.Setting(
                plan.system(),
                plan.hostile(),
                scenario,
                plan.settings().off(),
                plan.settings().seed(),
                new Horizon.EndOfScenario(),
                Trial.Start.CHECKPOINT,
                true);
    }

    void conduct(Fault injected, String profile, String scenarioName, Scenario scenario) {
        fault = injected.text();
        ofS = scenario.duration().seconds();
        try {
            List<Fault> faults = List.of(injected);
            TrialRunner.Outcome outcome =
                    new TrialRunner(setting(plan, scenario), faults, this).run(faults, profile);
            ObjectNode result = result(outcome, profile, scenarioName);
            Chapter chapter =
                    new Chapter(
                            result,
                            result.path("command").asString(),
                            outcome.report().system(),
                            outcome.golden(),
                            outcome.faulty());
            long horizonPs = outcome.report().trial().horizon().ps();
            ObjectNode timeline = told(horizonPs, profile, scenarioName);
            timeline.setAll(TrialTimeline.of(chapter));
            telemetry.lasting(topic(profile, "timeline"), timeline);
            ObjectNode verdict = verdict(horizonPs, result, profile, scenarioName);
            telemetry.lasting("isolation/verdict", verdict.deepCopy());
            verdict.set("result", result);
            telemetry.lasting(topic(profile, "verdict"), verdict);
            tell(profile, "done");
        } catch (Cancelled _) {
            tell(profile, "cancelled");
        } catch (
                RuntimeException e) { // our own mistake: who waits for the verdict must learn of it
            tell(profile, "failed");
            throw e;
        }
    }

    private ObjectNode told(long atPs, String profile, String scenarioName) {
        return Telemetry.at(atPs)
                .put("fault", fault)
                .put("profile", profile)
                .put("scenario", scenarioName);
    }

    private ObjectNode verdict(long atPs, ObjectNode result, String profile, String scenarioName) {
        ObjectNode verdict = told(atPs, profile, scenarioName);
        for (String key : List.of("activated", "verdict", "sentence", "firstDifference", "chain")) {
            verdict.set(key, result.get(key).deepCopy());
        }
        return verdict;
    }

    /** As {@code ./twin inject --json} writes it. */
    private ObjectNode result(TrialRunner.Outcome outcome, String profile, String scenarioName) {
        ObjectNode result = new InjectJson(outcome.report()).object();
        result.put(
                "command",
                new InjectLine(
                                plan.systemName(),
                                scenarioName,
                                profile,
                                plan.settings().off().labels(),
                                Optional.empty(),
                                plan.settings().seed())
                        .of(outcome.report().trial().faults()));
        result.set(
                "provenance",
                Provenance.of(
                                plan.productVersion(),
                                plan.system(),
                                outcome.report().scenario(),
                                plan.settings().seed())
                        .toJson());
        ArrayNode assumptions = result.putArray("assumptions");
        Basis.assumptions().forEach(assumptions::add);
        return result;
    }

    private static String topic(String profile, String what) {
        return "experiment/" + profile + "/" + what;
    }

    @Override
    public void runs(String profile, String what, Twin twin) {
        mayGoOn();
        simulatedPs = twin.now().ps();
        if (System.nanoTime() - toldNs >= betweenNs) {
            tell(profile, what);
        }
    }

    @Override
    public void does(String profile, String what) {
        mayGoOn();
        tell(profile, what);
    }

    @Override
    public void clear() {
        mayGoOn();
    }

    private void mayGoOn() {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
    }

    private void tell(String profile, String stage) {
        toldNs = System.nanoTime();
        telemetry.event(
                topic(profile, "progress"),
                Telemetry.at(simulatedPs)
                        .put("fault", fault)
                        .put("stage", stage)
                        .put("simulatedS", simulatedPs / 1e12)
                        .put("ofS", ofS));
    }
}
