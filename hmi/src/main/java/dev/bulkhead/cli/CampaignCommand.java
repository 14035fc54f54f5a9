package dev.bulkhead.cli;

import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.Population;
import dev.bulkhead.campaign.StratumWeight;
import dev.bulkhead.cluster.HostPort;
import dev.bulkhead.cluster.Submitter;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.Behind;
import dev.bulkhead.report.CampaignJson;
import dev.bulkhead.report.CampaignJunit;
import dev.bulkhead.report.CampaignPage;
import dev.bulkhead.report.CampaignReport;
import dev.bulkhead.report.CampaignText;
import dev.bulkhead.report.Json;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.Tally;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.runner.Campaign;
import dev.bulkhead.runner.CampaignOrder;
import dev.bulkhead.runner.CampaignReader;
import dev.bulkhead.runner.CampaignRunner;
import dev.bulkhead.runner.Elsewhere;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.time.SimTime;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
            "2 a mistake in the input, 3 nothing was challenged, nothing ran into what is off, or",
            "interrupted.",
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
            names = "--every-flip",
            paramLabel = "PARTITION[@TIME]",
            converter = EveryFlipConverter.class,
            description =
                    "Instead of a sample each flip of a bit of its registers and memory, in the"
                            + " longest stretch from TIME on (default 2s) that has at most N"
                            + " classes of equal ones.")
    private CampaignOrder.EveryFlip everyFlip;

    @Option(
            names = "--strata",
            paramLabel = "NAME[=WEIGHT]",
            split = ",",
            converter = StratumConverter.class,
            description =
                    "Draw of these strata only, of each in proportion to its weight, or to its"
                            + " usual share; default all but wires, every-attack and"
                            + " every-control-bit.")
    private List<StratumWeight> strata;

    @Option(
            names = "--phases",
            paramLabel = "NAME",
            split = ",",
            converter = PhaseConverter.class,
            description =
                    "Draw only what begins in these: boot, cruise, brake-onset, braking,"
                            + " abs-active, standstill, or restart of another partition, which is a"
                            + " second fault; default all.")
    private List<Phase> phases;

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
            names = "--cluster",
            paramLabel = "HOST:PORT[,…]",
            description =
                    "Run them on the cluster of ./twin worker processes of which these are some;"
                            + " default: in this process, without a network.")
    private String workers;

    @Mixin private ClusterOptions cluster;

    @Option(
            names = "--rate-sample",
            paramLabel = "N",
            defaultValue = "10",
            description = "Also run N of them without early stop, for the rate; default 10.")
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
            names = "--only-report",
            description = "With --resume: run nothing more, and report what there is.")
    private boolean onlyReport;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - for standard output instead of the text.")
    private String json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the result, all faults and some of them in full as one HTML file.")
    private String html;

    @Option(
            names = "--told",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "So many faults, REACHED, BOUNDED, CONTRACT and held by a barrier, are run once"
                            + " more and told in full in the HTML; default 10.")
    private int told;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the result as JUnit XML.")
    private String junit;

    @Option(names = "--parquet", paramLabel = "FILE", description = "Write all trials as Parquet.")
    private String parquet;

    @Spec private CommandSpec spec;

    /** Where the faults are run if not in this process. */
    private Optional<Elsewhere> elsewhere = Optional.empty();

    /** What is said if Ctrl-C ends the work. */
    private volatile String lastWords =
            "campaign: interrupted before the first fault, so nothing is kept";

    @Override
    public Integer call() throws IOException {
        checkNumbers();
        CampaignOrder.Part said = options();
        if (file != null) {
            said = said.or(new CampaignReader().read(DiskFile.of(file)));
        }
        try (Interruption interruption =
                        new Interruption(spec.commandLine().getErr(), () -> lastWords, PATIENCE_S);
                CampaignFiles files = CampaignFiles.of(outputs())) {
            CampaignOrder.Part order = said;
            return interruption.during(() -> somewhere(order, files, interruption), files);
        }
    }

    /** A cluster is sought first, so that a mistake in its address costs no healthy run. */
    private int somewhere(CampaignOrder.Part said, CampaignFiles files, Interruption interruption)
            throws IOException {
        if (workers == null || onlyReport) {
            return work(said, files, interruption);
        }
        try (Submitter submitter = submitter()) {
            elsewhere = Optional.of(submitter);
            return work(said, files, interruption);
        }
    }

    private int work(CampaignOrder.Part said, CampaignFiles files, Interruption interruption)
            throws IOException {
        if (resume == null) {
            return begin(campaign(said.whole()), files, interruption);
        }
        try (CampaignStore store = CampaignStore.open(resumed())) {
            String place = Text.plain(store.folder().toString());
            CampaignOrder.Part before = CampaignOrder.Part.of(store.campaign(), place);
            Campaign campaign = campaign(said.or(before).whole());
            campaign.checkIsIn(store);
            if (onlyReport) {
                return report(campaign, OptionalDouble.empty(), Optional.empty(), store, files);
            }
            return goOn(campaign, campaign.planned(), store, files, interruption);
        }
    }

    private Campaign campaign(CampaignOrder order) {
        return new Campaign(order, Version.number(), new StatusLine(spec));
    }

    private int begin(Campaign campaign, CampaignFiles files, Interruption interruption)
            throws IOException {
        Path folder =
                results == null
                        ? campaign.newFolder(Path.of("results"))
                        : path("--results", results);
        CampaignStore.checkFree(folder);
        Campaign.Planned planned = campaign.planned();
        if (interruption.requested()) {
            return Interruption.NO_ANSWER;
        }
        try (CampaignStore store = planned.store(folder)) {
            return goOn(campaign, planned, store, files, interruption);
        }
    }

    private int goOn(
            Campaign campaign,
            Campaign.Planned planned,
            CampaignStore store,
            CampaignFiles files,
            Interruption interruption)
            throws IOException {
        String again = "go on with ./twin campaign --resume " + store.folder();
        lastWords = "campaign: interrupted, and what was done is kept; " + again;
        int atOnce = threads();
        if (!planned.space().isEmpty() && !"-".equals(json)) {
            spec.commandLine().getOut().println(planned.space());
            spec.commandLine().getOut().flush();
        }
        CampaignRunner.End end =
                elsewhere.isPresent()
                        ? planned.runMissing(store, elsewhere.get())
                        : planned.runMissing(store, atOnce);
        if (end == CampaignRunner.End.INTERRUPTED || interruption.requested()) {
            boolean _ = Thread.interrupted(); // what is done is told without hurry
            tell(campaign.report(store, OptionalDouble.empty(), Optional.empty()), store);
            Tally.Stratum all = store.tally().all();
            lastWords =
                    "campaign: interrupted after %,d of %,d faults, %,d REACHED; %s"
                            .formatted(all.done(), all.planned(), all.verdict("REACHED"), again);
            return Interruption.NO_ANSWER;
        }
        OptionalDouble fullRate = planned.fullRate(rateSample, atOnce);
        planned.leave();
        return report(campaign, fullRate, campaign.behind(store, atOnce), store, files);
    }

    private Submitter submitter() {
        PrintWriter err = spec.commandLine().getErr();
        return Submitter.connect(
                HostPort.list("--cluster", workers),
                cluster.secret(),
                line -> {
                    err.println("campaign: " + line);
                    err.flush();
                });
    }

    private int threads() {
        Runtime host = Runtime.getRuntime();
        int most = CampaignRunner.mostThreads(host.maxMemory());
        if (threads == null && host.availableProcessors() > most) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "campaign: %d of %d cores at work, as no more fit the heap;"
                                    + " TWIN_JAVA_OPTS=-Xmx2g gives Java more%n",
                            most, host.availableProcessors());
        }
        return threads != null ? threads : Math.min(most, host.availableProcessors());
    }

    private void tell(CampaignReport report, CampaignStore store) {
        PrintWriter out = spec.commandLine().getOut();
        if ("-".equals(json)) {
            out.print(Json.text(CampaignJson.of(report, store)));
        } else {
            CampaignText.lines(report, Ansi.AUTO).forEach(out::println);
        }
        out.flush();
    }

    /** Tells what is in the results and writes it wherever it was asked for; the exit status. */
    private int report(
            Campaign campaign,
            OptionalDouble fullRate,
            Optional<Behind> behind,
            CampaignStore store,
            CampaignFiles files)
            throws IOException {
        CampaignReport report = campaign.report(store, fullRate, behind);
        tell(report, store);
        if (files.has("--json")) {
            files.write("--json", Json.text(CampaignJson.of(report, store)));
        }
        if (files.has("--junit")) {
            StringWriter text = new StringWriter();
            CampaignJunit.write(report, store, text);
            files.write("--junit", text.toString());
        }
        if (files.has("--parquet")) {
            store.parquet(files.at("--parquet").written());
            files.at("--parquet").keep();
        }
        if (files.has("--html")) {
            List<TrialRow> worth = CampaignPage.worthTelling(store, told);
            files.write("--html", CampaignPage.of(report, store, campaign.told(worth)));
        }
        return report.status();
    }

    private void checkNumbers() {
        atLeastOne("--faults", faults);
        atLeastOne("--threads", threads);
        long heap = Runtime.getRuntime().maxMemory();
        int most = CampaignRunner.mostThreads(heap);
        if (threads != null && threads > most) {
            throw new InputError(
                    "--threads",
                    "%d do not fit a heap of %d MB".formatted(threads, heap >> 20),
                    "write at most " + most + ", or give Java more by TWIN_JAVA_OPTS=-Xmx2g");
        }
        if (workers != null) {
            var _ = HostPort.list("--cluster", workers);
            var _ = cluster.secret();
        }
        if (workers != null && threads != null) {
            throw new InputError(
                    "--threads", "workers have their own", "give it to ./twin worker instead");
        }
        if (workers == null && cluster.hasKey()) {
            throw new InputError(
                    "--key", "there is no cluster to share it with", "name one by --cluster");
        }
        if (onlyReport && resume == null) {
            throw new InputError(
                    "--only-report", "there are no results yet", "name some with --resume DIR");
        }
        notNegative("--rate-sample", rateSample);
        notNegative("--told", told);
    }

    private static void notNegative(String option, int value) {
        if (value < 0) {
            throw new InputError(option, value + " is below 0", "write 0 or more");
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
                Optional.ofNullable(everyFlip),
                Optional.ofNullable(strata),
                Optional.ofNullable(phases),
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
        if (html != null) {
            outputs.put("--html", html);
        }
        if (junit != null) {
            outputs.put("--junit", junit);
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
}
