package dev.bulkhead.cli;

import dev.bulkhead.bench.EngineBench;
import dev.bulkhead.bench.EngineSpeed;
import dev.bulkhead.bench.HartBench;
import dev.bulkhead.bench.HartSpeed;
import dev.bulkhead.bench.HostFacts;
import dev.bulkhead.bench.Mosquitto;
import dev.bulkhead.bench.MqttBench;
import dev.bulkhead.bench.MqttSpeed;
import dev.bulkhead.bench.PythonCan;
import dev.bulkhead.bench.Qemu;
import dev.bulkhead.bench.ScenarioSpeed;
import dev.bulkhead.bench.TimedProcess;
import dev.bulkhead.bench.TrafficBench;
import dev.bulkhead.bench.TrafficSpeed;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.Json;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Measures the product's own speed. */
@Command(
        name = "bench",
        description = "Measures the product's own speed on this machine.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "hart  programs on the bare board, PMP and cycle counting on, beside QEMU on the",
            "      same ELF file, taking turns; QEMU's start is subtracted. MIPS are million",
            "      instructions a second.",
            "run   the default scenario beside real time.",
            "mqtt  messages a second to 1 and to 50 subscribers on loopback and their latency at",
            "      500 a second, beside Mosquitto with the same subscribers, taking turns; and",
            "      what ten subscribers of everything cost the twin.",
            "bus   frames a second of a full bus at frame and at bit level; dbc: signals decoded;",
            "      logs: frames written and read in each form; by processor time, beside",
            "      python-can where python3 has it.",
            "start seconds until twin --version has ended; fork: how soon a twin stands where",
            "      another stood, and what such a moment takes; campaign: single flips of",
            "      registers and memory a second, on one thread and on one a core.",
            "",
            "Exit status: 0 measured, 1 a program printed another checksum than on QEMU,",
            "2 a mistake in the input.",
            "",
            "Example: ./twin bench hart --runs 5 --json -",
        })
final class BenchCommand implements Callable<Integer> {
    private static final int ANSWERS_DIFFER = 1;
    private static final int MOST_RUNS = 99;
    private static final String FORKED = "loaded";
    private static final int MOST_FAULTS = 100_000;
    private static final double LEAST_SECONDS = 0.05;
    private static final double MOST_SECONDS = 300;
    private static final Duration SCENARIO_LIMIT = Duration.ofMinutes(10);

    /** What can be measured. */
    enum Subject {
        hart,
        run,
        mqtt,
        bus,
        dbc,
        logs,
        start,
        fork,
        campaign
    }

    @Parameters(
            arity = "0..*",
            paramLabel = "SUBJECT",
            description = "What to measure: ${COMPLETION-CANDIDATES}; default all.")
    private List<Subject> subjects = List.of(Subject.values());

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "How often each is measured; the median counts. Default ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long one run of hart or mqtt takes about; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "300",
            description = "Faults of a run of campaign; default ${DEFAULT-VALUE}.")
    private int faults;

    @Mixin private JsonOption json;

    @Spec private CommandSpec spec;

    private final String searchPath;
    private boolean shown;

    /** Debian's Mosquitto is where only root looks for programs. */
    BenchCommand() {
        this(System.getenv("PATH") + File.pathSeparator + "/usr/sbin");
    }

    /**
     * @param searchPath where QEMU and Mosquitto are looked for
     */
    BenchCommand(String searchPath) {
        this.searchPath = searchPath;
    }

    @Override
    public Integer call() throws IOException {
        if (runs < 1 || runs > MOST_RUNS) {
            throw new ParameterException(
                    spec.commandLine(), "--runs must be from 1 to " + MOST_RUNS);
        }
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seconds must be from %s to %.0f".formatted(LEAST_SECONDS, MOST_SECONDS));
        }
        if (faults < 1 || faults > MOST_FAULTS) {
            throw new ParameterException(
                    spec.commandLine(), "--faults must be from 1 to " + MOST_FAULTS);
        }
        Path scratch = Files.createTempDirectory("bulkhead-bench");
        try (NewFile object = json.open()) {
            Optional<Qemu> qemu =
                    subjects.contains(Subject.hart) ? Qemu.find(searchPath) : Optional.empty();
            HostFacts host = HostFacts.of(qemu, scratch);
            Optional<HartSpeed> hart = Optional.empty();
            Optional<ScenarioSpeed> scenario = Optional.empty();
            if (subjects.contains(Subject.hart)) {
                List<String> exec = twin("exec");
                hart =
                        Optional.of(
                                new HartBench(seconds, runs, exec, qemu, scratch, this::progress)
                                        .measure());
            }
            if (subjects.contains(Subject.run)) {
                scenario = Optional.of(scenario(scratch));
            }
            Optional<MqttSpeed> mqtt =
                    subjects.contains(Subject.mqtt) ? Optional.of(mqtt(scratch)) : Optional.empty();
            Optional<TrafficSpeed> traffic = traffic(scratch);
            Optional<EngineSpeed> engine = engine(scratch);
            clearProgress();
            ObjectNode result = toJson(host, hart, scenario);
            traffic.ifPresent(speed -> TrafficReport.toJson(speed, result.putObject("traffic")));
            mqtt.ifPresent(speed -> MqttReport.toJson(speed, result.putObject("mqtt")));
            engine.ifPresent(speed -> EngineReport.toJson(speed, result.putObject("engine")));
            PrintWriter out = spec.commandLine().getOut();
            if (!json.isPrinted()) {
                print(host, hart, scenario, out);
                mqtt.ifPresent(speed -> MqttReport.print(speed, out));
                traffic.ifPresent(speed -> TrafficReport.print(speed, out));
                engine.ifPresent(speed -> EngineReport.print(speed, out));
                out.flush();
            }
            json.write(object, out, Json.text(result));
            return hart.map(HartSpeed::sameOutput).orElse(true) ? 0 : ANSWERS_DIFFER;
        } finally {
            clearProgress();
            delete(scratch);
        }
    }

    private Optional<TrafficSpeed> traffic(Path scratch) throws IOException {
        boolean bus = subjects.contains(Subject.bus);
        boolean dbc = subjects.contains(Subject.dbc);
        boolean logs = subjects.contains(Subject.logs);
        if (!bus && !dbc && !logs) {
            return Optional.empty();
        }
        Optional<PythonCan> python = PythonCan.find(searchPath, scratch);
        TrafficBench bench = new TrafficBench(seconds, runs, python, scratch, this::progress);
        if (bus) {
            bench.bus();
        }
        if (dbc) {
            bench.dbc(reference().description().buses().getFirst().database());
        }
        if (logs) {
            bench.logs();
        }
        return Optional.of(bench.speed());
    }

    private static LoadedSystem reference() {
        return new SystemReader(Shipped.descriptions(), Images.create())
                .read("--system", Shipped.REFERENCE);
    }

    private Optional<EngineSpeed> engine(Path scratch) {
        EngineBench bench =
                new EngineBench(
                        runs,
                        faults,
                        scratch,
                        arguments -> twin(arguments.toArray(String[]::new)),
                        this::progress);
        OptionalDouble start = OptionalDouble.empty();
        Optional<EngineSpeed.Fork> fork = Optional.empty();
        List<EngineSpeed.Campaign> campaigns = List.of();
        if (subjects.contains(Subject.start)) {
            start = OptionalDouble.of(bench.start());
        }
        if (subjects.contains(Subject.fork)) {
            LoadedSystem system = reference();
            Scenario loaded =
                    new ScenarioReader(Shipped.scenarios())
                            .read("--scenario", FORKED, system.description());
            fork = Optional.of(bench.fork(system, loaded));
        }
        if (subjects.contains(Subject.campaign)) {
            campaigns = bench.campaigns();
        }
        return start.isEmpty() && fork.isEmpty() && campaigns.isEmpty()
                ? Optional.empty()
                : Optional.of(new EngineSpeed(start, fork, campaigns));
    }

    private MqttSpeed mqtt(Path scratch) {
        Optional<Mosquitto> mosquitto = Mosquitto.find(searchPath);
        return new MqttBench(seconds, runs, mosquitto, scratch, this::progress).measure();
    }

    /** The command that starts this program anew with the same JVM options. */
    private static List<String> twin(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private ScenarioSpeed scenario(Path scratch) {
        List<ScenarioSpeed> speeds = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            progress("scenario: run %d of %d".formatted(run, runs));
            TimedProcess process =
                    TimedProcess.run(twin("run", "--json", "-"), scratch, SCENARIO_LIMIT);
            JsonNode result = Json.parse(process.output());
            speeds.add(
                    new ScenarioSpeed(
                            result.get("simulatedS").asDouble(),
                            result.get("wallS").asDouble(),
                            process.seconds()));
        }
        speeds.sort(Comparator.comparingDouble(ScenarioSpeed::wallS));
        return speeds.get(speeds.size() / 2);
    }

    private void print(
            HostFacts host,
            Optional<HartSpeed> hart,
            Optional<ScenarioSpeed> scenario,
            PrintWriter out) {
        out.printf("%s, %d cores, %s%n", host.cpu(), host.cores(), host.jdk());
        host.qemu().ifPresent(out::println);
        hart.ifPresent(speed -> print(speed, out));
        scenario.ifPresent(
                speed ->
                        out.printf(
                                "%nDefault scenario: %.3f s in %.3f s, %.1f times real time;"
                                        + " the whole process %.3f s%n",
                                speed.simulatedS(),
                                speed.wallS(),
                                speed.timesRealTime(),
                                speed.processS()));
    }

    private static void print(HartSpeed speed, PrintWriter out) {
        boolean beside = speed.ratio().isPresent();
        out.printf("%n%-9s %14s %8s %12s", "MIPS", "instructions", "warm", "from start");
        out.println(beside ? "  QEMU -icount  QEMU plain  warm/-icount" : "");
        for (HartSpeed.Program program : speed.programs()) {
            out.printf(
                    "%-9s %,14d %8.0f %12.0f",
                    program.name(),
                    program.instructions(),
                    program.mips(),
                    program.mipsFromStart());
            program.qemu()
                    .ifPresent(
                            qemu ->
                                    out.printf(
                                            "%14.0f %11.0f %13.3f%s",
                                            qemu.icountMips(),
                                            qemu.plainMips(),
                                            qemu.ratio(),
                                            qemu.sameOutput() ? "" : "  CHECKSUMS DIFFER"));
            out.println();
        }
        out.printf("%-9s %14s %8.0f", "geo. mean", "", speed.mips());
        speed.ratio().ifPresent(ratio -> out.printf("%12s%14s%12s%13.3f", "", "", "", ratio));
        out.println();
        if (!beside) {
            out.printf(
                    "QEMU is not installed, so there is nothing to compare with (Debian package"
                            + " %s)%n",
                    Qemu.PACKAGE);
        }
    }

    private ObjectNode toJson(
            HostFacts host, Optional<HartSpeed> hart, Optional<ScenarioSpeed> scenario) {
        ObjectNode root = Json.object();
        ObjectNode machine = root.putObject("machine");
        machine.put("cpu", host.cpu());
        machine.put("cores", host.cores());
        machine.put("jdk", host.jdk());
        host.qemu().ifPresent(version -> machine.put("qemu", version));
        root.put("runs", runs);
        hart.ifPresent(speed -> toJson(speed, root.putObject("hart")));
        scenario.ifPresent(
                speed -> {
                    ObjectNode run = root.putObject("run");
                    run.put("simulatedS", speed.simulatedS());
                    run.put("wallS", speed.wallS());
                    run.put("processS", speed.processS());
                    run.put("timesRealTime", speed.timesRealTime());
                });
        return root;
    }

    private static void toJson(HartSpeed speed, ObjectNode hart) {
        hart.put("mips", speed.mips());
        speed.ratio().ifPresent(ratio -> hart.put("geometricMeanToQemuIcount", ratio));
        ArrayNode programs = hart.putArray("programs");
        for (HartSpeed.Program program : speed.programs()) {
            ObjectNode node = programs.addObject();
            node.put("name", program.name());
            node.put("instructions", program.instructions());
            node.put("mips", program.mips());
            node.put("mipsFromStart", program.mipsFromStart());
            program.qemu()
                    .ifPresent(
                            qemu -> {
                                node.put("qemuIcountMips", qemu.icountMips());
                                node.put("qemuPlainMips", qemu.plainMips());
                                node.put("ratioToQemuIcount", qemu.ratio());
                                node.put("sameOutput", qemu.sameOutput());
                            });
        }
    }

    private void progress(String what) {
        if (StatusLine.isWanted(spec)) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf("\r%-40s", what);
            err.flush();
            shown = true;
        }
    }

    private void clearProgress() {
        if (shown) {
            PrintWriter err = spec.commandLine().getErr();
            err.print("\r" + " ".repeat(40) + "\r");
            err.flush();
            shown = false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
