package dev.bulkhead.restbus;

import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Wheel;

/**
 * A wheel-speed sensor at a tooth wheel. The speed is the way between the last edge and the last
 * one of the message before, over the time between them; edge times are interpolated within the
 * period. While no edge comes, the speed is at most one pitch over the time since the last one, and
 * zero after 200 ms. At power-on the wheel has its speed since long.
 */
final class WheelSpeedNode extends SendingNode {
    private static final double STANDSTILL_S = 0.2;

    private static final int STANDSTILL = 0;
    private static final int FORWARD = 1;
    private static final int BACKWARD = 2;

    private final Wheel wheel;
    private final double pitchRad;
    private final DbcSignal speedField;
    private final DbcSignal directionField;

    private double angleRad;
    private double angleAtS;
    private long tooth;
    private double edgeRad;
    private double edgeAtS;
    private double speedRadPerS;

    WheelSpeedNode(
            Restbus.World world,
            int rank,
            RestbusNode.WheelSpeedSensor node,
            RestbusListener listener) {
        super(world, rank, node, listener);
        wheel = node.wheel();
        pitchRad = 2 * StrictMath.PI / node.teeth();
        speedField = message().signal("WheelSpeed");
        directionField = message().signal("Direction");
        message().signal("SensorState");
        angleRad = vehicle.wheelAngleRad(wheel);
        angleAtS = new SimTime(vehicle.nowPs()).seconds();
        tooth = toothOf(angleRad);
        edgeRad = angleRad;
        edgeAtS = angleAtS;
        speedRadPerS = vehicle.wheelRadPerS(wheel);
    }

    private long toothOf(double angle) {
        return (long) StrictMath.floor(angle / pitchRad);
    }

    @Override
    void fill(byte[] data, long nowPs) {
        measure(vehicle.wheelAngleRad(wheel), new SimTime(vehicle.nowPs()).seconds());
        speedField.putNearest(data, speedRadPerS);
        directionField.putNearest(
                data, speedRadPerS > 0 ? FORWARD : speedRadPerS < 0 ? BACKWARD : STANDSTILL);
    }

    private void measure(double angle, double nowS) {
        long nowTooth = toothOf(angle);
        if (nowTooth != tooth) {
            double passedRad = (nowTooth > tooth ? nowTooth : nowTooth + 1) * pitchRad;
            double part = (passedRad - angleRad) / (angle - angleRad);
            double passedAtS = angleAtS + part * (nowS - angleAtS);
            if (passedAtS > edgeAtS) {
                speedRadPerS = (passedRad - edgeRad) / (passedAtS - edgeAtS);
            }
            tooth = nowTooth;
            edgeRad = passedRad;
            edgeAtS = passedAtS;
        } else if (nowS - edgeAtS > STANDSTILL_S) {
            speedRadPerS = 0;
        } else if (nowS > edgeAtS) {
            double most = pitchRad / (nowS - edgeAtS);
            speedRadPerS = StrictMath.clamp(speedRadPerS, -most, most);
        }
        angleRad = angle;
        angleAtS = nowS;
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        angleRad = fields.f64("angleRad", angleRad);
        angleAtS = fields.f64("angleAtS", angleAtS);
        tooth = fields.i64("tooth", tooth);
        edgeRad = fields.f64("edgeRad", edgeRad);
        edgeAtS = fields.f64("edgeAtS", edgeAtS);
        speedRadPerS = fields.f64("speedRadPerS", speedRadPerS);
    }
}
