package dev.bulkhead.vehicle;

import static dev.bulkhead.vehicle.VehicleParameters.GRAVITY;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.ToDoubleFunction;

class VehicleTest {
    private static final VehicleParameters CAR = VehicleParameters.MID_SIZE;
    private static final VehicleParameters SMOOTH = CAR.withoutResistance();

    private static double kmh(double speed) {
        return speed / 3.6;
    }

    private static Vehicle car(Surface surface, double speedMps) {
        return new Vehicle(CAR, Road.of(surface), speedMps);
    }

    private static void press(Vehicle car, double bar) {
        press(car, bar, bar);
    }

    private static void press(Vehicle car, double frontBar, double rearBar) {
        for (Wheel wheel : Wheel.values()) {
            car.commandPressure(wheel, wheel.isFront() ? frontBar : rearBar, car.nowPs());
        }
    }

    private static void run(Vehicle car, double seconds) {
        long end = car.nowPs() + Math.round(seconds * 1e12);
        while (car.nowPs() < end) {
            car.step();
        }
    }

    private static void runToRest(Vehicle car) {
        for (int i = 0; i < 200_000 && !car.isAtRest(); i++) {
            car.step();
        }
        assertTrue(car.isAtRest(), () -> "still at " + car.speedMps() + " m/s");
    }

    /** Holds each wheel's slip at a target by asking for what its tyre can bear there. */
    private static double idealStoppingDistance(Surface surface, double speedMps, double slip) {
        Vehicle car = car(surface, speedMps);
        car.beginBraking(0);
        while (!car.isAtRest()) {
            for (Wheel wheel : Wheel.values()) {
                double torque = car.loadN(wheel) * surface.friction(slip) * CAR.wheelRadiusM();
                double gain = wheel.isFront() ? 22 : 10;
                double excess = car.slip(wheel) - slip;
                car.commandPressure(wheel, torque / gain * (1 - 4 * excess), car.nowPs());
            }
            car.step();
        }
        return car.brakingDistanceM().orElseThrow();
    }

    @Nested
    class LockedWheels {
        /** Checks the stop from the moment on at which all wheels have locked. */
        private double lockedFrom(Surface surface, double speedMps) {
            Vehicle car = new Vehicle(SMOOTH, Road.of(surface), speedMps);
            press(car, 160);
            while (car.wheelRadPerS(Wheel.FL) > 0
                    || car.wheelRadPerS(Wheel.RL) > 0
                    || StrictMath.abs(car.slip(Wheel.FL) - 1) > 1e-9) {
                car.step();
            }
            run(car, 0.2);
            double speed = car.speedMps();
            double path = car.pathM();
            runToRest(car);
            double stop = speed * speed / (2 * surface.friction(1) * GRAVITY);
            assertEquals(stop, car.pathM() - path, 0.02);
            return car.pathM();
        }

        @ParameterizedTest
        @CsvSource({"0.1, 50", "0.3, 80", "0.7, 100", "0.9, 130"})
        void stopWithinSpeedSquaredOverTwiceFrictionAndGravity(double mu, double speedKmh) {
            Surface surface = Surface.uniform("plate", mu);
            double formula = kmh(speedKmh) * kmh(speedKmh) / (2 * mu * GRAVITY);
            double whole = lockedFrom(surface, kmh(speedKmh));
            assertTrue(whole > formula, "the hydraulics cost time");
            assertTrue(whole < formula + 0.15 * kmh(speedKmh), "but less than 0.15 s");
        }

        @Test
        void stopByTheFrictionAtFullSlipOnEachNamedSurface() {
            lockedFrom(Surface.DRY, kmh(100));
            lockedFrom(Surface.WET, kmh(80));
            lockedFrom(Surface.SNOW, kmh(60));
            lockedFrom(Surface.ICE, kmh(50));
        }

        @Test
        void stopFromFiftyOnFrictionOneTenthInAboutNinetyEightMetres() {
            double distance =
                    Vehicle.lockedWheelStoppingDistanceM(
                            SMOOTH, Road.of(Surface.uniform("ice", 0.1)), kmh(50), 0);
            assertEquals(98.4, distance, 1.5);
        }

        @ParameterizedTest
        @ValueSource(doubles = {60, 100})
        void needMoreRoadThanTheBestSlipOnDryAsphalt(double speedKmh) {
            double best = idealStoppingDistance(Surface.DRY, kmh(speedKmh), 0.13);
            double locked =
                    Vehicle.lockedWheelStoppingDistanceM(
                            CAR, Road.of(Surface.DRY), kmh(speedKmh), 0);
            assertTrue(locked > 1.15 * best, locked + " and " + best);
        }

        @Test
        void needMoreRoadThanTheBestSlipOnIce() {
            double best = idealStoppingDistance(Surface.ICE, kmh(50), 0.05);
            double locked =
                    Vehicle.lockedWheelStoppingDistanceM(CAR, Road.of(Surface.ICE), kmh(50), 0);
            assertTrue(locked > 1.5 * best, locked + " and " + best);
        }

        @Test
        void areComputedFromWhereBrakingBegan() {
            Vehicle car = car(Surface.SNOW, 20);
            run(car, 1);
            double speed = car.speedMps();
            double x = car.xM();
            press(car, 10);
            runToRest(car);
            Vehicle.BrakingStart start = car.brakingStart().orElseThrow();
            assertEquals(speed, start.speedMps());
            assertEquals(x, start.xM());
            assertEquals(20, x, 0.2);
        }
    }

    /** Distances of road tests with ABS; a plain slip control stands in for the ECU. */
    @Nested
    class PublishedStoppingDistances {
        private double withSlipControl(Surface surface, double speedMps) {
            Vehicle car = car(surface, speedMps);
            car.beginBraking(0);
            double[] bar = new double[4];
            double[] before = new double[4];
            for (int ms = 0; !car.isAtRest(); ms++) {
                for (Wheel wheel : Wheel.values()) {
                    if (ms % 5 == 0) {
                        int w = wheel.ordinal();
                        double ahead = 3 * car.slip(wheel) - 2 * before[w];
                        before[w] = car.slip(wheel);
                        bar[w] = control(bar[w], ahead, car.speedMps());
                        car.commandPressure(wheel, bar[w], car.nowPs());
                    }
                }
                car.step();
            }
            return car.brakingDistanceM().orElseThrow();
        }

        private double control(double bar, double slip, double speedMps) {
            if (speedMps < 2 || slip < 0.1) {
                return StrictMath.min(160, bar + 4);
            }
            return slip < 0.2 ? bar + 1 : slip < 0.4 ? bar * 0.9 : bar * 0.6;
        }

        private void isBetween(double least, double most, double distance) {
            assertTrue(distance > least && distance < most, () -> distance + " m");
        }

        @Test
        void fromHundredOnDryAsphalt36To42Metres() {
            isBetween(36, 42, withSlipControl(Surface.DRY, kmh(100)));
        }

        @Test
        void fromHundredOnDryAsphaltWithLockedWheels48To58Metres() {
            isBetween(
                    48,
                    58,
                    Vehicle.lockedWheelStoppingDistanceM(CAR, Road.of(Surface.DRY), kmh(100), 0));
        }

        @Test
        void fromFiftyOnIceWithLockedWheels96To115Metres() {
            isBetween(
                    96,
                    115,
                    Vehicle.lockedWheelStoppingDistanceM(CAR, Road.of(Surface.ICE), kmh(50), 0));
        }

        @Test
        void theBestSlipComesNearTheLimitOfPhysics() {
            double limit = kmh(100) * kmh(100) / (2 * 1.2 * GRAVITY);
            isBetween(limit, 1.06 * limit, idealStoppingDistance(Surface.DRY, kmh(100), 0.13));
        }

        @Test
        void slipControlShortensTheWayOnEachSurface() {
            for (Surface surface :
                    new Surface[] {Surface.DRY, Surface.WET, Surface.SNOW, Surface.ICE}) {
                double locked =
                        Vehicle.lockedWheelStoppingDistanceM(CAR, Road.of(surface), kmh(80), 0);
                isBetween(0.4 * locked, 0.9 * locked, withSlipControl(surface, kmh(80)));
            }
        }
    }

    @Nested
    class EnergyBalance {
        private void holds(Vehicle car, double whole) {
            assertEquals(whole, car.energy().sum(), 1e-3 * whole);
        }

        @Test
        void holdsWhileTheWheelsRollUnderTheBrake() {
            Vehicle car = car(Surface.DRY, 30);
            double whole = car.energy().sum();
            press(car, 40);
            run(car, 2);
            assertEquals(whole, car.energy().sum(), 1e-7 * whole);
            assertTrue(car.energy().brakes() > 0.9 * (whole - car.energy().kinetic()));
        }

        @Test
        void holdsToTheStopWithLockedWheels() {
            Vehicle car = car(Surface.DRY, 30);
            double whole = car.energy().sum();
            press(car, 160);
            runToRest(car);
            holds(car, whole);
            assertEquals(0, car.energy().kinetic());
            assertTrue(car.energy().tyres() > 0.8 * whole, "locked wheels brake by their tyres");
        }

        @Test
        void holdsWhileTheCarSpinsOnSplitFriction() {
            Vehicle car = new Vehicle(CAR, Road.split(Surface.DRY, Surface.ICE), 25);
            double whole = car.energy().sum();
            press(car, 120);
            runToRest(car);
            holds(car, whole);
        }

        @Test
        void holdsInACurve() {
            Vehicle car = car(Surface.DRY, 15);
            double whole = car.energy().sum();
            car.steer(0.1);
            press(car, 15);
            run(car, 2);
            assertEquals(whole, car.energy().sum(), 1e-6 * whole);
        }
    }

    @Nested
    class AtRest {
        @ParameterizedTest
        @ValueSource(doubles = {0, 5, 160})
        void nothingMovesWhateverThePressure(double bar) {
            Vehicle car = new Vehicle(CAR, Road.split(Surface.DRY, Surface.ICE), 0);
            press(car, bar);
            car.steer(0.3);
            run(car, 1);
            press(car, 0);
            run(car, 1);
            assertEquals(0, car.pathM());
            assertEquals(0, car.yawRad());
            for (Wheel wheel : Wheel.values()) {
                assertEquals(0, car.wheelRadPerS(wheel));
            }
        }

        @ParameterizedTest
        @CsvSource({"dry, 3", "dry, 40", "dry, 160", "ice, 3", "ice, 160"})
        void aStoppedCarNeitherCreepsNorRocks(String surface, double bar) {
            Vehicle car = car(surface.equals("dry") ? Surface.DRY : Surface.ICE, 8);
            press(car, bar);
            runToRest(car);
            double x = car.xM();
            run(car, 1);
            press(car, 0);
            run(car, 1);
            assertEquals(x, car.xM());
            assertEquals(0, car.speedMps());
            assertEquals(0, car.longitudinalMps2());
        }

        @Test
        void itIsReachedFromLessThanATenthOfAMetrePerSecond() {
            Vehicle car = car(Surface.DRY, 10);
            press(car, 60);
            double before = car.speedMps();
            while (!car.isAtRest()) {
                before = car.speedMps();
                car.step();
            }
            assertTrue(before < 0.1, "from " + before + " m/s");
        }
    }

    @Nested
    class Rolling {
        @Test
        void withoutResistanceKeepsItsSpeed() {
            Vehicle car = new Vehicle(SMOOTH, Road.of(Surface.DRY), 20);
            run(car, 10);
            assertEquals(20, car.speedMps(), 1e-12);
            assertEquals(200, car.xM(), 1e-9);
            assertEquals(20 / CAR.wheelRadiusM(), car.wheelRadPerS(Wheel.RR), 1e-12);
        }

        @Test
        void losesWhatRollingResistanceAndAirTake() {
            Vehicle car = car(Surface.DRY, 30);
            run(car, 0.5);
            double v = car.speedMps();
            run(car, 0.001);
            double wheels = 4 * 1.7 / (0.344 * 0.344);
            double force = 0.012 * 1564 * GRAVITY + 0.5 * 1.225 * 0.65 * v * v;
            assertEquals(-force / (1564 + wheels), car.longitudinalMps2(), 0.005);
        }

        @Test
        void comesToRestByRollingResistanceAlone() {
            Vehicle car = car(Surface.DRY, 2);
            runToRest(car);
            double inertia = (1564 + 4 * 1.7 / (0.344 * 0.344)) / 1564;
            assertEquals(inertia * 2 * 2 / (2 * 0.012 * GRAVITY), car.pathM(), 0.3);
        }
    }

    @Nested
    class WheelLoads {
        private double sum(Vehicle car) {
            double sum = 0;
            for (Wheel wheel : Wheel.values()) {
                sum += car.loadN(wheel);
            }
            return sum;
        }

        @Test
        void addUpToTheWeightInABrakedCurve() {
            Vehicle car = car(Surface.DRY, 20);
            car.steer(0.05);
            press(car, 30);
            for (int i = 0; i < 1000; i++) {
                car.step();
                assertEquals(1564 * GRAVITY, sum(car), 1e-6);
            }
        }

        @Test
        void moveToTheFrontByMassTimesDecelerationTimesHeightOverWheelbase() {
            Vehicle car = car(Surface.uniform("plate", 0.5), 40);
            press(car, 160);
            run(car, 2);
            double rear =
                    1564 * (GRAVITY * 1.268 + car.longitudinalMps2() * 0.575) / (1.268 + 1.620);
            assertEquals(rear, car.loadN(Wheel.RL) + car.loadN(Wheel.RR), 10);
            assertEquals(-0.5 * GRAVITY, car.longitudinalMps2(), 0.25);
        }

        @Test
        void moveToTheOuterSideInACurve() {
            Vehicle car = car(Surface.DRY, 15);
            car.steer(0.05);
            run(car, 1.5);
            double right = car.loadN(Wheel.FR) + car.loadN(Wheel.RR);
            double left = car.loadN(Wheel.FL) + car.loadN(Wheel.RL);
            double moment = 1564 * car.lateralMps2() * 0.575;
            assertTrue(car.lateralMps2() > 1);
            assertEquals(2 * moment / 1.55, right - left, 0.02 * (right - left));
        }
    }

    @Nested
    class Direction {
        @Test
        void staysStraightIfLeftAndRightAreAlike() {
            Vehicle car = car(Surface.WET, 30);
            press(car, 90);
            runToRest(car);
            assertEquals(0, car.yawRad());
            assertEquals(0, car.yM());
            assertEquals(car.pressureBar(Wheel.FL), car.pressureBar(Wheel.FR));
        }

        @Test
        void turnsToTheSideWithMoreFriction() {
            Vehicle left = new Vehicle(CAR, Road.split(Surface.DRY, Surface.ICE), 20);
            Vehicle right = new Vehicle(CAR, Road.split(Surface.ICE, Surface.DRY), 20);
            press(left, 40);
            press(right, 40);
            run(left, 0.5);
            run(right, 0.5);
            assertTrue(left.yawRateRadPerS() > 0.05, "left: " + left.yawRateRadPerS());
            assertEquals(-left.yawRateRadPerS(), right.yawRateRadPerS(), 1e-9);
            assertEquals(-left.yM(), right.yM(), 1e-9);
        }

        @Test
        void followsTheSteeringWithTheRateOfTheCurve() {
            Vehicle car = new Vehicle(SMOOTH, Road.of(Surface.DRY), 5);
            car.steer(0.05);
            run(car, 2);
            double wheelbase = 1.268 + 1.620;
            double rate = car.longitudinalMps() * StrictMath.tan(0.05) / wheelbase;
            assertEquals(rate, car.yawRateRadPerS(), 0.05 * rate);
        }

        @Test
        void changesWithTheSurfaceOfTheStretch() {
            Road road =
                    new Road(
                            java.util.List.of(
                                    new Road.Segment(0, Surface.DRY, Surface.DRY),
                                    new Road.Segment(30, Surface.ICE, Surface.ICE)));
            Vehicle car = new Vehicle(CAR, road, 25);
            press(car, 160);
            run(car, 0.7);
            assertTrue(car.longitudinalMps2() < -5);
            while (car.xM() < 32) {
                car.step();
            }
            assertTrue(car.longitudinalMps2() > -2);
        }
    }

    @Nested
    class Brakes {
        @Test
        void workAfterTheDeadTime() {
            Vehicle car = car(Surface.DRY, 20);
            press(car, 50);
            run(car, 0.004);
            assertEquals(0, car.pressureBar(Wheel.FL));
            run(car, 0.001);
            assertTrue(car.pressureBar(Wheel.FL) > 1);
        }

        @Test
        void riseNoFasterThanTheirRateAndEndAtTheCommand() {
            Vehicle car = car(Surface.DRY, 40);
            press(car, 120);
            run(car, 0.004);
            double before = 0;
            for (int i = 0; i < 200; i++) {
                car.step();
                double now = car.pressureBar(Wheel.RL);
                assertTrue(now - before <= 1.5 + 1e-9, "1500 bar/s");
                before = now;
            }
            assertEquals(120, before, 0.01);
        }

        @Test
        void followWithTheirTimeConstant() {
            Vehicle car = car(Surface.DRY, 20);
            press(car, 10);
            run(car, 0.004 + 0.012);
            assertEquals(10 * (1 - StrictMath.exp(-1)), car.pressureBar(Wheel.FR), 1e-3);
        }

        @Test
        void areCutToWhatTheHydraulicsCanGive() {
            Vehicle car = car(Surface.DRY, 20);
            press(car, 1e6);
            run(car, 1);
            assertEquals(160, car.pressureBar(Wheel.FL), 0.01);
            press(car, -5);
            run(car, 1);
            assertEquals(0, car.pressureBar(Wheel.FL), 0.01);
        }

        @Test
        void lockAndReleaseAWheelWithoutTurningItBack() {
            Vehicle car = car(Surface.ICE, 15);
            for (int cycle = 0; cycle < 6; cycle++) {
                press(car, cycle % 2 == 0 ? 80 : 0);
                for (int i = 0; i < 1000; i++) {
                    car.step();
                    for (Wheel wheel : Wheel.values()) {
                        assertTrue(car.wheelRadPerS(wheel) >= 0);
                    }
                }
                double slip = car.slip(Wheel.FL);
                assertEquals(cycle % 2 == 0 ? 1 : 0, slip, 0.05, "cycle " + cycle);
            }
        }
    }

    @Nested
    class Steps {
        private double atEnd(int stepUs, ToDoubleFunction<Vehicle> value) {
            VehicleParameters.Brakes gentle =
                    new VehicleParameters.Brakes(22, 10, 160, 8_000, 0.05, 1e6, 1e6);
            VehicleParameters p =
                    new VehicleParameters(
                            1564, 2230, 1.268, 1.620, 1.55, 0.575, 0.55, 0.08, 0.344, 1.7, 0.25,
                            0.012, 0.65, gentle, stepUs);
            Vehicle car = new Vehicle(p, Road.of(Surface.DRY), 25);
            press(car, 35, 30);
            run(car, 0.04);
            return value.applyAsDouble(car);
        }

        private void fallsWithTheFourthPower(ToDoubleFunction<Vehicle> value) {
            double fine = atEnd(50, value);
            double coarse = StrictMath.abs(atEnd(1000, value) - fine);
            double half = StrictMath.abs(atEnd(500, value) - fine);
            double ratio = coarse / half;
            assertTrue(ratio > 13 && ratio < 20, () -> "error ratio " + ratio + ", expected 16");
        }

        @Test
        void halvedGiveASixteenthOfTheErrorInSpeed() {
            fallsWithTheFourthPower(Vehicle::speedMps);
        }

        @Test
        void halvedGiveASixteenthOfTheErrorInWheelSpeed() {
            fallsWithTheFourthPower(car -> car.wheelRadPerS(Wheel.FL));
        }

        @Test
        void ofOneMillisecondAreFineEnoughForAPanicStop() {
            for (Surface surface :
                    new Surface[] {Surface.DRY, Surface.WET, Surface.SNOW, Surface.ICE}) {
                double coarse = Vehicle.lockedWheelStoppingDistanceM(CAR, Road.of(surface), 30, 0);
                double fine =
                        Vehicle.lockedWheelStoppingDistanceM(
                                CAR.withStepUs(50), Road.of(surface), 30, 0);
                assertEquals(fine, coarse, 1e-3 * fine, surface.name());
            }
        }
    }

    /** Figures of {@code src/test/python/straight_braking.py}: SciPy 1.17.1, DOP853, 1e-12. */
    @Nested
    class AgainstAnotherIntegrator {
        @Test
        void oneSecondOfStraightBrakingAgreesToSixDigits() {
            Vehicle car = car(Surface.DRY, 25);
            press(car, 35, 30);
            run(car, 1);
            assertEquals(21.002369, car.speedMps(), 1e-6);
            assertEquals(59.825503, car.wheelRadPerS(Wheel.FL), 1e-6);
            assertEquals(60.237917, car.wheelRadPerS(Wheel.RR), 1e-6);
            assertEquals(23.039006, car.pathM(), 1e-6);
        }
    }

    @Nested
    class UnderAScheduler {
        @Test
        void stepsAtMultiplesOfItsStep() {
            Scheduler scheduler = new Scheduler();
            Vehicle car = car(Surface.DRY, 10);
            car.attach(scheduler, 0);
            assertEquals(SimTime.PS_PER_MS, scheduler.nextPs());
            scheduler.runUntil(100 * SimTime.PS_PER_MS);
            assertEquals(100 * SimTime.PS_PER_MS, car.nowPs());
            assertEquals(1.0, car.xM(), 0.01);
        }

        @Test
        void goesOnFromASnapshotAsIfNothingHadHappened() {
            Scheduler scheduler = new Scheduler();
            Vehicle car = new Vehicle(CAR, Road.split(Surface.DRY, Surface.ICE), 25);
            car.attach(scheduler, 0);
            scheduler.runUntil(300 * SimTime.PS_PER_MS);
            for (Wheel wheel : Wheel.values()) {
                car.commandPressure(wheel, 90, scheduler.nowPs());
            }
            scheduler.runUntil(302 * SimTime.PS_PER_MS); // within the dead time

            Scheduler otherScheduler = new Scheduler();
            Vehicle other = new Vehicle(CAR, Road.split(Surface.DRY, Surface.ICE), 0);
            other.attach(otherScheduler, 0);
            Snapshot.of(scheduler).restoreInto(otherScheduler);
            Snapshot.of(car).restoreInto(other);

            scheduler.runUntil(4 * SimTime.PS_PER_S);
            otherScheduler.runUntil(4 * SimTime.PS_PER_S);
            assertEquals(Snapshot.of(car).hash(), Snapshot.of(other).hash());
            assertEquals(Snapshot.of(scheduler).hash(), Snapshot.of(otherScheduler).hash());
            assertTrue(car.brakingDistanceM().orElseThrow() > 10);
        }
    }

    @Nested
    class Refuses {
        @Test
        void aSpeedOutsideItsRange() {
            assertThrows(IllegalArgumentException.class, () -> car(Surface.DRY, -1));
            assertThrows(IllegalArgumentException.class, () -> car(Surface.DRY, Double.NaN));
        }

        @Test
        void roadsOutOfOrder() {
            var first = new Road.Segment(10, Surface.DRY, Surface.DRY);
            var second = new Road.Segment(10, Surface.ICE, Surface.ICE);
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> new Road(java.util.List.of(first, second)));
            assertEquals("segment 1 begins at 10.0 m, expected beyond 10.0 m", error.getMessage());
        }

        @Test
        void toMeasureBeforeBrakingBegan() {
            assertFalse(car(Surface.DRY, 10).brakingDistanceM().isPresent());
        }
    }
}
