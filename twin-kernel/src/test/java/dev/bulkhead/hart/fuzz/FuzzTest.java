package dev.bulkhead.hart.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random programs leave the same on our hart and on QEMU's: all registers, memory, and the causes,
 * addresses, values and modes of all traps. {@code -Dbulkhead.fuzz.seed=N} tries others.
 */
class FuzzTest {
    private static final int PROGRAMS_A_BATCH = 1000;
    private static final int RUNS_EACH = 2;

    @Test
    void aQuarterOfAMillionInstructionsLeaveTheSameAsOnQemu() {
        compare(Long.getLong("bulkhead.fuzz.seed", 1), 250_000);
    }

    @Tag("full")
    @Test
    void twentyMillionInstructionsLeaveTheSameAsOnQemu() {
        compare(Long.getLong("bulkhead.fuzz.seed", 2), 20_000_000);
    }

    private static void compare(long seed, long atLeast) {
        Qemu.require();
        long executed = 0;
        long traps = 0;
        int batch = 0;
        while (executed < atLeast) {
            var outcome =
                    Differential.compare(
                            Differential.batch(seed, batch, PROGRAMS_A_BATCH), RUNS_EACH);
            assertEquals("", outcome.finding(), "seed %d, batch %d".formatted(seed, batch));
            executed += outcome.executed();
            traps += outcome.traps();
            batch++;
        }
        System.out.printf(
                "fuzz: seed %d, %d programs, %d random instructions, %d traps, 0 differences%n",
                seed, batch * PROGRAMS_A_BATCH, executed, traps);
        assertTrue(traps > executed / 100);
    }
}
