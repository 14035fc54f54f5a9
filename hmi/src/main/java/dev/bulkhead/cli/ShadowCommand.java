package dev.bulkhead.cli;

import dev.bulkhead.canlog.LogFormat;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.report.Json;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.report.ShadowJson;
import dev.bulkhead.report.ShadowPage;
import dev.bulkhead.report.ShadowText;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.shadow.Shadow;
import dev.bulkhead.shadow.ShadowMap;
import dev.bulkhead.shadow.ShadowMapReader;
import dev.bulkhead.shadow.ShadowProgress;
import dev.bulkhead.shadow.ShadowResult;
import dev.bulkhead.shadow.ShadowSetting;
import dev.bulkhead.system.LoadedSystem;
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
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Holds the twin against a recording of the ECU that it is a twin of. */
@Command(
        name = "shadow",
        description = "A recorded ECU's inputs drive the twin: does it send what the ECU sent?",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The map says which messages are inputs, which are compared, and by how much they",
            "may differ; docs/shadow.md has its keys. The clocks of recorder and twin are",
            "aligned first. A recording is a candump, ASC, BLF, PCAPNG or CSV file, or what",
            "comes over MQTT within --for.",
            "",
            "Exit status: 0 within tolerance, 1 beyond it, 2 a mistake in the input or a",
            "damaged recording, 3 nothing to compare or interrupted.",
            "",
            "Example: ./twin trace full-stop-dry --to drive.blf",
            "Example: ./twin shadow drive.blf --map map.yaml --html shadow.html",
            "Example: ./twin shadow mqtt://127.0.0.1:1883 --for 10s --map map.yaml",
        })
final class ShadowCommand implements Callable<Integer> {
    private static final String SCENARIO = "cruise";
    private static final String INTERRUPTED = "shadow: interrupted; nothing was written";
    private static final long PATIENCE_S = 5;

    @Parameters(
            paramLabel = "RECORDING",
            description = "A file, or mqtt[s]://[user@]host[:port] of a broker or a live twin.")
    private String recording;

    @Option(
            names = "--map",
            required = true,
            paramLabel = "FILE",
            description = "Which messages drive the twin and which are compared.")
    private String mapFile;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "Car, road and consoles; default: as the map says, else cruise.")
    private String scenarioName;

    @Option(
            names = "--from",
            paramLabel = "FORM",
            description = "Form of the recording; default: as it begins.")
    private String from;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Over MQTT: record so long; default 10s.")
    private SimTime span;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Over MQTT: the twin's name in the topics; default twin.")
    private String twinName;

    @Option(
            names = "--broker-password",
            paramLabel = "FILE",
            description = "Over MQTT: its first line is the user's password.")
    private Path brokerPassword;

    @Option(
            names = "--keep",
            paramLabel = "FILE",
            description = "Over MQTT: keep what was recorded, as CSV.")
    private String keep;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the result with plots as one HTML file.")
    private String html;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - for standard output instead of the text.")
    private String json;

    @Mixin private SystemOptions systemOptions;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean live = MqttRecording.isMeant(recording);
        mustConcern(live);
        Images images = Images.create();
        LoadedSystem system =
                systemOptions.read(images).under("--profile", systemOptions.profile());
        ShadowMap map = new ShadowMapReader().read(DiskFile.of(mapFile), system.description());
        Scenario scenario =
                ScenarioParameter.read(
                        scenarioName != null ? scenarioName : map.scenario().orElse(SCENARIO),
                        system);
        ShadowSetting setting = new ShadowSetting(system, scenario, systemOptions.settings(), map);
        try (Interruption interruption =
                        new Interruption(
                                spec.commandLine().getErr(), () -> INTERRUPTED, PATIENCE_S);
                CampaignFiles files = CampaignFiles.of(outputs())) {
            return interruption.during(
                    () -> {
                        try (FileRecording source = live ? mqtt() : file()) {
                            return compare(setting, source, files, interruption);
                        }
                    },
                    files);
        }
    }

    private void mustConcern(boolean live) {
        boolean onlyMqtt = span != null || twinName != null || brokerPassword != null;
        if (!live && (onlyMqtt || keep != null)) {
            throw new InputError(
                    "RECORDING",
                    "a file is compared, nothing is recorded",
                    "leave out --for, --name, --broker-password and --keep, or name an mqtt://"
                            + " address");
        }
        if (live && from != null) {
            throw new InputError("--from", "what comes over MQTT has one form", "leave it out");
        }
    }

    private FileRecording file() {
        Optional<LogFormat> format = Optional.ofNullable(from).map(FileRecording::format);
        return new FileRecording(new InputFile(recording), format);
    }

    private FileRecording mqtt() throws IOException {
        return MqttRecording.make(
                new MqttRecording.Order(
                        recording,
                        twinName == null ? "twin" : twinName,
                        Optional.ofNullable(brokerPassword),
                        span == null ? SimTime.ofMs(10_000) : span,
                        Optional.ofNullable(keep)));
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

    private int compare(
            ShadowSetting setting,
            FileRecording source,
            CampaignFiles files,
            Interruption interruption)
            throws IOException {
        StatusLine status = new StatusLine(spec);
        ShadowProgress progress =
                (what, twin) -> {
                    if (interruption.requested()) {
                        throw new IllegalStateException("interrupted");
                    }
                    status.runs("shadow", what, twin);
                };
        ShadowResult result;
        try {
            result = Shadow.of(setting, source, progress);
        } finally {
            status.clear();
        }
        write(result, files);
        if (result.broke().isPresent()) {
            throw result.broke().get();
        }
        return !result.isAnswer() ? Interruption.NO_ANSWER : result.parts() ? 1 : 0;
    }

    private void write(ShadowResult result, CampaignFiles files) throws IOException {
        ShadowSetting setting = result.setting();
        Provenance provenance =
                Provenance.of(
                        Version.number(),
                        setting.system(),
                        setting.scenario(),
                        setting.settings().seed());
        String shown = Text.plain(recording);
        String object = json == null ? "" : Json.text(ShadowJson.of(result, shown, provenance));
        PrintWriter out = spec.commandLine().getOut();
        if ("-".equals(json)) {
            out.print(object);
        } else {
            ShadowText.lines(result, Ansi.AUTO).forEach(out::println);
        }
        out.flush();
        if (files.has("--json")) {
            files.write("--json", object);
        }
        if (files.has("--html")) {
            files.write("--html", ShadowPage.of(result, shown, provenance));
        }
    }
}
