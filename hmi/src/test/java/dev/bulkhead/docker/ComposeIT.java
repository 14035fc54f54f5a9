package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code docker compose} as the manual has it, on ports of its own. */
@Timeout(400)
class ComposeIT {
    private static final String PROJECT = "bulkhead-test";
    private static final String SHORT =
            """
            extends: full-stop-ice
            scenario: short
            duration: 700 ms
            pedal: [{ at: 200 ms, percent: 100 }]
            checks: []
            """;

    @BeforeAll
    static void engine() {
        Engine.mustAnswer();
    }

    /** A run that was killed may have left some. */
    @BeforeEach
    void nothingIsLeft() throws Exception {
        compose(Map.of("COMPOSE_PROFILES", "cluster,submit"), "down --volumes");
        assertEquals("", left());
    }

    @Test
    void comesUpHealthyServesAndGoesDownClean() throws Exception {
        int web = freePort();
        int mqtt = freePort();
        Map<String, String> ports = ports(web, mqtt);
        try {
            compose(ports, "up -d --wait");
            HttpResponse<String> page =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create("http://localhost:" + web + "/"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertTrue(page.body().contains("Bulkhead"));
            try (Watcher watcher = new Watcher("tcp://localhost:" + mqtt)) {
                assertEquals("online", watcher.await("bulkhead/twin/status").text());
            }
            compose(ports, "restart twin");
            compose(ports, "up -d --wait");
        } finally {
            compose(ports, "down --volumes");
        }
        assertEquals("", left());
    }

    /** As docs/scaling.md has it, in a scenario of 700 ms. */
    @Test
    void threeWorkersRunACampaign(@TempDir Path folder) throws Exception {
        Path scenario = Files.writeString(folder.resolve("short.yaml"), SHORT);
        Map<String, String> cluster = new HashMap<>(ports(freePort(), freePort()));
        cluster.put("COMPOSE_PROFILES", "cluster");
        try {
            compose(cluster, "up -d --wait");
            String said =
                    compose(
                            cluster,
                            "run --rm -T -v %s:/short.yaml:ro submitter".formatted(scenario)
                                    + " campaign --scenario /short.yaml --span 50ms --faults 30"
                                    + " --cluster worker-1,worker-2,worker-3 --key /key/key");
            assertTrue(said.contains("30 faults"), said);
            String workers = compose(cluster, "logs worker-1 worker-2 worker-3");
            assertTrue(workers.contains("running faults"), workers);
        } finally {
            compose(cluster, "down --volumes");
        }
        assertEquals("", left());
    }

    private static Map<String, String> ports(int web, int mqtt) throws IOException {
        return Map.of("WEB_PORT", "" + web, "MQTT_PORT", "" + mqtt, "BROKER_PORT", "" + freePort());
    }

    private static String compose(Map<String, String> environment, String verb)
            throws IOException, InterruptedException {
        return run(environment, "docker compose -p " + PROJECT + " " + verb);
    }

    /** Containers, networks and volumes of the project that are still there. */
    private static String left() throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder();
        for (String kind : List.of("container", "network", "volume")) {
            String filter = "--filter label=com.docker.compose.project=" + PROJECT;
            all.append(run(Map.of(), "docker " + kind + " ls -q " + filter));
        }
        return all.toString();
    }

    private static String run(Map<String, String> environment, String command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command.split(" "))
                        .directory(Engine.root().toFile())
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> text + logs());
        return text;
    }

    /** What the project's containers said. */
    private static String logs() {
        try {
            Process process =
                    new ProcessBuilder("docker", "compose", "-p", PROJECT, "logs", "--no-color")
                            .directory(Engine.root().toFile())
                            .redirectErrorStream(true)
                            .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
