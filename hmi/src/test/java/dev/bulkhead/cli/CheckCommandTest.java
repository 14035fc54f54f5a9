package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.bulkhead.web.OfflinePage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class CheckCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    private int check(String... arguments) {
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(arguments));
        return Main.run(
                Main.command(),
                new PrintWriter(out),
                new PrintWriter(err),
                all.toArray(String[]::new));
    }

    private String description(String text) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, text);
        return file.toString();
    }

    private JsonNode json() {
        return new ObjectMapper().readTree(out.toString());
    }

    private static List<String> failing(JsonNode result) {
        List<String> failing = new ArrayList<>();
        for (JsonNode rule : result.path("rules")) {
            if (rule.path("result").asString().equals("fail")) {
                failing.add(rule.path("id").asString());
            }
        }
        return failing;
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "reference-budget"})
    void whatShipsKeepsTheRules(String system) {
        assertEquals(0, check(system, "--for", "1500ms"), out + "" + err);
        assertTrue(out.toString().startsWith("PASSED  " + system), out.toString());
        assertTrue(out.toString().contains("measurements, not bounds"), out.toString());
        assertFalse(out.toString().contains("accepts nothing here"), out.toString());
    }

    @Test
    void resultHasTheFieldsOfTheDocs() {
        assertEquals(0, check("--for", "300ms", "--margin", "50", "--json", "-"), err.toString());

        JsonNode result = json();
        assertTrue(result.path("passed").asBoolean());
        assertEquals(24, result.path("rules").size());
        JsonNode t4 = result.path("rules").get(13);
        assertEquals("T4", t4.path("id").asString());
        assertEquals("Demand is met by supply at each deadline", t4.path("text").asString());
        assertEquals("pass", t4.path("result").asString());
        assertEquals("", t4.path("remedy").asString());
        assertTrue(t4.path("evidence").size() > 3, t4.toString());
        JsonNode times = result.path("executionTimes");
        assertEquals(50, times.path("marginPercent").asInt());
        assertEquals("loaded", times.path("scenario").asString());
        assertTrue(times.path("note").asString().contains("measurements, not bounds"));
        assertTrue(times.path("entries").size() > 8, times.toString());
        assertTrue(result.path("provenance").has("descriptionSha256"));
        assertTrue(result.path("assumptions").size() > 3, result.toString());
        assertEquals(1, result.path("knownDefects").size());
        assertTrue(result.path("toolConfidence").size() > 3, result.toString());
    }

    /** 135 bits of 2 us; the pedal waits for a lower frame and the brake command, then is sent. */
    @Test
    void boundsOfFramesAndTheWayFromPedalToActuatorAreInTheResult() throws IOException {
        Path page = folder.resolve("certificate.html");

        assertEquals(
                0,
                check("--for", "300ms", "--json", "-", "--html", page.toString()),
                err.toString());
        JsonNode chassis = json().path("busTimes").get(0);
        assertEquals("chassis", chassis.path("bus").asString());
        assertEquals(0.4347, chassis.path("utilisation").asDouble(), 1e-4);
        assertEquals(12, chassis.path("frames").size());
        JsonNode pedal = chassis.path("frames").get(1);
        assertEquals("PedalStatus", pedal.path("message").asString());
        assertEquals(270, pedal.path("frameUs").asDouble());
        assertEquals(810, pedal.path("boundUs").asDouble());
        assertEquals(540, chassis.path("frames").get(0).path("boundUs").asDouble());
        JsonNode speed = json().path("busTimes").get(1).path("frames").get(0);
        assertEquals("VehicleSpeed", speed.path("message").asString());
        assertEquals(
                9 * 540,
                speed.path("boundUs").asDouble(),
                "before it in the controller stands the gateway's answer, the last of nine");
        assertEquals(1080, speed.path("boundInOrderUs").asDouble(), "a lower frame, itself");
        JsonNode path = chassis.path("pedalToActuator");
        double sum = 0;
        for (JsonNode part : path) {
            sum += part.path("boundUs").asDouble();
        }
        assertEquals(7, path.size());
        assertEquals(sum, chassis.path("pedalToActuatorUs").asDouble(), 1e-3);
        assertTrue(sum > 15_000 && sum < 30_000, sum + " us");
        String html = Files.readString(page);
        assertTrue(html.contains("Frames on bus chassis"), "a table a bus");
        assertTrue(html.contains("From pedal to actuator"), "the way");
    }

    @Test
    void thePageHasRulesEvidenceAndPictureAndAsksNoNetwork() throws IOException {
        Path page = folder.resolve("certificate.html");

        assertEquals(0, check("--for", "300ms", "--html", page.toString()), err.toString());
        String html = Files.readString(page);
        assertEquals(25, html.split("<details class=\"rule\"", -1).length, "one a rule");
        assertTrue(html.contains("<svg class=\"system\""));
        assertTrue(html.contains("0x80103000..0x80105fff"), "the encoded PMP entries of braking");
        assertTrue(html.contains("They are measurements, not bounds."));
        assertTrue(html.contains("./twin check reference --for 0.3s --margin 20"));
        assertFalse(html.contains("src="), "nothing is loaded");
        assertFalse(html.contains("href="), "nothing is linked");
    }

    @Test
    void thePageOpensInABrowserWithoutANetwork() {
        Path page = folder.resolve("certificate.html");

        assertEquals(0, check("--for", "300ms", "--html", page.toString()), err.toString());
        for (int width : List.of(1280, 390)) {
            try (OfflinePage file = new OfflinePage(page, width, ColorScheme.LIGHT)) {
                PlaywrightAssertions.assertThat(file.page().locator("svg.system[role=img]"))
                        .isVisible();
                file.page().locator("details.rule").first().click();
                PlaywrightAssertions.assertThat(file.page().locator("details.rule[open]"))
                        .hasCount(1);
                file.keepPicture("check-file-" + width);
                assertFalse(file.isTooWide());
                assertEquals(List.of(), file.complaints());
            }
        }
    }

    @Test
    void aBrokenRuleIsStatusOneWithEvidenceAndRemedy() throws IOException {
        String mine =
                description(
                        """
                        extends: reference
                        partitions:
                          - { name: gateway, maps: [{ target: framebuffers, access: rw }] }
                        """);

        assertEquals(1, check(mine, "--for", "300ms"), err.toString());
        String text = out.toString();
        assertTrue(text.startsWith("FAILED  reference"), text);
        assertTrue(
                text.contains("framebuffers: written by 'infotainment' and 'gateway'; give it"),
                text);
        assertTrue(text.indexOf("FAIL       S1") < text.indexOf("pass       S2"), text);
    }

    @Test
    void whatTheKernelWouldRefuseIsABrokenRuleHereAndAMistakeElsewhere() throws IOException {
        String mine =
                description(
                        """
                        extends: reference
                        partitions:
                          - { name: gateway, budget_us: 6000 }
                        """);

        assertEquals(1, check(mine, "--json", "-"), err.toString());
        assertEquals(List.of("T3"), failing(json()));
        JsonNode t4 = json().path("rules").get(13);
        assertEquals("not-judged", t4.path("result").asString());
        assertTrue(t4.path("notJudged").asString().contains("would not run"), t4.toString());
        assertFalse(json().has("executionTimes"));

        int status =
                Main.run(
                        Main.command(),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        "run",
                        "--system",
                        mine);
        assertEquals(2, status);
        assertTrue(err.toString().contains("budget_us 6000 exceeds period_us 5000"));
    }

    @Test
    void aMechanismThatIsOffIsABrokenRule() {
        assertEquals(1, check("--without", "pmp", "--for", "300ms", "--json", "-"));
        assertEquals(List.of("S1", "S2", "S3", "S6", "S10"), failing(json()));
    }

    @Test
    void aSystemOfOnesOwnNeedsNothingOfTheReferenceSystem() throws IOException {
        String bare =
                description(
                        """
                        system: bare
                        board: {}
                        schedule:
                          major_frame_us: 5000
                          start_us: 50000
                          padding_us: 40
                          windows: [{ start_us: 0, duration_us: 5000, partitions: [mine] }]
                        partitions:
                          - name: mine
                            level: QM
                            image: warning
                            priority: 100
                            budget_us: 900
                            period_us: 5000
                            memory: { base: 0x80170000, size: 0x10000, stack: 0x1000 }
                            health: { memory: stop, illegal-instruction: stop, misaligned: stop,
                              breakpoint: stop, unknown-call: stop, deadline-missed: log, application: log }
                        """);

        assertEquals(0, check(bare, "--for", "200ms", "--json", "-"), out + "" + err);
        assertEquals("cruise", json().path("executionTimes").path("scenario").asString());
    }

    @Test
    void driversInTheKernelAreABrokenRule() {
        assertEquals(1, check("--profile", "monolithic-windows", "--for", "300ms", "--json", "-"));
        assertEquals(List.of("S1", "S7", "C6"), failing(json()));
    }

    @Test
    void aMalformedDescriptionIsOneLineAndStatusTwo() throws IOException {
        assertEquals(2, check(description("extends: reference\npartitons: []\n")));
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("did you mean 'partitions'?"), err.toString());
    }

    @Test
    void aMarginIsInPercent() {
        assertEquals(2, check("--margin", "-1"));
        assertEquals("--margin: -1 is not from 0 to 1000; write percent\n", err.toString());
    }
}
