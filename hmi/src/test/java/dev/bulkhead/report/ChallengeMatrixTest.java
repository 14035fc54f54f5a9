package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.Population;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.ChallengeMatrix.Line;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemReader;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/** Which cells there are before anything was run: those of the attackers that a population has. */
class ChallengeMatrixTest {
    private static final LoadedSystem REFERENCE =
            new SystemReader(Shipped.descriptions(), Images.create())
                    .read("system", Shipped.REFERENCE);

    private static ChallengeMatrix of(Population population) {
        return new ChallengeMatrix(REFERENCE, population, List.of());
    }

    @Test
    void partitionsAndBusesOutsideAttackInPopulationA() {
        assertEquals(
                List.of(
                        "body",
                        "body-can",
                        "display",
                        "gateway",
                        "infotainment",
                        "warning",
                        "wireless"),
                of(Population.A).attackers());
    }

    @Test
    void whatASystemReceivesFromABusIsLookedAtByItsPrograms() {
        Set<Line> lines = of(Population.A).lines().keySet();
        assertTrue(lines.contains(new Line("body", "e2e", "braking")));
        assertTrue(lines.contains(new Line("body", "clamp", "braking")));
        assertTrue(lines.contains(new Line("body", "gateway-allow-list", "gateway")));
        assertTrue(lines.contains(new Line("body", "transmit-filter", "chassis-can")));
        assertTrue(
                lines.stream()
                        .filter(line -> line.attacker().equals("body"))
                        .noneMatch(line -> line.barrier().equals("pmp")),
                "a bus has no instruction that stores");
    }

    @Test
    void ofWhatAllShareOnlyTheKernelsMemoryHasABarrier() {
        assertEquals(
                Set.of(new Line("kernel", "ecc", "kernel")), of(Population.B).lines().keySet());
    }

    @Test
    void theProtectedSetItselfAttacksInPopulationC() {
        assertEquals(List.of("braking", "chassis", "chassis-can"), of(Population.C).attackers());
        assertTrue(of(Population.C).lines().containsKey(new Line("braking", "pmp", "chassis-can")));
    }
}
