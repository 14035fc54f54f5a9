package dev.bulkhead.vehicle;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/**
 * The equations of motion and their integration: classic Runge-Kutta of fourth order with a fixed
 * step. Between steps only: which wheels stand still under their brake (a brake can hold a wheel
 * but not turn it back), which surface lies under each wheel, and whether the car has come to rest.
 * So the order is four as long as none of these changes.
 *
 * <p>Tyre: the slip vector, sliding velocity over travel speed, builds up over the relaxation
 * length; the force has the direction of the slip and the size load · friction(slip), so that
 * braking and cornering share one friction circle. The relaxation keeps the equations from getting
 * stiff at low speed; there a small share of the sliding velocity is added to the slip, which damps
 * the tyre as its rubber does.
 *
 * <p>Wheel loads follow the acceleration of the body with a first-order lag; their sum is the
 * weight as long as no wheel lifts. A wheel never pulls.
 */
final class Motion implements Stateful {
    private static final int X = 0;
    private static final int Y = 1;
    private static final int YAW = 2;
    private static final int VX = 3;
    private static final int VY = 4;
    private static final int YAW_RATE = 5;
    private static final int LOAD_AX = 6;
    private static final int LOAD_AY = 7;
    private static final int PATH = 8;
    private static final int BRAKE_WORK = 9;
    private static final int ROLLING_WORK = 10;
    private static final int TYRE_WORK = 11;
    private static final int DRAG_WORK = 12;
    private static final int OMEGA = 13;
    private static final int SLIP_X = 17;
    private static final int SLIP_Y = 21;
    private static final int PRESSURE = 25;
    private static final int ANGLE = 29;
    private static final int DRIVE_WORK = 33;
    private static final int SIZE = 34;

    private static final int WHEELS = 4;
    private static final Wheel[] WHEEL = Wheel.values();

    /** Below this speed a car whose tyres would give motion back has come to rest. */
    private static final double REST_MPS = 0.1;

    /** Damping of the tyre at a standstill in s/m, fading to 0 at {@link #DAMPED_BELOW_MPS}. */
    private static final double DAMPING_S_PER_M = 0.03;

    private static final double DAMPED_BELOW_MPS = 2.5;

    private final VehicleParameters p;
    private final Road road;
    private final double[] wheelX = new double[WHEELS];
    private final double[] wheelY = new double[WHEELS];
    private final double[] lagS = new double[WHEELS];

    private final double[] state = new double[SIZE];
    private final double[] wantedBar = new double[WHEELS];
    private double steeringRad;
    private double driveMps2;
    private boolean atRest;
    private double ax;
    private double ay;

    // scratch, written before read in each step
    private final double[][] slope = new double[4][SIZE];
    private final double[] stage = new double[SIZE];
    private final int[] turning = new int[WHEELS];
    private final Surface[] surface = new Surface[WHEELS];

    Motion(VehicleParameters parameters, Road road, double speedMps, double xM) {
        this.p = parameters;
        this.road = road;
        for (Wheel wheel : WHEEL) {
            wheelX[wheel.ordinal()] = wheel.isFront() ? p.frontAxleM() : -p.rearAxleM();
            lagS[wheel.ordinal()] = p.brakes().lagS(wheel);
            wheelY[wheel.ordinal()] = (wheel.isLeft() ? 1 : -1) * p.trackM() / 2;
        }
        state[X] = xM;
        state[VX] = speedMps;
        for (int w = 0; w < WHEELS; w++) {
            state[OMEGA + w] = speedMps / p.wheelRadiusM();
        }
        atRest = speedMps == 0;
    }

    void want(Wheel wheel, double bar) {
        wantedBar[wheel.ordinal()] = bar;
    }

    void steer(double angleRad) {
        steeringRad = angleRad;
    }

    /** Lets the front wheels drive with the torque that gives the car's mass this acceleration. */
    void drive(double mps2) {
        driveMps2 = mps2;
    }

    void step(double seconds) {
        if (atRest && overcomesResistance()) {
            atRest = false;
        }
        double motionBefore = bodyEnergy();
        double vxBefore = state[VX];
        double vyBefore = state[VY];
        double cosYaw = StrictMath.cos(state[YAW]);
        double sinYaw = StrictMath.sin(state[YAW]);
        for (int w = 0; w < WHEELS; w++) {
            surface[w] = under(w, cosYaw, sinYaw);
            turning[w] = turningOf(w);
        }
        derive(state, slope[0], true);
        advance(slope[0], seconds / 2);
        derive(stage, slope[1], false);
        advance(slope[1], seconds / 2);
        derive(stage, slope[2], false);
        advance(slope[2], seconds);
        derive(stage, slope[3], false);
        for (int i = 0; i < SIZE; i++) {
            double sum = slope[0][i] + 2 * slope[1][i] + 2 * slope[2][i] + slope[3][i];
            state[i] += seconds / 6 * sum;
        }
        holdWheels();
        boolean turnedBack = vxBefore * state[VX] + vyBefore * state[VY] < 0;
        if (!atRest && (turnedBack || bodyEnergy() >= motionBefore) && comesToRest()) {
            comeToRest();
        }
    }

    private void advance(double[] along, double seconds) {
        for (int i = 0; i < SIZE; i++) {
            stage[i] = state[i] + seconds * along[i];
        }
    }

    /** Direction in which the wheel turns during the coming step, 0 if its brake holds it. */
    private int turningOf(int w) {
        double omega = state[OMEGA + w];
        if (omega != 0) {
            return omega > 0 ? 1 : -1;
        }
        if (atRest) {
            return 0;
        }
        double torque = driveTorque(w) - p.wheelRadiusM() * tyreForceX(state, w);
        return StrictMath.abs(torque) <= resisting(state, w) ? 0 : torque > 0 ? 1 : -1;
    }

    /** A wheel that its brake has turned beyond 0 stands. */
    private void holdWheels() {
        for (int w = 0; w < WHEELS; w++) {
            if (state[OMEGA + w] * turning[w] < 0 && resisting(state, w) > 0) {
                state[OMEGA + w] = 0;
            }
        }
    }

    private boolean overcomesResistance() {
        double torque = 0;
        for (int w = 0; w < WHEELS; w++) {
            torque += driveTorque(w) - resisting(state, w);
        }
        return torque > 0;
    }

    private boolean comesToRest() {
        return !overcomesResistance() && isSlowAndBraked();
    }

    private boolean isSlowAndBraked() {
        if (2 * bodyEnergy() > p.massKg() * REST_MPS * REST_MPS) {
            return false;
        }
        for (int w = 0; w < WHEELS; w++) {
            if (resisting(state, w) > 0) {
                return true;
            }
        }
        return false;
    }

    private void comeToRest() {
        atRest = true;
        for (int i = VX; i <= LOAD_AY; i++) {
            state[i] = 0;
        }
        for (int i = OMEGA; i < PRESSURE; i++) {
            state[i] = 0;
        }
        ax = 0;
        ay = 0;
    }

    /** Rates of change of all state at {@code s} into {@code d}. */
    private void derive(double[] s, double[] d, boolean first) {
        java.util.Arrays.fill(d, 0);
        for (int w = 0; w < WHEELS; w++) {
            d[PRESSURE + w] = pressureRate(w, s[PRESSURE + w], wantedBar[w]);
        }
        if (atRest) {
            return;
        }
        double vx = s[VX];
        double vy = s[VY];
        double yawRate = s[YAW_RATE];
        double drag =
                0.5 * VehicleParameters.AIR_DENSITY * p.dragAreaM2() * vx * StrictMath.abs(vx);
        double sumX = -drag;
        double sumY = 0;
        double moment = 0;
        for (int w = 0; w < WHEELS; w++) {
            double steer = w < 2 ? steeringRad : 0;
            double cos = steer == 0 ? 1 : StrictMath.cos(steer);
            double sin = steer == 0 ? 0 : StrictMath.sin(steer);
            double hubX = vx - yawRate * wheelY[w];
            double hubY = vy + yawRate * wheelX[w];
            double along = cos * hubX + sin * hubY;
            double across = -sin * hubX + cos * hubY;
            double omega = s[OMEGA + w];
            d[ANGLE + w] = omega;
            double slidingX = p.wheelRadiusM() * omega - along;
            double slidingY = -across;
            double speed = StrictMath.sqrt(along * along + across * across);
            d[SLIP_X + w] = (slidingX - speed * s[SLIP_X + w]) / p.relaxationM();
            d[SLIP_Y + w] = (slidingY - speed * s[SLIP_Y + w]) / p.relaxationM();

            double damping = damping(speed);
            double slipX = s[SLIP_X + w] + damping * slidingX;
            double slipY = s[SLIP_Y + w] + damping * slidingY;
            double perSlip = forcePerSlip(s, w, slipX, slipY);
            double forceX = perSlip * slipX;
            double forceY = perSlip * slipY;
            double bodyX = cos * forceX - sin * forceY;
            double bodyY = sin * forceX + cos * forceY;
            sumX += bodyX;
            sumY += bodyY;
            moment += wheelX[w] * bodyY - wheelY[w] * bodyX;

            double brake = brakeTorque(s, w);
            double rolling = rollingTorque(s, w);
            double drive = driveTorque(w);
            if (turning[w] != 0) {
                double torque = drive - turning[w] * (brake + rolling) - p.wheelRadiusM() * forceX;
                d[OMEGA + w] = torque / p.wheelInertiaKgM2();
            }
            d[BRAKE_WORK] += brake * omega * turning[w];
            d[DRIVE_WORK] += drive * omega;
            d[ROLLING_WORK] += rolling * omega * turning[w];
            d[TYRE_WORK] += forceX * slidingX + forceY * slidingY;
        }
        double accelerationX = sumX / p.massKg();
        double accelerationY = sumY / p.massKg();
        double cosYaw = StrictMath.cos(s[YAW]);
        double sinYaw = StrictMath.sin(s[YAW]);
        d[X] = vx * cosYaw - vy * sinYaw;
        d[Y] = vx * sinYaw + vy * cosYaw;
        d[YAW] = yawRate;
        d[VX] = accelerationX + yawRate * vy;
        d[VY] = accelerationY - yawRate * vx;
        d[YAW_RATE] = moment / p.yawInertiaKgM2();
        d[LOAD_AX] = (accelerationX - s[LOAD_AX]) / p.loadLagS();
        d[LOAD_AY] = (accelerationY - s[LOAD_AY]) / p.loadLagS();
        d[PATH] = StrictMath.sqrt(vx * vx + vy * vy);
        d[DRAG_WORK] = drag * vx;
        if (first) {
            ax = accelerationX;
            ay = accelerationY;
        }
    }

    private double pressureRate(int w, double bar, double wanted) {
        double rate = (wanted - bar) / lagS[w];
        return StrictMath.clamp(rate, -p.brakes().releaseBarPerS(), p.brakes().buildBarPerS());
    }

    private double tyreForceX(double[] s, int w) {
        double steer = w < 2 ? steeringRad : 0;
        double hubX = s[VX] - s[YAW_RATE] * wheelY[w];
        double hubY = s[VY] + s[YAW_RATE] * wheelX[w];
        double cos = steer == 0 ? 1 : StrictMath.cos(steer);
        double sin = steer == 0 ? 0 : StrictMath.sin(steer);
        double along = cos * hubX + sin * hubY;
        double across = cos * hubY - sin * hubX;
        double slidingX = p.wheelRadiusM() * s[OMEGA + w] - along;
        double speed = StrictMath.sqrt(along * along + across * across);
        double damping = damping(speed);
        double slipX = s[SLIP_X + w] + damping * slidingX;
        double slipY = s[SLIP_Y + w] - damping * across;
        return forcePerSlip(s, w, slipX, slipY) * slipX;
    }

    private double forcePerSlip(double[] s, int w, double slipX, double slipY) {
        double slip = StrictMath.sqrt(slipX * slipX + slipY * slipY);
        double perSlip =
                slip < 1e-9 ? surface[w].slipStiffness() : surface[w].friction(slip) / slip;
        return load(s, w) * perSlip;
    }

    private static double damping(double speed) {
        return speed >= DAMPED_BELOW_MPS
                ? 0
                : DAMPING_S_PER_M
                        * (0.5 + 0.5 * StrictMath.cos(StrictMath.PI * speed / DAMPED_BELOW_MPS));
    }

    private double load(double[] s, int w) {
        double base = p.frontAxleM() + p.rearAxleM();
        boolean front = w < 2;
        double still = p.massKg() * VehicleParameters.GRAVITY / 2;
        double share = (front ? p.rearAxleM() : p.frontAxleM()) / base;
        double pitch = p.massKg() * s[LOAD_AX] * p.cgHeightM() / base / 2;
        double roll = p.massKg() * s[LOAD_AY] * p.cgHeightM() / p.trackM();
        double rollShare = front ? p.frontRollShare() : 1 - p.frontRollShare();
        double side = wheelY[w] > 0 ? -1 : 1;
        return StrictMath.max(
                0, still * share + (front ? -pitch : pitch) + side * roll * rollShare);
    }

    private double brakeTorque(double[] s, int w) {
        return p.brakes().nmPerBar(WHEEL[w]) * s[PRESSURE + w];
    }

    private double rollingTorque(double[] s, int w) {
        return p.rollingResistance() == 0
                ? 0
                : p.rollingResistance() * load(s, w) * p.wheelRadiusM();
    }

    private double driveTorque(int w) {
        return WHEEL[w].isFront() ? p.massKg() * driveMps2 * p.wheelRadiusM() / 2 : 0;
    }

    private double resisting(double[] s, int w) {
        return brakeTorque(s, w) + rollingTorque(s, w);
    }

    private Surface under(int w, double cosYaw, double sinYaw) {
        return road.at(
                state[X] + cosYaw * wheelX[w] - sinYaw * wheelY[w],
                state[Y] + sinYaw * wheelX[w] + cosYaw * wheelY[w]);
    }

    private double bodyEnergy() {
        double speed2 = state[VX] * state[VX] + state[VY] * state[VY];
        double turn2 = state[YAW_RATE] * state[YAW_RATE];
        return (p.massKg() * speed2 + p.yawInertiaKgM2() * turn2) / 2;
    }

    boolean isAtRest() {
        return atRest;
    }

    double xM() {
        return state[X];
    }

    double yM() {
        return state[Y];
    }

    double yawRad() {
        return state[YAW];
    }

    double longitudinalMps() {
        return state[VX];
    }

    double speedMps() {
        return StrictMath.sqrt(state[VX] * state[VX] + state[VY] * state[VY]);
    }

    double yawRateRadPerS() {
        return state[YAW_RATE];
    }

    double longitudinalMps2() {
        return ax;
    }

    double lateralMps2() {
        return ay;
    }

    double pathM() {
        return state[PATH];
    }

    double wheelRadPerS(Wheel wheel) {
        return state[OMEGA + wheel.ordinal()];
    }

    double wheelAngleRad(Wheel wheel) {
        return state[ANGLE + wheel.ordinal()];
    }

    double pressureBar(Wheel wheel) {
        return state[PRESSURE + wheel.ordinal()];
    }

    double loadN(Wheel wheel) {
        return load(state, wheel.ordinal());
    }

    Surface surface(Wheel wheel) {
        return under(wheel.ordinal(), StrictMath.cos(state[YAW]), StrictMath.sin(state[YAW]));
    }

    double slip(Wheel wheel) {
        int w = wheel.ordinal();
        double steer = wheel.isFront() ? steeringRad : 0;
        double hubX = state[VX] - state[YAW_RATE] * wheelY[w];
        double hubY = state[VY] + state[YAW_RATE] * wheelX[w];
        double along = StrictMath.cos(steer) * hubX + StrictMath.sin(steer) * hubY;
        double speed = StrictMath.sqrt(hubX * hubX + hubY * hubY);
        return speed < REST_MPS ? 0 : (along - p.wheelRadiusM() * state[OMEGA + w]) / speed;
    }

    Vehicle.Energy energy() {
        double wheels = 0;
        for (int w = 0; w < WHEELS; w++) {
            wheels += p.wheelInertiaKgM2() * state[OMEGA + w] * state[OMEGA + w] / 2;
        }
        return new Vehicle.Energy(
                bodyEnergy() + wheels,
                state[BRAKE_WORK],
                state[ROLLING_WORK],
                state[TYRE_WORK],
                state[DRAG_WORK],
                -state[DRIVE_WORK]);
    }

    @Override
    public void describe(Fields fields) {
        fields.f64s("state", state);
        fields.f64s("wantedBar", wantedBar);
        steeringRad = fields.f64("steeringRad", steeringRad);
        driveMps2 = fields.f64("driveMps2", driveMps2);
        atRest = fields.bool("atRest", atRest);
        ax = fields.f64("ax", ax);
        ay = fields.f64("ay", ay);
    }
}
