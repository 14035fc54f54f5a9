package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.Health;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Braking fails by itself: that shows, and it is back before an actuator gives up (SR-8). */
class OwnFailureTest {
    /** {@code timeout_us} of the reference system's actuators. */
    private static final long ACTUATOR_GIVES_UP_PS = SimTime.ofMs(20).ps();

    /** The interval of SG-3, 100 ms, at 100 km/h. */
    private static final double SG_3_M = 2.8;

    private static Golden golden;

    @BeforeAll
    static void runTheHealthyOne() {
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
        golden =
                Golden.run(
                        new Subject(
                                system,
                                new ScenarioReader(Shipped.scenarios())
                                        .read("scenario", "full-stop-dry", system.description()),
                                Twin.Settings.SHIPPED));
    }

    @ParameterizedTest
    @CsvSource({
        "braking:illegal-instruction@2s, ILLEGAL_INSTRUCTION",
        "braking:loop@2s, DEADLINE_MISSED",
        "braking:jump=0@2s, MEMORY"
    })
    void brakingIsBackInTime(String fault, Health.Error error) {
        Trial trial =
                Trial.run(
                        golden,
                        List.of(Fault.parse("FAULT", fault)),
                        new Horizon.After(SimTime.ofMs(100)),
                        Trial.Start.CHECKPOINT);
        assertInstanceOf(Verdict.Reached.class, trial.verdict());
        assertEquals(1, trial.recoveries().size());
        Recovery recovery = trial.recoveries().getFirst();
        assertEquals("braking", recovery.partition());
        assertEquals(error, recovery.error());
        long away = recovery.detectionPs() + recovery.outagePs().orElseThrow();
        assertTrue(away < ACTUATOR_GIVES_UP_PS, "away for " + new SimTime(away));
        double healthyM = trial.golden().stoppingDistanceM().orElseThrow();
        double metres = trial.faulty().stoppingDistanceM().orElseThrow() - healthyM;
        assertTrue(metres < SG_3_M, "stops %.2f m later".formatted(metres));
    }
}
