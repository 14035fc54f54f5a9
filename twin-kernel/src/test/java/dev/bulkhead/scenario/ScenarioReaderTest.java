package dev.bulkhead.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.scenario.Scenario.ConsoleInput;
import dev.bulkhead.scenario.Scenario.PedalStep;
import dev.bulkhead.system.Bench;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Surface;
import dev.bulkhead.vehicle.Wheel;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

class ScenarioReaderTest {
    private static final SourceFile GOOD =
            new ResourceFile(ScenarioReaderTest.class, "/dev/bulkhead/scenario/good.yaml");

    private final SystemDescription system = Bench.system();
    private final ScenarioReader reader =
            new ScenarioReader(new DocumentSource(new TreeMap<>(Map.of("good", GOOD))));

    @Nested
    class OfAWholeScenario {
        private final Scenario scenario = reader.read("SCENARIO", "good", system);

        @Test
        void speedIsInMetresPerSecond() {
            assertEquals(25, scenario.speedMps(), "90 km/h");
        }

        @Test
        void timesAreThoseOfTheClock() {
            assertEquals(SimTime.ofMs(8_000), scenario.duration());
            assertEquals(Optional.of(SimTime.ofMs(500)), scenario.stopAfterStandstill());
            assertEquals(new PedalStep(SimTime.ofMs(3_500), 40), scenario.pedal().get(1));
        }

        @Test
        void theCarIsTheUsualOneButForWhatIsGiven() {
            assertEquals(1800, scenario.vehicle().massKg());
            assertEquals(0.6, scenario.vehicle().cgHeightM());
            assertEquals(1.55, scenario.vehicle().trackM());
            assertEquals(Map.of(Wheel.FL, 0.06), scenario.vehicle().brakes().otherLagS());
        }

        @Test
        void aSurfaceIsANameOrACoefficient() {
            assertEquals(Surface.DRY, scenario.road().at(30.4, 1));
            assertEquals(Surface.ICE, scenario.road().at(30.5, 1));
            assertEquals(0.8, scenario.road().at(30.5, -1).peak());
        }

        @Test
        void theEngineAndTheNeighboursAreTold() {
            assertEquals(
                    List.of(new Scenario.DriveStep(SimTime.ofMs(5_000), 2.5)), scenario.drive());
            assertEquals(
                    List.of(
                            new Scenario.SendingSet(SimTime.ofMs(500), "Helper", true),
                            new Scenario.SignalSet(SimTime.ofMs(2_500), "Helper", "Wish", 0.7)),
                    scenario.nodes());
        }

        @Test
        void consoleBytesComeFromTextAsUtf8OrFromHex() {
            assertEquals(
                    List.of(
                            new ConsoleInput(
                                    SimTime.ofMs(250), "screen", List.of(0x4c, 0xc3, 0xa9)),
                            new ConsoleInput(SimTime.ofMs(2_000), "control", List.of(0xf5, 0x0a))),
                    scenario.console());
        }

        @Test
        void aLevelStandsForItsPartitionsWithADeadline() {
            assertEquals(
                    new Metric.DeadlineMisses(List.of("control")),
                    scenario.checks().get(4).metric(),
                    "driver is of level D too, but has no deadline");
        }
    }

    @Nested
    class OfAVariant {
        @Test
        void aCheckIsAddedToThoseOfTheBase() {
            SourceFile variant =
                    TextFile.of(
                            "mine.yaml",
                            """
                            extends: good
                            checks:
                              - { name: distance, at_most: 60 }
                              - { name: more, metric: restarts, partition: driver, at_most: 0 }
                            """,
                            GOOD);
            List<Check> checks = reader.read(variant, system).checks();
            assertEquals(10, checks.size());
            assertEquals(60, checks.getFirst().limit());
        }
    }

    @Nested
    class Judging {
        private final Check most =
                new Check("far", new Metric.StoppingDistance(), Check.Bound.AT_MOST, 40);
        private final Check least =
                new Check("pictures", new Metric.ScreenFrames(), Check.Bound.AT_LEAST, 10);

        @Test
        void aValueEqualToTheLimitPasses() {
            assertTrue(most.judge(OptionalDouble.of(40)).pass());
            assertTrue(least.judge(OptionalDouble.of(10)).pass());
        }

        @Test
        void aValueBeyondTheLimitFails() {
            assertFalse(most.judge(OptionalDouble.of(40.1)).pass());
            assertFalse(least.judge(OptionalDouble.of(9)).pass());
        }

        @Test
        void nothingMeasuredFails() {
            assertFalse(most.judge(OptionalDouble.empty()).pass());
            assertFalse(least.judge(OptionalDouble.of(Double.NaN)).pass());
        }

        @Test
        void theResultSaysLimitAndUnit() {
            assertEquals(
                    new Check.Result("far", true, OptionalDouble.of(39), 40, "m"),
                    most.judge(OptionalDouble.of(39)));
        }
    }
}
