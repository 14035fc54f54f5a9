package dev.bulkhead.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A page that a command wrote, opened from its file in a real browser that has no network. */
public final class OfflinePage implements AutoCloseable {
    private static final Path PICTURES = Path.of("target", "screenshots");

    private final Playwright playwright = Chromium.playwright();
    private final List<String> complaints = new ArrayList<>();
    private final Page page;

    public OfflinePage(Path file, int width, ColorScheme scheme) {
        BrowserContext context =
                Chromium.launch(playwright)
                        .newContext(
                                new Browser.NewContextOptions()
                                        .setViewportSize(width, 800)
                                        .setColorScheme(scheme)
                                        .setOffline(true));
        page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
        String address = file.toUri().toString();
        page.onRequest(
                request -> {
                    if (!request.url().equals(address)) {
                        complaints.add("asks for " + request.url());
                    }
                });
        page.navigate(address);
    }

    public Page page() {
        return page;
    }

    /** What it wrote to the console, and what it asked for beside itself. */
    public List<String> complaints() {
        return complaints;
    }

    /** Whether something is wider than the window. */
    public boolean isTooWide() {
        return (boolean) page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
    }

    public void keepPicture(String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(PICTURES.resolve(name + ".png"))
                        .setFullPage(true));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
