package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.bulkhead.report.Json;
import dev.bulkhead.web.OfflinePage;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

class CompareCommandTest {
    private static final int FAULTS = 8;

    /** Two of its faults begin with the crash of body-can, 36.8 ms before the end, and wireless. */
    private static final String SEED = "2";

    /** The start takes 50 ms of frames more than this. */
    private static final String SOON_BOOTED =
            """
            extends: reference
            profiles:
              monolithic: { boot_constant_us: 50000 }
            """;

    private static final String SHORT =
            """
            extends: full-stop-ice
            scenario: short
            duration: 700 ms
            pedal: [{ at: 200 ms, percent: 100 }]
            checks: []
            """;

    @TempDir private static Path folder;

    private static ShortCampaign.Ran ran;
    private static JsonNode result;
    private static String page;

    @BeforeAll
    static void compare() throws IOException {
        Files.writeString(folder.resolve("short.yaml"), SHORT);
        Files.writeString(folder.resolve("soon.yaml"), SOON_BOOTED);
        ran =
                call(
                        "--faults",
                        Integer.toString(FAULTS),
                        "--seed",
                        SEED,
                        "--scenario",
                        at("short.yaml"),
                        "--system",
                        at("soon.yaml"),
                        "--threads",
                        "2",
                        "--json",
                        at("r.json"),
                        "--html",
                        at("r.html"));
        assertEquals("", ran.err());
        result = Json.parse(Files.readString(folder.resolve("r.json")));
        page = Files.readString(folder.resolve("r.html"));
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static ShortCampaign.Ran call(String... options) {
        List<String> all = new ArrayList<>(List.of("compare", "--quiet"));
        all.addAll(List.of(options));
        return ShortCampaign.call(all);
    }

    private static JsonNode profile(String name) {
        return result.path("profiles").path(name);
    }

    private static JsonNode story(String profile) {
        return result.path("story").path("profiles").path(profile);
    }

    @Test
    void theMicrokernelComesFirstThenWhatTheDescriptionHas() {
        assertEquals(
                List.of(
                        "microkernel",
                        "monolithic",
                        "monolithic-oops",
                        "monolithic-windows",
                        "hybrid-display-in",
                        "hybrid-display-out"),
                List.copyOf(result.path("profiles").propertyNames()));
    }

    @Nested
    class OneBadReadInOneDriver {
        @ParameterizedTest
        @ValueSource(strings = {"microkernel", "hybrid-display-out"})
        void inUserModeTakesDownTheDriverAlone(String profile) {
            assertEquals("user", story(profile).path("hosting").asString());
            assertEquals("IDENTICAL", story(profile).path("verdict").asString());
            assertFalse(story(profile).path("ecuReset").asBoolean());
            assertEquals(0, story(profile).path("brakeCommandsLost").asInt());
            assertTrue(story(profile).path("outageMs").asDouble() < 100, "restarted");
        }

        @ParameterizedTest
        @ValueSource(strings = {"monolithic", "monolithic-windows", "hybrid-display-in"})
        void inTheKernelTakesDownTheBrakes(String profile) {
            assertEquals("kernel", story(profile).path("hosting").asString());
            assertEquals("REACHED", story(profile).path("verdict").asString());
            assertTrue(story(profile).path("ecuReset").asBoolean());
            assertTrue(story(profile).path("brakeCommandsLost").asInt() > 10);
            assertTrue(
                    story(profile).path("happened").path(0).asString().startsWith("kernel panic"));
        }

        @Test
        void inAKernelThatGoesOnStopsTheDriverForGoodAndLosesNoBrakeCommand() {
            JsonNode oops = story("monolithic-oops");
            assertEquals("kernel", oops.path("hosting").asString());
            assertFalse(oops.path("ecuReset").asBoolean());
            assertEquals(0, oops.path("brakeCommandsLost").asInt());
            assertTrue(oops.path("outageMs").isNull(), "an oops restarts nothing");
            assertTrue(oops.path("happened").path(0).asString().startsWith("kernel oops"));
        }

        @Test
        void theEcuIsBackAfterItsBootOrNotBeforeTheEnd() {
            double boot = profile("monolithic").path("resets").path("bootMs").asDouble();
            double outage = story("monolithic").path("outageMs").asDouble();
            assertEquals(100, boot, "50 ms start and 50 ms constant");
            assertTrue(outage > boot && outage < boot + 30, outage + " ms");
            assertTrue(story("hybrid-display-in").path("outageMs").isNull(), "2 s constant");
        }

        @Test
        void isRepeatedByItsCommand() {
            List<String> words =
                    new ArrayList<>(
                            Arrays.asList(
                                    story("monolithic")
                                            .path("command")
                                            .asString()
                                            .replace("'", "")
                                            .split(" ")));
            assertEquals("./twin", words.removeFirst());
            words.addAll(List.of("--json", "-"));
            assertEquals(1, ShortCampaign.call(words).status());
        }

        @Test
        void namesWhereItsFactsComeFrom() {
            assertEquals(2, result.path("story").path("sources").size());
        }
    }

    @Nested
    class EachColumn {
        @Test
        void countsEachFaultOnce() {
            for (JsonNode each : result.path("profiles")) {
                int sum = 0;
                for (JsonNode count : each.path("counts")) {
                    sum += count.asInt();
                }
                assertEquals(FAULTS, sum);
                assertEquals(
                        FAULTS - each.path("counts").path("NOT_ACTIVATED").asInt(),
                        each.path("activated").asInt());
            }
        }

        @Test
        void countsEachReachedOnceByWhereItsCodeIs() {
            for (JsonNode each : result.path("profiles")) {
                int reached = each.path("counts").path("REACHED").asInt();
                assertEquals(reached, each.path("reachedFaults").size());
                int sum = 0;
                for (JsonNode hosting : each.path("attackers")) {
                    sum += hosting.path("reached").asInt();
                }
                assertEquals(reached, sum);
            }
        }

        @Test
        void underTheMicrokernelHasNoCodeInTheKernelAndLosesNoBrakeCommand() {
            JsonNode isolated = profile("microkernel");
            assertEquals(0, isolated.path("kernel").size());
            assertEquals(0, isolated.path("attackers").path("kernel").path("activated").asInt());
            assertEquals(0, isolated.path("counts").path("REACHED").asInt());
            assertEquals(0, isolated.path("brakeCommandsLostWorst").asInt());
            assertEquals(0, ran.status(), "a REACHED of another column is no bad news");
        }

        /** An illegal instruction is a panic; commands come each 5 ms and the boot takes 100. */
        @Test
        void underTheMonolithicKernelIsReachedByTheCrashOfItsDrivers() {
            JsonNode together = profile("monolithic");
            assertEquals(5, together.path("kernel").size());
            assertEquals(2, together.path("counts").path("REACHED").asInt());
            assertEquals(2, together.path("attackers").path("kernel").path("reached").asInt());
            assertEquals(36.8 / 5, together.path("brakeCommandsLostWorst").asInt(), 1);
            assertEquals(0, profile("monolithic-oops").path("brakeCommandsLostWorst").asInt());
        }

        @Test
        void losesNoBrakeCommandByFaultsThatReachedNothing() {
            for (JsonNode each : result.path("profiles")) {
                int different =
                        each.path("counts").path("REACHED").asInt()
                                + each.path("counts").path("BOUNDED").asInt()
                                + each.path("counts").path("CONTRACT").asInt();
                assertTrue(each.path("faultsWithLostBrakeCommands").asInt() <= different);
            }
        }

        @Test
        void costsWhatTheTableOfCrossingsSays() {
            assertTrue(
                    profile("microkernel").path("callCycles").asInt()
                            > 10 * profile("monolithic").path("callCycles").asInt());
            assertTrue(
                    profile("microkernel").path("interruptCycles").asInt()
                            > profile("monolithic").path("interruptCycles").asInt());
            for (JsonNode source : result.path("costSources")) {
                assertFalse(source.path("source").asString().isEmpty());
            }
            assertTrue(result.path("costSources").size() >= 8);
        }

        @Test
        void namesTheSourceOfEachBootConstant() {
            List<String> rows = new ArrayList<>();
            for (JsonNode row : result.path("costSources")) {
                if (row.has("ms")) {
                    String source = row.path("source").asString();
                    rows.add(
                            "%s %s %s"
                                    .formatted(
                                            row.path("operation").asString(),
                                            row.path("ms"),
                                            source.substring(0, source.indexOf(','))));
                }
            }
            assertEquals(
                    List.of(
                            "boot constant of microkernel 100.0 QNX",
                            "boot constant of monolithic 50.0 the description's own",
                            "boot constant of monolithic-oops, monolithic-windows 2000.0 TI",
                            "boot constant of hybrid-display-in, hybrid-display-out 2000.0"
                                    + " Microsoft"),
                    rows);
            assertTrue(ran.out().contains("50.0 ms, monolithic: the description's own"));
            assertTrue(page.contains("SPRADE5"));
        }

        @Test
        void hasPaddingOnlyWhereItHasWindows() {
            assertEquals(0, profile("monolithic").path("paddingShare").asDouble());
            assertFalse(profile("monolithic").path("windows").asBoolean());
            assertTrue(profile("monolithic-windows").path("paddingShare").asDouble() > 0.01);
        }

        @Test
        void crossesMoreWhereMoreIsOutsideTheKernel() {
            assertTrue(
                    profile("microkernel").path("crossingCpuShare").asDouble()
                            > profile("monolithic-windows").path("crossingCpuShare").asDouble());
        }
    }

    @Nested
    class TheText {
        @Test
        void fitsTheTerminal() {
            assertTrue(ran.out().lines().allMatch(line -> line.length() <= 120), ran.out());
        }

        @Test
        void beginsWithTheStoryAndEndsWithTheAnswer() {
            assertTrue(ran.out().startsWith("One bad read in one driver\n"));
            String flat = ran.out().replaceAll("\\s+", " ").strip();
            assertTrue(flat.endsWith(result.path("answer").asString()), flat);
        }

        @Test
        @Tag("full")
        void isTheSameOnOneThread() {
            ShortCampaign.Ran alone =
                    call(
                            "--faults",
                            Integer.toString(FAULTS),
                            "--seed",
                            SEED,
                            "--scenario",
                            at("short.yaml"),
                            "--system",
                            at("soon.yaml"),
                            "--threads",
                            "1");
            assertEquals(ran.out(), alone.out());
        }
    }

    @Nested
    @Tag("full")
    class TheExitStatus {
        private static ShortCampaign.Ran of(String... options) {
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("--scenario", at("short.yaml"), "--system", at("soon.yaml")));
            return call(all.toArray(String[]::new));
        }

        @Test
        void is1IfAFaultReachesTheBrakesUnderTheMicrokernel() {
            assertEquals(1, of("--faults", "4", "--seed", "1", "--without", "pmp").status());
        }

        @Test
        void is0ForTheSameFaultsWithTheBarrierInPlace() {
            assertEquals(0, of("--faults", "4", "--seed", "1").status());
        }

        @Test
        void is3IfNoFaultWasActivated() {
            ShortCampaign.Ran idle = of("--faults", "1", "--seed", "1");
            assertEquals(3, idle.status(), idle.out());
        }
    }

    @Test
    void interruptedItSaysThatNothingIsKeptAndLeavesNoFile() throws Exception {
        Path own = Files.createDirectory(folder.resolve("interrupted"));
        Path page = own.resolve("page.html");
        Path begun = own.resolve("page.html.part");
        Process process =
                new ShortCampaign(own)
                        .start(List.of("compare", "--faults", "30", "--html", page.toString()));
        while (!Files.exists(begun)) {
            assertFalse(process.waitFor(20, TimeUnit.MILLISECONDS), "it ended by itself");
        }
        process.destroy(); // Ctrl-C, as the process hears of it
        assertEquals(3, process.waitFor());
        String said = Files.readString(own.resolve("said"));
        assertTrue(
                said.endsWith("compare: interrupted before the first fault; nothing is kept\n"),
                said);
        assertFalse(said.contains("Exception"), said);
        assertFalse(Files.exists(page) || Files.exists(begun), "half a page");
    }

    @Nested
    class ThePage {
        @Test
        void needsNoNetworkAndNoScript() {
            assertFalse(page.contains("src=") || page.contains("href="), "offline");
            assertFalse(page.contains("<script"));
            assertTrue(page.endsWith("</html>\n"));
        }

        @ParameterizedTest
        @MethodSource("dev.bulkhead.web.DashboardTest#windows")
        void opensInABrowserWithoutANetwork(int width, ColorScheme scheme) {
            try (OfflinePage file = new OfflinePage(folder.resolve("r.html"), width, scheme)) {
                PlaywrightAssertions.assertThat(file.page().locator("h1")).isInViewport();
                PlaywrightAssertions.assertThat(file.page().locator("polyline.faulty")).hasCount(6);
                file.keepPicture("compare-file-%d-%s".formatted(width, scheme));
                assertFalse(file.isTooWide());
                assertEquals(List.of(), file.complaints());
            }
        }

        @Test
        void saysTheAnswerAndDrawsTheCarUnderEachKernel() {
            assertTrue(page.contains(result.path("answer").asString()));
            assertEquals(6, page.split("class=\"faulty\" points=", -1).length - 1);
        }

        @Test
        void hasADotForEachFaultThatTookSomethingDown() {
            int down = 0;
            for (JsonNode each : result.path("profiles")) {
                down += each.path("outOfService").asInt();
            }
            assertNotEquals(0, down);
            assertEquals(down, page.split("<circle", -1).length - 1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    --faults 0 | --faults: 0 is below 1; write at least 1
                    --threads 0 | --threads: 0 is below 1; write at least 1
                    --span 5 | twin: invalid value for option '--span': '5' is no time above 0 with a unit, such as 2.5s; see ./twin compare --help
                    --scenario lodead | --scenario: nothing named 'lodead' ships; did you mean 'loaded'?
                    --without region-permission=x | --without: 'region-permission' has no region 'x'; use one of braking.data,
                    --system nowhere.yaml | nowhere.yaml: no such file; correct the path
                    """)
    void aMistakeIsNamedInOneLine(String options, String message) {
        ShortCampaign.Ran wrong = call(options.split(" "));
        assertEquals(2, wrong.status());
        assertTrue(wrong.err().startsWith(message), wrong.err());
        assertEquals(1, wrong.err().lines().count());
    }

    @Test
    void helpFitsTheTerminalAndHasAnExample() {
        ShortCampaign.Ran help = call("--help");
        assertEquals(0, help.status());
        assertTrue(help.out().contains("Example: ./twin compare "));
        assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
    }
}
