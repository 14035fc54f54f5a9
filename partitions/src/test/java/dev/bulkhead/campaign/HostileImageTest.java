package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** A hostile image in a partition's place attacks while the car brakes; nothing of it gets out. */
class HostileImageTest {
    private static final SimTime END = SimTime.parse("1.35 s").orElseThrow();

    private static Images images;
    private static LoadedSystem system;
    private static Scenario scenario;
    private static Golden golden;

    @BeforeAll
    static void runTheHealthyOne() {
        images = Images.create();
        system = new SystemReader(Shipped.descriptions(), images).read("s", Shipped.REFERENCE);
        Scenario usual =
                new ScenarioReader(Shipped.scenarios())
                        .read("s", "full-stop-dry", system.description());
        scenario =
                new Scenario(
                        usual.name(),
                        usual.description(),
                        END,
                        usual.stopAfterStandstill(),
                        usual.speedMps(),
                        usual.vehicle(),
                        usual.road(),
                        usual.pedal(),
                        usual.drive(),
                        usual.nodes(),
                        usual.console(),
                        usual.packetsPerS(),
                        List.of());
        golden = golden(Mechanisms.ALL_ON);
    }

    private static Golden golden(Mechanisms off) {
        return Golden.run(
                new Subject(system, scenario, new Twin.Settings(off, 1), images::hostile));
    }

    private static Trial trial(Golden golden, String fault) {
        return Trial.run(
                golden,
                List.of(Fault.parse("test", fault)),
                new Horizon.EndOfScenario(),
                Trial.Start.CHECKPOINT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "infotainment:hostile=wild-store@1.1s",
                "infotainment:hostile=wild-store,near@1.1s",
                "infotainment:hostile=wild-store,uniform,seed=7@1.1s",
                "infotainment:hostile=wild-load,braking@1.1s",
                "infotainment:hostile=jump@1.1s",
                "infotainment:hostile=illegal-instruction@1.1s",
                "infotainment:hostile=privileged-instruction@1.1s",
                "infotainment:hostile=stack-overflow@1.1s",
                "infotainment:hostile=loop@1.1s",
                "infotainment:hostile=loop-masked@1.1s",
                "infotainment:hostile=budget-overrun@1.1s",
                "infotainment:hostile=restart-storm@1.1s",
                "infotainment:hostile=bad-arguments@1.1s",
                "infotainment:hostile=notification-flood@1.1s",
                "infotainment:hostile=call-flood,display@1.1s",
                "infotainment:hostile=late-call@1.1s",
                "infotainment:hostile=forged-message@1.1s",
                "infotainment:hostile=illegal-message@1.1s",
                "infotainment:hostile=interrupt-storm@1.1s",
                "display:hostile=device-hang@1.1s",
                "display:hostile=wild-store,chassis-can@1.1s",
                "wireless:hostile=dma@1.1s"
            })
    void whateverItTriesNothingReachesBraking(String fault) {
        Trial trial = trial(golden, fault);
        assertTrue(trial.activation().isPresent(), fault);
        assertNotEquals("REACHED", trial.verdict().label(), trial.verdict().toString());
    }

    /** The hint stays away from power-on, so the first difference comes long before the attack. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "body-can:hostile=babble@1.1s",
                "gateway:hostile=budget-overrun@1.1s",
                "gateway:hostile=forged-message,prefill-hint@1.1s",
                "gateway:hostile=illegal-message,prefill-hint@1.1s",
                "gateway:hostile=forged-message,diagnostic-request@1.1s"
            })
    void whatKeepsAnAdvisoryInputAwayIsWithinItsContract(String fault) {
        assertEquals("CONTRACT", trial(golden, fault).verdict().label());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "infotainment:hostile=wild-store,braking@1.1s | PMP",
                "infotainment:hostile=notification-flood@1.1s | CAPABILITY"
            })
    void theBarrierOffTheSameAttackReachesBraking(String fault, Mechanism off) {
        Trial trial = trial(golden(Mechanisms.without(off)), fault);
        assertInstanceOf(Verdict.Reached.class, trial.verdict());
    }

    @Test
    void itAttacksFromItsTimeOn() {
        Trial trial = trial(golden, "infotainment:hostile=loop@1.2s");
        long atPs = trial.activation().orElseThrow().atPs();
        assertTrue(atPs >= 1_200 * SimTime.PS_PER_MS, "at " + atPs);
        assertTrue(atPs < 1_255 * SimTime.PS_PER_MS, "its timer wakes it every 50 ms: " + atPs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "infotainment:hostile=dma | FAULT: 'infotainment' drives no device with DMA;"
                        + " choose a partition that does",
                "infotainment:hostile=loop@window:braking | FAULT: 'window:braking' is no begin"
                        + " of an attack; write a time or boot"
            })
    void whatDoesNotFitTheSystemGetsOneLine(String fault, String message) {
        InputError error = assertThrows(InputError.class, () -> trial(golden, fault));
        assertEquals(message, error.getMessage());
    }
}
