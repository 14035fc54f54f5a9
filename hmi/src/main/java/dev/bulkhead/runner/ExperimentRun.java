package dev.bulkhead.runner;

import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.report.Basis;
import dev.bulkhead.report.GrowingTimeline;
import dev.bulkhead.report.InjectJson;
import dev.bulkhead.report.InjectLine;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.report.TrialPage.Chapter;
import dev.bulkhead.report.TrialTimeline;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.telemetry.Telemetry;
import dev.bulkhead.twin.Twin;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One trial under one kernel profile, told on {@code experiment/<profile>/…}. */
final class ExperimentRun implements Progress {
    private final LivePlan plan;
    private final Telemetry telemetry;
    private final Asked asked;
    private final long betweenNs;
    private final BooleanSupplier cancelled;
    private final Runnable ended;
    private Optional<GrowingTimeline> growing = Optional.empty();
    private int pieces;
    private long toldNs;
    private long simulatedPs;

    /**
     * What it is about.
     *
     * @param scenarioName as the user named it
     */
    record Asked(Fault fault, String profile, String scenarioName, Scenario scenario) {}

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
     * @param ended called before its last message: who reads that one may ask for the next at once
     */
    ExperimentRun(
            LivePlan plan,
            Telemetry telemetry,
            Asked asked,
            long betweenNs,
            BooleanSupplier cancelled,
            Runnable ended) {
        this.plan = plan;
        this.telemetry = telemetry;
        this.asked = asked;
        this.betweenNs = betweenNs;
        this.cancelled = cancelled;
        this.ended = ended;
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

    void conduct() {
        try {
            List<Fault> faults = List.of(asked.fault());
            TrialRunner.Outcome outcome =
                    new TrialRunner(setting(plan, asked.scenario()), faults, this)
                            .runTogether(faults, asked.profile());
            ObjectNode result = result(outcome);
            Chapter chapter =
                    new Chapter(
                            result,
                            result.path("command").asString(),
                            outcome.report().system(),
                            outcome.golden(),
                            outcome.faulty());
            long horizonPs = outcome.report().trial().horizon().ps();
            ObjectNode timeline = told(horizonPs);
            timeline.setAll(TrialTimeline.of(chapter));
            telemetry.lasting(topic("timeline"), timeline);
            ObjectNode verdict = verdict(horizonPs, result);
            telemetry.lasting("isolation/verdict", verdict.deepCopy());
            verdict.set("result", result);
            telemetry.lasting(topic("verdict"), verdict);
            end("done");
        } catch (Cancelled _) {
            end("cancelled");
        } catch (
                RuntimeException e) { // our own mistake: who waits for the verdict must learn of it
            end("failed");
            throw e;
        }
    }

    private ObjectNode told(long atPs) {
        return Telemetry.at(atPs)
                .put("fault", asked.fault().text())
                .put("profile", asked.profile())
                .put("scenario", asked.scenarioName());
    }

    private ObjectNode verdict(long atPs, ObjectNode result) {
        ObjectNode verdict = told(atPs);
        for (String key : List.of("activated", "verdict", "sentence", "firstDifference", "chain")) {
            verdict.set(key, result.get(key).deepCopy());
        }
        return verdict;
    }

    /** As {@code ./twin inject --json} writes it. */
    private ObjectNode result(TrialRunner.Outcome outcome) {
        ObjectNode result = new InjectJson(outcome.report()).object();
        result.put(
                "command",
                new InjectLine(
                                plan.systemName(),
                                asked.scenarioName(),
                                asked.profile(),
                                plan.settings().off().labels(),
                                Optional.empty(),
                                plan.settings().seed())
                        .of(outcome.report().trial().faults()));
        Basis.putInto(
                result,
                Provenance.of(
                        plan.productVersion(),
                        plan.system(),
                        outcome.report().scenario(),
                        plan.settings().seed()));
        return result;
    }

    private String topic(String what) {
        return "experiment/" + asked.profile() + "/" + what;
    }

    @Override
    public void grows(String profile, GrowingTimeline timeline) {
        growing = Optional.of(timeline);
    }

    @Override
    public void runs(String profile, String what, Twin twin) {
        mayGoOn();
        simulatedPs = twin.now().ps();
        if (System.nanoTime() - toldNs >= betweenNs) {
            tell(what);
            growing.ifPresent(this::tellPiece);
        }
    }

    @Override
    public void does(String profile, String what) {
        mayGoOn();
        growing.ifPresent(
                timeline -> {
                    do {
                        tellPiece(timeline);
                    } while (timeline.hasMore());
                });
        growing = Optional.empty();
        tell(what);
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

    private void tellPiece(GrowingTimeline timeline) {
        ObjectNode piece = told(simulatedPs).put("piece", pieces++);
        piece.setAll(timeline.next());
        telemetry.event(topic("growth"), piece);
    }

    private void end(String stage) {
        ended.run();
        tell(stage);
    }

    private void tell(String stage) {
        toldNs = System.nanoTime();
        telemetry.event(
                topic("progress"),
                Telemetry.at(simulatedPs)
                        .put("fault", asked.fault().text())
                        .put("stage", stage)
                        .put("simulatedS", simulatedPs / 1e12)
                        .put("ofS", asked.scenario().duration().seconds()));
    }
}
