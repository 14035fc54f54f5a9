package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.Scenario.ConsoleInput;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceForm;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.WindowStarted;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Machine code made to do harm runs in infotainment's place while the car brakes. Whatever it
 * tries, braking, its driver, the bus and the actuators see the very same run.
 */
class HostileInfotainmentTest {
    private static final int BRAKING = 0;
    private static final int CHASSIS_CAN = 1;
    private static final int INFOTAINMENT = 3;
    private static final long PROTECTED = 1 << BRAKING | 1 << CHASSIS_CAN;

    private static final String SCENARIO = "full-stop-dry";
    private static final SimTime ATTACK = SimTime.parse("1.05 s").orElseThrow();
    private static final SimTime END = SimTime.parse("1.35 s").orElseThrow();

    /** Cycles that an attack uses at least: a sixth of the hart from its begin on. */
    private static final long BUSY_CYCLES = 5_000_000;

    private static final char NO_ATTACK = 0;

    @TempDir private static Path folder;
    private static LoadedSystem system;
    private static Run undisturbed;

    /** What of a run the attacker must not change, and whether it tried. */
    private record Run(
            String braking, String chassisCan, List<TraceRecord> domain, long attackerCycles) {}

    @BeforeAll
    static void buildTheAttacker() throws Exception {
        var image = HostileInfotainmentTest.class.getResource("/hostile-infotainment");
        Path description = folder.resolve("hostile.yaml");
        Files.writeString(
                description,
                """
                extends: reference
                system: hostile
                partitions:
                  - name: infotainment
                    image: '%s'
                    health: { restart_limit: 16, restart_within_us: 100 }
                """
                        .formatted(Path.of(image.toURI())));
        system = read(description.toString());
        undisturbed = run(system, NO_ATTACK);
    }

    private static LoadedSystem read(String description) {
        return new SystemReader(Shipped.descriptions(), Images.create())
                .read("system", description);
    }

    private static Scenario scenario(LoadedSystem system, char attack) {
        Scenario usual =
                new ScenarioReader(Shipped.scenarios())
                        .read("scenario", SCENARIO, system.description());
        return new Scenario(
                usual.name(),
                usual.description(),
                usual.duration(),
                usual.stopAfterStandstill(),
                usual.speedMps(),
                usual.vehicle(),
                usual.road(),
                usual.pedal(),
                usual.drive(),
                usual.nodes(),
                attack == NO_ATTACK
                        ? List.of()
                        : List.of(new ConsoleInput(ATTACK, "infotainment", List.of((int) attack))),
                usual.packetsPerS(),
                usual.checks());
    }

    private static Run run(LoadedSystem system, char attack, Mechanism... off) {
        List<TraceRecord> domain = new ArrayList<>();
        Twin twin =
                new Twin(
                        system,
                        scenario(system, attack),
                        new Twin.Settings(Mechanisms.without(off), 1),
                        record -> {
                            long concerned = TraceForm.concerns(record);
                            if (concerned == 0 || (concerned & PROTECTED) != 0) {
                                domain.add(record);
                            }
                        });
        twin.runUntil(END);
        return new Run(
                twin.trace().hash(BRAKING),
                twin.trace().hash(CHASSIS_CAN),
                domain,
                twin.statistics().cycles(INFOTAINMENT));
    }

    @Test
    void theAttackerAtRestLeavesBrakingAsTheShippedInfotainmentDoes() {
        Run shipped = run(read(Shipped.REFERENCE), NO_ATTACK);
        assertEquals(shipped.braking, undisturbed.braking);
        assertEquals(shipped.chassisCan, undisturbed.chassisCan);
        assertTrue(undisturbed.attackerCycles < BUSY_CYCLES / 100);
    }

    @Test
    void everyWindowOfTheProtectedPartitionsStartsOnItsVeryCycle() {
        var schedule = system.description().schedule();
        var windows = schedule.windows();
        int frame = -1;
        for (TraceRecord record : undisturbed.domain) {
            if (record instanceof WindowStarted started) {
                frame += started.window() == 0 ? 1 : 0;
                long us =
                        schedule.startUs()
                                + (long) frame * schedule.majorFrameUs()
                                + windows.get(started.window()).startUs();
                assertEquals(us * SimTime.PS_PER_US, started.atPs());
            }
        }
        assertTrue(frame > 250);
    }

    @ParameterizedTest
    @CsvSource({
        "w, loads stores atomics and jumps all over the address space",
        "x, accesses and jumps around the borders of its own memory",
        "j, an instruction that crosses the end of its code",
        "i, privileged unknown and illegal instructions",
        "k, a stack overflow",
        "d, nothing but long instructions",
        "a, atomic instructions and reservations",
        "f, all rounding modes and every f register a NaN",
        "m, misaligned accesses to its console",
        "u, a storm of interrupts from its console",
        "q, waiting for interrupts",
        "e, kernel calls with any arguments",
        "o, kernel calls that do not exist",
        "r, waits and replies without a call",
        "y, waits with deferred actions",
        "c, protected calls with full message registers",
        "l, protected calls at the very end of its window",
        "p, port reads and writes with any pointer and length",
        "n, notifications without end",
        "h, errors raised without end",
        "s, a restart after every few requests to the display",
        "z, a bit of all"
    })
    void whateverItTriesBrakingRunsTheSameToTheCycle(char attack, String description) {
        Run attacked = run(system, attack);
        assertEquals(undisturbed.braking, attacked.braking, description);
        assertEquals(undisturbed.chassisCan, attacked.chassisCan, description);
        assertEquals(undisturbed.domain, attacked.domain, description);
        assertTrue(attacked.attackerCycles > BUSY_CYCLES, description);
    }

    @ParameterizedTest
    @CsvSource({"PMP, w", "CAPABILITY, n", "WINDOW_PADDING, d"})
    void withAMechanismOffItReachesBraking(Mechanism mechanism, char attack) {
        assertNotEquals(
                run(system, NO_ATTACK, mechanism).domain, run(system, attack, mechanism).domain);
    }

    /** In the middle of restarts, calls, copies, padding. */
    @ParameterizedTest
    @ValueSource(chars = {'s', 'c', 'l', 'z'})
    void aSnapshotUnderAttackContinuesWithTheSameTrace(char attack) {
        Twin unbroken = attacked(attack);
        SimTime end = ATTACK.plus(SimTime.ofMs(40));
        List<Snapshot> taken = new ArrayList<>();
        SimTime step = SimTime.parse("1733.37 us").orElseThrow();
        for (SimTime at = ATTACK.plus(step); at.compareTo(end) < 0; at = at.plus(step)) {
            unbroken.runUntil(at);
            taken.add(unbroken.snapshot());
        }
        unbroken.runUntil(end);
        Twin other = attacked(attack);
        for (Snapshot snapshot : taken) {
            other.restore(snapshot);
            other.runUntil(end);
            assertEquals(unbroken.trace().hash(), other.trace().hash());
            assertEquals(Optional.empty(), other.snapshot().firstDifference(unbroken.snapshot()));
        }
    }

    private static Twin attacked(char attack) {
        return new Twin(system, scenario(system, attack), Twin.Settings.SHIPPED, _ -> {});
    }
}
