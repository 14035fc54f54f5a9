package dev.bulkhead.restbus;

import dev.bulkhead.dbc.DbcSignal;

/** Acceleration along the car and rate of turn. */
final class InertialNode extends SendingNode {
    private static final double DEGREES_PER_RAD = 180 / StrictMath.PI;

    private final DbcSignal acceleration;
    private final DbcSignal yawRate;

    InertialNode(
            Restbus.World world,
            int rank,
            RestbusNode.InertialSensor node,
            RestbusListener listener) {
        super(world, rank, node, listener);
        acceleration = message().signal("LongitudinalAcceleration");
        yawRate = message().signal("YawRate");
        message().signal("SensorState");
    }

    @Override
    void fill(byte[] data, long nowPs) {
        acceleration.putNearest(data, vehicle.longitudinalMps2());
        yawRate.putNearest(data, vehicle.yawRateRadPerS() * DEGREES_PER_RAD);
    }
}
