package dev.bulkhead.telemetry;

import dev.bulkhead.vehicle.Wheel;

import tools.jackson.databind.node.ObjectNode;

/** The car, by COVESA VSS path where one exists. */
final class VehicleTopics implements TwinPublisher.Topics {
    private static final double KMH_PER_MPS = 3.6;

    private final Telemetry telemetry;

    VehicleTopics(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void sampled(TwinSample sample) {
        TwinSample.Car car = sample.car();
        long atPs = sample.atPs();
        put(atPs, "Speed", "speedKmh", KMH_PER_MPS * car.speedMps());
        put(atPs, "Acceleration/Longitudinal", "accelerationMps2", car.accelerationMps2());
        put(atPs, "AngularVelocity/Yaw", "yawRateDegPerS", Math.toDegrees(car.yawRateRadPerS()));
        put(atPs, "TraveledDistance", "distanceKm", car.pathM() / 1e3);
        car.pedalPercent()
                .ifPresent(p -> put(atPs, "Chassis/Brake/PedalPosition", "positionPercent", p));
        for (Wheel wheel : Wheel.values()) {
            TwinSample.WheelState state = car.wheels().get(wheel.ordinal());
            String path =
                    "Chassis/Axle/%s/Wheel/%s/"
                            .formatted(
                                    wheel.isFront() ? "Row1" : "Row2",
                                    wheel.isLeft() ? "Left" : "Right");
            put(atPs, path + "Speed", "speedKmh", KMH_PER_MPS * state.speedMps());
            put(atPs, path + "Slip", "slipPercent", 100 * state.slip());
            put(atPs, path + "BrakePressure", "pressureBar", state.pressureBar());
            ObjectNode friction = Telemetry.at(atPs);
            friction.put("frictionCoefficient", Telemetry.rounded(state.friction()));
            friction.put("peakCoefficient", Telemetry.rounded(state.peakFriction()));
            friction.put("road", state.road());
            telemetry.state("vehicle/Vehicle/" + path + "Friction", friction);
        }
    }

    private void put(long atPs, String path, String key, double value) {
        telemetry.state(
                "vehicle/Vehicle/" + path, Telemetry.at(atPs).put(key, Telemetry.rounded(value)));
    }
}
