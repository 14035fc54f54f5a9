package dev.bulkhead.cli;

import dev.bulkhead.campaign.CampaignPlan;
import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.campaign.Golden;
import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.campaign.Population;
import dev.bulkhead.campaign.Subject;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.CampaignJson;
import dev.bulkhead.report.CampaignReport;
import dev.bulkhead.report.CampaignText;
import dev.bulkhead.report.InjectLine;
import dev.bulkhead.report.Json;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.CampaignStore.PlannedStratum;
import dev.bulkhead.runner.CampaignIdentity;
import dev.bulkhead.runner.CampaignOrder;
import dev.bulkhead.runner.CampaignReader;
import dev.bulkhead.runner.CampaignRunner;
import dev.bulkhead.runner.HealthyRun;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Injects many faults, one a run, and says what of them reached the brakes. */
@Command(
        name = "campaign",
        description = "Many faults: how many were challenged, how many reached the brakes.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "FILE says the same as the options, which go before it; docs/campaigns.md has both.",
            "Results go into DIR as they come; Ctrl-C keeps them and --resume goes on.",
            "",
            "Exit status: 0 contained, 1 a fault of population a reached the protected set,",
            "2 a mistake in the input, 3 nothing was challenged, or interrupted.",
            "",
            "Example: ./twin campaign --faults 500 --without pmp --html campaign.html",
        })
final class CampaignCommand implements Callable<Integer> {
    private static final String SAME = "";
    private static final long PATIENCE_S = 15;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A campaign as a document.")
    private String file;

    @Option(
            names = "--population",
            paramLabel = "a|b|c",
            converter = PopulationConverter.class,
            description =
                    "Faults of partitions outside the protected set, of what all share, or in the"
                            + " protected set; default a.")
    private Population population;

    @Option(
            names = "--faults",
            paramLabel = "N",
            description = "How many to draw; default " + CampaignOrder.FAULTS + ".")
    private Integer faults;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Names the random streams; default 1.")
    private Long seed;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "Name or file of a scenario; default " + CampaignOrder.SCENARIO + ".")
    private String scenario;

    @Option(
            names = "--system",
            paramLabel = "FILE",
            description = "System description; default " + Shipped.REFERENCE + ".")
    private String system;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Kernel profile of the description; default microkernel.")
    private String profile;

    @Option(
            names = "--without",
            paramLabel = "NAME[=WHAT]",
            split = ",",
            converter = MechanismConverter.class,
            completionCandidates = MechanismNames.class,
            description = "Switch mechanisms off in all runs: ${COMPLETION-CANDIDATES}.")
    private List<Mechanisms.Off> off;

    @Option(
            names = "--span",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Watch each fault so long after it acted; default 1s.")
    private SimTime span;

    @Option(
            names = "--verdict-only",
            description = "End a run at REACHED: faster, and the car's safety is not judged.")
    private boolean verdictOnly;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Run so many at once; default: one a core. No result depends on it.")
    private Integer threads;

    @Option(
            names = "--rate-sample",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also run N of them without early stop, for the rate; default 0.")
    private int rateSample;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "A new folder for the results; default: one in results/.")
    private String results;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            arity = "0..1",
            fallbackValue = SAME,
            description = "Go on with the campaign in DIR; without DIR with the one in --results.")
    private String resume;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - for standard output instead of the text.")
    private String json;

    @Option(names = "--parquet", paramLabel = "FILE", description = "Write all trials as Parquet.")
    private String parquet;

    @Spec private CommandSpec spec;

    private volatile String said =
            "campaign: interrupted before the first fault, so nothing is kept";

    @Override
    public Integer call() throws IOException {
        checkNumbers();
        CampaignOrder.Part options = options();
        CampaignOrder.Part document =
                file == null
                        ? CampaignOrder.Part.NONE
                        : new CampaignReader().read(DiskFile.of(file));
        try (Interruption interruption =
                        new Interruption(spec.commandLine().getErr(), () -> said, PATIENCE_S);
                CampaignFiles files = CampaignFiles.of(outputs())) {
            if (resume == null) {
                return begin(options.or(document).whole(), files, interruption);
            }
            try (CampaignStore store = CampaignStore.open(resumed())) {
                SortedMap<String, String> kept = store.campaign();
                CampaignOrder.Part before =
                        CampaignOrder.Part.of(kept, Text.plain(store.folder().toString()));
                Campaign campaign = new Campaign(options.or(document).or(before).whole());
                CampaignIdentity.check(store.folder(), kept, campaign.identity);
                return campaign.goOn(store, campaign.plan(), files, interruption);
            }
        }
    }

    private int begin(CampaignOrder order, CampaignFiles files, Interruption interruption)
            throws IOException {
        Campaign campaign = new Campaign(order);
        Path folder = results == null ? newFolder(campaign) : path("--results", results);
        CampaignStore.checkFree(folder);
        CampaignPlan plan = campaign.plan();
        if (interruption.requested()) {
            return Interruption.NO_ANSWER;
        }
        try (CampaignStore store =
                CampaignStore.create(
                        folder, CampaignIdentity.withBasis(campaign.identity), planned(plan))) {
            return campaign.goOn(store, plan, files, interruption);
        }
    }

    private static List<PlannedStratum> planned(CampaignPlan plan) {
        SortedMap<String, Long> trials = new TreeMap<>();
        plan.trials().forEach(trial -> trials.merge(trial.stratum(), 1L, Long::sum));
        return plan.strata().stream()
                .map(
                        stratum ->
                                new PlannedStratum(
                                        stratum.name(),
                                        stratum.what(),
                                        stratum.draw().name(),
                                        trials.getOrDefault(stratum.name(), 0L)))
                .toList();
    }

    private void checkNumbers() {
        atLeastOne("--faults", faults);
        atLeastOne("--threads", threads);
        if (rateSample < 0) {
            throw new InputError("--rate-sample", rateSample + " is below 0", "write 0 or more");
        }
    }

    private static void atLeastOne(String option, Integer value) {
        if (value != null && value < 1) {
            throw new InputError(option, value + " is below 1", "write at least 1");
        }
    }

    private CampaignOrder.Part options() {
        return new CampaignOrder.Part(
                Optional.ofNullable(population),
                faults == null ? OptionalInt.empty() : OptionalInt.of(faults),
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                Optional.ofNullable(scenario),
                Optional.ofNullable(system),
                Optional.ofNullable(profile),
                Optional.ofNullable(off).map(Mechanisms::new),
                Optional.ofNullable(span),
                verdictOnly ? Optional.of(true) : Optional.empty());
    }

    private SortedMap<String, String> outputs() {
        SortedMap<String, String> outputs = new TreeMap<>();
        if (json != null) {
            outputs.put("--json", json);
        }
        if (parquet != null) {
            outputs.put("--parquet", parquet);
        }
        return outputs;
    }

    private Path resumed() {
        if (!resume.equals(SAME)) {
            return path("--resume", resume);
        }
        if (results == null) {
            throw new InputError(
                    "--resume", "names no folder", "name the one that holds the results");
        }
        return path("--results", results);
    }

    private static Path path(String option, String name) {
        try {
            if (!name.isBlank()) {
                return Path.of(name);
            }
        } catch (InvalidPathException _) {
            // as one that is blank
        }
        throw new InputError(option, Text.quote(name) + " is no folder", "name one");
    }

    /** One that is not taken. */
    private static Path newFolder(Campaign campaign) {
        String name = "campaign-%s-%d".formatted(campaign.scenario.name(), campaign.order.seed());
        Path folder = Path.of("results", name);
        for (int i = 2; CampaignStore.isIn(folder); i++) {
            folder = Path.of("results", name + "-" + i);
        }
        return folder;
    }

    /** What an order means, and the work on it. */
    private final class Campaign {
        private final CampaignOrder order;
        private final LoadedSystem loaded;
        private final Scenario scenario;
        private final Subject subject;
        private final Provenance provenance;
        private final SortedMap<String, String> identity;
        private final StatusLine status = new StatusLine(spec);
        private Golden golden;

        Campaign(CampaignOrder order) {
            this.order = order;
            Images images = Images.create();
            LoadedSystem described =
                    new SystemReader(Shipped.descriptions(), images)
                            .read("--system", order.system());
            order.off()
                    .off()
                    .forEach(each -> Mechanisms.check("--without", each, described.description()));
            loaded = described.under("--profile", order.profile());
            scenario =
                    new ScenarioReader(Shipped.scenarios())
                            .read("--scenario", order.scenario(), loaded.description());
            subject =
                    new Subject(
                            loaded,
                            scenario,
                            new dev.bulkhead.twin.Twin.Settings(
                                    order.off(), order.seed(), order.profile()),
                            images::hostile);
            provenance = Provenance.of(Version.number(), described, scenario, order.seed());
            identity = CampaignIdentity.of(order, provenance);
        }

        CampaignPlan plan() {
            golden = Golden.dense(subject, HealthyRun.watched(order.profile(), status));
            status.clear();
            return CampaignPlan.of(golden, order.plan());
        }

        int goOn(
                CampaignStore store,
                CampaignPlan plan,
                CampaignFiles files,
                Interruption interruption)
                throws IOException {
            CampaignRunner.End end = runMissing(store, plan.trials());
            status.clear();
            if (end == CampaignRunner.End.INTERRUPTED || interruption.requested()) {
                said = interrupted(store);
                return Interruption.NO_ANSWER;
            }
            OptionalDouble fullRate = fullRate(plan.trials());
            status.clear();
            CampaignReport report =
                    CampaignReport.of(
                            order.population(),
                            new InjectLine(
                                    order.system(),
                                    order.scenario(),
                                    order.profile(),
                                    order.off().labels(),
                                    Optional.of(order.span()),
                                    order.seed()),
                            loaded,
                            order.effort() == Effort.VERDICT_ONLY,
                            provenance,
                            store,
                            fullRate);
            write(report, store, files);
            return report.status();
        }

        private CampaignRunner.End runMissing(CampaignStore store, List<PlannedTrial> trials) {
            BitSet done = store.done();
            List<PlannedTrial> missing =
                    trials.stream().filter(trial -> !done.get(trial.index())).toList();
            said = "campaign: interrupted, and what was done is kept; go on with " + again(store);
            Count count = new Count(done.cardinality(), trials.size());
            return new CampaignRunner(
                            setting(order.effort()),
                            rows -> {
                                store.add(rows);
                                count.add(rows, status);
                            })
                    .run(missing);
        }

        private CampaignRunner.Setting setting(Effort effort) {
            int cores = Runtime.getRuntime().availableProcessors();
            return new CampaignRunner.Setting(
                    golden,
                    loaded.description(),
                    order.span(),
                    effort,
                    threads == null ? cores : threads,
                    cores);
        }

        /** Of the first trials of the plan, which are a fair sample of it. */
        private OptionalDouble fullRate(List<PlannedTrial> trials) {
            if (rateSample == 0) {
                return OptionalDouble.empty();
            }
            List<PlannedTrial> sample = trials.subList(0, Math.min(rateSample, trials.size()));
            Count count = new Count(0, sample.size());
            new CampaignRunner(setting(Effort.FULL), rows -> count.add(rows, status)).run(sample);
            return OptionalDouble.of(count.done() / (count.coreMs() / 1e3));
        }

        private String interrupted(CampaignStore store) {
            var all = store.tally().all();
            return "campaign: interrupted after %,d of %,d faults, %,d REACHED; go on with %s"
                    .formatted(all.done(), all.planned(), all.verdict("REACHED"), again(store));
        }

        private String again(CampaignStore store) {
            return "./twin campaign --resume " + store.folder();
        }

        private void write(CampaignReport report, CampaignStore store, CampaignFiles files)
                throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            if ("-".equals(json)) {
                out.print(Json.text(CampaignJson.of(report, store)));
            } else {
                CampaignText.lines(report, Ansi.AUTO).forEach(out::println);
            }
            out.flush();
            if (files.has("--json")) {
                files.write("--json", Json.text(CampaignJson.of(report, store)));
            }
            if (files.has("--parquet")) {
                store.parquet(files.at("--parquet").written());
                files.at("--parquet").keep();
            }
        }
    }
}
