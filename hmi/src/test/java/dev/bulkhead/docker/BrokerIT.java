package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

import tools.jackson.databind.JsonNode;

/** A twin that publishes to somebody else's broker, and what that broker may suffer. */
class BrokerIT {
    private static final String CLOCK = "bulkhead/twin/clock";

    private Network network;
    private GenericContainer<?> broker;
    private GenericContainer<?> twin;

    @BeforeAll
    static void engine() {
        Engine.mustAnswer();
    }

    @BeforeEach
    void start() {
        network = Network.newNetwork();
        broker = Engine.broker(network);
        broker.start();
        twin = bridged();
        twin.start();
    }

    private GenericContainer<?> bridged() {
        return Engine.live(
                network, "--repeat", "--broker", "mqtt://" + Engine.BROKER + ":" + Engine.MQTT);
    }

    @AfterEach
    void stop() {
        twin.stop();
        broker.stop();
        network.close();
    }

    private Watcher atBroker() throws Exception {
        return new Watcher(Engine.mqttUrl(broker));
    }

    private void awaitProgress() throws Exception {
        try (Watcher watcher = atBroker()) {
            double from = watcher.await(CLOCK, c -> !c.retained()).json().get("timeS").asDouble();
            watcher.await(CLOCK, c -> c.json().get("timeS").asDouble() != from);
        }
    }

    @Test
    void hasTheSameTopicsAsTheTwinItself() throws Exception {
        try (Watcher watcher = atBroker()) {
            assertEquals("online", watcher.await("bulkhead/twin/status").text());
        }
        try (Watcher watcher = atBroker()) {
            JsonNode info = watcher.await("bulkhead/twin/info").json();
            assertEquals(8, info.get("partitions").size());
        }
        try (Watcher watcher = atBroker()) {
            JsonNode cpu = watcher.await("bulkhead/twin/partition/braking/cpu").json();
            assertTrue(cpu.get("sharePercent").asDouble() > 0, cpu.toString());
        }
    }

    @Test
    void learnsThatTheTwinWasKilledFromItsLastWill() throws Exception {
        try (Watcher watcher = atBroker()) {
            assertEquals("online", watcher.await("bulkhead/twin/status").text());
            Engine.docker().killContainerCmd(twin.getContainerId()).exec();

            assertEquals("offline", watcher.await("bulkhead/twin/status").text());
        }
    }

    @Test
    void isFoundAgainAfterItWasKilledAndStarted() throws Exception {
        awaitProgress();
        Engine.docker().killContainerCmd(broker.getContainerId()).exec();
        Engine.docker().startContainerCmd(broker.getContainerId()).exec();

        awaitProgressOnceItAnswers();
    }

    /** A broker that has just started may not listen yet. */
    private void awaitProgressOnceItAnswers() throws Exception {
        org.testcontainers.containers.wait.strategy.Wait.forListeningPort().waitUntilReady(broker);
        awaitProgress();
    }

    @Test
    void getsWhatHappenedWhileItWasPaused() throws Exception {
        try (Watcher watcher = atBroker();
                Watcher beside = new Watcher(Engine.mqttUrl(twin))) {
            watcher.await(CLOCK);
            Engine.docker().pauseContainerCmd(broker.getContainerId()).exec();
            JsonNode reply = beside.command("restart", "{\"partition\":\"infotainment\"}");
            assertTrue(reply.get("ok").asBoolean(), reply.toString());
            beside.await("bulkhead/twin/health/event");
            Engine.docker().unpauseContainerCmd(broker.getContainerId()).exec();

            JsonNode event = watcher.await("bulkhead/twin/health/event").json();
            assertEquals("infotainment", event.get("partition").asString());
        }
    }

    @Test
    void isFoundAgainAfterTheNetworkWasCut() throws Exception {
        awaitProgress();
        cut();
        mend();

        awaitProgress();
    }

    private void cut() {
        Engine.docker()
                .disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(twin.getContainerId())
                .withForce(true)
                .exec();
    }

    private void mend() {
        Engine.docker()
                .connectToNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(twin.getContainerId())
                .exec();
    }

    /** The trace is the twin's alone: the same with this broker, without, and with it dying. */
    @Test
    void leavesTheTraceAsItIs() throws Exception {
        String[] options = {"--pace", "max"};
        String alone;
        try (GenericContainer<?> other = Engine.live(network, options)) {
            other.start();
            alone = hashAtEnd(other);
        }
        try (GenericContainer<?> other =
                Engine.live(
                        network,
                        "--pace",
                        "max",
                        "--broker",
                        "mqtt://" + Engine.BROKER + ":" + Engine.MQTT)) {
            other.start();
            Engine.docker().killContainerCmd(broker.getContainerId()).exec();

            assertEquals(alone, hashAtEnd(other));
        }
    }

    private static String hashAtEnd(GenericContainer<?> twin) throws Exception {
        try (Watcher watcher = new Watcher(Engine.mqttUrl(twin))) {
            watcher.await(CLOCK, c -> c.json().get("state").asString().equals("ended"));
            return watcher.command("snapshot", "{}").get("traceHash").asString();
        }
    }
}
