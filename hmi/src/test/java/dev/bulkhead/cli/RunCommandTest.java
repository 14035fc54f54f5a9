package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import javax.imageio.ImageIO;

/** {@code ./twin run} as a user meets it. */
class RunCommandTest {
    @TempDir private Path folder;

    /** What a call printed and returned. */
    private record Call(int status, String out, String err) {
        JsonNode json() {
            return JsonMapper.builder().build().readTree(out);
        }
    }

    private static Call twin(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Call(status, out.toString(), err.toString());
    }

    @Nested
    class AJournal {
        private static final String HEADER =
                """
                {"kind":"bulkhead live journal","formatVersion":1,"productVersion":"0",\
                "system":"reference","seed":1,"profile":"microkernel","without":[]}
                {"run":"full-stop-dry"}
                """;

        private Path journal(String hash) throws IOException {
            Path file = folder.resolve("session.jsonl");
            Files.writeString(
                    file, HEADER + "{\"endPs\":1000000000000,\"traceHash\":\"" + hash + "\"}\n");
            return file;
        }

        private static String hashAfterASecond() {
            return twin("run", "full-stop-dry", "--for", "1s", "--json", "-")
                    .json()
                    .path("traceHash")
                    .stringValue();
        }

        @Test
        void isPlayedWithTheSameTrace() throws IOException {
            String hash = hashAfterASecond();
            Call call = twin("run", "--replay", journal(hash).toString());
            assertEquals(0, call.status, call.err);
            assertTrue(call.out.contains("trace hash " + hash + ", as in the session"), call.out);
        }

        @Test
        void ofAnotherTraceIsToldInOneLine() throws IOException {
            Path file = journal("00");
            Call call = twin("run", "--replay", file.toString());
            assertEquals(1, call.status, call.err);
            assertTrue(call.out.startsWith(file + ":3: the trace up to 1 s has hash "), call.out);
            assertEquals(1, call.out.lines().count());
        }

        @Test
        void leavesNothingElseToSay() throws IOException {
            Call call = twin("run", "full-stop-dry", "--replay", journal("00").toString());
            assertEquals(2, call.status);
            assertTrue(
                    call.err.contains("--replay: the journal says itself what to run;"), call.err);
        }
    }

    @Nested
    class TheResult {
        @Test
        void isATableOfTheStopThePartitionsTheBusAndTheChecks() {
            Call call = twin("run", "full-stop-dry");
            assertEquals(0, call.status, call.err);
            assertEquals("", call.err);
            for (String word :
                    List.of(
                            "stopping distance with ABS",
                            "with locked wheels",
                            "braking",
                            "bus chassis",
                            "times real time",
                            "trace hash",
                            "pass  stopping distance")) {
                assertTrue(call.out.contains(word), word + " in " + call.out);
            }
            assertFalse(call.out.contains("FAIL"));
        }

        @Test
        void asJsonHasTheFieldsThatOthersRelyOn() {
            JsonNode run = twin("run", "--for", "1500ms", "--json", "-").json();
            assertEquals(64, run.get("traceHash").asString().length());
            assertEquals(1.5, run.get("simulatedS").asDouble(), 1e-6);
            assertTrue(run.get("wallS").asDouble() > 0);
            assertTrue(run.get("instructions").asLong() > 100_000);
            assertTrue(run.get("vehicle").has("stoppingDistanceM"));
            JsonNode braking = run.get("partitions").get("braking");
            Set<String> fields = new TreeSet<>(braking.propertyNames());
            assertTrue(
                    fields.containsAll(
                            List.of(
                                    "traceHash",
                                    "cpuShare",
                                    "restarts",
                                    "deadlinesMet",
                                    "deadlinesMissed")),
                    fields.toString());
            JsonNode bus = run.get("buses").get("chassis");
            assertTrue(bus.get("frames").asLong() > 100);
            assertTrue(bus.get("load").asDouble() > 0.05);
        }

        @Test
        void judgesNothingOfARunThatWasCutShort() {
            Call call = twin("run", "--for", "300ms");
            assertEquals(0, call.status);
            assertTrue(call.out.contains("checks not judged"), call.out);
        }

        @Test
        void isBadNewsWhenACheckFails() throws IOException {
            Path strict = folder.resolve("strict.yaml");
            Files.writeString(
                    strict,
                    """
                    extends: full-stop-dry
                    scenario: strict
                    checks:
                      - { name: stops at once, metric: stopping-distance, at_most: 1 }
                    """);
            Call call = twin("run", strict.toString());
            assertEquals(1, call.status, call.err);
            assertTrue(call.out.contains("FAIL  stops at once"), call.out);
        }

        @Test
        void saysThatARunFromASnapshotEndsEqual() {
            Call call = twin("run", "--for", "700ms", "--snapshot-at", "333.3ms");
            assertEquals(0, call.status);
            assertTrue(call.out.contains("From the snapshot at 0.3333 s: same trace"), call.out);
        }

        @Test
        void isAnotherWithoutAMechanism() {
            JsonNode with = twin("run", "--for", "300ms", "--json", "-").json();
            JsonNode without =
                    twin("run", "--for", "300ms", "--json", "-", "--without", "window-padding")
                            .json();
            assertEquals("window-padding", without.get("without").get(0).asString());
            assertNotEquals(with.get("traceHash").asString(), without.get("traceHash").asString());
        }

        @Test
        void canBeAPictureOfTheScreen() throws IOException {
            Path picture = folder.resolve("nav.png");
            assertEquals(
                    0, twin("run", "--for", "900ms", "--screenshot", picture.toString()).status);
            BufferedImage image = ImageIO.read(picture.toFile());
            assertEquals(480, image.getWidth());
            assertEquals(272, image.getHeight());
            Set<Integer> colours = new TreeSet<>();
            for (int x = 0; x < 480; x += 3) {
                for (int y = 0; y < 272; y += 3) {
                    colours.add(image.getRGB(x, y));
                }
            }
            assertTrue(colours.size() > 20, colours.size() + " colours");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "run full-stop-ise | did you mean 'full-stop-ice'",
                "run no/such.yaml | no/such.yaml",
                "run --for soon | 'soon' is no time above 0 with a unit",
                "run --for 5 | '5' is no time above 0 with a unit",
                "run --for 0s | '0s' is no time above 0 with a unit",
                "run --pace fast | 'fast' is no pace from 0.001 to 1000",
                "run --pace 0 | '0' is no pace from 0.001 to 1000",
                "run --pace 1d | '1d' is no pace from 0.001 to 1000",
                "run --pace 0x1p3 | '0x1p3' is no pace from 0.001 to 1000",
                "run --seed many | 'many' is no whole number in range",
                "run --without walls | 'walls' is no mechanism; use one of pmp, region-permission,",
                "run --without region-permission=brakes.data | --without: 'region-permission' has"
                        + " no region 'brakes.data'",
                "run --snapshot-at 90s | --snapshot-at: 90 s is not before the end at 25 s",
                "run --console radio --for 1ms | --console: no partition 'radio'",
                "run --system nothing | nothing",
                "run --system no/such.yaml | no/such.yaml",
                "run --json no/such/folder/x.json --for 1ms | no/such/folder/x.json: cannot be"
                        + " written",
                "run --screenshot no/such/x.png --for 1ms | no/such/x.png: cannot be written",
                "run --json x.json --screenshot ./x.json | --json: x.json is written to already",
                "run --json - --json x.json | should be specified only once",
                "run --for 1s --snapshot-at 1s | --snapshot-at: 1 s is not before the end at 1 s",
                "run --seed 9223372036854775808 | is no whole number in range",
                "run --spead 1 | unknown option '--spead'",
                "run one two | unexpected argument 'two'",
                "exec | name the program to run",
                "exec no.elf | no.elf: does not exist",
                "exec . | is a folder",
                "exec /dev/zero | /dev/zero: is not a file",
                "help nothing | unknown verb 'nothing'",
                "exec pom.xml | is not an ELF file",
                "exec x.elf --max-instructions 0 | --max-instructions must be at least 1",
                "exec x.elf --dump all | all",
                "build no/such/folder | no/such/folder",
                "brake | unknown verb 'brake'",
            })
    void aMistakeIsOneLineAndStatus2(String arguments, String says) {
        refused(says, arguments.split(" ", -1));
    }

    @Test
    void aNameThatIsEmptyOrNotOneLineIsAMistakeToo() {
        refused("--json: names no file", "run", "--json", "");
        refused("--screenshot: names no file", "run", "--screenshot", " ");
        refused("SCENARIO: nothing named '' ships", "run", "");
        refused("a?b.yaml: no such file", "run", "a\nb.yaml");
        refused("no partition 'a?b'", "run", "--for", "1ms", "--console", "a\nb");
        refused("FILE.elf: names no file", "exec", "");
        refused("a?b: does not exist", "exec", "a\nb");
        refused("unknown option '-?[31m'", "run", "-\u001b[31m");
    }

    private static void refused(String says, String... arguments) {
        Call call = twin(arguments);
        assertEquals(2, call.status, call.err);
        assertEquals("", call.out);
        assertEquals(1, call.err.lines().count(), call.err);
        assertTrue(call.err.contains(says), call.err);
        assertTrue(call.err.contains(";"), "a remedy in: " + call.err);
    }

    @Nested
    class AUsersOwnPartition {
        private static final Path SHIPPED = Path.of("..", "partitions", "infotainment");

        @Test
        void isACopiedFolderWithOtherCNamedInADescription() throws IOException {
            Path copy = Files.createDirectory(folder.resolve("mine"));
            try (var files = Files.list(SHIPPED)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            Path main = copy.resolve("main.c");
            String changed =
                    Files.readString(main)
                            .replaceFirst(
                                    "void init\\(void\\)\\s*\\{",
                                    "void init(void)\n{\n    microkit_dbg_puts(\"mine\\\\n\");");
            assertNotEquals(Files.readString(main), changed);
            Files.writeString(main, changed);
            Path system = folder.resolve("mine.yaml");
            Files.writeString(
                    system,
                    """
                    extends: reference
                    system: mine
                    partitions:
                      - { name: infotainment, image: ./mine }
                    """);
            Call call =
                    twin(
                            "run",
                            "--system",
                            system.toString(),
                            "--for",
                            "300ms",
                            "--console",
                            "infotainment",
                            "--json",
                            "-");
            assertEquals(0, call.status, call.err);
            assertEquals("infotainment| mine", call.err.strip());
            assertEquals(
                    0, call.json().get("partitions").get("infotainment").get("restarts").asInt());
        }

        @Test
        void thatDoesNotCompileIsOneLineWithItsFileAndLine() throws IOException {
            Path mine = Files.createDirectory(folder.resolve("mine"));
            Files.writeString(mine.resolve("main.c"), "void init(void)\n{\n    speed = 3;\n}\n");
            Path system = folder.resolve("mine.yaml");
            Files.writeString(
                    system,
                    """
                    extends: reference
                    system: mine
                    partitions:
                      - { name: infotainment, image: ./mine }
                    """);
            Call call = twin("run", "--system", system.toString());
            assertEquals(2, call.status);
            assertEquals(1, call.err.lines().count(), call.err);
            assertTrue(call.err.contains("main.c:3") && call.err.contains("'speed'"), call.err);
        }
    }
}
