package dev.bulkhead.cli;

import dev.bulkhead.campaign.Explanation;
import dev.bulkhead.campaign.Golden;
import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.campaign.Subject;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
            "A fault is TARGET:KIND[=ARGUMENT][@WHEN]; docs/faults.md and --list have the kinds.",
            "Several faults act together in one run.",
            "",
            "Exit status: 0 contained, 1 reached, 2 a mistake in the input, 3 nothing activated.",
            "",
            "Example: ./twin inject infotainment:wild-store=braking@2s",
        })
final class InjectCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "FAULT", description = "What is to go wrong.")
    private List<String> faults = List.of();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "full-stop-ice",
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
            description = "Switch mechanisms off in both runs: ${COMPLETION-CANDIDATES}.")
    private List<Mechanisms.Off> off = List.of();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = KernelProfile.MICROKERNEL,
            description =
                    "Kernel profile of the description that hosts both runs; default"
                            + " ${DEFAULT-VALUE}.")
    private String profile;

    @Option(
            names = "--horizon",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Compare so long after the injection; default: to the scenario's end.")
    private SimTime span;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Names the random streams; default 1.")
    private long seed;

    @Option(
            names = "--from-reset",
            description = "Run the fault from power-on, not from a snapshot: the same verdict.")
    private boolean fromReset;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - for standard output instead of the text.")
    private String json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Images images = Images.create();
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), images)
                        .read("--system", systemName)
                        .under("--profile", profile);
        Scenario scenario =
                new ScenarioReader(Shipped.scenarios())
                        .read("--scenario", scenarioName, system.description());
        List<Fault> parsed = faults.stream().map(text -> Fault.parse("FAULT", text)).toList();
        Twin.Settings settings = new Twin.Settings(new Mechanisms(off), seed, profile);
        try (NewFile object =
                json == null || json.equals("-") ? null : NewFile.at("--json", json)) {
<<<<<<< HEAD
            Golden golden = Golden.run(new Subject(system, scenario, settings, images::hostile));
=======
            Golden golden = Golden.run(new Subject(system, scenario, settings));
            Trial.Start start = fromReset ? Trial.Start.POWER_ON : Trial.Start.CHECKPOINT;
>>>>>>> main
            Trial trial =
                    Trial.run(
                            golden,
                            parsed,
                            Optional.ofNullable(span)
                                    .<Horizon>map(Horizon.After::new)
                                    .orElseGet(Horizon.EndOfScenario::new),
                            start);
            InjectReport report =
                    new InjectReport(
                            system.description(),
                            scenario,
                            profile,
                            new Mechanisms(off).labels(),
                            ProtectedDomain.of(system.description()).names(),
                            trial,
                            Explanation.of(golden, trial, start).links());
            show(report);
            if (object != null) {
                object.stream().write(report.toJson().getBytes(StandardCharsets.UTF_8));
                object.keep();
            }
            return report.status();
        }
    }

    private void show(InjectReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if ("-".equals(json)) {
            out.print(report.toJson());
        } else {
            report.lines().forEach(out::println);
        }
        out.flush();
    }
}
