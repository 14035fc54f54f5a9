package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Check;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A failed check is held against a fault if it is about the car or who is protected. */
class CarChecksTest {
    @TempDir private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    metric: stopping-distance, at_most: 1                        | false
                    metric: max-wheel-slip, at_most: 0                           | false
                    metric: mean-wheel-slip, at_most: 0                          | false
                    metric: deadline-misses, partition: braking, at_most: 0   | false
                    metric: restarts, partition: chassis-can, at_most: 0         | false
                    metric: restarts, partition: infotainment, at_most: 0        | true
                    metric: cpu-share, partition: braking, at_least: 0.9         | false
                    metric: cpu-share, partition: infotainment, at_least: 0.9    | true
                    metric: screen-frames, at_least: 10                          | true
                    """)
    void passWhereOthersFail(String check, boolean passed) throws IOException {
        Subject shipped = CampaignFixture.subject();
        Path file = folder.resolve("checked.yaml");
        Files.writeString(
                file,
                "scenario: checked\n"
                        + "duration: 1 s\n"
                        + "vehicle: { speed_kmh: 10 }\n"
                        + "road: [{ from_m: 0, surface: ice }]\n"
                        + "pedal: [{ at: 200 ms, percent: 100 }]\n"
                        + "checks: [{ name: asked, "
                        + check
                        + " }]\n");
        Subject subject =
                new Subject(
                        shipped.system(),
                        new ScenarioReader(Shipped.scenarios())
                                .read(new DiskFile(file), shipped.system().description()),
                        shipped.settings());
        assertEquals(passed, new CarChecks(subject).passed(failed(subject)));
    }

    private static RunResult failed(Subject subject) {
        Check check = subject.scenario().checks().getFirst();
        return new RunResult(
                "",
                SimTime.ZERO,
                0,
                0,
                OptionalDouble.empty(),
                Optional.empty(),
                0,
                0,
                0,
                List.of(check.judge(OptionalDouble.empty())),
                List.of(),
                List.of());
    }
}
