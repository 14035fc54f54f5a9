package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.Recording;
import dev.bulkhead.report.Json;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.TrialRow;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

class TraceCommandTest {
    private static final Path TSHARK = Path.of("/usr/bin/tshark");

    @TempDir private Path folder;
    private String scenario;

    private record Ran(int status, String out, String err) {}

    private static Ran twin(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Ran(status, out.toString(), err.toString());
    }

    private static Ran good(String... arguments) {
        Ran ran = twin(arguments);
        assertEquals(0, ran.status(), ran.err());
        assertEquals("", ran.err());
        return ran;
    }

    @BeforeEach
    void aScenarioOfAThirdOfASecond() throws IOException {
        scenario =
                file(
                        "short.yaml",
                        """
                        extends: full-stop-dry
                        scenario: short
                        duration: 300 ms
                        pedal: [{ at: 200 ms, percent: 100 }]
                        checks: []
                        """);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static List<LogEntry> read(String file) throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            Recording.of(file, in)
                    .read(entries::add)
                    .ifPresent(
                            broke -> {
                                throw broke;
                            });
        }
        return entries;
    }

    @Nested
    class OfAStoredTrial {
        private static final String FAULT = "infotainment:wild-store=braking@220ms";

        private String injected() {
            String result = path("result.json");
            good("inject", FAULT, "--scenario", scenario, "--json", result);
            return result;
        }

        /** The refusal of a file whose trial cannot be run again. */
        private String refused(String... arguments) throws IOException {
            Ran ran = twin(arguments);
            assertEquals(2, ran.status(), ran.out());
            assertEquals("", ran.out());
            try (var files = Files.list(folder)) {
                assertTrue(files.noneMatch(f -> f.toString().endsWith(".csv")), "files written");
            }
            return ran.err().strip();
        }

        @Test
        void bothRunsAreThoseThatWereJudged() throws IOException {
            good("trace", "--of", injected(), "--to", path("both.csv") + "," + path("both.json"));
            good("trace", scenario, "--to", path("healthy.csv"));
            good("trace", scenario, "--fault", FAULT, "--to", path("faulty.csv"));

            assertEquals(read(path("faulty.csv")), read(path("both.csv")));
            assertEquals(read(path("healthy.csv")), read(path("both-healthy.csv")));
            String perfetto = Files.readString(folder.resolve("both.json"));
            assertTrue(perfetto.contains("healthy run"));
            assertTrue(perfetto.contains("with the fault"));
        }

        /** The row says what its folder's campaign and its own columns say. */
        @Test
        void aRowOfACampaignIsRunAgain() throws IOException {
            JsonNode result = Json.parse(Files.readString(Path.of(injected())));
            String results = campaign(result.path("provenance"));
            good("trace", "--of", results, "--trial", "7", "--to", path("row.csv"));
            good("trace", scenario, "--fault", FAULT, "--to", path("faulty.csv"));

            assertEquals(read(path("faulty.csv")), read(path("row.csv")));
        }

        private String campaign(JsonNode provenance) {
            SortedMap<String, String> kept =
                    new TreeMap<>(
                            Map.of(
                                    "system", "reference",
                                    "scenario", scenario,
                                    "profile", "microkernel",
                                    "without", "",
                                    "seed", "1"));
            kept.put("tool_version", provenance.path("version").asString());
            kept.put("tool_sha256", provenance.path("toolSha256").asString());
            kept.put("description_sha256", provenance.path("descriptionSha256").asString());
            kept.put("scenario_sha256", provenance.path("scenarioSha256").asString());
            kept.put("cost_table_sha256", provenance.path("costTableSha256").asString());
            provenance
                    .path("imageSha256")
                    .properties()
                    .forEach(i -> kept.put("image_sha256." + i.getKey(), i.getValue().asString()));
            Path results = folder.resolve("results");
            try (CampaignStore store = CampaignStore.create(results, kept, List.of())) {
                store.add(List.of(row(7, FAULT)));
            }
            return results.toString();
        }

        private static TrialRow row(int index, String fault) {
            return new TrialRow(
                    index,
                    "wild",
                    "cruise",
                    "infotainment",
                    fault,
                    1,
                    OptionalDouble.empty(),
                    "IDENTICAL",
                    false,
                    false,
                    "horizon",
                    0,
                    0,
                    Optional.empty(),
                    OptionalDouble.empty(),
                    false,
                    OptionalDouble.empty(),
                    "",
                    0,
                    OptionalDouble.empty(),
                    0,
                    0,
                    List.of());
        }

        @Test
        void isRefusedIfItsScenarioIsAnotherNow() throws IOException {
            String result = injected();
            Files.writeString(
                    Path.of(scenario),
                    Files.readString(Path.of(scenario)).replace("200 ms", "210 ms"));

            assertEquals(
                    "%s: came from another scenario '%s' than there is here; put back what it came"
                                    .formatted(result, scenario)
                            + " from, or run the fault again",
                    refused("trace", "--of", result, "--to", path("x.csv")));
        }

        @Test
        void isRefusedIfAnotherBuildMadeIt() throws IOException {
            String result = injected();
            String text = Files.readString(Path.of(result));
            String tool = Json.parse(text).path("provenance").path("toolSha256").asString();
            Files.writeString(Path.of(result), text.replace(tool, "0".repeat(64)));

            assertEquals(
                    result
                            + ": came from another build of the program than there is here; trace"
                            + " it with the build that made it, or run the fault again",
                    refused("trace", "--of", result, "--to", path("x.csv")));
        }

        @Test
        void isRefusedIfItIsNone() throws IOException {
            String none = file("none.json", "{\"frames\": 3}");
            assertEquals(
                    none
                            + ": is no result of a trial; name a file that ./twin inject --json"
                            + " wrote, or the folder of a campaign",
                    refused("trace", "--of", none, "--to", path("x.csv")));
            String tour = file("tour.json", "{\"trials\": [{}, {}], \"provenance\": {}}");
            assertEquals(
                    tour + ": holds 2 trials; name one: --trial 1 to 2",
                    refused("trace", "--of", tour, "--to", path("x.csv")));
            assertEquals(
                    "--of: the result says itself what to run; leave out what is neither --to nor"
                            + " --trial, --channel or --for",
                    refused("trace", "--of", none, "--seed", "2", "--to", path("x.csv")));
        }
    }

    @Nested
    class OfALiveSession {
        /**
         * From 0.3 s of the drive it goes on twice: once to 0.4 s and, from a snapshot, to 0.5 s.
         */
        private String journal(String last) throws IOException {
            return file(
                    "session.jsonl",
                    """
                    {"kind":"bulkhead live journal","formatVersion":1,"productVersion":"%s",\
                    "system":"reference","seed":1,"profile":"microkernel","without":[]}
                    {"run":"full-stop-dry"}
                    {"snapshotPs":300000000000,"traceHash":"%s"}
                    {"endPs":400000000000,"traceHash":"%s"}
                    {"run":"full-stop-dry","fromSnapshot":true}
                    {"endPs":500000000000,"traceHash":"%s"}
                    """
                            .formatted(Version.number(), hash("300ms"), hash("400ms"), last));
        }

        private static String hash(String time) {
            return Json.parse(good("run", "full-stop-dry", "--for", time, "--json", "-").out())
                    .path("traceHash")
                    .stringValue();
        }

        @Test
        void theFramesOfAllItsRunsFollowEachOther() throws IOException {
            Ran ran = good("trace", "--replay", journal(hash("500ms")), "--to", path("s.csv"));
            good("trace", "full-stop-dry", "--for", "500ms", "--to", path("r.csv"));
            List<LogEntry> session = read(path("s.csv"));
            List<LogEntry> once = read(path("r.csv"));
            List<LogEntry> first = once.stream().filter(e -> e.atNs() < 400_000_000).toList();
            List<LogEntry> second = once.stream().filter(e -> e.atNs() >= 300_000_000).toList();

            assertEquals(first, session.subList(0, first.size()));
            assertEquals(
                    second,
                    session.subList(first.size(), session.size()).stream()
                            .map(
                                    e ->
                                            new LogEntry(
                                                    e.atNs() - 100_000_000,
                                                    e.channel(),
                                                    e.direction(),
                                                    e.content()))
                            .toList(),
                    "run 2 begins at 0.3 s of the drive, when the session has taken 0.4 s");
            assertTrue(ran.err().isEmpty(), ran.err());
        }

        @Test
        void errorFramesAreAmongThem() throws IOException {
            String journal =
                    file(
                            "wire.jsonl",
                            """
                            {"kind":"bulkhead live journal","formatVersion":1,"productVersion":"%s",\
                            "system":"reference","seed":1,"profile":"microkernel","without":[]}
                            {"run":"full-stop-dry"}
                            {"atPs":100000000000,"command":"inject",\
                            "body":{"fault":"chassis:wire-burst=300,20ms"},"traceHash":"%s"}
                            {"endPs":200000000000,"traceHash":"00"}
                            """
                                    .formatted(Version.number(), hash("100ms")));
            assertEquals(1, twin("trace", "--replay", journal, "--to", path("w.csv")).status());
            String fault = "chassis:wire-burst=300,20ms@100ms";
            good(
                    "trace",
                    "full-stop-dry",
                    "--fault",
                    fault,
                    "--for",
                    "200ms",
                    "--to",
                    path("v.csv"));
            List<LogEntry> replayed = read(path("w.csv"));

            assertEquals(read(path("v.csv")), replayed);
            assertTrue(replayed.stream().anyMatch(e -> e.content() instanceof LogEntry.ErrorFrame));
        }

        @Test
        void perfettoHasAProcessForEachRun() throws IOException {
            good("trace", "--replay", journal(hash("500ms")), "--to", path("s.json"));

            List<String> names =
                    Json.parse(Files.readString(Path.of(path("s.json"))))
                            .path("traceEvents")
                            .valueStream()
                            .filter(e -> e.path("name").stringValue().equals("process_name"))
                            .map(e -> e.path("args").path("name").stringValue())
                            .toList();
            assertEquals(List.of("run 1", "run 2"), names);
        }

        @Test
        void aTraceThatIsNotTheSessionsIsSaidAndTheFilesAreWritten() throws IOException {
            Ran ran = twin("trace", "--replay", journal("00"), "--to", path("s.csv"));

            assertEquals(1, ran.status());
            assertTrue(
                    ran.err().contains("session.jsonl:6: the trace up to 0.5 s has hash"),
                    ran.err());
            assertTrue(read(path("s.csv")).size() > 100);
        }
    }

    @Nested
    class OfARun {
        @Test
        void everyFormHasTheFramesThatTheRunCounts() throws IOException {
            JsonNode run = Json.parse(good("run", scenario, "--json", "-").out());
            String all =
                    String.join(
                            ",",
                            path("r.log"),
                            path("r.txt"),
                            path("r.asc"),
                            path("r.blf"),
                            path("r.pcapng"),
                            path("r.csv"));
            JsonNode traced = Json.parse(good("trace", scenario, "--to", all, "--json", "-").out());

            long chassis = run.path("buses").path("chassis").path("frames").asLong();
            long body = run.path("buses").path("body").path("frames").asLong();
            assertTrue(chassis > 100 && body > 10);
            assertEquals(chassis, traced.path("channels").path("chassis").asLong());
            assertEquals(body, traced.path("channels").path("body").asLong());
            assertEquals(
                    run.path("traceHash"), traced.path("traceHash"), "who looks moves nothing");
            for (String ending : List.of("log", "txt", "asc", "blf", "pcapng", "csv")) {
                assertEquals(chassis + body, read(path("r." + ending)).size(), ending);
            }
            List<LogEntry> exact = read(path("r.csv"));
            assertEquals(exact, read(path("r.pcapng")));
            assertTrue(
                    exact.stream().anyMatch(entry -> entry.direction() == LogEntry.Direction.SENT));
        }

        @Test
        void withoutAFileTheFramesArePrinted() {
            String out = good("trace", scenario, "--for", "20ms", "--channel", "chassis").out();

            assertTrue(out.lines().count() > 10, out);
            assertTrue(
                    out.lines()
                            .allMatch(
                                    line ->
                                            line.matches(
                                                    "\\(0{10}\\.0\\d{5}\\) chassis"
                                                            + " [0-9A-F]{3}#[0-9A-F]*")),
                    out);
        }

        @Test
        void aFaultIsInTheRecording() throws IOException {
            good("trace", scenario, "--to", path("a.csv"));
            good("trace", scenario, "--to", path("b.csv"), "--fault", "chassis:babble=100ms@100ms");

            assertTrue(read(path("b.csv")).size() > 1.2 * read(path("a.csv")).size());
        }

        @Test
        void tsharkDissectsTheRunAsCan() throws IOException, InterruptedException {
            boolean present = Files.isExecutable(TSHARK);
            if (!present && "true".equals(System.getenv("CI"))) {
                throw new AssertionError(TSHARK + " is missing, though this is CI");
            }
            assumeTrue(present, TSHARK + " is not there: apt-get install tshark");
            good("trace", scenario, "--to", path("r.pcapng"));
            Process process =
                    new ProcessBuilder(
                                    TSHARK.toString(),
                                    "-r",
                                    path("r.pcapng"),
                                    "-T",
                                    "fields",
                                    "-E",
                                    "separator=;",
                                    "-e",
                                    "frame.interface_name",
                                    "-e",
                                    "can.id",
                                    "-e",
                                    "can.len")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            List<String> lines = process.inputReader().lines().toList();

            assertEquals(0, process.waitFor());
            assertEquals(read(path("r.pcapng")).size(), lines.size());
            assertTrue(
                    lines.stream().allMatch(line -> line.matches("(chassis|body);\\d+;\\d")),
                    lines.toString());
        }
    }

    @Nested
    class ForPerfetto {
        private JsonNode events(String... more) throws IOException {
            List<String> arguments =
                    new ArrayList<>(List.of("trace", scenario, "--to", path("p.json")));
            arguments.addAll(List.of(more));
            Ran ran = good(arguments.toArray(String[]::new));
            assertEquals(path("p.json") + ": open it in ui.perfetto.dev\n", ran.out());
            return Json.parse(Files.readString(Path.of(path("p.json")))).path("traceEvents");
        }

        private Map<Integer, String> tracks(JsonNode events, int process) {
            Map<Integer, String> names = new TreeMap<>();
            for (JsonNode event : events) {
                if (event.path("name").asString().equals("thread_name")
                        && event.path("pid").asInt() == process) {
                    names.put(
                            event.path("tid").asInt(),
                            event.path("args").path("name").stringValue());
                }
            }
            return names;
        }

        private List<JsonNode> slices(JsonNode events, String track) {
            int number =
                    tracks(events, 1).entrySet().stream()
                            .filter(entry -> entry.getValue().equals(track))
                            .findFirst()
                            .orElseThrow()
                            .getKey();
            List<JsonNode> slices = new ArrayList<>();
            for (JsonNode event : events) {
                if (event.path("ph").asString().equals("X")
                        && event.path("pid").asInt() == 1
                        && event.path("tid").asInt() == number) {
                    slices.add(event);
                }
            }
            slices.sort(Comparator.comparingDouble(slice -> slice.path("ts").asDouble()));
            return slices;
        }

        @Test
        void partitionsWindowsInterruptsAndBusesAreTracks() throws IOException {
            JsonNode events = events();

            assertEquals(
                    List.of(
                            "hart",
                            "windows",
                            "interrupts",
                            "ECU",
                            "braking",
                            "chassis-can",
                            "display",
                            "infotainment",
                            "body-can",
                            "gateway",
                            "wireless",
                            "warning",
                            "bus chassis",
                            "bus body"),
                    List.copyOf(tracks(events, 1).values()));
            assertTrue(tracks(events, 2).isEmpty());
        }

        /** A bit of the data comes back otherwise to the sender itself. */
        @Test
        void errorFramesStandOnTheirBus() throws IOException {
            JsonNode events = events("--fault", "chassis/PedalStatus:wire-flip=30,3@100ms");

            assertEquals(List.of(), instants(events, 1, "bit error"));
            List<JsonNode> errors = instants(events, 2, "bit error");
            assertEquals(3, errors.size(), errors.toString());
            for (JsonNode error : errors) {
                assertEquals("bus chassis", tracks(events, 2).get(error.path("tid").asInt()));
                assertEquals("seen by the sender", error.path("args").path("detail").stringValue());
            }
        }

        private List<JsonNode> instants(JsonNode events, int process, String name) {
            List<JsonNode> found = new ArrayList<>();
            for (JsonNode event : events) {
                if (event.path("pid").asInt() == process
                        && event.path("name").asString().equals(name)) {
                    found.add(event);
                }
            }
            return found;
        }

        @ParameterizedTest
        @ValueSource(strings = {"hart", "windows", "bus chassis"})
        void slicesOfATrackFollowEachOther(String track) throws IOException {
            double endUs = 0;
            List<JsonNode> slices = slices(events(), track);
            for (JsonNode slice : slices) {
                double fromUs = slice.path("ts").asDouble();
                assertTrue(fromUs >= endUs - 1e-6, slice.toString());
                endUs = fromUs + slice.path("dur").asDouble();
            }

            assertTrue(slices.size() > 100, slices.size() + " slices");
            assertTrue(endUs <= 300_000, "the run lasts 300 ms");
        }

        /** 8 bytes: 108 bits up to the end of EOF, and at most 24 stuffed, of 2 us. */
        @Test
        void aFrameLastsAsLongAsItsBits() throws IOException {
            JsonNode events = events();
            JsonNode wheel =
                    slices(events, "bus chassis").stream()
                            .filter(s -> s.path("name").asString().equals("WheelSpeedFL"))
                            .findFirst()
                            .orElseThrow();
            double us = wheel.path("dur").asDouble();

            assertTrue(us >= 216 && us <= 264, wheel.toString());
        }

        @Test
        void theHealthyAndTheFaultyRunAreTwoProcessesOnOneClock() throws IOException {
            JsonNode events = events("--fault", "infotainment:wild-store=braking@0.1s");
            List<String> processes = new ArrayList<>();
            List<Integer> faults = new ArrayList<>();
            for (JsonNode event : events) {
                if (event.path("name").stringValue().equals("process_name")) {
                    processes.add(event.path("args").path("name").stringValue());
                }
                if (event.path("name").asString().equals("partition fault")) {
                    faults.add(event.path("pid").asInt());
                    assertTrue(event.path("ts").asDouble() >= 100_000, event.toString());
                }
            }

            assertEquals(List.of("healthy run", "with the fault"), processes);
            assertFalse(faults.isEmpty());
            assertTrue(faults.stream().allMatch(process -> process == 2));
            assertEquals(tracks(events, 1), tracks(events, 2));
        }
    }

    @Nested
    class OfARecording {
        @ParameterizedTest
        @ValueSource(strings = {"x.bin", "rec.dump", "norec"})
        void whateverItsNameIs(String name) throws IOException {
            String recording = file(name, "(1.0) can0 123#11\n");

            assertEquals("(0000000001.000000) can0 123#11\n", good("trace", recording).out());
        }

        @Test
        void aFileThatIsNeitherIsAskedForItsForm() throws IOException {
            Ran ran = twin("trace", file("x.bin", "can0 123#11\n"));

            assertEquals(2, ran.status());
            assertTrue(
                    ran.err().endsWith("; if it is a recording, name its form by --from\n"),
                    ran.err());
        }

        private static final String LINES =
                "(1.000000) can0 123#1122\n(1.000100) can1 123##1AABB\n(1.000200) can0 20000080#\n";

        @Test
        void oneFormBecomesAnother() throws IOException {
            String log = file("a.log", LINES);
            Ran ran = good("trace", log, "--to", path("b.blf") + "," + path("c.asc"));
            good("trace", path("b.blf"), "--to", "candump:" + path("d.out"));

            assertEquals(
                    path("b.blf") + ": 3 frames, blf\n" + path("c.asc") + ": 3 frames, asc\n",
                    ran.out());
            assertEquals(
                    LINES.replace("20000080#", "20000080#0000000000000000")
                            .replace("(1.", "(0000000001."),
                    Files.readString(folder.resolve("d.out")));
        }

        @Test
        void onlyTheChannelsThatWereAskedFor() throws IOException {
            String log = file("a.log", LINES);
            JsonNode result =
                    Json.parse(
                            good(
                                            "trace",
                                            log,
                                            "--to",
                                            path("b.csv"),
                                            "--channel",
                                            "can1",
                                            "--json",
                                            "-")
                                    .out());

            assertEquals(1, read(path("b.csv")).size());
            assertEquals(1, result.path("frames").asInt());
            assertEquals("candump", result.path("form").asString());
            assertTrue(result.path("broke").isNull());
        }

        @Test
        void whatIsWholeOfADamagedOneIsWritten() throws IOException {
            String log = file("a.log", LINES + "(1.000300) can0 12\n");
            Ran ran = twin("trace", log, "--to", path("b.csv"), "--json", path("r.json"));
            String line =
                    log
                            + ":4: no line of candump: '(1.000300) can0 12'; write (SECONDS)"
                            + " CHANNEL IDENTIFIER#DATA as candump -L does\n";

            assertEquals(2, ran.status());
            assertEquals(line, ran.err());
            assertEquals(3, read(path("b.csv")).size());
            assertEquals(
                    line.strip(),
                    Json.parse(Files.readString(folder.resolve("r.json")))
                            .path("broke")
                            .asString());
        }

        @Test
        void ofOneThatIsBrokenFromItsStartNothingIsWritten() throws IOException {
            String log = file("a.log", "(1.0) can0\n");

            assertEquals(2, twin("trace", log, "--to", path("b.csv")).status());
            assertFalse(Files.exists(folder.resolve("b.csv")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@none.log --to @x.csv | none.log: no such file; correct the path",
                "@a.log --to @x.foo | --to: the end of 'x.foo' tells no form; write FORM:FILE, FORM"
                        + " being candump, candump-x, candump-ta, asc, blf, pcapng, csv,"
                        + " csv-python-can or"
                        + " perfetto",
                "@a.log --from mdf --to @x.csv | --from: no form 'mdf'; name one of candump,"
                        + " candump-x, candump-ta, asc, blf, pcapng, csv, csv-python-can",
                "@a.log --to @x.csv --fault a:b | --fault: a recording is converted, nothing runs;"
                        + " leave the option out",
                "@a.log --to @x.csv --seed 2 | --seed: a recording is converted, nothing runs;"
                        + " leave the option out",
                "@a.log --to @x.json | --to: a recording has nothing but frames, too little for"
                        + " Perfetto; name a scenario, or another form",
                "@a.log --to @x.csv --channel can7 | --channel: no channel 'can7'; name one of"
                        + " can0",
                "@a.log --to @x.csv,@x.csv | --to: x.csv is written to already; name another file",
                "@a.log --to @x.json,@y.json | --to: a recording has nothing but frames, too little"
                        + " for Perfetto; name a scenario, or another form",
                "full-stop-dry --to @x.json,@y.json | --to: names two files for Perfetto; name one",
                "--replay @a.log --for 2s | --replay: the journal says itself what to run; leave"
                        + " out what is neither --to nor --channel",
                "full-stop-dry --replay @a.log | --replay: the journal says itself what to run;"
                        + " leave out what is neither --to nor --channel",
                "--replay @none.jsonl --to @x.csv | none.jsonl: cannot be read; name a journal",
                "@a.log --to @folder/x.csv | folder/x.csv: cannot be written; name a file in a"
                        + " folder that exists and is writable",
                "@b.log --to @x.csv | b.log: begins like no recording that can be read; name a"
                        + " candump, ASC, BLF, PCAPNG or CSV file",
                "@c.log --to csv-python-can:@x | --to csv-python-can: the table of python-can"
                        + " cannot hold FD frames; write csv, or any other form",
            })
    void aMistakeIsOneLine(String line, String says) throws IOException {
        file("a.log", "(1.0) can0 123#11\n");
        file("b.log", "hello\n");
        file("c.log", "(1.0) can0 123##011\n");
        String[] words = ("trace " + line.strip().replace("@", folder + "/")).split(" ");
        Ran ran = twin(words);

        assertEquals(2, ran.status(), ran.out());
        assertEquals(says + "\n", ran.err().replace(folder + "/", ""));
        try (var files = Files.list(folder)) {
            assertEquals(4, files.count(), "nothing is written, nothing half-written");
        }
    }
}
