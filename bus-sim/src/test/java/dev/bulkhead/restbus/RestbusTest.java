package dev.bulkhead.restbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.input.InputError;
import dev.bulkhead.restbus.Bench.Behaviour;
import dev.bulkhead.restbus.RestbusEvent.Cause;
import dev.bulkhead.restbus.RestbusEvent.CommandAccepted;
import dev.bulkhead.restbus.RestbusEvent.CommandRejected;
import dev.bulkhead.restbus.RestbusEvent.SafeStateEntered;
import dev.bulkhead.restbus.RestbusEvent.SafeStateLeft;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Road;
import dev.bulkhead.vehicle.Surface;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.VehicleParameters;
import dev.bulkhead.vehicle.Wheel;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class RestbusTest {
    private static final String FL = "ActuatorFL";

    private static Vehicle car(Surface surface, double speedMps) {
        return new Vehicle(VehicleParameters.MID_SIZE, Road.of(surface), speedMps);
    }

    private static Bench bench(double speedMps) {
        return new Bench(car(Surface.DRY, speedMps), Bench.allNodes(SafeState.RELEASE));
    }

    @Nested
    class WithAController {
        @Test
        void thePedalStopsTheCar() {
            Bench bench = bench(20);
            bench.restbus.movePedal(SimTime.ofMs(200), 60);
            bench.runUntilMs(5000);

            assertTrue(bench.vehicle.isAtRest());
            var start = bench.vehicle.brakingStart().orElseThrow();
            assertEquals(SimTime.ofMs(200), start.at());
            assertEquals(20, start.speedMps(), 0.1);
            double distance = bench.vehicle.brakingDistanceM().orElseThrow();
            assertTrue(distance > 20 && distance < 40, () -> distance + " m");
            assertFalse(bench.restbus.inSafeState());
            assertEquals(
                    List.of(E2eCheckStatus.INITIAL),
                    bench.eventsOf(FL, CommandRejected.class).stream()
                            .map(CommandRejected::status)
                            .toList());
        }

        @Test
        void noMessageIsLostOnABusInOrder() {
            Bench bench = bench(20);
            bench.runUntilMs(1000);
            assertEquals(100, bench.controller.received("PedalStatus").size());
            assertEquals(200, bench.controller.received("WheelSpeedRR").size());
            assertEquals(100, bench.controller.received("ActuatorStatusRL").size());
            assertEquals(100, bench.controller.received("VehicleMotion").size());
        }

        @Test
        void eachMessagePassesItsCheck() {
            Bench bench = bench(20);
            bench.runUntilMs(500);
            for (String name : List.of("PedalStatus", "WheelSpeedFL", "VehicleMotion")) {
                int id = 4096 + bench.database.message(name).identifier();
                E2eChecker checker =
                        new E2eChecker(
                                new E2eProfile1(id, DataIdMode.BOTH, 8),
                                new E2eChecker.Limits(1, 1, 1));
                var statuses =
                        bench.controller.received(name).stream()
                                .map(each -> checker.check(each.frame().data().toArray()))
                                .toList();
                assertEquals(E2eCheckStatus.INITIAL, statuses.getFirst());
                assertTrue(
                        statuses.stream().skip(1).allMatch(each -> each == E2eCheckStatus.OK),
                        name);
            }
        }
    }

    @Nested
    class TheActuator {
        private CommandAccepted lastAccepted(Bench bench) {
            return bench.eventsOf(FL, CommandAccepted.class).getLast();
        }

        @Test
        void obeysFromTheSecondCommandOn() {
            Bench bench = bench(20);
            bench.controller.want(30);
            bench.runUntilMs(8);
            var events = bench.eventsOf(FL).toList();
            assertEquals(2, events.size());
            assertEquals(E2eCheckStatus.INITIAL, ((CommandRejected) events.get(0)).status());
            assertEquals(30, ((CommandAccepted) events.get(1)).pressureBar());
            assertTrue(events.get(1).at().compareTo(SimTime.ofMs(5)) > 0);
        }

        @Test
        void takesTheSignalOfItsOwnWheel() {
            Bench bench = bench(20);
            bench.controller.want(40);
            bench.runUntilMs(300);
            assertEquals(40, bench.vehicle.pressureBar(Wheel.FR), 0.1);
            assertEquals(20, bench.vehicle.pressureBar(Wheel.RL), 0.1);
        }

        @ParameterizedTest
        @EnumSource(SafeState.class)
        void entersItsSafeStateExactly20MsAfterTheLastGoodCommand(SafeState safeState) {
            Bench bench = new Bench(car(Surface.DRY, 30), Bench.allNodes(safeState));
            bench.controller.want(30);
            bench.runUntilMs(102);
            bench.controller.behave(Behaviour.SILENT);
            bench.runUntilMs(300);

            var accepted = lastAccepted(bench);
            var entered = bench.eventsOf(FL, SafeStateEntered.class);
            assertEquals(
                    List.of(
                            new SafeStateEntered(
                                    accepted.at().plus(SimTime.ofMs(20)),
                                    FL,
                                    safeState,
                                    Cause.TIMEOUT)),
                    entered);
            double expected = safeState == SafeState.HOLD ? 30 : 0;
            assertEquals(expected, bench.vehicle.pressureBar(Wheel.FL), 0.1);
            assertEquals(2, bench.controller.last("ActuatorStatusFL", "ActuatorState"));
        }

        @Test
        void keepsItsPressureOverOneWrongChecksum() {
            Bench bench = bench(30);
            bench.controller.want(30);
            bench.runUntilMs(102);
            bench.controller.behave(Behaviour.WRONG_CRC);
            bench.runUntilMs(107);
            bench.controller.behave(Behaviour.GOOD);
            bench.runUntilMs(200);
            var rejected = bench.eventsOf(FL, CommandRejected.class);
            assertEquals(E2eCheckStatus.WRONG_CRC, rejected.getLast().status());
            assertEquals(2, rejected.size());
            assertFalse(bench.restbus.inSafeState());
            assertEquals(30, bench.vehicle.pressureBar(Wheel.FL), 0.1);
            assertEquals(1, bench.controller.last("ActuatorStatusFL", "CommandErrors"));
        }

        @Test
        void entersItsSafeStateAtTheThirdWrongChecksumOfFive() {
            Bench bench = bench(30);
            bench.controller.want(30);
            bench.runUntilMs(102);
            bench.controller.behave(Behaviour.WRONG_CRC);
            bench.runUntilMs(200);
            var third = bench.eventsOf(FL, CommandRejected.class).get(3); // after INITIAL
            var entered = bench.eventsOf(FL, SafeStateEntered.class);
            assertEquals(
                    List.of(new SafeStateEntered(third.at(), FL, SafeState.RELEASE, Cause.INVALID)),
                    entered);
        }

        @Test
        void doesNotTakeARepeatedCommandForANewOne() {
            Bench bench = bench(30);
            bench.controller.want(30);
            bench.runUntilMs(102);
            // the next one is new, all after it repeat its counter
            bench.controller.behave(Behaviour.REPEATED_COUNTER);
            bench.runUntilMs(200);
            var accepted = lastAccepted(bench);
            assertTrue(accepted.at().compareTo(SimTime.ofMs(110)) < 0);
            assertEquals(
                    E2eCheckStatus.REPEATED,
                    bench.eventsOf(FL, CommandRejected.class).getLast().status());
            assertEquals(
                    accepted.at().plus(SimTime.ofMs(20)),
                    bench.eventsOf(FL, SafeStateEntered.class).getFirst().at());
        }

        @Test
        void toleratesOneLostCommandButNotThree() {
            Bench bench = bench(30);
            bench.controller.want(30);
            bench.runUntilMs(102);
            bench.controller.skip(1);
            bench.runUntilMs(142);
            assertEquals(1, bench.eventsOf(FL, CommandRejected.class).size());
            bench.controller.skip(3);
            bench.runUntilMs(200);
            assertEquals(
                    List.of(
                            E2eCheckStatus.INITIAL,
                            E2eCheckStatus.WRONG_SEQUENCE,
                            E2eCheckStatus.SYNC),
                    bench.eventsOf(FL, CommandRejected.class).stream()
                            .map(CommandRejected::status)
                            .toList());
            assertFalse(bench.restbus.inSafeState());
        }

        @Test
        void leavesItsSafeStateWithTheNextGoodCommand() {
            Bench bench = bench(30);
            bench.controller.want(30);
            bench.runUntilMs(102);
            bench.controller.behave(Behaviour.SILENT);
            bench.runUntilMs(202);
            assertTrue(bench.restbus.inSafeState());
            bench.controller.behave(Behaviour.GOOD);
            bench.runUntilMs(300);
            var left = bench.eventsOf(FL, SafeStateLeft.class);
            assertEquals(1, left.size());
            assertTrue(left.getFirst().at().compareTo(SimTime.ofMs(206)) < 0);
            assertFalse(bench.restbus.inSafeState());
            assertEquals(30, bench.vehicle.pressureBar(Wheel.FL), 0.5);
        }

        @Test
        void isIdleWithoutPressureUntilTheFirstCommand() {
            Bench bench = bench(30);
            bench.controller.behave(Behaviour.SILENT);
            bench.runUntilMs(100);
            assertEquals(0, bench.vehicle.pressureBar(Wheel.FL));
            assertFalse(bench.restbus.inSafeState());
            assertEquals(0, bench.controller.last("ActuatorStatusFL", "ActuatorState"));
        }
    }

    @Nested
    class Sensors {
        @Test
        void thePedalSpeaksOnTwoTracksThatAddUpToHundred() {
            Bench bench = bench(20);
            bench.restbus.movePedal(SimTime.ofMs(15), 37.5);
            bench.runUntilMs(20);
            assertEquals(0, bench.controller.last("PedalStatus", "PedalPosition1"));
            assertEquals(100, bench.controller.last("PedalStatus", "PedalPosition2"));
            bench.runUntilMs(22);
            assertEquals(37.5, bench.controller.last("PedalStatus", "PedalPosition1"));
            assertEquals(62.5, bench.controller.last("PedalStatus", "PedalPosition2"));
        }

        @Test
        void aHeldPedalGoesToWhereTheDriverHasItWhenItIsReleased() {
            Bench bench = bench(20);
            bench.restbus.holdPedal(SimTime.ofMs(10), 20);
            bench.restbus.movePedal(SimTime.ofMs(15), 80);
            bench.runUntilMs(22);
            assertEquals(20, bench.restbus.pedalPercent().orElseThrow());
            assertEquals(20, bench.controller.last("PedalStatus", "PedalPosition1"));
            bench.restbus.releasePedal(SimTime.ofMs(23));
            bench.runUntilMs(42);
            assertEquals(80, bench.restbus.pedalPercent().orElseThrow());
            assertEquals(80, bench.controller.last("PedalStatus", "PedalPosition1"));
        }

        @Test
        void aRollingWheelIsMeasuredToTheStepOfItsSignal() {
            Bench bench = bench(20);
            bench.runUntilMs(400);
            double omega = bench.vehicle.wheelRadPerS(Wheel.FL);
            assertEquals(omega, bench.controller.last("WheelSpeedFL", "WheelSpeed"), 0.02);
            assertEquals(1, bench.controller.last("WheelSpeedFL", "Direction"));
        }

        @Test
        void theFirstMessageHasTheSpeedAlready() {
            Bench bench = bench(20);
            bench.runUntilMs(4);
            assertEquals(20 / 0.344, bench.controller.last("WheelSpeedRR", "WheelSpeed"), 0.02);
        }

        @Test
        void aLockedWheelIsSeenToSlowDownByItsMissingTeeth() {
            Bench bench = new Bench(car(Surface.ICE, 15), Bench.allNodes(SafeState.RELEASE));
            bench.controller.want(100);
            bench.runUntilMs(150);
            assertEquals(0, bench.vehicle.wheelRadPerS(Wheel.FL));
            bench.runUntilMs(253);
            double seen = bench.controller.last("WheelSpeedFL", "WheelSpeed");
            double pitch = 2 * StrictMath.PI / 48;
            assertTrue(seen > 0 && seen < pitch / 0.09, () -> seen + " rad/s");
            bench.runUntilMs(400);
            assertEquals(0, bench.controller.last("WheelSpeedFL", "WheelSpeed"));
            assertEquals(0, bench.controller.last("WheelSpeedFL", "Direction"));
        }

        @Test
        void theInertialSensorSeesBrakingAndTurning() {
            Bench bench =
                    new Bench(
                            new Vehicle(
                                    VehicleParameters.MID_SIZE,
                                    Road.split(Surface.DRY, Surface.ICE),
                                    20),
                            Bench.allNodes(SafeState.RELEASE));
            bench.controller.want(40);
            bench.runUntilMs(406.5);
            double ax = bench.controller.last("VehicleMotion", "LongitudinalAcceleration");
            double yaw = bench.controller.last("VehicleMotion", "YawRate");
            assertEquals(bench.vehicle.longitudinalMps2(), ax, 0.02);
            assertEquals(StrictMath.toDegrees(bench.vehicle.yawRateRadPerS()), yaw, 0.5);
            assertTrue(ax < -2 && yaw > 2, () -> ax + " m/s2, " + yaw + " deg/s");
        }
    }

    @Nested
    class Timing {
        private Bench alone(RestbusNode node) {
            Bench bench = new Bench(car(Surface.DRY, 20), List.of(node));
            bench.controller.behave(Behaviour.SILENT);
            return bench;
        }

        @Test
        void messagesStartOneBitAfterOffsetAndWholePeriods() {
            Bench bench = alone(Bench.pedal());
            bench.runUntilMs(100);
            // bits of 2 us, sampled at 80 %: due at an edge, so the frame starts at the next one
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        (1_000_000 + i * 10_000_000L + 2_000 + 1_600) * 1_000,
                        bench.controller.starts.get(i).ps());
            }
        }

        @Test
        void aFastClockSendsEarlierAndEarlier() {
            Bench bench =
                    alone(
                            new RestbusNode.PedalSensor(
                                    "PedalSensor",
                                    new RestbusNode.Sending("PedalStatus", 10_000, 0, 10_000_000)));
            bench.runUntilMs(1100);
            // 1 % fast: the 101st message is due at 1 s / 1.01 = 990.099 ms
            double ms = bench.controller.starts.get(100).ps() / 1e9;
            assertEquals(990.099, ms, 0.006);
        }

        @Test
        void aMessageThatCouldNotBeSentGivesWayToTheNextOne() {
            Bench bench = alone(Bench.pedal());
            var babbler = new Babbler(bench);
            bench.runUntilMs(35);
            assertEquals(0, bench.controller.received("PedalStatus").size());
            babbler.quiet = true;
            bench.runUntilMs(39);
            var frames = bench.controller.received("PedalStatus");
            assertEquals(1, frames.size());
            assertEquals(3, frames.getFirst().frame().data().at(1), "the fourth one made");
        }
    }

    /** Sends the strongest identifier without a pause. */
    private static final class Babbler {
        private static final CanFrame FRAME = CanFrame.base(0, CanData.of((byte) 0));
        private final CanPort port;
        private boolean quiet;

        Babbler(Bench bench) {
            port = bench.bus.attach("Babbler", 200, this::on);
            port.offer(FRAME);
        }

        private void on(BusEvent event) {
            if (event instanceof BusEvent.Transmitted && !quiet) {
                port.offer(FRAME);
            }
        }
    }

    @Nested
    class Snapshots {
        @ParameterizedTest
        @ValueSource(longs = {0, 1_003, 102_120, 110_150, 123_456, 200_310, 404_040})
        void goOnAsIfNothingHadHappened(long atUs) {
            Bench one = braking();
            one.runUntilMs(atUs / 1e3);
            disturb(one, atUs);
            Bench other = braking();
            Snapshot.of(one).restoreInto(other);
            one.events.clear();
            other.events.clear();
            one.runUntilMs(1500);
            other.runUntilMs(1500);
            assertEquals(one.events, other.events);
            assertEquals(
                    Snapshot.of(one).firstDifference(Snapshot.of(other)),
                    java.util.Optional.empty());
            assertEquals(Snapshot.of(one).hash(), Snapshot.of(other).hash());
            assertTrue(one.events.size() > 100);
        }

        private void disturb(Bench bench, long atUs) {
            if (atUs > 200_000) {
                bench.controller.behave(Behaviour.SILENT);
                bench.runUntilMs((atUs + 7_000) / 1e3);
                bench.controller.behave(Behaviour.WRONG_CRC);
                bench.runUntilMs((atUs + 14_050) / 1e3);
                bench.controller.behave(Behaviour.GOOD);
            }
        }

        private Bench braking() {
            Bench bench =
                    new Bench(
                            new Vehicle(
                                    VehicleParameters.MID_SIZE,
                                    Road.split(Surface.WET, Surface.ICE),
                                    20),
                            Bench.allNodes(SafeState.RELEASE));
            bench.restbus.movePedal(SimTime.ofMs(100), 40);
            return bench;
        }
    }

    @Nested
    class Refuses {
        private String messageOf(RestbusNode node) {
            return assertThrows(
                            InputError.class, () -> new Bench(car(Surface.DRY, 1), List.of(node)))
                    .getMessage();
        }

        @Test
        void aMessageThatTheDatabaseDoesNotHave() {
            assertEquals(
                    "node P: the message database has no message 'Pedal'; name one of its messages",
                    messageOf(
                            new RestbusNode.PedalSensor(
                                    "P", new RestbusNode.Sending("Pedal", 5_000, 0))));
        }

        @Test
        void aMessageWithoutTheSignalsOfItsKind() {
            assertEquals(
                    "node P: message 'VehicleMotion' has no signal 'PedalPosition1'; a node of this"
                            + " kind needs it; add it to the message database",
                    messageOf(
                            new RestbusNode.PedalSensor(
                                    "P", new RestbusNode.Sending("VehicleMotion", 5_000, 0))));
        }

        @Test
        void aMessageWithoutDataId() {
            assertEquals(
                    "node P: message 'Unprotected' has no attribute E2EDataId; give it one in the"
                            + " message database",
                    messageOf(
                            new RestbusNode.PedalSensor(
                                    "P", new RestbusNode.Sending("Unprotected", 5_000, 0))));
        }

        @Test
        void aMessageOfCanFd() {
            assertEquals(
                    "node P: message 'Fast' is of CAN FD; give the bus a data_bitrate, or use"
                            + " a message of at most 8 bytes",
                    messageOf(
                            new RestbusNode.PedalSensor(
                                    "P", new RestbusNode.Sending("Fast", 5_000, 0))));
        }

        @Test
        void aPeriodBelowOneMillisecond() {
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new RestbusNode.Sending("PedalStatus", 500, 0));
            assertEquals("periodUs=500, expected 1000..10000000", error.getMessage());
        }

        @Test
        void aPedalBeyondItsRange() {
            Bench bench = bench(1);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> bench.restbus.movePedal(SimTime.ofMs(1), 101));
        }
    }
}
