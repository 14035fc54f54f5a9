package dev.bulkhead.bench;

import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Eclipse Mosquitto, a broker in C, as found in the search path.
 *
 * @param program its file
 */
public record Mosquitto(Path program) {
    /** What to install, as Debian calls it. */
    public static final String PACKAGE = "mosquitto";

    private static final String NAME = "mosquitto";
    private static final long START_WITHIN_MS = 10_000;
    private static final long LOOK_EVERY_MS = 20;

    /** Whether it sends small packets at once or waits for acknowledgements, as it does unasked. */
    enum Sending {
        AS_IT_SHIPS,
        AT_ONCE
    }

    /**
     * The first one in a search path.
     *
     * @param path folders as in the environment variable PATH; null is none
     */
    public static Optional<Mosquitto> find(String path) {
        return SearchPath.find(path, NAME).map(Mosquitto::new);
    }

    /** One that listens on loopback until it is closed. */
    record Running(Process process, int port, Path log) implements AutoCloseable {
        /** As it says itself. */
        String version() {
            return firstLine(log).replaceFirst("^\\d+: ", "").replaceFirst(" starting$", "");
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /**
     * Starts one on a free port.
     *
     * @param scratch a folder for its settings and its log
     * @throws InputError if it does not listen soon
     */
    Running start(Path scratch, Sending sending) {
        try {
            int port = freePort();
            Path settings = Files.createTempFile(scratch, "mosquitto", ".conf");
            Path log = Files.createTempFile(scratch, "mosquitto", ".log");
            Files.write(
                    settings,
                    List.of(
                            "listener " + port + " 127.0.0.1",
                            "allow_anonymous true",
                            "set_tcp_nodelay " + (sending == Sending.AT_ONCE)));
            Process process =
                    new ProcessBuilder(program.toString(), "-c", settings.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            Running running = new Running(process, port, log);
            awaitListening(running);
            return running;
        } catch (IOException e) {
            throw new InputError(
                    program.toString(), "cannot be started: " + e.getMessage(), "try it by itself");
        }
    }

    private void awaitListening(Running running) {
        long lastNs = System.nanoTime() + START_WITHIN_MS * 1_000_000;
        while (!listens(running.port())) {
            if (System.nanoTime() > lastNs || !running.process().isAlive()) {
                running.close();
                throw new InputError(
                        program.toString(),
                        "does not listen: " + firstLine(running.log()),
                        "see that it runs by itself");
            }
            pause(running);
        }
    }

    private static void pause(Running running) {
        try {
            boolean _ = running.process().waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            running.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a broker started", e);
        }
    }

    private static boolean listens(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String firstLine(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            return lines.findFirst().orElse("it says nothing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
