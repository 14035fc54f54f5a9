package dev.bulkhead.vehicle;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a car is made of.
 *
 * @param massKg whole mass
 * @param yawInertiaKgM2 moment of inertia about the vertical axis
 * @param frontAxleM distance of the centre of gravity behind the front axle
 * @param rearAxleM distance of the centre of gravity before the rear axle
 * @param trackM distance between left and right wheels, both axles
 * @param cgHeightM height of the centre of gravity above the road
 * @param frontRollShare share of the sideways load transfer that the front axle takes, 0..1
 * @param loadLagS time constant with which the wheel loads follow the acceleration: stands for
 *     pitch and roll, which are not modelled
 * @param wheelRadiusM effective rolling radius
 * @param wheelInertiaKgM2 moment of inertia of one wheel about its axle
 * @param relaxationM relaxation length of the tyre, both directions: the way over which slip builds
 * @param rollingResistance torque against rolling over (load · radius)
 * @param dragAreaM2 drag coefficient times frontal area
 * @param brakes the brake of each axle and its hydraulics
 * @param stepUs step of the integration in microseconds, 10..2000
 */
public record VehicleParameters(
        double massKg,
        double yawInertiaKgM2,
        double frontAxleM,
        double rearAxleM,
        double trackM,
        double cgHeightM,
        double frontRollShare,
        double loadLagS,
        double wheelRadiusM,
        double wheelInertiaKgM2,
        double relaxationM,
        double rollingResistance,
        double dragAreaM2,
        Brakes brakes,
        int stepUs) {

    /** Standard acceleration of free fall in m/s². */
    public static final double GRAVITY = 9.80665;

    /** Density of air at 15 °C and sea level in kg/m³. */
    public static final double AIR_DENSITY = 1.225;

    /**
     * Brakes and their hydraulics. A commanded pressure works after a dead time; then the pressure
     * follows with a first-order lag whose slope is limited.
     *
     * @param frontNmPerBar torque of one front brake over its pressure
     * @param rearNmPerBar torque of one rear brake over its pressure
     * @param maxBar greatest pressure the hydraulics can give; a higher command is cut to it
     * @param deadTimeUs time from command to first effect in microseconds
     * @param lagS time constant of the pressure
     * @param buildBarPerS fastest rise
     * @param releaseBarPerS fastest fall
     * @param otherLagS time constants of wheels whose actuator has another one
     */
    public record Brakes(
            double frontNmPerBar,
            double rearNmPerBar,
            double maxBar,
            int deadTimeUs,
            double lagS,
            double buildBarPerS,
            double releaseBarPerS,
            SortedMap<Wheel, Double> otherLagS) {
        public Brakes {
            otherLagS = Collections.unmodifiableSortedMap(new TreeMap<>(otherLagS));
            otherLagS.values().forEach(each -> positive("otherLagS", each));
            notNegative("frontNmPerBar", frontNmPerBar);
            notNegative("rearNmPerBar", rearNmPerBar);
            positive("maxBar", maxBar);
            notNegative("deadTimeUs", deadTimeUs);
            positive("lagS", lagS);
            positive("buildBarPerS", buildBarPerS);
            positive("releaseBarPerS", releaseBarPerS);
        }

        /** With actuators that are all alike. */
        public Brakes(
                double frontNmPerBar,
                double rearNmPerBar,
                double maxBar,
                int deadTimeUs,
                double lagS,
                double buildBarPerS,
                double releaseBarPerS) {
            this(
                    frontNmPerBar,
                    rearNmPerBar,
                    maxBar,
                    deadTimeUs,
                    lagS,
                    buildBarPerS,
                    releaseBarPerS,
                    Collections.emptySortedMap());
        }

        /** The same but for the time constants of some wheels' actuators. */
        public Brakes withLagS(SortedMap<Wheel, Double> other) {
            return new Brakes(
                    frontNmPerBar,
                    rearNmPerBar,
                    maxBar,
                    deadTimeUs,
                    lagS,
                    buildBarPerS,
                    releaseBarPerS,
                    other);
        }

        double lagS(Wheel wheel) {
            return otherLagS.getOrDefault(wheel, lagS);
        }

        double nmPerBar(Wheel wheel) {
            return wheel.isFront() ? frontNmPerBar : rearNmPerBar;
        }
    }

    /**
     * A mid-size saloon. Mass, yaw inertia and axle distances: BMW 5 in {@code
     * gnestlinger/lka_thesis, paramFile_SingleTrackMdl_BMW5.m}. Height of the centre of gravity,
     * wheel radius and inertia, front brake share of about two thirds: CommonRoad vehicle 2, {@code
     * parameters_vehicle2.py}. Brake torque from plausible parts (2 · pad friction 0.38 · piston 57
     * mm front, 38 mm rear · effective radius 0.113 m). Track, drag area, rolling resistance,
     * relaxation length and hydraulics: usual orders of size, no source opened.
     */
    public static final VehicleParameters MID_SIZE =
            new VehicleParameters(
                    1564,
                    2230,
                    1.268,
                    1.620,
                    1.55,
                    0.575,
                    0.55,
                    0.08,
                    0.344,
                    1.7,
                    0.25,
                    0.012,
                    0.65,
                    new Brakes(22, 10, 160, 4_000, 0.012, 1_500, 2_000),
                    1_000);

    public VehicleParameters {
        positive("massKg", massKg);
        positive("yawInertiaKgM2", yawInertiaKgM2);
        positive("frontAxleM", frontAxleM);
        positive("rearAxleM", rearAxleM);
        positive("trackM", trackM);
        notNegative("cgHeightM", cgHeightM);
        notNegative("frontRollShare", frontRollShare);
        positive("loadLagS", loadLagS);
        positive("wheelRadiusM", wheelRadiusM);
        positive("wheelInertiaKgM2", wheelInertiaKgM2);
        positive("relaxationM", relaxationM);
        notNegative("rollingResistance", rollingResistance);
        notNegative("dragAreaM2", dragAreaM2);
        java.util.Objects.requireNonNull(brakes, "brakes");
        if (frontRollShare > 1) {
            throw new IllegalArgumentException(
                    "frontRollShare=" + frontRollShare + ", expected 0..1");
        }
        if (stepUs < 10 || stepUs > 2_000) {
            throw new IllegalArgumentException("stepUs=" + stepUs + ", expected 10..2000");
        }
    }

    /** The same car without air drag and rolling resistance. */
    public VehicleParameters withoutResistance() {
        return new VehicleParameters(
                massKg,
                yawInertiaKgM2,
                frontAxleM,
                rearAxleM,
                trackM,
                cgHeightM,
                frontRollShare,
                loadLagS,
                wheelRadiusM,
                wheelInertiaKgM2,
                relaxationM,
                0,
                0,
                brakes,
                stepUs);
    }

    /** The same car, integrated with another step. */
    public VehicleParameters withStepUs(int us) {
        return new VehicleParameters(
                massKg,
                yawInertiaKgM2,
                frontAxleM,
                rearAxleM,
                trackM,
                cgHeightM,
                frontRollShare,
                loadLagS,
                wheelRadiusM,
                wheelInertiaKgM2,
                relaxationM,
                rollingResistance,
                dragAreaM2,
                brakes,
                us);
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value < 1e9)) {
            throw new IllegalArgumentException(name + "=" + value + ", expected above 0");
        }
    }

    private static void notNegative(String name, double value) {
        if (!(value >= 0 && value < 1e9)) {
            throw new IllegalArgumentException(name + "=" + value + ", expected at least 0");
        }
    }
}
