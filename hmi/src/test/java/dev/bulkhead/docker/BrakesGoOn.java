package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.EnabledIfDockerAvailable;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Crashes infotainment and looks whether braking noticed. */
@Testcontainers
@EnabledIfDockerAvailable
class BrakesGoOn {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Container
    private final GenericContainer<?> twin =
            new GenericContainer<>(DockerImageName.parse("bulkhead/twin"))
                    .withExposedPorts(1883)
                    .waitingFor(Wait.forHealthcheck());

    @Test
    void infotainmentIsRestartedAndBrakingIsNot() throws Exception {
        String url = "tcp://localhost:" + twin.getMappedPort(1883);
        try (MqttClient client = new MqttClient(url, "my-test", new MemoryPersistence())) {
            client.connect();
            CompletableFuture<JsonNode> restarted = new CompletableFuture<>();
            CompletableFuture<JsonNode> braking = new CompletableFuture<>();
            client.subscribe(
                    "bulkhead/twin/partition/infotainment/state",
                    1,
                    (_, message) -> {
                        JsonNode state = JSON.readTree(message.getPayload());
                        if (state.get("restarts").asInt() > 0) {
                            restarted.complete(state);
                        }
                    });
            client.publish(
                    "bulkhead/twin/command/inject",
                    new MqttMessage(
                            "{\"fault\":\"infotainment:wild-store=braking\"}"
                                    .getBytes(StandardCharsets.UTF_8)));
            assertTrue(restarted.get(30, TimeUnit.SECONDS).get("timeS").asDouble() > 0);

            client.subscribe(
                    "bulkhead/twin/partition/braking/state",
                    1,
                    (_, message) -> braking.complete(JSON.readTree(message.getPayload())));
            JsonNode state = braking.get(30, TimeUnit.SECONDS);
            assertEquals(0, state.get("restarts").asInt());
            assertEquals(0, state.get("deadlinesMissed").asInt());
            client.disconnect();
        }
    }
}
