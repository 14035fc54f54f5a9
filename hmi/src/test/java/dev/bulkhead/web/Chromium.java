package dev.bulkhead.web;

import static org.junit.jupiter.api.Assertions.fail;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The browser of the tests: Debian's, which nothing downloads. */
final class Chromium {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private Chromium() {}

    /** Skips the tests where there is none, but not in CI. */
    static Playwright playwright() {
        boolean found = Files.isExecutable(PROGRAM);
        if (!found && "true".equals(System.getenv("CI"))) {
            fail("no " + PROGRAM + ", and CI=true");
        }
        Assumptions.assumeTrue(found, "no " + PROGRAM + " (Debian package chromium)");
        return Playwright.create(
                new Playwright.CreateOptions()
                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    static Browser launch(Playwright playwright) {
        return playwright
                .chromium()
                .launch(
                        new BrowserType.LaunchOptions()
                                .setExecutablePath(PROGRAM)
                                .setArgs(
                                        List.of(
                                                "--no-sandbox",
                                                "--disable-gpu",
                                                "--disable-quic",
                                                "--no-first-run",
                                                "--disable-background-networking",
                                                "--disable-component-update",
                                                "--disable-sync",
                                                // a container's /dev/shm holds 64 MB by default
                                                "--disable-dev-shm-usage")));
    }
}
