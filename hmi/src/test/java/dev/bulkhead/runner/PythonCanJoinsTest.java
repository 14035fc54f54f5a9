package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulkhead.socketcand.SocketcandServer;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** python-can is one more node of the running twin, and the session is what its journal says. */
class PythonCanJoinsTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path LIBRARY = Path.of("/usr/lib/python3/dist-packages/can");
    private static final int PATIENCE_S = 120;

    @TempDir private Path folder;

    @BeforeAll
    static void isInstalled() {
        boolean present = Files.isExecutable(PYTHON) && Files.exists(LIBRARY);
        if (!present && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(LIBRARY + " is missing, though this is CI");
        }
        assumeTrue(present, LIBRARY + " is not there: apt-get install python3-can");
    }

    @Test
    void hearsTheTwinAndIsHeardByItsBus() throws Exception {
        Path journal = folder.resolve("session.jsonl");
        String hash;
        Vertx vertx = Vertx.vertx();
        CompletableFuture<LiveTwin> twin = new CompletableFuture<>();
        try (SocketcandServer server =
                        SocketcandServer.start(
                                vertx,
                                "127.0.0.1",
                                0,
                                List.of("chassis", "body"),
                                (name, body) -> twin.thenCompose(t -> t.submit(name, body)));
                LiveTwin live =
                        LiveTwin.start(
                                Live.plan("full-stop-dry"),
                                LiveSettings.USUAL
                                        .withRepeat()
                                        .withJournal(journal)
                                        .withTap(server),
                                _ -> {})) {
            twin.complete(live);
            assertEquals("8 0102fe", python(server.port()));
            assertEquals(0, server.lost());
            live.submit("pause", "{}").toCompletableFuture().join();
            hash =
                    Live.json(live.submit("snapshot", "{}").toCompletableFuture().join())
                            .path("traceHash")
                            .stringValue();
        } finally {
            vertx.close().await();
        }

        assertTrue(
                Files.readString(journal).contains("{\"bus\":\"body\",\"frame\":\"7D5#0102FE\"}"),
                "it stands in the journal");
        Replay.Result result =
                Replay.of(JournalFile.read(journal.toString()), _ -> Live.plan("full-stop-dry"));
        assertEquals(Optional.empty(), result.difference());
        assertEquals(hash, result.traceHash());
    }

    private String python(int port) throws Exception {
        Path script = Path.of(SocketcandServer.class.getResource("python-can-joins.py").toURI());
        Process process =
                new ProcessBuilder(PYTHON.toString(), script.toString(), "" + port)
                        .redirectError(folder.resolve("said").toFile())
                        .start();
        try {
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), Files.readString(folder.resolve("said")));
            return out.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
