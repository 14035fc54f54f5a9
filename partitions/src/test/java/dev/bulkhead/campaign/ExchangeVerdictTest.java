package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What faults of the exchange come to in the reference system, and what stands in their way. */
class ExchangeVerdictTest {
    /** From 150 ms on the brakes are asked to be laid on at 1 bar, which they are for 300 ms. */
    private static final String SCENARIO =
            """
            scenario: hint
            duration: 430 ms
            vehicle: { speed_kmh: 50 }
            road: [{ from_m: 0, surface: dry }]
            nodes:
              - { at: 150 ms, node: DriverAssistance, signal: PrefillPressure, value: 1 }
              - { at: 150 ms, node: DriverAssistance, signal: PrefillRequest, value: 1 }
            """;

    @TempDir private static Path folder;
    private static LoadedSystem system;
    private static Golden shipped;

    @BeforeAll
    static void runOnce() {
        system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
        shipped = golden();
    }

    private static Golden golden(Mechanism... off) {
        Path file = folder.resolve("hint.yaml");
        try {
            Files.writeString(file, SCENARIO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var scenario =
                new ScenarioReader(Shipped.scenarios())
                        .read("scenario", file.toString(), system.description());
        return Golden.run(
                new Subject(system, scenario, new Twin.Settings(Mechanisms.without(off), 1)));
    }

    private static Trial trial(Golden golden, String fault) {
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", fault)),
                new Horizon.After(SimTime.ofMs(100)),
                Trial.Start.POWER_ON);
    }

    private static Trial trial(String fault) {
        return trial(shipped, fault);
    }

    private static void isContained(Trial trial) {
        assertTrue(trial.activation().isPresent());
        assertFalse(trial.verdict() instanceof Verdict.Reached, trial.verdict().toString());
    }

    @Nested
    class AHintWithAFlippedBit {
        private static final String FAULT = "body/PrefillHint:corrupt=2.4@250ms";

        @Test
        void isRejectedByItsCheck() {
            Trial trial = trial(FAULT);
            assertInstanceOf(Verdict.Contract.class, trial.verdict());
            assertEquals(List.of(Mechanism.E2E), trial.challenged());
        }

        @Test
        void reachesTheBrakesWithoutTheCheck() {
            Trial trial = trial(golden(Mechanism.E2E), FAULT);
            assertInstanceOf(Verdict.Reached.class, trial.verdict());
            assertEquals(
                    List.of(Mechanism.CLAMP), trial.challenged(), "2.6 bar: more than the limit");
        }
    }

    @Nested
    class ABabblingNodeOnTheBodyBus {
        @Test
        void isStoppedByTheGateway() {
            Trial trial = trial("body:babble@250ms");
            isContained(trial);
            assertTrue(
                    trial.challenged().contains(Mechanism.GATEWAY_ALLOW_LIST),
                    trial.challenges().toString());
        }
    }

    /** Brake commands of the chassis bus, sent on the body bus. */
    @Nested
    class AForeignIdentifierOnTheBodyBus {
        private static final String FAULT = "body/0x080:spoof=0011223344556677,5ms@250ms";

        @Test
        void isNotOnTheGatewaysList() {
            Trial trial = trial(FAULT);
            isContained(trial);
            // beside it the interrupts of the frames are held back in the windows of others
            assertTrue(
                    trial.challenged().contains(Mechanism.GATEWAY_ALLOW_LIST),
                    trial.challenges().toString());
            assertFalse(trial.challenged().contains(Mechanism.TRANSMIT_FILTER));
        }

        @Test
        @Tag("full")
        void norOnTheListOfTheBusDriverBehindIt() {
            Trial trial = trial(golden(Mechanism.GATEWAY_ALLOW_LIST), FAULT);
            assertTrue(
                    trial.challenged().contains(Mechanism.TRANSMIT_FILTER),
                    trial.challenges().toString());
        }

        @Test
        void reachesTheChassisBusWithoutBoth() {
            Trial trial =
                    trial(golden(Mechanism.GATEWAY_ALLOW_LIST, Mechanism.TRANSMIT_FILTER), FAULT);
            assertInstanceOf(Verdict.Reached.class, trial.verdict());
        }
    }

    /** Faults in the protected set itself: the check is not blind. */
    @Nested
    class OnTheChassisBus {
        @Test
        void aLostWheelSpeedIsSeenAtOnce() {
            Trial trial = trial("chassis/WheelSpeedFL:lose@250ms");
            var reached = assertInstanceOf(Verdict.Reached.class, trial.verdict());
            long fault = trial.activation().orElseThrow().atPs();
            assertEquals(
                    fault,
                    reached.first().orElseThrow().expected().orElseThrow().atPs(),
                    "expected: the controller takes it");
        }

        @Test
        void whatIsOnlyLateThereIsNotBounded() {
            Trial trial = trial("chassis:block=80us@255950us");
            var reached = assertInstanceOf(Verdict.Reached.class, trial.verdict());
            assertEquals(
                    "The fault acts on a protected bus: no rerun with the loop cut there has it.",
                    reached.why(),
                    reached.first().toString());
        }
    }

    @Nested
    class WhatLeavesTheProtectedDomain {
        @Test
        void mayGetLostOutsideOfIt() {
            Trial trial = trial("vehicle-state:asymmetric=gateway@250ms");
            isContained(trial);
        }
    }
}
