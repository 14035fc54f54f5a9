package dev.bulkhead.runner;

import dev.bulkhead.report.CampaignJson;
import dev.bulkhead.results.CampaignStore.PlannedStratum;
import dev.bulkhead.results.GrowingTally;
import dev.bulkhead.results.Tally;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.telemetry.Telemetry;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Tells of one campaign on {@code campaign/…}, all of it retained, so that who comes later sees the
 * same. What it holds and what it sends is bounded, however many faults there are.
 */
final class CampaignNews implements CampaignProgress {
    /** Verdicts of which each trial is told, not only their number. */
    static final List<String> TOLD = List.of("REACHED", "CONTRACT", "BOUNDED");

    /** Trials of a verdict that are told one by one: the first of the plan. */
    static final int MOST_TOLD = 100;

    private static final int MOST_CHARACTERS = 300;
    private static final double PS_PER_US = 1e6;

    private final Telemetry telemetry;
    private final CampaignOrder order;
    private final long betweenNs;
    private final BooleanSupplier stopped;
    private final long startNs = System.nanoTime();
    private final Map<String, Found> found = new TreeMap<>();
    private Optional<GrowingTally> tally = Optional.empty();
    private Stage stage = Stage.HEALTHY_RUN;
    private Optional<String> folder = Optional.empty();
    private OptionalDouble perSecond = OptionalDouble.empty();
    private String space = "";
    private long toldNs;
    private long done;
    private long total;
    private long reached;
    private long healthyPs;
    private double simulatedPs;

    /** How far it is. */
    enum Stage {
        HEALTHY_RUN,
        DRAWING,
        RUNNING,
        DONE,
        STOPPED,
        FAILED;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Ends the healthy run in its middle. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super(null, null, false, false);
        }
    }

    /** Trials of one verdict. */
    private static final class Found {
        private final TreeMap<Integer, TrialRow> first = new TreeMap<>();
        private long total;
        private boolean changed = true;

        void add(TrialRow trial) {
            total++;
            changed = true;
            first.put(trial.index(), trial);
            if (first.size() > MOST_TOLD) {
                first.pollLastEntry();
            }
        }
    }

    /**
     * @param betweenNs wall clock between two tellings
     * @param stopped whether the healthy run is to be given up
     */
    CampaignNews(
            Telemetry telemetry, CampaignOrder order, long betweenNs, BooleanSupplier stopped) {
        this.telemetry = telemetry;
        this.order = order;
        this.betweenNs = betweenNs;
        this.stopped = stopped;
        TOLD.forEach(verdict -> found.put(verdict, new Found()));
    }

    /** It begins: what was told of another is taken back. */
    void begins() {
        tellAll();
    }

    /**
     * It is known what is to be run.
     *
     * @param healthy how long the healthy run was
     * @param kept where results are kept
     */
    void planned(
            List<PlannedStratum> strata, SimTime healthy, String covered, Optional<String> kept) {
        tally = Optional.of(new GrowingTally(strata));
        total = strata.stream().mapToLong(PlannedStratum::planned).sum();
        simulatedPs = healthy.ps();
        space = covered;
        folder = kept;
        stage = Stage.RUNNING;
        tellAll();
    }

    /** Counts results; they are told by and by. */
    void came(List<TrialRow> rows) {
        for (TrialRow row : rows) {
            tally.orElseThrow().add(row);
            done++;
            reached += row.verdict().equals("REACHED") ? 1 : 0;
            simulatedPs += row.simulatedUs() * PS_PER_US;
            Found same = found.get(row.verdict());
            if (same != null) {
                same.add(row);
            }
        }
    }

    /** The last word of it. */
    void ended(Stage how) {
        stage = how;
        tellAll();
    }

    /** It broke. */
    void failed(String why) {
        stage = Stage.FAILED;
        tellFound();
        telemetry.lasting("campaign/progress", progress().put("error", cut(why)));
    }

    @Override
    public void isAt(long doneInAll, long ofAll, long reachedNow, double rate) {
        perSecond = OptionalDouble.of(rate);
        if (isDue()) {
            tellAll();
        }
    }

    @Override
    public void runs(String profile, String what, Twin twin) {
        if (stopped.getAsBoolean()) {
            throw new Stopped();
        }
        healthyPs = twin.now().ps();
        if (isDue()) {
            tellProgress();
        }
    }

    @Override
    public void does(String profile, String what) {}

    @Override
    public void clear() {
        if (stage == Stage.HEALTHY_RUN) {
            stage = Stage.DRAWING;
            tellProgress();
        }
    }

    private boolean isDue() {
        return System.nanoTime() - toldNs >= betweenNs;
    }

    /** The stage last: who has read of the end has all that it came to. */
    private void tellAll() {
        tellFound();
        ObjectNode counts = at().setAll(CampaignJson.counts(current()));
        telemetry.lasting("campaign/tally", counts);
        tellProgress();
    }

    private Tally current() {
        return tally.map(GrowingTally::tally).orElseGet(() -> new Tally(List.of(), List.of(), 0));
    }

    private void tellProgress() {
        toldNs = System.nanoTime();
        telemetry.lasting("campaign/progress", progress());
    }

    private ObjectNode progress() {
        ObjectNode node = at();
        node.put("stage", stage.label());
        node.put("population", order.population().label());
        node.put("faults", order.faults());
        node.put("seed", order.seed());
        node.put("scenario", order.scenario());
        node.put("profile", order.profile());
        ArrayNode off = node.putArray("without");
        order.off().labels().forEach(off::add);
        node.put("done", done);
        node.put("total", total);
        node.put("reached", reached);
        node.put("elapsedS", (System.nanoTime() - startNs) / 1e9);
        if (stage == Stage.RUNNING && perSecond.isPresent() && perSecond.getAsDouble() > 0) {
            node.put("perSecond", perSecond.getAsDouble());
            node.put("remainingS", (total - done) / perSecond.getAsDouble());
        }
        if (stage == Stage.HEALTHY_RUN) {
            node.put("healthyS", healthyPs / 1e12);
        }
        folder.ifPresent(name -> node.put("results", name));
        if (!space.isEmpty()) {
            node.put("space", space);
        }
        return node;
    }

    private ObjectNode at() {
        return Telemetry.at((long) (stage == Stage.HEALTHY_RUN ? healthyPs : simulatedPs));
    }

    private void tellFound() {
        found.forEach(
                (verdict, trials) -> {
                    if (trials.changed) {
                        trials.changed = false;
                        telemetry.lasting("campaign/found/" + verdict, told(verdict, trials));
                    }
                });
    }

    private ObjectNode told(String verdict, Found trials) {
        ObjectNode node = at().put("verdict", verdict).put("total", trials.total);
        ArrayNode array = node.putArray("trials");
        for (TrialRow row : new ArrayList<>(trials.first.values())) {
            ObjectNode trial = array.addObject();
            trial.put("index", row.index());
            trial.put("stratum", row.stratum());
            trial.put("attacker", row.attacker());
            trial.put("phase", row.phase());
            trial.put("fault", row.faults());
            trial.put("command", order.line().ofTexts(List.of(row.faults().split(" "))));
            trial.put("latent", row.latent());
            row.firstDifference().ifPresent(text -> trial.put("firstDifference", cut(text)));
        }
        return node;
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
