package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.bulkhead.report.CampaignPage;
import dev.bulkhead.report.Json;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.web.OfflinePage;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import javax.xml.parsers.DocumentBuilderFactory;

class CampaignCommandTest {
    @TempDir private static Path folder;

    private static ShortCampaign campaign;
    private static ShortCampaign.Ran ran;
    private static JsonNode result;

    @BeforeAll
    static void runWhereDriversShareTheKernel() throws IOException {
        campaign = new ShortCampaign(folder);
        ran =
                campaign.run(
                        "shown",
                        "--faults",
                        "30",
                        "--profile",
                        "monolithic",
                        "--without",
                        "ecc",
                        "--rate-sample",
                        "1",
                        "--json",
                        at("r.json"),
                        "--html",
                        at("r.html"),
                        "--told",
                        "1",
                        "--junit",
                        at("r.xml"),
                        "--parquet",
                        at("r.parquet"));
        result = Json.parse(Files.readString(folder.resolve("r.json")));
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    @Nested
    class WithAMechanismOff {
        @Test
        void aCampaignThatReachedNothingLooksForWhatStoodBehindIt() {
            ShortCampaign.Ran off =
                    campaign.run("behind", "--faults", "12", "--without", "ecc", "--json", "-");
            JsonNode behind = Json.parse(off.out()).path("behind");

            assertEquals(0, Json.parse(off.out()).path("counts").path("REACHED").asInt());
            assertEquals(
                    Json.parse(off.out()).path("activated").asInt(), behind.path("looked").asInt());
            assertTrue(behind.path("met").isInt());
        }

        /** docs/mechanisms.md: each alone holds, both off let it through. */
        @Tag("full")
        @Test
        void theBarrierBehindItIsShownOffToo() {
            ShortCampaign.Ran off =
                    campaign.run(
                            "pair",
                            "--without",
                            "gateway-allow-list",
                            "--strata",
                            "aimed",
                            "--faults",
                            "8",
                            "--json",
                            "-");
            JsonNode found = Json.parse(off.out());

            assertEquals(0, off.status(), off.out());
            assertEquals(0, found.path("counts").path("REACHED").asInt());
            JsonNode pair =
                    found.path("behind")
                            .path("pairs")
                            .valueStream()
                            .filter(
                                    each ->
                                            each.path("barrier")
                                                    .asString()
                                                    .equals("transmit-filter"))
                            .findFirst()
                            .orElseThrow();
            assertTrue(pair.path("reached").asInt() > 0, pair.toString());
        }

        @Test
        void theAttacksThatItStandsAgainstAreInThePlan() {
            ShortCampaign.Ran off =
                    campaign.run(
                            "aimed",
                            "--without",
                            "dma-check",
                            "--strata",
                            "aimed",
                            "--faults",
                            "4");
            assertEquals(1, off.status(), off.out());
            assertTrue(off.out().contains(":hostile=dma,"), off.out());
        }

        @Test
        void oneThatNothingRanIntoIsNotShown() {
            ShortCampaign.Ran off =
                    campaign.run(
                            "unmet",
                            "--without",
                            "dma-check",
                            "--strata",
                            "wild",
                            "--faults",
                            "4",
                            "--rate-sample",
                            "0");
            assertTrue(off.out().contains("none runs into it with all mechanisms on"), off.out());
            assertEquals(3, off.status());
        }

        @Test
        void oneThatReachedSomethingDoesNot() {
            assertTrue(result.path("counts").path("REACHED").asInt() > 0);
            assertTrue(result.path("behind").isNull());
        }
    }

    @Nested
    class AResult {
        @Test
        void countsEachFaultOnce() {
            assertEquals("", ran.err());
            assertEquals(30, result.path("total").asInt());
            int sum = 0;
            for (JsonNode count : result.path("counts")) {
                sum += count.asInt();
            }
            assertEquals(30, sum);
            assertEquals(5, result.path("counts").size());
            int notActivated = result.path("counts").path("NOT_ACTIVATED").asInt();
            assertEquals(30 - notActivated, result.path("activated").asInt());
        }

        @Test
        void saysHowFastItWas() {
            assertTrue(result.path("faultsPerSecondPerCore").asDouble() > 0);
            assertTrue(result.path("faultsPerSecondPerCoreFull").asDouble() > 0);
        }

        @Test
        void carriesWhatItCameFrom() {
            JsonNode provenance = result.path("provenance");
            for (String hash :
                    List.of(
                            "toolSha256",
                            "descriptionSha256",
                            "scenarioSha256",
                            "costTableSha256")) {
                assertEquals(64, provenance.path(hash).asString().length(), hash);
            }
            assertTrue(provenance.path("imageSha256").has("braking"));
            assertTrue(result.path("assumptions").size() > 3);
            assertTrue(result.path("knownDefects").size() > 0);
            assertTrue(result.path("toolConfidence").size() > 3);
        }

        @Test
        void hasACellForEachAttackerBarrierTargetAndPhase() {
            JsonNode matrix = result.path("matrix");
            long cells = matrix.path("lines").size() * 7L;
            assertEquals(cells, matrix.path("cells").asLong());
            assertTrue(
                    matrix.path("lines")
                            .valueStream()
                            .anyMatch(
                                    line ->
                                            line.path("attacker").asString().equals("wireless")
                                                    && line.path("barrier")
                                                            .asString()
                                                            .equals("dma-check")
                                                    && line.path("target")
                                                            .asString()
                                                            .equals("braking")));
            assertTrue(
                    matrix.path("lines")
                            .valueStream()
                            .noneMatch(line -> line.path("attacker").asString().equals("braking")));
        }

        @Test
        void tellsTheBoundWithItsCondition() {
            assertTrue(
                    ran.out()
                            .replaceAll("\\s+", " ")
                            .contains(
                                    "conditional on this fault model and scenario; not a failure"
                                            + " rate"),
                    ran.out());
        }

        @Test
        void isAPageThatNeedsNoNetwork() throws IOException {
            String page = Files.readString(folder.resolve("r.html"));
            assertFalse(page.contains("src=\"http") || page.contains("href=\"http"), "offline");
            assertTrue(page.endsWith("</html>\n"));
            assertTrue(page.contains(" without early stop"), "the rate of both");
            JsonNode trials = embedded(page, "trial-data");
            assertEquals(30, trials.path("rows").size());
            JsonNode chapters = embedded(page, "command-data").path("chapters");
            assertEquals(1, chapters.size());
            assertEquals(
                    result.path("reached").path(0).path("index").asString(),
                    chapters.propertyNames().iterator().next());
            assertTrue(page.contains("<section id=\"chapter0\""));
        }

        @ParameterizedTest
        @MethodSource("dev.bulkhead.web.DashboardTest#windows")
        void opensInABrowserWithoutANetwork(int width, ColorScheme scheme) {
            try (OfflinePage file = new OfflinePage(folder.resolve("r.html"), width, scheme)) {
                Page page = file.page();
                PlaywrightAssertions.assertThat(page.locator("#strata .stack")).not().hasCount(0);
                PlaywrightAssertions.assertThat(page.locator("#trials tr.row")).hasCount(30);
                file.keepPicture("campaign-file-%d-%s".formatted(width, scheme));

                page.getByLabel("verdict").selectOption("REACHED");
                int reached = result.path("counts").path("REACHED").asInt();
                PlaywrightAssertions.assertThat(page.locator("#count"))
                        .hasText(reached + " of 30 faults");
                PlaywrightAssertions.assertThat(page.locator("#trials tr.row")).hasCount(reached);
                page.locator("#trials tr.row").first().click();
                PlaywrightAssertions.assertThat(page.locator("#trials pre"))
                        .hasText(result.path("reached").path(0).path("command").asString());
                page.getByText("told in full", new Page.GetByTextOptions().setExact(true)).click();
                PlaywrightAssertions.assertThat(page.locator("#chapter0 h2").first())
                        .isInViewport();
                PlaywrightAssertions.assertThat(page.locator("#chapter0 .timeline svg"))
                        .hasCount(2);
                file.keepPicture("campaign-file-fault-%d-%s".formatted(width, scheme));
                assertFalse(file.isTooWide());
                assertEquals(List.of(), file.complaints());
            }
        }

        /** What it names is done, word by word. */
        @Test
        @Tag("full")
        void namesTheCommandByWhichAllThatCameNearAreToldInFull() throws IOException {
            String page = Files.readString(folder.resolve("r.html"));
            String command = page.substring(page.indexOf("<pre>./twin campaign ") + 5);
            List<String> words =
                    new ArrayList<>(List.of(command.substring(0, command.indexOf('<')).split(" ")));
            assertEquals("./twin", words.removeFirst());
            words.set(words.indexOf("FILE"), at("all.html"));
            ShortCampaign.call(words);
            Set<String> near = new TreeSet<>();
            try (CampaignStore store = CampaignStore.open(folder.resolve("shown"))) {
                for (String verdict : List.of("REACHED", "BOUNDED", "CONTRACT")) {
                    store.ofVerdict(verdict, 30)
                            .forEach(row -> near.add(Integer.toString(row.index())));
                }
            }
            assertTrue(near.size() > 2, "" + near);
            JsonNode chapters =
                    embedded(Files.readString(folder.resolve("all.html")), "command-data")
                            .path("chapters");
            assertTrue(chapters.propertyNames().containsAll(near), "" + chapters);
        }

        @Test
        void tellsOneIdenticalFaultForEachBarrierThatHeldIt() {
            Set<String> held = new TreeSet<>();
            Set<String> shown = new TreeSet<>();
            campaign.run("held", "--faults", "12", "--strata", "wild");
            try (CampaignStore store = CampaignStore.open(folder.resolve("held"))) {
                store.forEachTrial(row -> addBarriers(held, row));
                CampaignPage.worthTelling(store, 30).forEach(row -> addBarriers(shown, row));
            }
            assertFalse(held.isEmpty());
            assertEquals(held, shown);
        }

        private static void addBarriers(Set<String> barriers, TrialRow row) {
            if (row.verdict().equals("IDENTICAL")) {
                row.challenged().forEach(each -> barriers.add(each.barrier()));
            }
        }

        private JsonNode embedded(String page, String id) {
            String from = page.substring(page.indexOf("id=\"" + id + "\">"));
            return Json.parse(from.substring(from.indexOf('>') + 1, from.indexOf("</script>")));
        }

        @Test
        void isASuiteOfJunitWithACaseForEachFault() throws Exception {
            var xml =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(folder.resolve("r.xml").toFile());
            int reached = result.path("counts").path("REACHED").asInt();
            assertEquals(30, xml.getElementsByTagName("testcase").getLength());
            var suites = xml.getElementsByTagName("testsuite");
            int failures = 0;
            for (int i = 0; i < suites.getLength(); i++) {
                failures += Integer.parseInt(((Element) suites.item(i)).getAttribute("failures"));
            }
            assertEquals(result.path("strata").size(), suites.getLength());
            assertEquals(reached, failures);
            assertEquals(reached, xml.getElementsByTagName("failure").getLength());
            assertEquals(
                    result.path("counts").path("NOT_ACTIVATED").asInt(),
                    xml.getElementsByTagName("skipped").getLength());
            Set<String> told = new TreeSet<>();
            for (int i = 0; i < reached; i++) {
                told.add(xml.getElementsByTagName("failure").item(i).getTextContent());
            }
            Set<String> commands = new TreeSet<>();
            result.path("reached").forEach(it -> commands.add(it.path("command").asString()));
            assertEquals(commands, told);
        }

        @Test
        void everyReachedHasACommandWithTheSameVerdict() {
            JsonNode reached = result.path("reached");
            assertEquals(result.path("counts").path("REACHED").asInt(), reached.size());
            assertTrue(reached.size() > 0, "a driver in the kernel brings it down");
            assertEquals(1, ran.status());
            assertTrue(ran.out().contains(reached.path(0).path("command").asString()));
            assertEquals("REACHED", injected(reached.path(0).path("command").asString()));
        }

        private String injected(String command) {
            List<String> words =
                    new ArrayList<>(Arrays.asList(command.replace("'", "").split(" ")));
            assertEquals("./twin", words.removeFirst());
            words.addAll(List.of("--json", "-"));
            ShortCampaign.Ran again = ShortCampaign.call(words);
            assertEquals(1, again.status(), again.err());
            return Json.parse(again.out()).path("verdict").asString();
        }
    }

    @Nested
    class Resumed {
        @Test
        void aCompleteOneIsToldAgain() {
            ShortCampaign.Ran again =
                    ShortCampaign.call(List.of("campaign", "--resume", at("shown"), "--json", "-"));
            assertEquals(ran.status(), again.status(), again.err());
            assertEquals(result.path("counts"), Json.parse(again.out()).path("counts"));
            assertEquals(result.path("reached"), Json.parse(again.out()).path("reached"));
        }

        @Test
        void aCompleteOneIsReportedAloneWithItsStatus() {
            ShortCampaign.Ran again =
                    ShortCampaign.call(
                            List.of(
                                    "campaign",
                                    "--resume",
                                    at("shown"),
                                    "--only-report",
                                    "--json",
                                    "-"));
            assertEquals(ran.status(), again.status(), again.err());
            assertEquals(result.path("counts"), Json.parse(again.out()).path("counts"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                textBlock =
                        """
                        --seed 2 | seed is '1' there, '2' here
                        --without pmp | without is 'ecc' there, 'pmp' here
                        --profile microkernel | profile is 'monolithic' there, 'microkernel' here
                        --verdict-only | verdict_only is 'false' there, 'true' here
                        """)
        void anotherOneIsRefusedByTheFirstKeyThatDiffers(String options, String what) {
            List<String> all = new ArrayList<>(List.of("campaign", "--resume", at("shown")));
            all.addAll(List.of(options.split(" ")));
            ShortCampaign.Ran other = ShortCampaign.call(all);
            assertEquals(2, other.status());
            assertEquals(
                    at("shown")
                            + ": holds another campaign: "
                            + what
                            + "; give the same options, or name another folder by --results\n",
                    other.err());
        }

        @Test
        void withoutAFolder() {
            assertMistake(
                    "--resume: names no folder; name the one that holds the results", "--resume");
        }
    }

    @Nested
    class OfTheProtectedSetItself {
        @Test
        void whatReachesItIsNoFailureOfASuite() throws Exception {
            ShortCampaign.Ran blind =
                    campaign.run(
                            "c",
                            "--population",
                            "c",
                            "--strata",
                            "misbehaviour",
                            "--faults",
                            "3",
                            "--rate-sample",
                            "0",
                            "--junit",
                            at("c.xml"));
            assertEquals(0, blind.status(), blind.out());
            String xml = Files.readString(folder.resolve("c.xml"));
            assertTrue(xml.contains("REACHED, which is no failure in population c"), xml);
            assertTrue(xml.contains("failures=\"0\""), xml);
            assertFalse(xml.contains("<failure"), xml);
        }
    }

    @Nested
    class EveryFlip {
        @Test
        void coversOneCycleAtLeast() {
            assertMistake(
                    "--faults: one cycle of warning has more than 40 classes of equal flips; allow"
                            + " more",
                    "--scenario",
                    at("short.yaml"),
                    "--span",
                    "50ms",
                    "--every-flip",
                    "warning@300ms",
                    "--faults",
                    "40");
        }

        @Test
        void isOfAPartitionOutsideTheProtectedSet() {
            assertMistake(
                    "--every-flip: 'braking' is no partition outside the protected set; use one"
                            + " of display, infotainment, body-can, gateway, wireless, warning",
                    "--scenario",
                    at("short.yaml"),
                    "--every-flip",
                    "braking");
        }

        @Test
        void beginsBeforeTheEnd() {
            assertMistake(
                    "--every-flip: 2 s is after the scenario's end at 0.7 s; name a time before"
                            + " it",
                    "--scenario",
                    at("short.yaml"),
                    "--every-flip",
                    "warning");
        }
    }

    @Nested
    class Strata {
        @Test
        void areThePopulations() {
            assertMistake(
                    "--strata: population a has no stratum 'wyld'; did you mean 'wild'?",
                    "--scenario",
                    at("short.yaml"),
                    "--strata",
                    "wyld");
        }

        @Test
        void areNamedOnce() {
            assertMistake(
                    "--strata: wild is there twice; name it once",
                    "--scenario",
                    at("short.yaml"),
                    "--strata",
                    "wild,memory,wild=2");
        }

        @Test
        void haveNoWeightWhereAllIsTaken() {
            assertMistake(
                    "--strata: every-attack takes all of its faults, not a share; name it without"
                            + " a weight",
                    "--scenario",
                    at("short.yaml"),
                    "--strata",
                    "memory,every-attack=3");
        }
    }

    @Test
    void resultsAreNotWrittenOver() {
        assertMistake(
                at("shown")
                        + ": holds the results of a campaign; go on with it by --resume, or name"
                        + " another folder by --results",
                "--results",
                at("shown"));
    }

    @Test
    void twoOutputsAreTwoFiles() {
        assertMistake(
                "--parquet: " + at("same") + " is written to already; name another file",
                "--json",
                at("same"),
                "--parquet",
                at("same"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    --faults 0 | --faults: 0 is below 1; write at least 1
                    --faults 1000000000 | --faults: 1000000000 do not fit a heap of
                    --threads 5000 | --threads: 5000 do not fit a heap of
                    --threads 0 | --threads: 0 is below 1; write at least 1
                    --told -1 | --told: -1 is below 0; write 0 or more
                    --only-report | --only-report: there are no results yet; name some with --resume DIR
                    --rate-sample -1 | --rate-sample: -1 is below 0; write 0 or more
                    --population d | twin: invalid value for option '--population': 'd' is none of a, b, c; see ./twin campaign --help
                    --every-flip @2s | twin: invalid value for option '--every-flip': '@2s' is no partition with a time, such as wireless@2s; see ./twin campaign --help
                    --every-flip warning --population b | --population: b beside --every-flip, which flips a partition outside the protected set, which is population a; leave out one of both
                    --every-flip warning --population c | --population: c beside --every-flip, which flips a partition outside the protected set, which is population a; leave out one of both
                    --every-flip warning --strata wild=2,memory | --strata: wild=2,memory beside --every-flip, which draws nothing and takes all in a stretch of time; leave out one of both
                    --every-flip warning --phases boot,braking | --phases: boot,braking beside --every-flip, which draws nothing and takes all in a stretch of time; leave out one of both
                    --strata wild,=2 | twin: invalid value for option '--strata' (NAME[=WEIGHT]): '=2' is no stratum, such as registers or wild=5; see ./twin campaign --help
                    --phases boot,drive | twin: invalid value for option '--phases' (NAME): 'drive' is none of boot, cruise, brake-onset, braking, abs-active, standstill, restart; see ./twin campaign --help
                    --span 5 | twin: invalid value for option '--span': '5' is no time above 0 with a unit, such as 2.5s; see ./twin campaign --help
                    --scenario lodead | --scenario: nothing named 'lodead' ships; did you mean 'loaded'?
                    --without region-permission=x | --without: 'region-permission' has no region 'x'; use one of braking.data,
                    nowhere.yaml | nowhere.yaml: no such file; correct the path
                    """)
    void aMistakeIsNamedInOneLine(String options, String message) {
        ShortCampaign.Ran wrong = call(options.split(" "));
        assertEquals(2, wrong.status());
        assertTrue(wrong.err().startsWith(message), wrong.err());
        assertEquals(1, wrong.err().lines().count(), wrong.err());
    }

    private static void assertMistake(String message, String... options) {
        ShortCampaign.Ran wrong = call(options);
        assertEquals(message + "\n", wrong.err());
        assertEquals(2, wrong.status());
    }

    private static ShortCampaign.Ran call(String... options) {
        List<String> all = new ArrayList<>(List.of("campaign"));
        all.addAll(List.of(options));
        return ShortCampaign.call(all);
    }
}
