package dev.bulkhead.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.UnixOperatingSystemMXBean;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Requests that were right once, on raw sockets: no crash, no hang, no growth, and who asks for a
 * page gets it. {@code -Dbulkhead.fuzz.seed=N} tries others; a failure names its own seed.
 */
class HttpFuzzTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CHECK_EVERY = 50;
    private static final long GROWTH_BYTES = 24L << 20;
    private static final int MORE_FILES = 8;

    private static final Logger ROOT = Logger.getLogger("");

    private final HttpClient good = HttpClient.newHttpClient();
    private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    private final Handler log = new Listening();
    private Vertx vertx;
    private WebServer server;

    /** Keeps what would reach the terminal. */
    private final class Listening extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                logged.add(record);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        ROOT.addHandler(log);
        vertx = Vertx.vertx();
        server =
                new WebServer(
                        vertx,
                        new WebServer.Settings("127.0.0.1", 0, Optional.empty(), 20, 1000),
                        socket -> socket.handler(_ -> {}));
    }

    @AfterEach
    void end() {
        ROOT.removeHandler(log);
        server.close();
        vertx.close().await();
        good.close();
    }

    @Test
    void fourThousandConnectionsDoNoHarm() throws Exception {
        attack(Long.getLong("bulkhead.fuzz.seed", 1), 4000);
    }

    @Test
    @Tag("full")
    void fortyThousandConnectionsDoNoHarm() throws Exception {
        attack(Long.getLong("bulkhead.fuzz.seed", 2), 40_000);
    }

    private void attack(long seed, int connections) throws Exception {
        attack(seed, 0, connections / 4);
        long heap = usedBytes();
        long files = openFiles();
        int threads = Thread.activeCount();

        attack(seed, connections / 4, connections);

        assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    while (openFiles() > files + MORE_FILES) {
                        assertServed("still open: " + openFiles());
                    }
                },
                "seed " + seed + ": connections stay open");
        long growth = usedBytes() - heap;
        assertTrue(growth < GROWTH_BYTES, () -> "seed " + seed + ": grew by " + growth);
        assertTrue(Thread.activeCount() <= threads + 2, "seed " + seed + ": threads");
    }

    private void attack(long seed, int from, int to) throws Exception {
        for (int at = from; at < to; at++) {
            var random = new SplittableRandom(seed * 1_000_003 + at);
            byte[] bytes = HttpConversation.of(random, server.port());
            String where = "seed " + seed + ", connection " + at;
            converse(bytes, random.nextInt(8) == 0, where);
            assertSilent(where);
            if (at % CHECK_EVERY == 0) {
                assertServed(where);
            }
        }
    }

    /**
     * @param leaves whether it goes without waiting for an answer
     */
    private void converse(byte[] bytes, boolean leaves, String where) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(bytes);
            if (!leaves) {
                socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        } catch (SocketTimeoutException e) {
            fail(where + " hangs", e);
        } catch (SocketException _) {
            // the server had enough of it
        }
    }

    /** What a stranger sends is no business of the terminal. */
    private void assertSilent(String where) {
        LogRecord record = logged.poll();
        if (record != null) {
            fail(where + " or soon before: " + record.getLoggerName(), record.getThrown());
        }
    }

    private void assertServed(String where) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                        .timeout(LIMIT)
                        .build();
        HttpResponse<String> page = good.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, page.statusCode(), where);
        assertTrue(page.body().contains("</html>"), where);
    }

    private static long openFiles() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getOpenFileDescriptorCount();
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
