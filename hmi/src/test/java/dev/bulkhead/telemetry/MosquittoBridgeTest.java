package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The bridge to a real broker, Debian's mosquitto. Without it skipped, but not in CI. */
class MosquittoBridgeTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    @TempDir private Path folder;
    private int port;
    private Process broker;
    private PahoClient reader;
    private Bridge bridge;

    @BeforeEach
    void aBroker() throws IOException {
        boolean present = Files.isExecutable(PROGRAM);
        if (!present && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(PROGRAM + " is missing, though this is CI");
        }
        assumeTrue(present, PROGRAM + " is not installed: apt-get install mosquitto");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(
                folder.resolve("conf"), "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
        startBroker();
        bridge =
                Bridge.start(
                        new BridgeSettings(
                                new BrokerAddress(false, Optional.empty(), "127.0.0.1", port),
                                "twin",
                                Optional.empty(),
                                Optional.empty(),
                                2000,
                                Duration.ofMillis(20),
                                Duration.ofMillis(200)),
                        told::add);
        reader = reader("reader");
    }

    /** Waits until it says that it runs. */
    private void startBroker() throws IOException {
        broker =
                new ProcessBuilder(
                                PROGRAM.toString(), "-v", "-c", folder.resolve("conf").toString())
                        .redirectErrorStream(true)
                        .start();
        BufferedReader log = broker.inputReader();
        String line = log.readLine();
        while (line != null && !line.endsWith("running")) {
            line = log.readLine();
        }
        Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {}));
    }

    private PahoClient reader(String clientId) {
        return new PahoClient("tcp://127.0.0.1:" + port, clientId)
                .connects()
                .subscribes("bulkhead/#");
    }

    @AfterEach
    void end() {
        if (bridge != null) {
            bridge.close();
            reader.close();
            broker.destroyForcibly();
        }
    }

    private void publish(String topic, String payload, boolean retained) {
        bridge.publish(
                new Message(
                        "bulkhead/twin/" + topic,
                        Buffer.buffer(payload),
                        Delivery.AT_MOST_ONCE,
                        retained));
    }

    private void assertOnline(PahoClient client) throws InterruptedException {
        assertEquals("bulkhead/twin/status online", client.next().toString());
    }

    @Test
    void aThousandMessagesArriveInOrder() throws InterruptedException {
        assertOnline(reader);

        for (int at = 0; at < 1000; at++) {
            publish("clock", "" + at, false);
        }

        for (int at = 0; at < 1000; at++) {
            assertEquals("" + at, reader.next().text());
        }
        assertEquals(0, bridge.messagesLost());
    }

    @Test
    void aBrokerThatWasKilledIsServedAgain() throws Exception {
        assertOnline(reader);
        broker.destroyForcibly().waitFor(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
        String gone = told.poll(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
        assertTrue(gone.contains("does not answer"), gone);

        publish("info", "missed", true);
        startBroker();
        String back = told.poll(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
        assertTrue(back.endsWith("the broker is back"), back);

        try (PahoClient again = reader("again")) {
            assertEquals(
                    Set.of("bulkhead/twin/status online", "bulkhead/twin/info missed"),
                    Set.copyOf(again.next(2)));
        }
        assertEquals(0, bridge.messagesLost());
    }
}
