package dev.bulkhead.cli;

import dev.bulkhead.board.display.Display;
import dev.bulkhead.can.BusLevel;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.report.Json;
import dev.bulkhead.runner.Pace;
import dev.bulkhead.runner.PrintedLines;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.telemetry.ScreenPicture;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Runs one scenario to its end and judges its checks. */
@Command(
        name = "run",
        description = "Runs one scenario to its end: table, checks, exit status.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Scenarios that ship: full-stop-ice (the default), full-stop-dry, loaded,",
            "infotainment-crash, split-friction, stop-and-go; cruise runs on any system. A name",
            "with a dot or a slash is a file.",
            "",
            "Exit status: 0 all checks passed, 1 one failed, 2 a mistake in the input,",
            "3 interrupted.",
            "",
            "Example: ./twin run full-stop-dry --pace 1 --screenshot nav.png",
        })
final class RunCommand implements Callable<Integer> {
    private static final int CHECK_FAILED = 1;

    /** Virtual time between two looks at the wall clock. */
    private static final SimTime CHUNK = SimTime.ofMs(20);

    private static final String INTERRUPTED =
            "run: interrupted, so there is no result; let it end, or shorten it by --for";
    private static final long PATIENCE_S = 3;

    @Mixin private ScenarioParameter scenarioParameter;

    @Mixin private SystemOptions systemOptions;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "End after that much simulated time at the latest, such as 2.5s.")
    private SimTime limit;

    @Option(
            names = "--bus-level",
            paramLabel = "frame|bit",
            defaultValue = "frame",
            converter = BusLevelConverter.class,
            description =
                    "Model the CAN buses by whole frames, or by bits; the trace is the same as long"
                            + " as nothing disturbs a wire.")
    private BusLevel busLevel;

    @Option(
            names = "--pace",
            paramLabel = "FACTOR",
            converter = PaceConverter.class,
            description =
                    "Simulated seconds a second; 1 is real time. Default: as fast as it goes.")
    private Double pace;

    @Option(
            names = "--snapshot-at",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Also continue from a snapshot taken then, and compare the traces.")
    private SimTime snapshotAt;

    @Option(
            names = "--interpret",
            description =
                    "Translate no machine code: the same run, slower; for checking the"
                            + " translation.")
    private boolean interpret;

    @Option(
            names = "--screenshot",
            paramLabel = "FILE.png",
            description = "Write what the display shows at the end.")
    private String screenshot;

    @Option(
            names = "--console",
            paramLabel = "PARTITION",
            split = ",",
            description = "Print what these partitions write to their consoles.")
    private List<String> consoles = List.of();

    @Mixin private JsonOption json;

    @Option(
            names = "--replay",
            paramLabel = "JOURNAL",
            description =
                    "Play a live session again from its journal; exit status 1 if its trace is"
                            + " not the same.")
    private String replay;

    @Option(
            names = "--costs",
            description = "Print what kernel operations cost, with sources, and run nothing.")
    private boolean costs;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (costs) {
            PrintWriter out = spec.commandLine().getOut();
            for (KernelCosts.Row row : KernelCosts.DEFAULTS.rows()) {
                out.printf("%-26s %5d  %s%n", row.operation(), row.cycles(), row.source());
            }
            out.flush();
            return 0;
        }
        if (replay != null) {
            if (spec.commandLine().getParseResult().matchedArgs().size() > 1) {
                throw new InputError(
                        "--replay",
                        "the journal says itself what to run",
                        "leave everything else out");
            }
            return new ReplayRun(spec.commandLine().getOut(), spec.commandLine().getErr())
                    .of(replay);
        }
        LoadedSystem system =
                systemOptions.read(Images.create()).under("--profile", systemOptions.profile());
        Scenario scenario = scenarioParameter.read(system);
        Twin.Settings settings = systemOptions.settings(busLevel);
        checkSnapshotTime(scenario);
        try (Interruption interruption =
                        new Interruption(
                                spec.commandLine().getErr(), () -> INTERRUPTED, PATIENCE_S);
                NewFile picture =
                        screenshot == null ? null : NewFile.at("--screenshot", screenshot);
                NewFile object = json.apartFrom(picture)) {
            return interruption.during(
                    () -> run(system, scenario, settings, picture, object, interruption),
                    picture,
                    object);
        }
    }

    private int run(
            LoadedSystem system,
            Scenario scenario,
            Twin.Settings settings,
            NewFile picture,
            NewFile object,
            Interruption interruption)
            throws IOException {
        Twin twin = new Twin(system, scenario, settings, _ -> {});
        if (interpret) {
            twin.ecu().hart().interpretOnly();
        }
        if (picture != null && twin.ecu().display().isEmpty()) {
            throw new InputError(
                    "--screenshot", "the system has no display", "leave the option out");
        }
        StatusLine status = new StatusLine(spec);
        listen(twin, status);
        long startNs = System.nanoTime();
        Optional<Snapshot> snapshot = drive(twin, scenario, status, interruption);
        if (interruption.requested()) {
            return Interruption.NO_ANSWER;
        }
        double wallS = (System.nanoTime() - startNs) / 1e9;
        RunReport report =
                new RunReport(
                        scenario,
                        twin.mechanisms(),
                        settings.seed(),
                        settings.profile(),
                        RunResult.of(twin),
                        twin.ended(),
                        wallS,
                        snapshot.map(taken -> continued(system, settings, twin, taken)));
        show(report);
        if (picture != null) {
            Display display = twin.ecu().display().orElseThrow();
            ScreenPicture.write(display.panel(), picture.stream());
            picture.keep();
        }
        json.write(object, spec.commandLine().getOut(), Json.text(report.toJson()));
        return report.passed() ? 0 : CHECK_FAILED;
    }

    private void checkSnapshotTime(Scenario scenario) {
        SimTime end = limit == null ? scenario.duration() : limit;
        if (snapshotAt != null && snapshotAt.compareTo(end) >= 0) {
            throw new InputError(
                    "--snapshot-at",
                    snapshotAt + " is not before the end at " + end,
                    "name an earlier time");
        }
    }

    private void listen(Twin twin, StatusLine status) {
        List<Partition> partitions = twin.system().partitions();
        Set<String> known = new TreeSet<>(partitions.stream().map(Partition::name).toList());
        for (String name : consoles) {
            if (!known.contains(name)) {
                throw new InputError(
                        "--console",
                        "no partition " + Text.quote(name),
                        "name one of " + String.join(", ", known));
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        Consumer<String> out =
                line -> {
                    status.clear();
                    err.println(line);
                };
        for (int i = 0; i < partitions.size(); i++) {
            if (consoles.contains(partitions.get(i).name())) {
                String name = partitions.get(i).name();
                PrintedLines lines = new PrintedLines((text, _) -> out.accept(name + "| " + text));
                twin.ecu().onConsole(i, lines::write);
            }
        }
    }

    /**
     * Runs the twin to its end, or until interrupted; returns the snapshot if one was asked for.
     */
    private Optional<Snapshot> drive(
            Twin twin, Scenario scenario, StatusLine status, Interruption interruption) {
        SimTime end = end(scenario);
        Pace clock = new Pace(pace == null ? OptionalDouble.empty() : OptionalDouble.of(pace));
        Snapshot snapshot = null;
        SimTime next = CHUNK;
        while (!twin.ended() && twin.now().compareTo(end) < 0 && !interruption.requested()) {
            SimTime until = min(next, end);
            boolean pauses = snapshotAt != null && snapshot == null;
            if (pauses && snapshotAt.compareTo(until) <= 0) {
                twin.runUntil(snapshotAt);
                snapshot = twin.snapshot();
                continue;
            }
            twin.runUntil(until);
            next = until.plus(CHUNK);
            status.show(twin);
            clock.waitUntil(twin.now());
        }
        status.clear();
        return Optional.ofNullable(snapshot);
    }

    private SimTime end(Scenario scenario) {
        return limit == null ? scenario.duration() : min(limit, scenario.duration());
    }

    private static SimTime min(SimTime a, SimTime b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Whether a new twin that goes on from the snapshot ends with the same trace and state. */
    private RunReport.Continued continued(
            LoadedSystem system, Twin.Settings settings, Twin unbroken, Snapshot snapshot) {
        Twin other = new Twin(system, unbroken.scenario(), settings, _ -> {});
        other.restore(snapshot);
        other.runUntil(end(unbroken.scenario()));
        boolean equal =
                other.trace().hash().equals(unbroken.trace().hash())
                        && other.snapshot().firstDifference(unbroken.snapshot()).isEmpty();
        return new RunReport.Continued(snapshotAt, equal);
    }

    private void show(RunReport report) {
        if (!json.isPrinted()) {
            PrintWriter out = spec.commandLine().getOut();
            report.lines().forEach(out::println);
            out.flush();
        }
    }
}
