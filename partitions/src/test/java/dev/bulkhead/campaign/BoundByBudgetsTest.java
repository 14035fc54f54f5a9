package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelDelays;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is promised where somebody outside stands above braking in its window, on a budget. */
class BoundByBudgetsTest {
    private static final String LOOP = "gateway:hostile=loop@150ms";

    private static Images images;
    private static LoadedSystem shipped;

    @BeforeAll
    static void read() {
        images = Images.create();
        shipped =
                new SystemReader(Shipped.descriptions(), images).read("system", "reference-budget");
    }

    private static long taken(LoadedSystem system) {
        return new KernelDelays(system.description(), KernelCosts.DEFAULTS)
                .longestTakenByBudgets(ProtectedDomain.of(system.description()).partitions());
    }

    private static Trial trial(Mechanisms mechanisms) {
        Golden golden =
                Golden.run(
                        new Subject(
                                shipped,
                                new ScenarioReader(Shipped.scenarios())
                                        .read("scenario", "full-stop-ice", shipped.description()),
                                new Twin.Settings(mechanisms, 1, "microkernel"),
                                images::hostile));
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", LOOP)),
                new Horizon.After(SimTime.ofMs(2000)),
                Trial.Start.CHECKPOINT);
    }

    /**
     * By hand: gateway has 100 us in 5 ms, the length of the window, at 100 MHz 10000 cycles. They
     * may come back in 8 pieces. Each piece can be overrun by a tick of 10 cycles, an instruction
     * of 100, its wait of 128 for the bus and the longest operation, 2928 (BoundByPrioritiesTest):
     * 3166. Each piece wakes gateway once, and its timer of 20 ms does once more, 688 cycles each.
     */
    @Test
    void isTheBudgetAndWhatItDoesNotPayFor() {
        assertEquals(10_000 + 8 * 3166 + 9 * 688, taken(shipped));
    }

    /**
     * With display above, infotainment is too while display works for it, and pays. By hand: 40000
     * cycles, 8 wakes, one line that comes at most each 453 cycles, the wait between, 1461 each;
     * 260000 cycles, likewise, and a timer of 50 ms.
     */
    @Test
    void hasInterruptsAndTheBudgetsOfCallersInIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("above.yaml");
        Files.writeString(
                file,
                """
                extends: reference-budget
                system: above
                partitions:
                  - { name: display, priority: 230 }
                """);
        LoadedSystem above =
                new SystemReader(Shipped.descriptions(), images).read(DiskFile.of(file.toString()));
        long display = 40_000 + 8 * 3166;
        long infotainment = 260_000 + 8 * 3166;
        assertEquals(
                taken(shipped)
                        + (display + 8 * 688 + (1 + display / 453) * 1461)
                        + (infotainment + 9 * 688 + (1 + infotainment / 453) * 1461),
                taken(above));
    }

    @Test
    void isNothingWhereOthersRunBehind() {
        assertEquals(
                0,
                taken(
                        new SystemReader(Shipped.descriptions(), images)
                                .read("system", Shipped.REFERENCE)));
    }

    /** The loop's budget comes back while braking has the hart. */
    @Test
    void holdsForALoopOnItsBudget() {
        Verdict.Contract contract =
                assertInstanceOf(
                        Verdict.Contract.class,
                        trial(Mechanisms.ALL_ON).verdict(),
                        "with the budget");
        long largest =
                contract.delays().stream().mapToLong(Verdict.Delay::largestPs).max().orElseThrow();
        assertTrue(largest > SimTime.ofUs(100).ps(), "late by what the budget lets it: " + largest);
        contract.delays()
                .forEach(delay -> assertTrue(delay.largestPs() <= delay.boundPs(), "" + delay));
    }

    @Test
    void isExceededByALoopWithoutOne() {
        assertInstanceOf(
                Verdict.Reached.class, trial(Mechanisms.without(Mechanism.BUDGET)).verdict());
    }
}
