package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The image beside other containers, as a user's services meet it. */
class TwinContainerIT {
    @BeforeAll
    static void engine() {
        Engine.mustAnswer();
    }

    @Test
    void showsTheDashboardAndSpeaksMqttAsNobodyInParticularOnAReadOnlyRoot() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> twin = Engine.live(network)) {
            twin.start();
            HttpResponse<String> page =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            "http://localhost:"
                                                                    + twin.getMappedPort(Engine.WEB)
                                                                    + "/"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());

            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("Bulkhead"));
            assertEquals("10001\n", twin.execInContainer("id", "-u").getStdout());
            try (Watcher watcher = new Watcher(Engine.mqttUrl(twin))) {
                JsonNode speed = watcher.await("bulkhead/twin/vehicle/Vehicle/Speed").json();
                assertTrue(speed.get("speedKmh").asDouble() > 0, speed.toString());
            }
        }
    }

    @Test
    void isDrivenOverMqttThroughAFaultAndToldItsVerdict() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> twin = Engine.live(network)) {
            twin.start();
            try (Watcher watcher = new Watcher(Engine.mqttUrl(twin))) {
                JsonNode injected =
                        watcher.command(
                                "inject", "{\"fault\":\"infotainment:wild-store=braking\"}");
                assertTrue(injected.get("ok").asBoolean(), injected.toString());
                watcher.await(
                        "bulkhead/twin/partition/infotainment/state",
                        s -> s.json().get("restarts").asInt() == 1);
                watcher.await(
                        "bulkhead/twin/partition/braking/state",
                        s -> s.json().get("restarts").asInt() == 0);

                JsonNode asked =
                        watcher.command(
                                "experiment",
                                "{\"fault\":\"display:wild-store=braking@2s\",\"profiles\":"
                                        + "[\"microkernel\",\"monolithic-windows\"]}");
                assertTrue(asked.get("ok").asBoolean(), asked.toString());
                assertEquals("IDENTICAL", verdict(watcher, "microkernel"));
                assertEquals("REACHED", verdict(watcher, "monolithic-windows"));
            }
        }
    }

    private static String verdict(Watcher watcher, String profile) throws InterruptedException {
        return watcher.await("bulkhead/twin/experiment/" + profile + "/verdict")
                .json()
                .get("verdict")
                .asString();
    }

    @Test
    void servesAHundredClientsOfWhichTwentyReadNothing() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> twin = Engine.live(network, "--pace", "1", "--repeat")) {
            twin.start();
            List<AutoCloseable> all = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    all.add(stalled(twin.getMappedPort(Engine.MQTT), i));
                }
                List<Watcher> watchers = new ArrayList<>();
                for (int i = 0; i < 80; i++) {
                    Watcher watcher =
                            new Watcher(
                                    Engine.mqttUrl(twin),
                                    new MqttConnectionOptions(),
                                    "bulkhead/twin/clock");
                    watchers.add(watcher);
                    all.add(watcher);
                }
                for (Watcher watcher : watchers) {
                    double from =
                            watcher.await("bulkhead/twin/clock").json().get("timeS").asDouble();
                    watcher.await(
                            "bulkhead/twin/clock", c -> c.json().get("timeS").asDouble() != from);
                }
            } finally {
                for (AutoCloseable each : all) {
                    each.close();
                }
            }
        }
    }

    /** A client that subscribes to everything in MQTT 3.1.1 and never reads. */
    private static Socket stalled(int port, int number) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        String id = "stalled%02d".formatted(number);
        byte[] connect =
                ("\u0010\u0015\u0000\u0004MQTT\u0004\u0002\u0000\u0000\u0000\u0009" + id)
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] subscribe =
                "\u0082\u000f\u0000\u0001\u0000\nbulkhead/#\u0000"
                        .getBytes(StandardCharsets.ISO_8859_1);
        socket.getOutputStream().write(connect);
        socket.getOutputStream().write(subscribe);
        return socket;
    }

    @Test
    void leavesItsResultsInItsVolume() throws Exception {
        String volume = "bulkhead-test-results";
        Engine.docker().createVolumeCmd().withName(volume).exec();
        try {
            try (GenericContainer<?> run =
                    withVolume(
                            Engine.twin(
                                    List.of(
                                            "run",
                                            "--for",
                                            "500ms",
                                            "--json",
                                            "/results/run.json")),
                            volume)) {
                run.withStartupCheckStrategy(
                                new OneShotStartupCheckStrategy()
                                        .withTimeout(Duration.ofSeconds(60)))
                        .start();
                assertTrue(run.getLogs(OutputFrame.OutputType.STDOUT).contains("trace"));
            }
            try (GenericContainer<?> reader = withVolume(Engine.live(Network.SHARED), volume)) {
                reader.start();
                String text = reader.execInContainer("cat", "/results/run.json").getStdout();
                JsonNode result = JsonMapper.builder().build().readTree(text);
                assertEquals(64, result.get("traceHash").asString().length());
            }
        } finally {
            Engine.docker().removeVolumeCmd(volume).exec();
        }
    }

    private static GenericContainer<?> withVolume(GenericContainer<?> container, String volume) {
        return container.withCreateContainerCmdModifier(
                create ->
                        create.getHostConfig()
                                .withBinds(
                                        new com.github.dockerjava.api.model.Bind(
                                                volume,
                                                new com.github.dockerjava.api.model.Volume(
                                                        "/results"))));
    }

    @Test
    void saysThatItHasNoCompiler() {
        String said =
                Engine.said("docker", "run", "--rm", "bulkhead/twin", "build", "/opt/bulkhead");

        assertEquals(
                "2: compiler: there is no C compiler for this platform here; compile the folder"
                        + " elsewhere with './twin build FOLDER' and name the ELF file\n",
                said);
    }
}
