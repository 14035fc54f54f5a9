package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulkhead.telemetry.Message.Delivery;

import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Clients that others wrote: Eclipse Paho's of MQTT 3.1.1, and Debian's mosquitto_sub. */
class OtherClientsTest {
    private final LiveEndpoint twin = new LiveEndpoint();

    @AfterEach
    void end() {
        twin.close();
    }

    @Nested
    class PahoOfMqtt3 {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private MqttClient client;

        @BeforeEach
        void connect() throws Exception {
            client =
                    new MqttClient(
                            "tcp://127.0.0.1:" + twin.port(), "three", new MemoryPersistence());
            client.setTimeToWait(TimeUnit.SECONDS.toMillis(LiveEndpoint.WITHIN_S));
            MqttConnectOptions options = new MqttConnectOptions();
            options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
            client.connect(options);
        }

        @AfterEach
        void disconnect() throws Exception {
            if (client.isConnected()) {
                client.disconnectForcibly(0, 100, false);
            }
            client.close();
        }

        private void subscribe(String filter) throws Exception {
            client.subscribe(
                    filter,
                    2,
                    (topic, message) ->
                            received.add(
                                    topic
                                            + " "
                                            + message
                                            + " qos "
                                            + message.getQos()
                                            + (message.isRetained() ? " retained" : "")));
        }

        private String next() throws InterruptedException {
            String next = received.poll(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
            assertNotNull(next, "no message came");
            return next;
        }

        @Test
        void readsRetainedAndLiveMessages() throws Exception {
            twin.publishes("info", "i", Delivery.AT_LEAST_ONCE, true);
            // who hears it hears it kept or live: from then on it is kept
            assertEquals(
                    "i", twin.paho("before").connects().subscribes("bulkhead/#").next().text());
            subscribe("bulkhead/#");
            assertEquals("bulkhead/twin/info i qos 1 retained", next());

            twin.retains("clock", "c");

            assertEquals("bulkhead/twin/clock c qos 0", next());
        }

        @Test
        void commandsAndReadsTheReply() throws Exception {
            subscribe("bulkhead/twin/command/reply/+");

            client.publish(
                    "bulkhead/twin/command/pause", "{}".getBytes(StandardCharsets.UTF_8), 1, false);

            assertEquals("bulkhead/twin/command/reply/pause {\"ok\":true} qos 1", next());
            assertEquals(List.of("pause {}"), twin.commands);
        }

        @Test
        void isGrantedQos1AtMost() throws Exception {
            assertArrayEquals(
                    new int[] {1}, client.subscribeWithResponse("bulkhead/#", 2).getGrantedQos());
        }
    }

    /** What the twin's users will try first. Without the program skipped, but not in CI. */
    @Nested
    class MosquittoSub {
        private static final Path PROGRAM = Path.of("/usr/bin/mosquitto_sub");
        @TempDir private Path folder;

        @BeforeEach
        void isInstalled() {
            boolean present = Files.isExecutable(PROGRAM);
            if (!present && "true".equals(System.getenv("CI"))) {
                throw new AssertionError(PROGRAM + " is missing, though this is CI");
            }
            assumeTrue(present, PROGRAM + " is not installed: apt-get install mosquitto-clients");
            for (int at = 0; at < 100; at++) {
                twin.retains("partition/p" + at + "/state", "{\"at\":" + at + "}");
            }
        }

        private List<String> lines(String... options) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
            command.addAll(List.of("-h", "127.0.0.1", "-p", "" + twin.port(), "-W", "20", "-v"));
            command.addAll(List.of(options));
            Path out = folder.resolve("out");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            try {
                assertTrue(process.waitFor(LiveEndpoint.WITHIN_S + 10, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), () -> "" + Stream.of(options).toList());
                return Files.readAllLines(out);
            } finally {
                process.destroyForcibly();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"mqttv311", "mqttv5"})
        void printsAHundredTopics(String version) throws Exception {
            List<String> lines = lines("-t", "bulkhead/#", "-C", "100", "-V", version, "-q", "1");

            assertEquals(100, lines.size());
            assertTrue(lines.contains("bulkhead/twin/partition/p7/state {\"at\":7}"));
        }

        @Test
        void filtersByLevel() throws Exception {
            List<String> lines = lines("-t", "bulkhead/+/partition/p42/#", "-C", "1");

            assertEquals(List.of("bulkhead/twin/partition/p42/state {\"at\":42}"), lines);
        }
    }
}
