package dev.bulkhead.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;

import dev.bulkhead.cli.LiveProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A tab left open does not grow. {@code -Dbulkhead.soak.updates=N} asks for more updates of the
 * clock's topic than ten minutes bring at the default rate.
 */
@Tag("full")
class OpenTabTest {
    private static final int UPDATES = Integer.getInteger("bulkhead.soak.updates", 6000);
    private static final int LOOKS = 15;
    private static final long GROWTH_BYTES = 1L << 20;
    private static final long PROCESS_GROWTH_BYTES = 100L << 20;
    private static final long GROWTH_NODES = 200;
    private static final double LIMIT_MS = 600_000;

    /**
     * The page counts for itself, as Playwright would hand on each frame through Chromium's
     * debugging interface: megabytes a second beside what is measured.
     */
    private static final String COUNTS_UPDATES =
            """
            window.updates = 0;
            window.WebSocket = class extends WebSocket {
              constructor(...args) {
                super(...args);
                const latin = new TextDecoder("latin1");
                this.addEventListener("message", e => {
                  const text = latin.decode(e.data);
                  for (let at = text.indexOf("/clock{"); at >= 0; at = text.indexOf("/clock{", at + 1)) window.updates++;
                });
              }
            };
            """;

    private static final double POLL_MS = 500;

    private final List<String> complaints = new ArrayList<>();
    private int updates;

    private record Look(long heapBytes, long nodes, long listeners, long processBytes) {}

    /**
     * Memory of the page's process, in which pictures and messages lie beside the heap: with the
     * screen as an image element it grew by 5 MB a second, until a busy machine had none left and
     * the tab was gone.
     */
    private static long processBytes() {
        return ProcessHandle.current()
                .descendants()
                .filter(OpenTabTest::isRenderer)
                .mapToLong(OpenTabTest::residentBytes)
                .max()
                .orElseThrow(() -> new AssertionError("Chromium has no process of the page"));
    }

    private static boolean isRenderer(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"))
                    .contains("--type=renderer");
        } catch (IOException _) {
            return false; // it has just ended
        }
    }

    private static long residentBytes(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException _) {
            return 0; // it has just ended
        }
    }

    @Test
    void leavesItsHeapItsNodesAndItsListenersFlat() throws Exception {
        try (LiveProcess live = LiveProcess.start("--repeat", "--telemetry-rate", "100");
                Playwright playwright = Chromium.playwright();
                Browser browser = Chromium.launch(playwright)) {
            Page page = browser.newPage();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            page.onCrash(_ -> complaints.add("the page crashed"));
            page.addInitScript(COUNTS_UPDATES);
            page.navigate(live.pageUrl());
            CDPSession chromium = page.context().newCDPSession(page);
            chromium.send("Performance.enable");
            List<Look> looks = new ArrayList<>();
            for (int at = 1; at <= LOOKS; at++) {
                int due = UPDATES * at / LOOKS;
                page.waitForFunction(
                        "due => window.updates >= due",
                        due,
                        new Page.WaitForFunctionOptions()
                                .setPollingInterval(POLL_MS)
                                .setTimeout(LIMIT_MS));
                looks.add(look(chromium));
            }
            updates = ((Number) page.evaluate("window.updates")).intValue();
            judge(looks);
        }
    }

    private static Look look(CDPSession chromium) {
        chromium.send("HeapProfiler.collectGarbage");
        JsonObject metrics = chromium.send("Performance.getMetrics");
        return new Look(
                metric(metrics, "JSHeapUsedSize"),
                metric(metrics, "Nodes"),
                metric(metrics, "JSEventListeners"),
                processBytes());
    }

    private static long metric(JsonObject metrics, String name) {
        for (JsonElement each : metrics.getAsJsonArray("metrics")) {
            JsonObject metric = each.getAsJsonObject();
            if (metric.get("name").getAsString().equals(name)) {
                return metric.get("value").getAsLong();
            }
        }
        throw new AssertionError("Chromium has no metric " + name);
    }

    private void judge(List<Look> looks) {
        List<Look> first = looks.subList(0, LOOKS / 3);
        List<Look> last = looks.subList(LOOKS - LOOKS / 3, LOOKS);
        String figures =
                "%d updates; heap %.2f MB in the first third, %.2f MB in the last; nodes %d and %d;"
                                .formatted(
                                        updates,
                                        median(first, Look::heapBytes) / 1e6,
                                        median(last, Look::heapBytes) / 1e6,
                                        median(first, Look::nodes),
                                        median(last, Look::nodes))
                        + " listeners %d and %d; its process %.0f and %.0f MB"
                                .formatted(
                                        median(first, Look::listeners),
                                        median(last, Look::listeners),
                                        median(first, Look::processBytes) / 1e6,
                                        median(last, Look::processBytes) / 1e6);
        System.out.println(figures);
        assertEquals(List.of(), complaints);
        assertTrue(growth(first, last, Look::heapBytes) < GROWTH_BYTES, figures + " " + looks);
        assertTrue(growth(first, last, Look::nodes) < GROWTH_NODES, figures + " " + looks);
        assertTrue(growth(first, last, Look::processBytes) < PROCESS_GROWTH_BYTES, figures);
        assertTrue(growth(first, last, Look::listeners) < GROWTH_NODES, figures + " " + looks);
    }

    private static long growth(List<Look> first, List<Look> last, ToLongFunction<Look> what) {
        return median(last, what) - median(first, what);
    }

    private static long median(List<Look> looks, ToLongFunction<Look> what) {
        return looks.stream().mapToLong(what).sorted().toArray()[looks.size() / 2];
    }
}
