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
import dev.bulkhead.system.SystemDescription.Window;
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

    /** In the only window of the frame. */
    private static long taken(LoadedSystem system) {
        return taken(system, system.description().schedule().windows().getFirst());
    }

    private static long taken(LoadedSystem system, Window window) {
        return new KernelDelays(system.description(), KernelCosts.DEFAULTS)
                .longestTakenByBudgets(
                        window, ProtectedDomain.of(system.description()).partitions());
    }

    private static LoadedSystem with(Path folder, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("above.yaml"), text);
        return new SystemReader(Shipped.descriptions(), images).read(DiskFile.of(file.toString()));
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
     * may come back in 8 pieces. Each can be overrun by a tick of 10 cycles, an instruction of 100,
     * its wait of 128 for the bus, the longest operation, 2928 (BoundByPrioritiesTest), and the
     * timer's, 688: 3854. Each piece wakes gateway once, its timer of 20 ms does once, and the end
     * of a restart's wait, 688 cycles each.
     */
    @Test
    void isTheBudgetAndWhatItDoesNotPayFor() {
        assertEquals(10_000 + 8 * 3854 + 10 * 688, taken(shipped));
    }

    /**
     * With display above, infotainment is too while display works for it, and pays. By hand: 10000
     * cycles, a line that comes at most each 453 cycles, the wait between, 1461 each; 50000 cycles,
     * a line that nobody serves meanwhile, and a timer of 50 ms.
     */
    @Test
    void hasInterruptsAndTheBudgetsOfCallersInIt(@TempDir Path folder) throws IOException {
        LoadedSystem above =
                with(
                        folder,
                        """
                        extends: reference-budget
                        system: above
                        partitions:
                          - { name: display, priority: 230, budget_us: 100 }
                          - { name: infotainment, budget_us: 500 }
                        """);
        long display = 10_000 + 8 * 3854;
        long infotainment = 50_000 + 8 * 3854;
        assertEquals(
                taken(shipped)
                        + (display + 9 * 688 + (1 + display / 453) * 1461)
                        + (infotainment + 10 * 688 + 1461),
                taken(above));
    }

    @Test
    void isNoMoreThanTheWindow(@TempDir Path folder) throws IOException {
        LoadedSystem above =
                with(
                        folder,
                        """
                        extends: reference-budget
                        system: above
                        partitions:
                          - { name: display, priority: 230 }
                        """);
        assertEquals(500_000, taken(above));
    }

    /** chassis-can shares its second window with gateway, which runs behind it. */
    @Test
    void isNothingWhereOthersRunBehind() {
        LoadedSystem reference =
                new SystemReader(Shipped.descriptions(), images).read("system", Shipped.REFERENCE);
        for (Window window : reference.description().schedule().windows()) {
            assertEquals(0, taken(reference, window), window::toString);
        }
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
