package dev.bulkhead.cli;

import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.Subject;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.FaultCatalogue;
import dev.bulkhead.fault.FaultReader;
import dev.bulkhead.fault.FaultReader.Listed;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.Basis;
import dev.bulkhead.report.Figures;
import dev.bulkhead.report.InjectJson;
import dev.bulkhead.report.InjectLine;
import dev.bulkhead.report.Json;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.report.TrialPage;
import dev.bulkhead.report.TrialPage.Chapter;
import dev.bulkhead.runner.TrialRunner;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.time.SimTime;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Injects a fault, compares the run with a healthy one, and says what of it reached the brakes. */
@Command(
        name = "inject",
        description = "One fault, a golden and a faulty run, and the verdict.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A fault is TARGET:KIND[=ARGUMENT][@WHEN]; --list explains each kind with what it",
            "would hit, docs/faults.md has the grammar. @FILE.yaml reads faults from a file.",
            "Several faults act together in one run. With no fault: a tour of five.",
            "",
            "Exit status: 0 contained, 1 reached, 2 a mistake in the input, 3 nothing activated.",
            "The tour: 0 if every verdict is what it says, else 1.",
            "",
            "Example: ./twin inject infotainment:wild-store=braking@2s --html result.html",
        })
final class InjectCommand implements Callable<Integer> {
    private static final String SCENARIO = InjectLine.SCENARIO;
    private static final String TOUR_SCENARIO = "full-stop-dry";
    private static final int NOT_AS_TOLD = 1;

    @Parameters(
            arity = "0..*",
            paramLabel = "FAULT",
            description = "What is to go wrong, or @FILE.yaml with a list of it.")
    private List<String> faults = List.of();

    @Option(names = "--list", description = "Explain each kind of fault, and what it would hit.")
    private boolean list;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description =
                    "Name or file of a scenario; default "
                            + SCENARIO
                            + ", the tour's "
                            + TOUR_SCENARIO
                            + ".")
    private String scenarioName;

    @Mixin private SystemOptions systemOptions;

    @Option(
            names = "--horizon",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Compare so long after the injection; default: to the scenario's end.")
    private SimTime span;

    @Option(
            names = "--from-reset",
            description = "Run the fault from power-on, not from a snapshot: the same verdict.")
    private boolean fromReset;

    @Mixin private JsonOption json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write both timelines, the car and the evidence as one HTML file.")
    private String html;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Images images = Images.create();
        LoadedSystem system = systemOptions.read(images);
        if (list) {
            return list(system);
        }
        boolean tour = faults.isEmpty();
        if (tour && systemOptions.namedProfile().isPresent()) {
            throw new InputError(
                    "--profile",
                    "the tour goes through the kernel profiles itself",
                    "name a fault, or leave the option out");
        }
        Scenario scenario =
                new ScenarioReader(Shipped.scenarios())
                        .read("--scenario", scenarioName(tour), system.description());
        TrialRunner.Setting setting =
                new TrialRunner.Setting(
                        system,
                        images::hostile,
                        scenario,
                        systemOptions.mechanisms(),
                        systemOptions.seed(),
                        Optional.ofNullable(span)
                                .<Horizon>map(Horizon.After::new)
                                .orElseGet(Horizon.EndOfScenario::new),
                        fromReset ? Trial.Start.POWER_ON : Trial.Start.CHECKPOINT,
                        !tour || json.isAsked() || html != null);
        String hosted = systemOptions.profile();
        List<Listed> parsed = parsed();
        checkNames(setting, hosted, parsed);
        try (NewFile page = html == null ? null : NewFile.at("--html", html);
                NewFile object = json.apartFrom(page)) {
            Result result = tour ? tour(setting) : trial(setting, hosted, parsed);
            json.write(object, spec.commandLine().getOut(), Json.text(result.json()));
            if (page != null) {
                write(page, TrialPage.of(result.title(), result.chapters(), provenance(setting)));
            }
            return result.status();
        }
    }

    private String scenarioName(boolean tour) {
        if (scenarioName != null) {
            return scenarioName;
        }
        return tour ? TOUR_SCENARIO : SCENARIO;
    }

    private static void write(NewFile file, String text) throws IOException {
        file.stream().write(text.getBytes(StandardCharsets.UTF_8));
        file.keep();
    }

    private int list(LoadedSystem system) throws IOException {
        FaultList kinds = FaultList.of(system.description().name(), new FaultCatalogue(system));
        PrintWriter out = spec.commandLine().getOut();
        if (html != null) {
            throw new InputError("--html", "--list has no page", "leave one of them out");
        }
        if (!json.isAsked()) {
            kinds.lines().forEach(out::println);
        }
        try (NewFile object = json.open()) {
            json.write(object, out, Json.text(kinds.toJson()));
        }
        out.flush();
        return 0;
    }

    private List<Listed> parsed() {
        List<Listed> parsed = new ArrayList<>();
        for (String text : faults) {
            if (text.startsWith("@")) {
                parsed.addAll(new FaultReader().read(DiskFile.of(text.substring(1))));
            } else {
                parsed.add(new Listed(Fault.parse("FAULT", text), "FAULT"));
            }
        }
        return parsed;
    }

    /** Finds a name that the system does not have before the first long run. */
    private static void checkNames(
            TrialRunner.Setting setting, String profile, List<Listed> parsed) {
        Subject healthy = setting.subject(profile);
        parsed.forEach(each -> healthy.check(each.fault(), each.place()));
    }

    /** What a call came to. */
    private record Result(String title, ObjectNode json, List<Chapter> chapters, int status) {}

    private Result trial(TrialRunner.Setting setting, String hosted, List<Listed> parsed) {
        List<Fault> together = parsed.stream().map(Listed::fault).toList();
        StatusLine status = new StatusLine(spec);
        TrialRunner.Outcome outcome =
                new TrialRunner(setting, together, status).run(together, hosted);
        ObjectNode object = new InjectJson(outcome.report()).object();
        String command = command(outcome.report().trial().faults(), hosted, setting);
        object.put("command", command);
        putBasis(object, setting);
        PrintWriter out = spec.commandLine().getOut();
        if (!json.isPrinted()) {
            outcome.report().lines(Ansi.AUTO).forEach(out::println);
        }
        out.flush();
        return new Result(
                "", object, List.of(chapter(object, command, outcome)), outcome.report().status());
    }

    private Result tour(TrialRunner.Setting setting) {
        List<Tour.Leg> legs = Tour.of(setting.system().description());
        StatusLine status = new StatusLine(spec);
        TrialRunner runner =
                new TrialRunner(setting, legs.stream().map(Tour.Leg::fault).toList(), status);
        ObjectNode root = Json.object();
        root.put("scenario", setting.scenario().name());
        ArrayNode trials = root.putArray("trials");
        List<Chapter> chapters = new ArrayList<>();
        say(Tour.opening(setting.scenario().name()));
        int asTold = 0;
        Fault last = null;
        for (Tour.Leg leg : legs) {
            TrialRunner.Outcome outcome = runner.run(List.of(leg.fault()), leg.profile());
            String command = command(List.of(leg.fault()), leg.profile(), setting);
            say(Tour.lines(leg, outcome.report(), command, !leg.fault().equals(last)));
            last = leg.fault();
            ObjectNode object = new InjectJson(outcome.report()).object();
            boolean as = leg.asExpected(outcome.report().trial());
            object.put("command", command);
            object.put("expected", Figures.words(leg.expected()));
            object.put("asExpected", as);
            trials.add(object);
            chapters.add(chapter(object, command, outcome));
            asTold += as ? 1 : 0;
        }
        boolean all = asTold == legs.size();
        root.put("asExpected", all);
        putBasis(root, setting);
        say(List.of("", "%d of %d as the tour says.".formatted(asTold, legs.size())));
        return new Result(
                "Five faults, two kernels: what reaches the brakes",
                root,
                chapters,
                all ? 0 : NOT_AS_TOLD);
    }

    private void say(List<String> lines) {
        if (!json.isPrinted()) {
            PrintWriter out = spec.commandLine().getOut();
            lines.forEach(out::println);
            out.flush();
        }
    }

    private static Chapter chapter(ObjectNode object, String command, TrialRunner.Outcome outcome) {
        return new Chapter(
                object, command, outcome.report().system(), outcome.golden(), outcome.faulty());
    }

    private void putBasis(ObjectNode object, TrialRunner.Setting setting) {
        object.putObject("named")
                .put("system", systemOptions.name())
                .put("scenario", scenarioName(faults.isEmpty()));
        Basis.putInto(object, provenance(setting));
    }

    private static Provenance provenance(TrialRunner.Setting setting) {
        return Provenance.of(
                Version.number(), setting.system(), setting.scenario(), setting.seed());
    }

    /** The command that repeats a trial. */
    private String command(List<Fault> together, String hosted, TrialRunner.Setting setting) {
        return new InjectLine(
                        systemOptions.name(),
                        scenarioName(faults.isEmpty()),
                        hosted,
                        setting.off().labels(),
                        Optional.ofNullable(span),
                        systemOptions.seed())
                .of(together);
    }
}
