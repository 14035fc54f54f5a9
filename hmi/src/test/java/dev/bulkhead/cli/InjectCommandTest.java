package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.report.Json;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

class InjectCommandTest {
    @TempDir private Path folder;

    private record Ran(int status, String out, String err) {}

    private static Ran inject(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "inject";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), all);
        return new Ran(status, out.toString(), err.toString());
    }

    /** Both runs last a second. */
    private String shortScenario() throws IOException {
        Path file = folder.resolve("short.yaml");
        Files.writeString(
                file,
                """
                extends: full-stop-dry
                scenario: short
                duration: 1 s
                pedal: [{ at: 200 ms, percent: 100 }]
                checks: []
                """);
        return file.toString();
    }

    @Nested
    class AContainedFault {
        @Test
        void tellsVerdictReasonBarrierAndRecoveryInTextJsonAndOnAPage() throws IOException {
            Path json = folder.resolve("r.json");
            Path html = folder.resolve("r.html");
            Ran ran =
                    inject(
                            "infotainment:wild-store=braking@0.5s",
                            "--scenario",
                            shortScenario(),
                            "--json",
                            json.toString(),
                            "--html",
                            html.toString());

            assertEquals(0, ran.status(), ran.err());
            assertTrue(ran.out().startsWith("IDENTICAL  infotainment:wild-store=braking@0.5s"));
            assertTrue(ran.out().contains("Nothing of it reached braking or chassis-can"));
            assertTrue(ran.out().contains("stopped by pmp: infotainment: store"));
            JsonNode result = Json.parse(Files.readString(json));
            assertEquals("IDENTICAL", result.path("verdict").asString());
            assertEquals("pmp", result.path("challenged").path(0).path("barrier").asString());
            JsonNode act = result.path("healthMonitor").path(0);
            assertEquals("restart", act.path("action").asString());
            double restart = act.path("restartUs").asDouble();
            assertTrue(restart > 0 && act.path("outageUs").asDouble() >= restart, act.toString());
            assertEquals(64, result.path("provenance").path("toolSha256").asString().length());
            assertEquals(1, result.path("knownDefects").size());
            assertTrue(result.path("toolConfidence").size() > 3, result.toString());
            String page = Files.readString(html);
            assertFalse(page.contains("src=\"http") || page.contains("href=\"http"), "offline");
            assertTrue(page.contains("IDENTICAL"));
            assertTrue(page.contains("</html>"));
        }
    }

    @Nested
    class AFaultThatReachesBraking {
        @Test
        void isBadNewsWithItsFirstDifference() throws IOException {
            Ran ran =
                    inject(
                            "infotainment:wild-store=braking@0.5s",
                            "--without",
                            "pmp",
                            "--scenario",
                            shortScenario());

            assertEquals(1, ran.status(), ran.err());
            assertTrue(ran.out().startsWith("REACHED  "), ran.out());
            assertTrue(ran.out().contains("WITHOUT pmp"), ran.out());
        }
    }

    @Test
    void aFaultThatNeverActsProvesNothing() throws IOException {
        Ran ran =
                inject(
                        "infotainment:wild-store=braking@exec:notified#1000000",
                        "--scenario",
                        shortScenario());

        assertEquals(3, ran.status(), ran.err());
        assertTrue(ran.out().startsWith("NOT ACTIVATED  "), ran.out());
    }

    /** The shipped image has run until then. */
    @Tag("full")
    @Test
    void aPartitionIsRewrittenAtRunTime() throws IOException {
        Ran ran =
                inject(
                        "gateway:rewritten=loop@500ms",
                        "body-can:rewritten=forged-frame,PrefillHint@600ms",
                        "--scenario",
                        shortScenario(),
                        "--json",
                        "-");

        assertEquals(0, ran.status(), ran.err());
        JsonNode result = Json.parse(ran.out());
        assertTrue(result.path("activation").path("text").asString().contains("rewritten code"));
        assertEquals("CONTRACT", result.path("verdict").asString());
    }

    @Test
    void faultsOfAFileActTogether() throws IOException {
        Path file = folder.resolve("two.yaml");
        Files.writeString(
                file,
                """
                faults:
                  - { target: infotainment, what: wild-store=braking, when: 500ms }
                  - { target: display, what: wild-load=braking, when: 600ms }
                """);
        Ran ran = inject("@" + file, "--scenario", shortScenario(), "--json", "-");

        assertEquals(
                "infotainment:wild-store=braking@0.5s + display:wild-load=braking@0.6s",
                Json.parse(ran.out()).path("fault").asString());
    }

    @Nested
    class TheList {
        @Test
        void fitsAHundredColumnsAndNamesAddresses() {
            Ran ran = inject("--list");

            assertEquals(0, ran.status(), ran.err());
            assertEquals(
                    java.util.List.of(), ran.out().lines().filter(l -> l.length() > 100).toList());
            assertTrue(ran.out().contains("  wild-store=DESTINATION"));
            assertTrue(ran.out().contains("chassis-controller: 0x12000000"));
        }

        @Test
        void isThereAsJson() {
            JsonNode faults = Json.parse(inject("--list", "--json", "-").out()).path("faults");

            assertEquals(dev.bulkhead.fault.FaultKind.values().length, faults.size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "infotainment | FAULT: 'infotainment' is no fault",
                "infotainment:wild-stor=braking | FAULT: unknown kind of fault 'wild-stor'",
                "infotainment:wild-store | FAULT: 'wild-store' lacks its argument",
                "infotainmint:wild-store=braking | FAULT: 'infotainmint' is no partition",
                "infotainment:wild-store=breaking | FAULT: unknown destination 'breaking'",
                "infotainment:wild-store=braking@soon | FAULT: 'soon' is no moment",
                "@no.yaml | no.yaml: ",
            })
    void aMistakeIsOneLineWithARemedy(String fault, String says) {
        refused(says, fault);
    }

    @Test
    void aPageThatCannotBeWrittenIsOneLine() {
        String place = folder.resolve("no/r.html").toString();
        refused(place + ": cannot be written", "infotainment:wild-store=braking", "--html", place);
    }

    @Test
    void pageAndJsonAreTwoFiles() {
        String place = folder.resolve("r").toString();
        refused(
                "--json: " + place + " is written to already",
                "infotainment:wild-store=braking",
                "--html",
                place,
                "--json",
                place);
    }

    @Test
    void theListHasNoPage() {
        refused("--html: --list has no page", "--list", "--html", "r.html");
    }

    private static void refused(String says, String... arguments) {
        Ran ran = inject(arguments);
        String line = ran.err().strip();
        assertEquals(2, ran.status(), line);
        assertEquals("", ran.out());
        assertEquals(1, line.lines().count(), line);
        assertTrue(line.startsWith(says), line);
        assertTrue(line.contains("; "), "a remedy in: " + line);
    }
}
