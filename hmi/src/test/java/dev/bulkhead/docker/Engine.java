package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The machine's Docker engine, and containers of the twin and of a broker on it. */
final class Engine {
    static final String BROKER = "mosquitto";
    static final int MQTT = 1883;
    static final int WEB = 8080;

    private static final String IMAGE = "bulkhead/twin";
    private static final Duration UP_WITHIN = Duration.ofSeconds(60);
    private static boolean built;

    private Engine() {}

    /** The folder that holds Dockerfile and docker-compose.yml. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docker-compose.yml"))) {
            here = here.getParent();
        }
        return here;
    }

    /** Skips the test where there is no engine; fails it where there must be one. */
    static synchronized void mustAnswer() {
        boolean answers = DockerClientFactory.instance().isDockerAvailable();
        if (!answers && "true".equals(System.getenv("CI"))) {
            fail("no Docker engine answers, and CI=true");
        }
        Assumptions.assumeTrue(answers, "no Docker engine answers");
        if (!built) {
            assertEquals("0", said("docker", "build", "-q", "-t", IMAGE, "."));
            built = true;
        }
    }

    /** Runs a program at the root; its status on success, else all that it said. */
    static String said(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(root().toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            return status == 0 ? "0" : status + ": " + text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code twin live} with these options beside those that a container needs. */
    static GenericContainer<?> live(Network network, String... options) {
        List<String> command =
                new ArrayList<>(List.of("live", "--listen", "0.0.0.0", "--anonymous", "command"));
        command.addAll(List.of(options));
        return twin(command)
                .withNetwork(network)
                .withExposedPorts(MQTT, WEB)
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(UP_WITHIN));
    }

    /** Any verb, in a container as the compose file has it: nothing may be written but there. */
    static GenericContainer<?> twin(List<String> command) {
        return new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withCommand(command.toArray(String[]::new))
                .withTmpFs(java.util.Map.of("/tmp", "rw"))
                .withCreateContainerCmdModifier(
                        create ->
                                create.getHostConfig()
                                        .withReadonlyRootfs(true)
                                        .withCapDrop(
                                                com.github.dockerjava.api.model.Capability.ALL));
    }

    /** A broker whose port on this machine stays the same when it is started again. */
    static GenericContainer<?> broker(Network network) {
        int port = freePort();
        return new GenericContainer<>(DockerImageName.parse("eclipse-mosquitto:2"))
                .withCommand("mosquitto", "-c", "/mosquitto-no-auth.conf")
                .withNetwork(network)
                .withNetworkAliases(BROKER)
                .withExposedPorts(MQTT)
                .withCreateContainerCmdModifier(
                        create ->
                                create.getHostConfig()
                                        .withPortBindings(
                                                com.github.dockerjava.api.model.PortBinding.parse(
                                                        "127.0.0.1:" + port + ":" + MQTT)))
                .waitingFor(Wait.forListeningPort().withStartupTimeout(UP_WITHIN));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String mqttUrl(GenericContainer<?> container) {
        return "tcp://localhost:" + container.getMappedPort(MQTT);
    }

    /** Docker's own client for what Testcontainers does not do. */
    static com.github.dockerjava.api.DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
