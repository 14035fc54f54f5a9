package dev.bulkhead.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.bulkhead.document.Mutator;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;

/** Whatever the file holds, reading ends with a system or with one line. */
class DescriptionFuzzTest {
    private static final int ROUNDS = 3_000;

    private static final String VARIANT =
            """
            extends: good.yaml
            system: variant
            schedule:
              padding_us: 30
            partitions:
              - { name: screen, image: ./my-screen, budget_us: 2500 }
              - { name: panel, priority: 31, maps: [{ target: display0, access: rw }] }
            ports:
              - { name: brake-command, remove: true }
            protect: [control]
            """;

    private final SystemReader reader = Bench.reader();

    @Test
    @Timeout(120)
    void aSpoiltDescriptionGivesASystemOrOneLine() {
        fuzz(new String(Bench.file("good.yaml").bytes(), StandardCharsets.UTF_8), 1);
    }

    @Test
    @Timeout(120)
    void aSpoiltVariantGivesASystemOrOneLine() {
        fuzz(VARIANT, 1_000_000);
    }

    private void fuzz(String text, long firstSeed) {
        reader.read(TextFile.of("valid.yaml", text, Bench.file("good.yaml")));
        int accepted = 0;
        for (long seed = firstSeed; seed < firstSeed + ROUNDS; seed++) {
            byte[] content = new Mutator(seed).mutate(text);
            try {
                reader.read(new TextFile("fuzz.yaml", content, Bench.file("good.yaml")));
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
