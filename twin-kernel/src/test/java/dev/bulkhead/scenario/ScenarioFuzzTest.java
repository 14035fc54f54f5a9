package dev.bulkhead.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.Mutator;
import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Bench;
import dev.bulkhead.system.SystemDescription;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;

/** Whatever the file holds, reading ends with a scenario or with one line. */
class ScenarioFuzzTest {
    private static final int ROUNDS = 3_000;

    private final ScenarioReader reader = new ScenarioReader(DocumentSource.NONE);
    private final SystemDescription system = Bench.system();

    @Test
    @Timeout(120)
    void aSpoiltScenarioGivesAScenarioOrOneLine() {
        SourceFile good =
                new ResourceFile(ScenarioFuzzTest.class, "/dev/bulkhead/scenario/good.yaml");
        String text = new String(good.bytes(), StandardCharsets.UTF_8);
        int accepted = 0;
        for (long seed = 1; seed <= ROUNDS; seed++) {
            byte[] content = new Mutator(seed).mutate(text);
            try {
                reader.read(new TextFile("fuzz.yaml", content, good), system);
                accepted++;
            } catch (InputError e) {
                assertEquals(1, e.getMessage().lines().count(), "seed " + seed);
                assertTrue(e.getMessage().length() < 1_000, "seed " + seed);
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + seed, e);
            }
        }
        assertTrue(accepted > 0 && accepted < ROUNDS, accepted + " of " + ROUNDS + " accepted");
    }
}
