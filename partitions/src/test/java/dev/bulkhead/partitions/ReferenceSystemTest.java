package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.scenario.Check;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The machine code that ships, on the whole twin. */
class ReferenceSystemTest {
    private static Reference reference;
    private static RunResult fullStopOnIce;

    @BeforeAll
    static void runOnce() {
        reference = new Reference();
        fullStopOnIce = reference.run("full-stop-ice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "full-stop-dry",
                "full-stop-ice",
                "loaded",
                "infotainment-crash",
                "split-friction",
                "stop-and-go"
            })
    void everyScenarioThatShipsPassesItsChecks(String scenario) {
        RunResult result = reference.run(scenario);
        assertEquals(List.of(), result.checks().stream().filter(check -> !check.pass()).toList());
        assertTrue(result.checks().stream().map(Check.Result::name).count() >= 4);
    }

    @Test
    void isTheSameInterpretedAndTranslated() {
        assertTheSameInterpretedAndTranslated("full-stop-ice");
    }

    @Tag("full")
    @Test
    void alsoWhereTheCarStopsAndGoes() {
        assertTheSameInterpretedAndTranslated("stop-and-go");
    }

    private void assertTheSameInterpretedAndTranslated(String scenario) {
        Twin interpreted = reference.twin(scenario);
        interpreted.ecu().hart().interpretOnly();
        Twin translated = reference.twin(scenario);
        List.of(interpreted, translated).forEach(Twin::run);
        assertEquals(interpreted.trace().hash(), translated.trace().hash());
        assertEquals(
                Optional.empty(), translated.snapshot().firstDifference(interpreted.snapshot()));
    }

    @Test
    void slipControlStopsTheCarSoonerThanLockedWheels() {
        assertTrue(
                fullStopOnIce.stoppingDistanceM().getAsDouble()
                        < fullStopOnIce
                                .lockedWheelsM(reference.scenario("full-stop-ice"))
                                .getAsDouble());
    }

    @Nested
    class TheTraceIsEqual {
        @Test
        void inASecondRun() {
            assertEquals(fullStopOnIce.traceHash(), reference.run("full-stop-ice").traceHash());
        }

        @Test
        void besideOtherTwinsInOneProcess() throws Exception {
            List<Callable<String>> runs =
                    List.of(
                            () -> reference.run("full-stop-ice").traceHash(),
                            () -> reference.run("full-stop-dry").traceHash(),
                            () -> reference.run("full-stop-ice").traceHash());
            try (ExecutorService threads = Executors.newFixedThreadPool(runs.size())) {
                List<Future<String>> hashes = threads.invokeAll(runs);
                assertEquals(fullStopOnIce.traceHash(), hashes.get(0).get());
                assertNotEquals(fullStopOnIce.traceHash(), hashes.get(1).get());
                assertEquals(fullStopOnIce.traceHash(), hashes.get(2).get());
            }
        }

        @Test
        void whateverTheSlicesItRunsIn() {
            Twin twin = reference.twin("full-stop-ice");
            SimTime slice = SimTime.parse("1234567.8 ns").orElseThrow();
            for (SimTime at = slice; !twin.runUntil(at); at = at.plus(slice)) {}
            assertEquals(fullStopOnIce.traceHash(), twin.trace().hash());
        }

        @ParameterizedTest
        @ValueSource(strings = {"1.2345678 s", "5.00073 s"})
        void fromASnapshotOnInANewTwin(String at) {
            Twin first = reference.twin("full-stop-ice");
            first.runUntil(SimTime.parse(at).orElseThrow());
            Snapshot snapshot = first.snapshot();
            Twin second = reference.twin("full-stop-ice");
            second.restore(snapshot);
            assertEquals(snapshot.hash(), second.snapshot().hash(), "restored as it was saved");
            first.run();
            second.run();
            assertEquals(fullStopOnIce.traceHash(), first.trace().hash());
            assertEquals(fullStopOnIce.traceHash(), second.trace().hash());
            assertEquals(Optional.empty(), second.snapshot().firstDifference(first.snapshot()));
        }

        @ParameterizedTest
        @Tag("full")
        @ValueSource(strings = {"20 ms", "2.0001 s"})
        void alsoAtARoundTime(String at) {
            fromASnapshotOnInANewTwin(at);
        }

        @Test
        void fromASnapshotOnInATwinThatWasElsewhere() {
            Twin first = reference.twin("infotainment-crash");
            first.runUntil(SimTime.parse("2 s").orElseThrow());
            Snapshot snapshot = first.snapshot();
            first.run();
            String hash = first.trace().hash();
            first.restore(snapshot);
            first.run();
            assertEquals(hash, first.trace().hash());
        }
    }

    @Test
    void anotherSeedGivesTheNodesOtherClocksAndAnotherTrace() {
        Twin other = reference.twin("full-stop-ice", 2);
        other.run();
        assertNotEquals(fullStopOnIce.traceHash(), other.trace().hash());
        assertTrue(RunResult.of(other).passed());
    }

    @Nested
    class WhenInfotainmentRunsIntoItsWildStore {
        private static final String CRASH = "infotainment-crash";

        @Test
        void itIsRestartedAndBrakingsTraceIsTheSame() {
            RunResult crash = reference.run(CRASH);
            assertTrue(Reference.partition(crash, "infotainment").restarts() >= 1);
            assertEquals(hashOf(fullStopOnIce, "braking"), hashOf(crash, "braking"));
            assertEquals(hashOf(fullStopOnIce, "chassis-can"), hashOf(crash, "chassis-can"));
            assertEquals(fullStopOnIce.stoppingDistanceM(), crash.stoppingDistanceM());
            assertNotEquals(hashOf(fullStopOnIce, "infotainment"), hashOf(crash, "infotainment"));
        }

        @Test
        void theScreenComesBack() {
            Twin twin = reference.twin(CRASH);
            while (twin.statistics().restarts(index("infotainment")) == 0 && !twin.ended()) {
                twin.runUntil(twin.now().plus(SimTime.ofMs(10)));
            }
            long before = RunResult.of(twin).pictures();
            twin.run();
            assertTrue(RunResult.of(twin).pictures() > before + 5);
        }

        @Test
        void withoutPmpTheStoreReachesBraking() {
            RunResult crash = reference.run(CRASH, Mechanism.PMP);
            RunResult golden = reference.run("full-stop-ice", Mechanism.PMP);
            assertNotEquals(hashOf(golden, "braking"), hashOf(crash, "braking"));
            assertTrue(Reference.partition(crash, "braking").restarts() >= 1);
            assertFalse(crash.passed());
        }

        private static int index(String partition) {
            return reference.twin(CRASH).system().partitions().stream()
                    .map(p -> p.name())
                    .toList()
                    .indexOf(partition);
        }
    }

    private static String hashOf(RunResult result, String partition) {
        return Reference.partition(result, partition).traceHash();
    }
}
