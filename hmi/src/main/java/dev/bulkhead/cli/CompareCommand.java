package dev.bulkhead.cli;

import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.Comparison;
import dev.bulkhead.report.ComparisonJson;
import dev.bulkhead.report.ComparisonPage;
import dev.bulkhead.report.ComparisonText;
import dev.bulkhead.report.Json;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.runner.CampaignProgress;
import dev.bulkhead.runner.ComparisonRun;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Runs the same faults under each kernel profile, and says what isolation buys and costs. */
@Command(
        name = "compare",
        description = "The same faults under each kernel: what isolation buys and what it costs.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "One plan of faults, drawn for the microkernel, is run under each kernel",
            "profile of the description, each fault beside the healthy run there, to the",
            "scenario's end where they differ. On top stands one bad read in one driver.",
            "docs/compare.md explains each row.",
            "",
            "Exit status: 1 if a fault reached the protected set under the microkernel,",
            "2 a mistake in the input, 3 nothing activated or interrupted, else 0.",
            "",
            "Example: ./twin compare --faults 200 --html compare.html",
        })
final class CompareCommand implements Callable<Integer> {
    private static final String SCENARIO = "loaded";
    private static final long PATIENCE_S = 15;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many to draw; default ${DEFAULT-VALUE}.")
    private int faults;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Names the random streams; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = SCENARIO,
            description = "Name or file of a scenario; default ${DEFAULT-VALUE}.")
    private String scenarioName;

    @Option(
            names = "--system",
            paramLabel = "FILE",
            defaultValue = Shipped.REFERENCE,
            description = "System description; default ${DEFAULT-VALUE}.")
    private String systemName;

    @Option(
            names = "--without",
            paramLabel = "NAME[=WHAT]",
            split = ",",
            converter = MechanismConverter.class,
            completionCandidates = MechanismNames.class,
            description = "Switch mechanisms off in all runs: ${COMPLETION-CANDIDATES}.")
    private List<Mechanisms.Off> off = List.of();

    @Option(
            names = "--span",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "Compare so long after a fault acted; default: to the scenario's end. One that"
                            + " differs then still goes to the end.")
    private SimTime span;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Run so many at once; default: one a core. No result depends on it.")
    private Integer threads;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - for standard output instead of the text.")
    private String json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the result with plots as one HTML file.")
    private String html;

    @Spec private CommandSpec spec;

    /** What is said if Ctrl-C ends the work. */
    private volatile String lastWords =
            "compare: interrupted before the first fault; nothing is kept";

    @Override
    public Integer call() throws IOException {
        atLeastOne("--faults", faults);
        atLeastOne("--threads", threads == null ? 1 : threads);
        Images images = Images.create();
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), images).read("--system", systemName);
        off.forEach(each -> Mechanisms.check("--without", each, system.description()));
        Scenario scenario =
                new ScenarioReader(Shipped.scenarios())
                        .read("--scenario", scenarioName, system.description());
        ComparisonRun.Setting setting =
                new ComparisonRun.Setting(
                        system,
                        images::hostile,
                        scenario,
                        new ComparisonRun.Setting.Named(systemName, scenarioName),
                        new Mechanisms(off),
                        seed,
                        faults,
                        Optional.ofNullable(span),
                        threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        ComparisonRun run = new ComparisonRun(setting, new Interruptible(new StatusLine(spec)));
        try (Interruption interruption =
                        new Interruption(spec.commandLine().getErr(), () -> lastWords, PATIENCE_S);
                CampaignFiles files = CampaignFiles.of(outputs())) {
            return interruption.during(
                    () -> {
                        Optional<Comparison> comparison =
                                comparison(run, provenance(system, scenario));
                        if (comparison.isEmpty() || interruption.requested()) {
                            return Interruption.NO_ANSWER;
                        }
                        write(comparison.get(), files);
                        return comparison.get().status();
                    },
                    files);
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new InputError(option, value + " is below 1", "write at least 1");
        }
    }

    private SortedMap<String, String> outputs() {
        SortedMap<String, String> outputs = new TreeMap<>();
        if (json != null) {
            outputs.put("--json", json);
        }
        if (html != null) {
            outputs.put("--html", html);
        }
        return outputs;
    }

    private Provenance provenance(LoadedSystem system, Scenario scenario) {
        return Provenance.of(Version.number(), system, scenario, seed);
    }

    /** Empty if the user ended it. */
    private Optional<Comparison> comparison(ComparisonRun run, Provenance provenance) {
        try {
            return run.run(provenance);
        } catch (Interrupted _) {
            return Optional.empty();
        } finally {
            lastWords = "compare: interrupted " + run.done() + "; nothing is kept";
        }
    }

    private void write(Comparison comparison, CampaignFiles files) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if ("-".equals(json)) {
            out.print(Json.text(ComparisonJson.of(comparison)));
        } else {
            ComparisonText.lines(comparison, Ansi.AUTO).forEach(out::println);
        }
        out.flush();
        if (files.has("--json")) {
            files.write("--json", Json.text(ComparisonJson.of(comparison)));
        }
        if (files.has("--html")) {
            files.write("--html", ComparisonPage.of(comparison));
        }
    }

    /** Ends a run that nothing else ends. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Interrupted() {
            super("interrupted");
        }
    }

    /** Shows progress, and gives up if the user asked for it. */
    private record Interruptible(CampaignProgress shown) implements CampaignProgress {
        @Override
        public void runs(String profile, String what, Twin twin) {
            if (Thread.currentThread().isInterrupted()) {
                throw new Interrupted();
            }
            shown.runs(profile, what, twin);
        }

        @Override
        public void does(String profile, String what) {
            shown.does(profile, what);
        }

        @Override
        public void isAt(long done, long total, long reached, double perSecond) {
            shown.isAt(done, total, reached, perSecond);
        }

        @Override
        public void clear() {
            shown.clear();
        }
    }
}
