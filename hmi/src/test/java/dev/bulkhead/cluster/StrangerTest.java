package dev.bulkhead.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Members of a real cluster in this process, on its loopback. */
@Timeout(120)
class StrangerTest {
    private static final Secret OWN = Secret.none("abc");

    @TempDir private static Path folder;
    private static HostPort at;
    private static Worker first;

    @BeforeAll
    static void startOne() throws IOException {
        at = free();
        first = start(at, List.of(), OWN);
    }

    @AfterAll
    static void endIt() {
        first.close();
    }

    private static HostPort free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new HostPort("127.0.0.1", socket.getLocalPort());
        }
    }

    private static Worker start(HostPort listen, List<HostPort> join, Secret secret) {
        return Worker.start(new Worker.Settings(listen, join, secret, 1, "1"), _ -> {});
    }

    @Test
    void theSameBuildJoins() throws IOException {
        try (Worker second = start(free(), List.of(at), OWN)) {
            assertEquals(2, second.workers());
        }
    }

    @Test
    void soItDoesFromAnotherAddress() throws IOException {
        HostPort elsewhere = new HostPort("127.0.0.2", free().port());
        try (Worker second = start(elsewhere, List.of(at), OWN)) {
            assertEquals(2, second.workers());
        }
    }

    @Test
    void aWorkerOfAnotherBuildIsRefused() {
        var wrong =
                assertThrows(
                        InputError.class,
                        () -> start(free(), List.of(at), Secret.none("0ld")).close());
        assertEquals(
                "--join: the worker at %s: it runs another build of Bulkhead (abc there, 0ld here);"
                                .formatted(at)
                        + " start the same build with the same key, or leave that cluster alone",
                wrong.getMessage());
    }

    @Test
    void aWorkerWithAnotherKeyIsRefused() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "0123456789abcdef");
        var wrong =
                assertThrows(
                        InputError.class,
                        () -> start(free(), List.of(at), Secret.of(key, "abc")).close());
        assertEquals(
                "--join: the worker at %s: it has another --key; start the same build with the same"
                                .formatted(at)
                        + " key, or leave that cluster alone",
                wrong.getMessage());
    }

    @Test
    void aSubmitterOfAnotherBuildIsRefused() {
        var wrong =
                assertThrows(
                        InputError.class,
                        () -> Submitter.connect(List.of(at), Secret.none("new"), _ -> {}).close());
        assertEquals(
                "--cluster: no worker at %s can work for this one: it runs another build of Bulkhead"
                                .formatted(at)
                        + " (abc there, new here); start the same build with the same key on all"
                        + " machines",
                wrong.getMessage());
    }
}
