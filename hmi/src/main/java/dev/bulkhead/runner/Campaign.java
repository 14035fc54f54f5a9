package dev.bulkhead.runner;

import dev.bulkhead.campaign.CampaignPlan;
import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.campaign.FlipSpace;
import dev.bulkhead.campaign.Golden;
import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.campaign.Stratum;
import dev.bulkhead.campaign.Subject;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.campaign.UnreadFlips;
import dev.bulkhead.campaign.Watch;
import dev.bulkhead.document.Text;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.Behind;
import dev.bulkhead.report.CampaignPage.Told;
import dev.bulkhead.report.CampaignReport;
import dev.bulkhead.report.InjectJson;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.report.TrialPage.Chapter;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.CampaignStore.PlannedStratum;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.runner.CampaignOrder.EveryFlip;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Mechanisms.Off;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One campaign: what its order means, its healthy run, its plan, and the runs of its trials. */
public final class Campaign {
    private static final String HARMLESS = "harmless_flips";
    private static final int MOST_RUN_AGAIN = 300;
    private static final int MOST_IN_A_PAIR = 10;

    private final CampaignOrder order;
    private final CampaignProgress progress;
    private final CampaignSources files;
    private final LoadedSystem described;
    private final LoadedSystem system;
    private final Scenario scenario;
    private final Provenance provenance;
    private final SortedMap<String, String> identity;

    /**
     * Reads what the order names.
     *
     * @param version of the program
     * @throws dev.bulkhead.input.InputError for the first mistake
     */
    public Campaign(CampaignOrder order, String version, CampaignProgress progress) {
        this(order, version, progress, new CampaignSources.OfThisMachine());
    }

    private Campaign(
            CampaignOrder order, String version, CampaignProgress progress, CampaignSources files) {
        this.order = order;
        this.progress = progress;
        this.files = files;
        described =
                new SystemReader(files.of(Shipped.descriptions()), files::image)
                        .read("--system", order.system());
        order.off()
                .off()
                .forEach(each -> Mechanisms.check("--without", each, described.description()));
        system = described.under("--profile", order.profile());
        scenario =
                new ScenarioReader(files.of(Shipped.scenarios()))
                        .read("--scenario", order.scenario(), system.description());
        provenance = Provenance.of(version, described, scenario, order.seed());
        identity = CampaignIdentity.of(order, provenance);
    }

    /**
     * A campaign of another machine, read from what came of there.
     *
     * @param version of this program
     * @throws dev.bulkhead.input.InputError if it is not the same here
     */
    public static Campaign of(Shipment shipment, String version) {
        Campaign campaign =
                new Campaign(
                        CampaignOrder.Part.of(shipment.order(), "campaign").whole(),
                        version,
                        CampaignProgress.NONE,
                        new CampaignSources.Shipped(shipment.cargo()));
        shipment.check(campaign.identity);
        return campaign;
    }

    public CampaignOrder order() {
        return order;
    }

    public Scenario scenario() {
        return scenario;
    }

    /**
     * Refuses results of another campaign.
     *
     * @throws dev.bulkhead.input.InputError that names what differs
     */
    public void checkIsIn(CampaignStore store) {
        CampaignIdentity.check(store.folder(), store.campaign(), identity);
    }

    /** A folder for its results that is not taken. */
    public Path newFolder(Path results) {
        String name = "campaign-%s-%d".formatted(scenario.name(), order.seed());
        Path folder = results.resolve(name);
        for (int i = 2; CampaignStore.isIn(folder); i++) {
            folder = results.resolve(name + "-" + i);
        }
        return folder;
    }

    /** Makes the healthy run, and draws the trials for it. */
    public Planned planned() {
        checkFits(Runtime.getRuntime().maxMemory());
        Golden golden = golden();
        if (order.everyFlip().isEmpty()) {
            progress.does(order.profile(), "drawing %,d faults".formatted(order.faults()));
            CampaignPlan plan = CampaignPlan.of(golden, order.plan());
            progress.clear();
            return new Planned(golden, plan.strata(), plan.trials(), "", OptionalLong.empty());
        }
        EveryFlip flips = order.everyFlip().get();
        checkPartition(flips, golden);
        progress.does(order.profile(), "recording each access of " + flips.partition());
        FlipSpace.Enumeration all =
                FlipSpace.of(
                        golden,
                        flips.partition(),
                        flips.from(),
                        order.span(),
                        order.faults(),
                        order.seed());
        progress.clear();
        if (all.trials().isEmpty()) {
            throw new InputError(
                    "--faults",
                    "one cycle of %s has more than %d classes of equal flips"
                            .formatted(flips.partition(), order.faults()),
                    "allow more");
        }
        return new Planned(
                golden,
                List.of(FlipSpace.REGISTERS, FlipSpace.MEMORY),
                all.trials(),
                all.space().told(),
                OptionalLong.of(all.space().harmless()));
    }

    private Golden golden() {
        Watch watch = new WatchedRun(order.profile(), "healthy run", progress, Watch.NONE);
        Golden golden = Golden.dense(subject(order.off()), watch);
        progress.clear();
        return golden;
    }

    /**
     * Makes the healthy run, for trials that another machine drew.
     *
     * @param threads that will run some at once
     */
    public Rehearsed rehearsed(int threads) {
        return new Rehearsed(golden(), threads);
    }

    /** A campaign whose healthy run is made. Any number of threads may use it. */
    public final class Rehearsed {
        private final CampaignRunner.Setting setting;

        private Rehearsed(Golden golden, int threads) {
            setting = setting(golden, order.effort(), UnreadFlips.NONE, threads);
        }

        /**
         * Runs trials one after the other on the caller's thread.
         *
         * @throws CampaignRunner.TrialFailed if one broke the simulator
         */
        public List<TrialRow> run(List<PlannedTrial> trials) {
            return CampaignRunner.rows(setting, trials);
        }
    }

    private CampaignRunner.Setting setting(
            Golden golden, Effort effort, UnreadFlips unread, int threads) {
        return new CampaignRunner.Setting(
                golden,
                system.description(),
                order.span(),
                effort,
                unread,
                threads,
                Runtime.getRuntime().availableProcessors());
    }

    private void checkFits(long heapBytes) {
        int most = CampaignRunner.mostFaults(heapBytes);
        if (order.faults() > most) {
            throw new InputError(
                    "--faults",
                    "%d do not fit a heap of %d MB".formatted(order.faults(), heapBytes >> 20),
                    "allow at most %d, or give Java more by TWIN_JAVA_OPTS=-Xmx4g".formatted(most));
        }
    }

    private void checkPartition(EveryFlip flips, Golden golden) {
        ProtectedDomain domain = ProtectedDomain.of(system.description());
        List<String> names =
                system.description().partitions().stream()
                        .map(Partition::name)
                        .filter(name -> !domain.names().contains(name))
                        .toList();
        if (!names.contains(flips.partition())) {
            throw new InputError(
                    "--every-flip",
                    Text.quote(flips.partition()) + " is no partition outside the protected set",
                    Text.remedyFor(flips.partition(), names));
        }
        if (flips.from().compareTo(golden.end()) >= 0) {
            throw new InputError(
                    "--every-flip",
                    "%s is after the scenario's end at %s".formatted(flips.from(), golden.end()),
                    "name a time before it");
        }
    }

    /** A campaign of which it is known what is to be run. */
    public final class Planned {
        private Golden golden;
        private final List<Stratum> strata;
        private final List<PlannedTrial> trials;
        private final String space;
        private final OptionalLong harmless;

        private Planned(
                Golden golden,
                List<Stratum> strata,
                List<PlannedTrial> trials,
                String space,
                OptionalLong harmless) {
            this.golden = golden;
            this.strata = strata;
            this.trials = trials;
            this.space = space;
            this.harmless = harmless;
        }

        /** What an enumeration covers, for a person; empty if faults are drawn. */
        public String space() {
            return space;
        }

        /**
         * An empty place for its results.
         *
         * @throws dev.bulkhead.input.InputError if there are results already
         */
        public CampaignStore store(Path folder) {
            SortedMap<String, String> kept = CampaignIdentity.withBasis(identity);
            kept.put("space", space);
            harmless.ifPresent(flips -> kept.put(HARMLESS, Long.toString(flips)));
            return CampaignStore.create(folder, kept, strata());
        }

        /** Its strata, and how many trials each has. */
        List<PlannedStratum> strata() {
            SortedMap<String, Long> counts = new TreeMap<>();
            trials.forEach(trial -> counts.merge(trial.stratum(), 1L, Long::sum));
            return strata.stream()
                    .map(
                            it ->
                                    new PlannedStratum(
                                            it.name(),
                                            it.what(),
                                            it.draw().name(),
                                            counts.getOrDefault(it.name(), 0L)))
                    .toList();
        }

        /** How long the healthy run took in simulated time. */
        SimTime healthy() {
            return golden.end();
        }

        /** Runs the trials of which there is no result. */
        public CampaignRunner.End runMissing(CampaignStore store, int threads) {
            return runMissing(store.done(), store::add, threads);
        }

        /**
         * Runs the trials that are not done.
         *
         * @param kept is given results as they come, by one thread
         */
        CampaignRunner.End runMissing(BitSet done, Consumer<List<TrialRow>> kept, int threads) {
            List<PlannedTrial> missing = missing(done);
            UnreadFlips unread = unread(missing);
            CampaignRunner.End end =
                    CampaignRunner.ofRows(
                                    setting(golden, order.effort(), unread, threads),
                                    counted(done, kept))
                            .run(missing);
            progress.clear();
            return end;
        }

        /**
         * As {@link #runMissing(CampaignStore, int)}, elsewhere. What need not be run is answered
         * here.
         */
        public CampaignRunner.End runMissing(CampaignStore store, Elsewhere elsewhere) {
            BitSet done = store.done();
            List<PlannedTrial> missing = missing(done);
            UnreadFlips unread = unread(missing);
            Map<Boolean, List<PlannedTrial>> byUnread =
                    missing.stream().collect(Collectors.partitioningBy(unread::has));
            Consumer<List<TrialRow>> kept = counted(done, store::add);
            CampaignRunner.End end =
                    CampaignRunner.ofRows(setting(golden, order.effort(), unread, 1), kept)
                            .run(byUnread.get(true));
            if (end == CampaignRunner.End.COMPLETE) {
                Shipment shipment = new Shipment(order.keys(), identity, files.cargo());
                end = elsewhere.run(shipment, byUnread.get(false), kept);
            }
            progress.clear();
            return end;
        }

        private List<PlannedTrial> missing(BitSet done) {
            return trials.stream().filter(trial -> !done.get(trial.index())).toList();
        }

        private Consumer<List<TrialRow>> counted(BitSet done, Consumer<List<TrialRow>> kept) {
            Count count = new Count(done.cardinality(), trials.size());
            return rows -> {
                kept.accept(rows);
                count.add(rows, progress);
            };
        }

        /**
         * Nothing more will be run: lets go of the healthy run, whose checkpoints take most of the
         * heap, so that faults can be told in full.
         */
        public void leave() {
            golden = null;
        }

        /** An enumeration has only flips that are read. */
        private UnreadFlips unread(List<PlannedTrial> missing) {
            if (order.everyFlip().isPresent()) {
                return UnreadFlips.NONE;
            }
            progress.does(order.profile(), "looking for flips that nothing reads");
            UnreadFlips unread = UnreadFlips.of(golden, order.span(), missing);
            progress.clear();
            return unread;
        }

        /**
         * Faults a second a core without early stop, by the first trials of the plan, which are a
         * fair sample of it.
         *
         * @param sample how many; 0 for none
         */
        public OptionalDouble fullRate(int sample, int threads) {
            List<PlannedTrial> first = trials.subList(0, Math.min(sample, trials.size()));
            Count count = new Count(0, first.size());
            CampaignRunner.ofRows(
                            setting(golden, Effort.FULL, UnreadFlips.NONE, threads),
                            rows -> count.add(rows, progress))
                    .run(first);
            progress.clear();
            return count.done() == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(count.done() / (count.coreMs() / 1e3));
        }
    }

    /**
     * If mechanisms were off and nothing was reached: runs some activated faults again with all on,
     * to see which of them these would have stopped, and what did instead; and some of those with
     * that off, too.
     */
    public Optional<Behind> behind(CampaignStore store, int threads) {
        List<Off> barriers = order.off().off().stream().filter(Behind::canTell).toList();
        if (barriers.isEmpty() || store.tally().all().verdict("REACHED") > 0) {
            return Optional.empty();
        }
        List<TrialRow> without = store.activated(MOST_RUN_AGAIN);
        if (without.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<TrialRow>> with =
                again(Mechanisms.ALL_ON, "all on", Effort.SHORTCUTS, without, threads);
        if (with.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, Behind.Pair> pairs = new TreeMap<>();
        for (var second : Behind.stopped(barriers, without, with.get()).entrySet()) {
            List<TrialRow> rows = second.getValue();
            Optional<List<TrialRow>> open =
                    again(
                            order.off().and(alone(second.getKey())),
                            second.getKey() + " off",
                            Effort.VERDICT_ONLY,
                            rows.subList(0, Math.min(MOST_IN_A_PAIR, rows.size())),
                            threads);
            if (open.isEmpty()) {
                return Optional.empty();
            }
            List<TrialRow> reached =
                    open.get().stream().filter(row -> row.verdict().equals("REACHED")).toList();
            pairs.put(second.getKey(), new Behind.Pair(open.get().size(), reached.size()));
        }
        return Optional.of(Behind.of(barriers, without, with.get(), pairs));
    }

    private static Mechanisms alone(String barrier) {
        return new Mechanisms(List.of(Mechanisms.parse("campaign", barrier)));
    }

    /**
     * Runs trials once more.
     *
     * @param off in these runs
     * @return their rows; empty if it was interrupted
     */
    private Optional<List<TrialRow>> again(
            Mechanisms off, String what, Effort effort, List<TrialRow> rows, int threads) {
        List<PlannedTrial> trials =
                rows.stream()
                        .map(
                                row ->
                                        new PlannedTrial(
                                                row.index(),
                                                row.stratum(),
                                                Phase.of(row.phase()),
                                                row.attacker(),
                                                faults(row),
                                                row.weight()))
                        .toList();
        Watch watch = new WatchedRun(order.profile(), "healthy run, " + what, progress, Watch.NONE);
        Golden golden = Golden.dense(subject(off), watch);
        List<TrialRow> run = new ArrayList<>();
        Count count = new Count(0, trials.size());
        CampaignRunner.End end =
                CampaignRunner.ofRows(
                                setting(golden, effort, UnreadFlips.NONE, threads),
                                some -> {
                                    run.addAll(some);
                                    count.add(some, progress);
                                })
                        .run(trials);
        progress.clear();
        return end == CampaignRunner.End.INTERRUPTED ? Optional.empty() : Optional.of(run);
    }

    private static List<Fault> faults(TrialRow row) {
        return Arrays.stream(row.faults().split(" "))
                .map(text -> Fault.parse("fault " + row.index(), text))
                .toList();
    }

    private Subject subject(Mechanisms off) {
        return new Subject(
                system,
                scenario,
                new Twin.Settings(off, order.seed(), order.profile()),
                files::hostile);
    }

    /** What the results come to. */
    public CampaignReport report(
            CampaignStore store, OptionalDouble fullRate, Optional<Behind> behind) {
        return CampaignReport.of(
                order.population(),
                order.line(),
                system,
                order.phases(),
                order.effort() == Effort.VERDICT_ONLY,
                store.campaign().getOrDefault("space", ""),
                harmless(store),
                provenance,
                store,
                fullRate,
                behind);
    }

    private static OptionalLong harmless(CampaignStore store) {
        String flips = store.campaign().get(HARMLESS);
        return flips == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(flips));
    }

    /**
     * Runs some trials once more, each with its healthy run, and both watched closely.
     *
     * @param rows of the results
     */
    public List<Told> told(List<TrialRow> rows) {
        List<Told> chapters = new ArrayList<>();
        for (TrialRow row : rows) {
            List<Fault> together = faults(row);
            TrialRunner.Outcome outcome =
                    new TrialRunner(closely(), together, progress).run(together, order.profile());
            chapters.add(
                    new Told(
                            row.index(),
                            new Chapter(
                                    new InjectJson(outcome.report()).object(),
                                    order.line().of(together),
                                    outcome.report().system(),
                                    outcome.golden(),
                                    outcome.faulty())));
        }
        progress.clear();
        return chapters;
    }

    private TrialRunner.Setting closely() {
        return new TrialRunner.Setting(
                described,
                files::hostile,
                scenario,
                order.off(),
                order.seed(),
                new Horizon.After(order.span()),
                Trial.Start.CHECKPOINT,
                true);
    }
}
