package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

class InterruptionTest {
    @TempDir private Path folder;

    /** It reads no flag and closes nothing, and the process ends at once after that. */
    @Test
    void leavesNoHalfFileOfAWorkerThatDoesNotGiveUpInTime() throws IOException {
        Path part = folder.resolve("page.html.part");
        TreeMap<String, String> names = new TreeMap<>();
        names.put("--html", folder.resolve("page.html").toString());
        try (Interruption interruption =
                        new Interruption(new PrintWriter(Writer.nullWriter()), () -> "", 0);
                CampaignFiles files = CampaignFiles.of(names)) {
            int status =
                    interruption.during(
                            () -> {
                                assertTrue(Files.exists(part));
                                CompletableFuture.runAsync(interruption::giveUp).join();
                                return Files.exists(part) ? 0 : Interruption.NO_ANSWER;
                            },
                            () -> {
                                throw new IllegalStateException("in use");
                            },
                            files,
                            null);
            assertEquals(Interruption.NO_ANSWER, status);
            assertTrue(Thread.interrupted());
        }
    }
}
