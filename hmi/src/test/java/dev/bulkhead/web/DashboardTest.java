package dev.bulkhead.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.bulkhead.cli.LiveProcess;
import dev.bulkhead.telemetry.Role;
import dev.bulkhead.telemetry.Users;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The page in a real browser, in front of a live twin. */
class DashboardTest {
    private static final Path PICTURES = Path.of("target", "screenshots");

    /** Ten runs of simulated time on a machine that may be busy. */
    private static final double PATIENCE_MS = 120_000;

    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void startBrowser() throws Exception {
        playwright = Chromium.playwright();
        browser = Chromium.launch(playwright);
        Files.createDirectories(PICTURES);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    }

    @AfterAll
    static void endBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void openBrowser() {
        open(1280, 800, ColorScheme.LIGHT);
    }

    @AfterEach
    void closeBrowser() {
        context.close();
    }

    private void open(int width, int height, ColorScheme scheme) {
        if (context != null) {
            context.close();
        }
        context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(width, height)
                                .setColorScheme(scheme));
        context.setDefaultTimeout(PATIENCE_MS);
        page = context.newPage();
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error") || message.type().equals("warning")) {
                        complaints.add(message.text());
                    }
                });
        page.onPageError(complaints::add);
    }

    private Locator at(String selector) {
        return page.locator(selector);
    }

    private void keepPicture(String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(PICTURES.resolve(name + ".png"))
                        .setFullPage(true));
    }

    private static void assertText(Locator where, String text) {
        PlaywrightAssertions.assertThat(where)
                .containsText(text, new ContainsTextOptions().setTimeout(PATIENCE_MS));
    }

    /** All of them in {@code -Pfull}. */
    private static Stream<Arguments> windows() {
        return Stream.of(
                        Arguments.of(390, ColorScheme.LIGHT),
                        Arguments.of(1280, ColorScheme.DARK),
                        Arguments.of(1280, ColorScheme.LIGHT))
                .limit(Boolean.getBoolean("bulkhead.full") ? 3 : 1);
    }

    /** The clock shows another time than {@code before}. */
    private void assertMoved(String before) {
        PlaywrightAssertions.assertThat(at("#clock-time")).not().hasText(before);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void showsMovingDataWithoutAWordInTheConsole(int width, ColorScheme scheme) throws Exception {
        open(width, 800, scheme);
        try (LiveProcess live = LiveProcess.start("--repeat")) {
            page.navigate(live.pageUrl());
            assertText(at("#link"), "live");
            assertText(at("tr[data-partition=infotainment]"), "%");
            PlaywrightAssertions.assertThat(at("#screen")).hasJSProperty("width", 480);
            String before = at("#clock-time").textContent();
            assertMoved(before);
            assertText(at("#frames"), "BrakeCommand");
            assertEquals(
                    true,
                    page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"));
            keepPicture("live-%d-%s".formatted(width, scheme));

            assertEquals(List.of(), complaints);
        }
    }

    @Test
    void showsThatInfotainmentCrashesAndBrakingGoesOn() throws Exception {
        try (LiveProcess live = LiveProcess.start("--repeat")) {
            page.navigate(live.pageUrl());
            assertText(at("#link"), "live");
            at("#crash").click();

            assertText(at("tr[data-partition=infotainment] .last"), "store access fault");
            assertText(at("#health"), "restart");
            assertText(at("#live-fault"), "infotainment:wild-store=braking");
            assertText(at("#live-fault"), "acted at");
            assertText(at("tr[data-partition=infotainment] td:nth-child(5)"), "1");
            assertText(at("tr[data-partition=braking] td:nth-child(5)"), "0");
            assertEquals("", at("tr[data-partition=braking] .last").textContent());
            keepPicture("crash");
            assertEquals(List.of(), complaints);
        }
    }

    /** What this product is for, as people will see it in a meeting. */
    @Test
    void saysThatADriversFaultReachesTheBrakes() throws Exception {
        assertSays("display:wild-store=braking@2s", "monolithic", "REACHED", ColorScheme.DARK);
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "display:wild-store=braking@2s, microkernel, IDENTICAL, LIGHT",
        "infotainment:wild-store=braking@2s, microkernel, IDENTICAL, LIGHT",
        "infotainment:wild-store=braking@2s, monolithic-windows, IDENTICAL, LIGHT",
        "infotainment:wild-store=braking@2s, monolithic, CONTRACT, DARK"
    })
    void saysWhatElseReachesThem(String fault, String profile, String verdict, ColorScheme scheme)
            throws Exception {
        assertSays(fault, profile, verdict, scheme);
    }

    private void assertSays(String fault, String profile, String verdict, ColorScheme scheme)
            throws Exception {
        open(1280, 800, scheme);
        try (LiveProcess live = LiveProcess.start()) {
            page.navigate(live.pageUrl() + "#experiment");
            at("#fault").fill(fault);
            at("#profile").selectOption(profile);
            at("#inject").click();

            PlaywrightAssertions.assertThat(at("[data-profile=" + profile + "] .verdict b"))
                    .hasText(verdict, new HasTextOptions().setTimeout(PATIENCE_MS));
            PlaywrightAssertions.assertThat(at(".timeline svg")).hasCount(2);
            PlaywrightAssertions.assertThat(at(".timeline svg").last()).isVisible();
            at(".result summary").first().click();
            keepPicture(fault.replaceAll("[^a-z]+", "-") + profile);
            assertEquals(List.of(), complaints);
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("windows")
    void bothTimelinesGrowWhileTheTwinsRun(int width, ColorScheme scheme) throws Exception {
        open(width, 800, scheme);
        try (LiveProcess live = LiveProcess.start("--pace", "0.01")) {
            page.navigate(live.pageUrl() + "#experiment");
            assertText(at("#link"), "live");
            at("#fault").fill("infotainment:loop@2s");
            at("#profile").selectOption("microkernel");
            at("#inject").click();

            int seen = stretches(0);
            int grown = stretches(seen);
            assertTrue(grown > seen, grown + " stretches, " + seen + " before");
            PlaywrightAssertions.assertThat(at(".timeline svg")).hasCount(2);
            PlaywrightAssertions.assertThat(at("#results .verdict")).hasCount(0);
            assertEquals(
                    true,
                    page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"));
            keepPicture("growing-%d-%s".formatted(width, scheme));
            PlaywrightAssertions.assertThat(at("#results .verdict b")).hasText("IDENTICAL");
            PlaywrightAssertions.assertThat(at(".timeline svg")).hasCount(2);
            keepPicture("grown-%d-%s".formatted(width, scheme));
            assertEquals(List.of(), complaints);
        }
    }

    /** Faults in bulk: it grows before everybody's eyes, and what reached has its command. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("windows")
    void aCampaignGrowsInEveryBrowserAndNamesWhatReached(
            int width, ColorScheme scheme, @TempDir Path results) throws Exception {
        open(width, 800, scheme);
        try (LiveProcess live =
                LiveProcess.start("--pace", "0.01", "--results", results.toString())) {
            page.navigate(live.pageUrl() + "#campaign");
            assertText(at("#link"), "live");
            at("#campaign-faults").fill("10001");
            at("#campaign-start").click();
            assertText(at("#notice"), "above 10000, the most beside a live twin");

            at("#campaign-faults").fill("30");
            at("#campaign-scenario").selectOption("full-stop-dry");
            at("#off-box summary").click();
            at("#offs input[value=pmp]").check();
            assertText(at("#off-says"), "pmp");
            at("#campaign-start").click();
            assertText(at("#campaign-says"), "a second");
            assertText(at("#campaign-verdict"), "so far");
            keepPicture("campaign-growing-%d-%s".formatted(width, scheme));
            Page second = context.newPage();
            second.navigate(live.pageUrl() + "#campaign");
            assertText(second.locator("#campaign-says"), "of 30 faults");

            assertText(at("#campaign-says"), "done · 30 of 30 faults");
            assertText(second.locator("#campaign-says"), "done · 30 of 30 faults");
            // thirteen strata, and the attacks that pmp stands against
            PlaywrightAssertions.assertThat(at("#classes tr")).hasCount(14);
            PlaywrightAssertions.assertThat(at("#classes-all td").nth(1)).hasText("30");
            PlaywrightAssertions.assertThat(at("#campaign-verdict"))
                    .hasAttribute("data-kind", "bad");
            assertText(at("#campaign-verdict b"), "REACHED");
            assertText(at("#campaign-bound"), "not a failure rate");
            assertText(at("[data-found=REACHED] li code").first(), "./twin inject ");
            assertText(at("[data-found=REACHED] li code").first(), "--without pmp");
            assertText(at("#campaign-says"), "kept in " + results);
            assertEquals(at("#classes").textContent(), second.locator("#classes").textContent());
            assertEquals(
                    true,
                    page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"));
            keepPicture("campaign-%d-%s".formatted(width, scheme));
            assertEquals(List.of(), complaints);
        }
    }

    @Test
    void aCampaignIsStopped() throws Exception {
        try (LiveProcess live = LiveProcess.start("--pace", "0.01")) {
            page.navigate(live.pageUrl() + "#campaign");
            assertText(at("#campaign-none"), "No campaign");
            at("#campaign-scenario").selectOption("full-stop-dry");
            at("#campaign-start").click();
            assertText(at("#campaign-says"), "a second");
            at("#campaign-stop").click();
            assertText(at("#campaign-says"), "stopped");
            assertText(at("#campaign-says"), "kept nowhere");
            PlaywrightAssertions.assertThat(at("#campaign-bound")).isHidden();
            PlaywrightAssertions.assertThat(at("#campaign-start")).isEnabled();
            assertEquals(List.of(), complaints);
        }
    }

    /** How many stretches of time both runs have on the page, once they have more than before. */
    private int stretches(int before) {
        return ((Number)
                        page.waitForFunction(
                                        """
                                        before => {
                                          const of = run => [...document.querySelectorAll(`.timeline path[fill="var(--${run})"]`)]
                                            .reduce((most, path) => Math.max(most, path.getAttribute("d").split("M").length - 1), 0);
                                          const both = Math.min(of("golden"), of("faulty"));
                                          return both > before ? both : false;
                                        }\
                                        """,
                                        before)
                                .jsonValue())
                .intValue();
    }

    @Test
    void comesBackWhenTheTwinDoes() throws Exception {
        LiveProcess first = LiveProcess.start("--repeat");
        page.navigate(first.pageUrl());
        assertText(at("#link"), "live");
        first.close();
        PlaywrightAssertions.assertThat(at("#link")).not().hasText("live");
        try (LiveProcess second =
                LiveProcess.startOn(first.webPort(), first.mqttPort(), "--repeat")) {
            assertText(at("#link"), "live");
            String before = at("#clock-time").textContent();
            assertMoved(before);
            assertEquals(first.webPort(), second.webPort());
        }
    }

    @Test
    void asksWhoYouAreAndSaysWhenThatIsWrong(@TempDir Path folder) throws Exception {
        Path users = folder.resolve("users");
        Files.writeString(
                users, Users.line("ann", "right-horse".toCharArray(), Role.TELEMETRY) + "\n");
        try (LiveProcess live = LiveProcess.start("--users", users.toString())) {
            page.navigate(live.pageUrl());
            at("input[name=user]").fill("ann");
            at("input[name=password]").fill("wrong");
            at("#login button").click();
            assertText(at("#login-why"), "Name or password is wrong");

            at("input[name=password]").fill("right-horse");
            at("#login button").click();
            assertText(at("#link"), "live");
            at("#pause").click();
            assertText(at("#notice"), "may only watch");
            keepPicture("only-watching");
        }
    }

    @Test
    void worksFromTheKeyboard() throws Exception {
        try (LiveProcess live = LiveProcess.start("--repeat")) {
            page.navigate(live.pageUrl());
            assertText(at("#link"), "live");
            page.keyboard().press("Space");
            assertText(at("#clock-state"), "paused");
            String before = at("#clock-time").textContent();
            page.keyboard().press(".");
            assertMoved(before);
            page.keyboard().press("2");
            PlaywrightAssertions.assertThat(at("#experiment")).isVisible();
            page.keyboard().press("3");
            PlaywrightAssertions.assertThat(at("#campaign")).isVisible();
            page.keyboard().press("1");
            PlaywrightAssertions.assertThat(at("#live")).isVisible();
            String scheme = (String) page.evaluate("document.documentElement.dataset.theme || ''");
            page.keyboard().press("t");
            assertNotEquals(scheme, page.evaluate("document.documentElement.dataset.theme || ''"));
            assertTrue(complaints.isEmpty(), complaints::toString);
        }
    }
}
