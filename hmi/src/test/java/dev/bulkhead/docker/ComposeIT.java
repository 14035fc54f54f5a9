package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code docker compose up} as the README has it, on ports of its own. */
class ComposeIT {
    private static final String PROJECT = "bulkhead-test";

    @BeforeAll
    static void engine() {
        Engine.mustAnswer();
    }

    @Test
    void comesUpHealthyServesAndGoesDownClean() throws Exception {
        int web = freePort();
        int mqtt = freePort();
        Map<String, String> ports =
                Map.of(
                        "WEB_PORT", "" + web,
                        "MQTT_PORT", "" + mqtt,
                        "BROKER_PORT", "" + freePort());
        try {
            assertEquals("0", compose(ports, "up", "-d", "--wait"));
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
        } finally {
            assertEquals("0", compose(ports, "down", "--volumes"));
        }
        assertEquals("", left());
    }

    private static String compose(Map<String, String> environment, String... verb)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "compose", "-p", PROJECT));
        command.addAll(List.of(verb));
        return run(environment, command, true);
    }

    /** Containers, networks and volumes of the project that are still there. */
    private static String left() throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder();
        for (String kind : List.of("container", "network", "volume")) {
            List<String> command =
                    List.of(
                            "docker",
                            kind,
                            "ls",
                            "-q",
                            "--filter",
                            "label=com.docker.compose.project=" + PROJECT);
            all.append(run(Map.of(), command, false));
        }
        return all.toString();
    }

    private static String run(Map<String, String> environment, List<String> command, boolean status)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(Engine.root().toFile())
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return status && code == 0 ? "0" : status ? code + ": " + text : text;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
