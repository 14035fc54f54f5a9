package dev.bulkhead.cli;

import dev.bulkhead.campaign.Subject;
import dev.bulkhead.canlog.LogFormat;
import dev.bulkhead.canlog.LogWriter;
import dev.bulkhead.canlog.Recording;
import dev.bulkhead.document.Text;
import dev.bulkhead.export.BusRecording;
import dev.bulkhead.export.PerfettoFile;
import dev.bulkhead.export.PerfettoProcess;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.report.Json;
import dev.bulkhead.runner.JournalFile;
import dev.bulkhead.runner.LivePlan;
import dev.bulkhead.runner.Replay;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.BusTap;
import dev.bulkhead.twin.Twin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Writes the frames of a run, or of a recording, in the forms of other people's tools. */
@Command(
        name = "trace",
        description = "The buses of a run as a recording; one recording as another; Perfetto.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Forms, by the end of a file's name: .log candump, .txt candump-ta, .asc, .blf,",
            ".pcapng, .csv, .json perfetto; or written before it: csv-python-can:run.csv,",
            "candump-x:run.log. With no --to the frames are printed as candump does."
                    + " docs/recordings.md has the forms.",
            "",
            "A recording that is damaged is written as far as it is whole; one line says where it",
            "broke, and the exit status is 2.",
            "",
            "Example: ./twin trace full-stop-dry --to run.blf,run.pcapng,run.json",
            "Example: ./twin trace drive.blf --to drive.log",
            "Example: ./twin trace --replay session.jsonl --to session.pcapng",
            "Example: ./twin trace --of results --trial 17 --to both.json,faulty.blf",
        })
final class TraceCommand implements Callable<Integer> {
    private static final String SCENARIO = "full-stop-ice";
    private static final String REPLAY = "--replay";
    private static final String RESULT = "--of";
    private static final SimTime STEP = SimTime.ofMs(10);
    private static final String INTERRUPTED =
            "trace: interrupted, so nothing was written; let it end, or shorten it by --for";
    private static final long PATIENCE_S = 3;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO|RECORDING",
            defaultValue = SCENARIO,
            description = "A scenario, or a file to convert; default ${DEFAULT-VALUE}.")
    private String input;

    @Option(
            names = TraceTarget.OPTION,
            paramLabel = "FILE",
            split = ",",
            description = "Write these files, each FILE or FORM:FILE.")
    private List<String> to = List.of();

    @Option(
            names = "--from",
            paramLabel = "FORM",
            description = "Form of the recording; default: as it begins.")
    private String from;

    @Option(
            names = "--channel",
            paramLabel = "NAME",
            split = ",",
            description = "Only these channels; the buses of a run are called as in the system.")
    private List<String> channels = List.of();

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description =
                    "Run with this fault; may be given again. Perfetto's file then has the healthy"
                            + " run too.")
    private List<String> faults = List.of();

    @Option(
            names = REPLAY,
            paramLabel = "JOURNAL",
            description = "Play a live session again from its journal, and record that.")
    private String replay;

    @Option(
            names = RESULT,
            paramLabel = "RESULT",
            description =
                    "Run a stored trial again, from inject's JSON or a campaign's folder, if all"
                            + " that it came from is the same. FILE holds the run with the fault,"
                            + " FILE with -healthy before its ending the other.")
    private String stored;

    @Option(
            names = StoredTrial.TRIAL,
            paramLabel = "N",
            description = "Which one of that result: a campaign's index, or the tour's 1 to 5.")
    private Integer trial;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "End after that much simulated time at the latest, such as 2.5s.")
    private SimTime limit;

    @Mixin private SystemOptions systemOptions;

    @Mixin private JsonOption json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<TraceTarget> targets = to.stream().map(TraceTarget::of).toList();
        boolean recorded = isRecording();
        if (stored != null) {
            mustConcernResults();
        } else if (trial != null) {
            throw new InputError(
                    StoredTrial.TRIAL, "is one of a stored result", "name it by " + RESULT);
        } else if (replay != null) {
            mustConcernJournals();
        } else if (recorded) {
            mustConcernRecordings(targets);
        }
        try (NewFile object = json.open();
                TraceFiles files = new TraceFiles(targets, channels);
                TraceFiles ofHealthy = new TraceFiles(ofHealthyRun(targets), channels)) {
            if (targets.isEmpty() && !json.isPrinted()) {
                files.print(
                        LogWriter.of(
                                LogFormat.CANDUMP, TraceFiles.kept(spec.commandLine().getOut())));
            }
            ObjectNode result = Json.object();
            result.put("input", stored != null ? stored : replay != null ? replay : input);
            Optional<InputError> broke = Optional.empty();
            int status = 0;
            try {
                if (stored != null) {
                    if (!runStored(files, ofHealthy, result)) {
                        return Interruption.NO_ANSWER;
                    }
                } else if (replay != null) {
                    status = replay(files, result);
                    if (status == Interruption.NO_ANSWER) {
                        return status;
                    }
                } else if (recorded) {
                    broke = convert(files, result);
                } else if (!run(files, result)) {
                    return Interruption.NO_ANSWER;
                }
            } catch (UncheckedIOException e) {
                throw new InputError(
                        TraceTarget.OPTION,
                        "cannot be written: "
                                + Text.plain(String.valueOf(e.getCause().getMessage())),
                        "make room or name another file");
            }
            if (broke.isPresent() && files.entries() == 0) {
                throw broke.get();
            }
            files.keep();
            if (stored != null) {
                ofHealthy.keep();
            }
            result.put("frames", files.entries());
            ObjectNode counts = result.putObject("channels");
            files.channels().forEach(counts::put);
            ArrayNode written = result.putArray("files");
            tell(files, written);
            tell(ofHealthy, written);
            json.write(object, spec.commandLine().getOut(), Json.text(result));
            if (broke.isPresent()) {
                throw broke.get();
            }
            return status;
        }
    }

    /** By what it begins with, or by its name. */
    private boolean isRecording() throws IOException {
        if (from != null || LogFormat.ofFileName(input).isPresent()) {
            return true;
        }
        InputFile file = new InputFile(input);
        if (!file.isThere()) {
            return false;
        }
        try (InputStream in = file.open()) {
            return Recording.formOf(in).isPresent();
        }
    }

    private Scenario scenario(LoadedSystem system) {
        try {
            return ScenarioParameter.read(input, system);
        } catch (InputError mistake) {
            if (input.endsWith(".yaml") || !new InputFile(input).isThere()) {
                throw mistake;
            }
            throw new InputError(
                    mistake.place(),
                    mistake.what(),
                    mistake.remedy() + "; if it is a recording, name its form by --from");
        }
    }

    private void mustConcernJournals() {
        List<String> allowed = List.of(TraceTarget.OPTION, REPLAY, "--channel", "--json", "-q");
        var parsed = spec.commandLine().getParseResult();
        if (!parsed.matchedPositionals().isEmpty()
                || parsed.matchedOptions().stream()
                        .anyMatch(option -> !allowed.contains(option.names()[0]))) {
            throw new InputError(
                    REPLAY,
                    "the journal says itself what to run",
                    "leave out what is neither --to nor --channel");
        }
    }

    /** Recordings only: Perfetto's file holds both runs. */
    private List<TraceTarget> ofHealthyRun(List<TraceTarget> targets) {
        return stored == null
                ? List.of()
                : targets.stream()
                        .filter(target -> target.format().isPresent())
                        .map(TraceTarget::ofHealthyRun)
                        .toList();
    }

    private void mustConcernResults() {
        List<String> allowed =
                List.of(
                        TraceTarget.OPTION,
                        RESULT,
                        StoredTrial.TRIAL,
                        "--channel",
                        "--for",
                        "--json",
                        "-q");
        var parsed = spec.commandLine().getParseResult();
        if (!parsed.matchedPositionals().isEmpty()
                || parsed.matchedOptions().stream()
                        .anyMatch(option -> !allowed.contains(option.names()[0]))) {
            throw new InputError(
                    RESULT,
                    "the result says itself what to run",
                    "leave out what is neither --to nor --trial, --channel or --for");
        }
    }

    private void mustConcernRecordings(List<TraceTarget> targets) {
        List<String> allowed = List.of(TraceTarget.OPTION, "--from", "--channel", "--json", "-q");
        for (var option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!allowed.contains(option.names()[0])) {
                throw new InputError(
                        option.longestName(),
                        "a recording is converted, nothing runs",
                        "leave the option out");
            }
        }
        if (targets.stream().anyMatch(target -> target.format().isEmpty())) {
            throw new InputError(
                    TraceTarget.OPTION,
                    "a recording has nothing but frames, too little for Perfetto",
                    "name a scenario, or another form");
        }
    }

    private Optional<InputError> convert(TraceFiles files, ObjectNode result) throws IOException {
        Optional<LogFormat> format = Optional.ofNullable(from).map(FileRecording::format);
        InputFile file = new InputFile(input);
        String shown = file.shown();
        try (InputStream in = file.open()) {
            Recording recording =
                    format.isPresent()
                            ? Recording.of(format.get(), shown, in)
                            : Recording.of(shown, in);
            result.put("form", recording.format().label());
            Optional<InputError> broke = recording.read(files::write);
            result.put("broke", broke.map(InputError::getMessage).orElse(null));
            return broke;
        }
    }

    /** The exit status. */
    private int replay(TraceFiles files, ObjectNode result) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        JournalFile journal = ReplayRun.journal(replay, err);
        err.flush();
        LivePlan plan = ReplayRun.plan(journal.header());
        try (Interruption interruption = new Interruption(err, () -> INTERRUPTED, PATIENCE_S)) {
            return interruption.during(
                    () -> {
                        SessionRecorder recorder =
                                new SessionRecorder(
                                        files,
                                        plan.hosted().description(),
                                        interruption,
                                        new StatusLine(spec));
                        return told(Replay.of(journal, plan, recorder), result);
                    },
                    files);
        }
    }

    private int told(Replay.Result replayed, ObjectNode result) {
        if (replayed.stopped()) {
            return Interruption.NO_ANSWER;
        }
        result.put("runs", replayed.runs());
        result.put("simulatedS", replayed.simulated().seconds());
        result.put("traceHash", replayed.traceHash());
        result.put("difference", replayed.difference().orElse(null));
        replayed.difference().ifPresent(spec.commandLine().getErr()::println);
        return replayed.difference().isPresent() ? ReplayRun.DIFFERS : 0;
    }

    /** As {@link #run}, both runs of a stored trial. */
    private boolean runStored(TraceFiles files, TraceFiles ofHealthy, ObjectNode result)
            throws IOException {
        StoredTrial kept =
                StoredTrial.read(
                        stored, trial == null ? OptionalInt.empty() : OptionalInt.of(trial));
        Subject healthy = kept.healthy(Images.create());
        List<Fault> together = kept.together();
        result.put("scenario", healthy.scenario().name());
        result.put("fault", String.join(" + ", kept.faults()));
        return uninterrupted(
                interruption ->
                        simulate(
                                files,
                                Optional.of(ofHealthy),
                                result,
                                healthy,
                                together,
                                interruption),
                files,
                ofHealthy);
    }

    private boolean uninterrupted(Predicate<Interruption> simulated, TraceFiles... files)
            throws IOException {
        try (Interruption interruption =
                new Interruption(spec.commandLine().getErr(), () -> INTERRUPTED, PATIENCE_S)) {
            return interruption.during(
                            () -> simulated.test(interruption) ? 0 : Interruption.NO_ANSWER, files)
                    == 0;
        }
    }

    /** Returns whether it was not interrupted. */
    private boolean run(TraceFiles files, ObjectNode result) throws IOException {
        Images images = Images.create();
        LoadedSystem system =
                systemOptions.read(images).under("--profile", systemOptions.profile());
        Scenario scenario = scenario(system);
        Subject healthy = new Subject(system, scenario, systemOptions.settings(), images::hostile);
        List<Fault> together = faults.stream().map(text -> Fault.parse("--fault", text)).toList();
        result.put("scenario", scenario.name());
        return uninterrupted(
                interruption ->
                        simulate(files, Optional.empty(), result, healthy, together, interruption),
                files);
    }

    /**
     * The run with the faults, and for Perfetto and where it has files of its own the healthy one
     * before it.
     */
    private boolean simulate(
            TraceFiles files,
            Optional<TraceFiles> ofHealthy,
            ObjectNode result,
            Subject healthy,
            List<Fault> together,
            Interruption interruption) {
        LoadedSystem system = healthy.system();
        Optional<PerfettoFile> perfetto = files.perfetto();
        BusTap recording = new BusRecording(system.description(), files::write);
        if (together.isEmpty()) {
            return go(
                    healthy,
                    List.of(),
                    process(perfetto, 1, healthy.scenario().name(), system),
                    recording,
                    interruption,
                    result);
        }
        Subject faulty = healthy.under(together, "--fault");
        BusTap healthyRecording =
                ofHealthy.isEmpty()
                        ? (_, _, _, _) -> {}
                        : new BusRecording(system.description(), ofHealthy.get()::write);
        boolean healthyWent =
                perfetto.isEmpty() && ofHealthy.isEmpty()
                        || go(
                                healthy,
                                List.of(),
                                process(perfetto, 1, "healthy run", system),
                                healthyRecording,
                                interruption,
                                Json.object());
        return healthyWent
                && go(
                        faulty,
                        together,
                        process(perfetto, 2, "with the fault", system),
                        recording,
                        interruption,
                        result);
    }

    private static Optional<PerfettoProcess> process(
            Optional<PerfettoFile> file, int number, String name, LoadedSystem system) {
        return file.map(to -> new PerfettoProcess(to, number, name, system.description()));
    }

    /** Makes one run; returns whether it was not interrupted. */
    private boolean go(
            Subject subject,
            List<Fault> together,
            Optional<PerfettoProcess> process,
            BusTap recording,
            Interruption interruption,
            ObjectNode result) {
        Twin twin = subject.twin(record -> process.ifPresent(p -> p.record(record)));
        List<BusTap> taps = new ArrayList<>(List.of(recording));
        process.ifPresent(taps::add);
        process.ifPresent(p -> p.watch(twin));
        twin.tap(BusTap.all(taps));
        together.forEach(fault -> Injection.arm(twin, fault, "--fault"));
        SimTime end = subject.scenario().duration();
        if (limit != null && limit.compareTo(end) < 0) {
            end = limit;
        }
        StatusLine status = new StatusLine(spec);
        SimTime next = STEP;
        while (!twin.ended() && twin.now().compareTo(end) < 0) {
            if (interruption.requested()) {
                status.clear();
                return false;
            }
            process.ifPresent(PerfettoProcess::look);
            twin.runUntil(next.compareTo(end) < 0 ? next : end);
            next = next.plus(STEP);
            status.show(twin);
        }
        process.ifPresent(PerfettoProcess::end);
        status.clear();
        result.put("simulatedS", twin.now().seconds());
        result.put("traceHash", twin.trace().hash());
        return true;
    }

    private void tell(TraceFiles files, ArrayNode written) {
        PrintWriter out = spec.commandLine().getOut();
        for (TraceTarget target : files.targets()) {
            written.addObject().put("file", target.name()).put("form", target.label());
            if (!json.isPrinted()) {
                out.printf(
                        "%s: %s%n",
                        Text.plain(target.name()),
                        target.format().isEmpty()
                                ? "open it in ui.perfetto.dev"
                                : "%,d frames, %s".formatted(files.entries(), target.label()));
            }
        }
        out.flush();
    }
}
