package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class BridgeTest {
    private static final String WILL = "will bulkhead/twin/status offline";
    private static final String BIRTH = "bulkhead/twin/status online retained";

    private final StandInBroker broker = new StandInBroker();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Bridge bridge;

    @AfterEach
    void end() {
        if (bridge != null) {
            bridge.close();
        }
        broker.close();
    }

    private void bridge(String password, int keep) {
        var address = new BrokerAddress(false, Optional.of("twin"), "127.0.0.1", broker.port());
        bridge =
                Bridge.start(
                        new BridgeSettings(
                                address,
                                "twin",
                                Optional.of(password),
                                Optional.empty(),
                                keep,
                                Duration.ofMillis(20),
                                Duration.ofMillis(100)),
                        told::add);
    }

    private void publish(String topic, String payload, boolean retained) {
        bridge.publish(
                new Message(
                        "bulkhead/twin/" + topic,
                        Buffer.buffer(payload),
                        Delivery.AT_MOST_ONCE,
                        retained));
    }

    private String told() throws InterruptedException {
        return String.valueOf(told.poll(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS));
    }

    @Test
    void announcesItselfAndPublishesOnTheSameTopics() throws InterruptedException {
        bridge("", 10);

        publish("clock", "{}", true);
        publish("health/event", "x", false);

        assertEquals(
                List.of(
                        WILL,
                        BIRTH,
                        "bulkhead/twin/clock {} retained",
                        "bulkhead/twin/health/event x"),
                broker.next(4));
        assertEquals(List.of(), List.copyOf(told));
    }

    @Test
    void saysOfflineWhenItEnds() throws InterruptedException {
        bridge("", 10);
        assertEquals(List.of(WILL, BIRTH), broker.next(2));

        bridge.close();

        assertEquals(List.of("bulkhead/twin/status offline retained"), broker.next(1));
    }

    @Test
    void sendsWhatWaitedWhenTheBrokerIsBackAndSaysSoOnce() throws InterruptedException {
        bridge("", 10);
        publish("partition/braking/state", "kept", true);
        assertEquals(3, broker.next(3).size());
        broker.goesAway();
        assertTrue(told().contains("the broker does not answer"));

        publish("clock", "1", false);
        publish("clock", "2", false);
        broker.comesBack();

        assertEquals(
                List.of(
                        WILL,
                        BIRTH,
                        "bulkhead/twin/partition/braking/state kept retained",
                        "bulkhead/twin/clock 1",
                        "bulkhead/twin/clock 2"),
                broker.next(5));
        assertEquals("mqtt://127.0.0.1:" + broker.port() + ": the broker is back", told());
        assertEquals(List.of(), List.copyOf(told));
        assertEquals(0, bridge.messagesLost());
    }

    @Test
    void keepsTheNewestAndCountsTheOthers() throws InterruptedException {
        broker.goesAway();
        bridge("", 3);
        assertTrue(told().contains("keeps its last 3 messages"));

        for (int at = 1; at <= 10; at++) {
            publish("clock", "" + at, false);
        }
        assertEquals(7, bridge.messagesLost());
        broker.comesBack();

        assertEquals(
                List.of(
                        WILL,
                        BIRTH,
                        "bulkhead/twin/clock 8",
                        "bulkhead/twin/clock 9",
                        "bulkhead/twin/clock 10"),
                broker.next(5));
    }

    @Test
    void attemptsLeaveNoThreadsBehind() throws InterruptedException {
        broker.password = "another";
        bridge("", 3);
        for (int attempt = 0; attempt < 20; attempt++) {
            assertNotNull(broker.refused.poll(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS));
        }

        long threads =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("MQTT "))
                        .count();

        assertTrue(threads < 10, () -> threads + " threads of Paho");
    }

    @Test
    void sendsAgainWhatABrokerDidNotAcknowledge() throws InterruptedException {
        bridge("", 10);
        assertEquals(List.of(WILL, BIRTH), broker.next(2));
        broker.acknowledges = false;
        publish("clock", "1", false);
        assertEquals(List.of("bulkhead/twin/clock 1"), broker.next(1));

        broker.goesAway();
        broker.acknowledges = true;
        broker.comesBack();

        assertEquals(List.of(WILL, BIRTH, "bulkhead/twin/clock 1"), broker.next(3));
    }

    @Test
    void saysOnceThatThePasswordIsWrongAndKeepsItToItself() throws InterruptedException {
        broker.password = "right";

        bridge("wrong-secret", 10);

        String line = told();
        assertTrue(line.startsWith("mqtt://127.0.0.1:"), line);
        assertFalse(line.contains("secret"), line);
        broker.password = "wrong-secret";
        assertEquals(List.of(WILL, BIRTH), broker.next(2));
        assertTrue(told().endsWith("the broker is back"));
    }

    @Nested
    class Password {
        private static final Map<String, String> ENVIRONMENT =
                Map.of("BULKHEAD_BROKER_PASSWORD", "from environment");
        @TempDir private Path folder;

        @Test
        void isTheFirstLineOfItsFileElseFromTheEnvironmentElseNone() throws IOException {
            Path file = Files.writeString(folder.resolve("secret"), "from file\nmore\n");

            assertEquals(
                    Optional.of("from file"),
                    BridgeSettings.password(Optional.of(file), ENVIRONMENT));
            assertEquals(
                    Optional.of("from environment"),
                    BridgeSettings.password(Optional.empty(), ENVIRONMENT));
            assertEquals(Optional.empty(), BridgeSettings.password(Optional.empty(), Map.of()));
        }

        @Test
        void ofAnEmptyOrMissingFileIsOneLine() throws IOException {
            for (Path file :
                    List.of(
                            folder.resolve("missing"),
                            Files.writeString(folder.resolve("empty"), "\n"))) {
                InputError refused =
                        assertThrows(
                                InputError.class,
                                () -> BridgeSettings.password(Optional.of(file), ENVIRONMENT));

                assertTrue(refused.getMessage().startsWith("--broker-password: "));
            }
        }

        @Test
        void doesNotStandInTheSettingsText() {
            var address = BrokerAddress.parse("mqtt://me@host");
            var settings =
                    BridgeSettings.of(address, "twin", Optional.of("secret"), Optional.empty());

            assertEquals("bridge of twin to mqtt://host:1883", settings.toString());
        }
    }

    @Nested
    class Address {
        @ParameterizedTest
        @CsvSource({
            "mqtt://host, mqtt://host:1883, tcp://host:1883",
            "mqtts://host, mqtts://host:8883, ssl://host:8883",
            "mqtt://me@host:1/, mqtt://host:1, tcp://host:1",
            "mqtt://[::1]:7, mqtt://[::1]:7, tcp://[::1]:7",
        })
        void isReadAndShownWithoutTheUser(String text, String shown, String paho) {
            BrokerAddress address = BrokerAddress.parse(text);

            assertEquals(shown, address.toString());
            assertEquals(paho, address.serverUri());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"host", "http://host", "mqtt://", "mqtt://h:70000", "mqtt://h/x", "a b"})
        void isRefusedInOneLine(String text) {
            InputError refused = assertThrows(InputError.class, () -> BrokerAddress.parse(text));

            assertTrue(refused.getMessage().startsWith("--broker: "), refused.getMessage());
        }

        @Test
        void holdsNoPassword() {
            InputError refused =
                    assertThrows(
                            InputError.class, () -> BrokerAddress.parse("mqtt://me:secret@host"));

            assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
        }
    }
}
