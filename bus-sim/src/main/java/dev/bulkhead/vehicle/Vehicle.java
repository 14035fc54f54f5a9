package dev.bulkhead.vehicle;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One car on a road. It rolls freely from its first speed and is slowed by brakes, air and rolling
 * resistance; once at rest it stays there until its front wheels drive it with more than brakes and
 * rolling resistance hold.
 *
 * <p>Values are those at the end of the last step; {@link #attach} lets a scheduler do the steps.
 */
public final class Vehicle implements Stateful {
    private static final int STEP = 0;
    private static final int DRIVE = 1;

    /** More than any tyre can give. */
    private static final double MOST_DRIVE_MPS2 = 10;

    /** A car that does not stand by then does not stop: no surface is that slippery. */
    private static final long LONGEST_STOP_PS = 1_000 * SimTime.PS_PER_S;

    private final VehicleParameters parameters;
    private final Motion motion;
    private EventSource events;
    private long startPs;
    private long steps;
    private List<Command> commands = new ArrayList<>();
    private boolean braking;
    private BrakingStart brakingStart = new BrakingStart(SimTime.ZERO, 0, 0, 0);

    private record Command(long fromPs, Wheel wheel, double bar) {}

    /**
     * Energy since the beginning, in joules; the sum of all never changes but for what is left in
     * the springs of the tyres when the car comes to rest, below 0.02 J per kilogram.
     *
     * @param kinetic of body and wheels now
     * @param brakes turned into heat by the brakes
     * @param rolling lost to rolling resistance
     * @param tyres lost by tyres that slide over the road
     * @param drag lost to the air
     * @param engine left in the engine: minus what it gave to the wheels
     */
    public record Energy(
            double kinetic,
            double brakes,
            double rolling,
            double tyres,
            double drag,
            double engine) {
        public double sum() {
            return kinetic + brakes + rolling + tyres + drag + engine;
        }
    }

    /**
     * The moment braking began.
     *
     * @param at when
     * @param speedMps speed then
     * @param xM place along the road then
     * @param pathM way travelled until then
     */
    public record BrakingStart(SimTime at, double speedMps, double xM, double pathM) {}

    /**
     * A car at the road's begin, pointing along it.
     *
     * @param speedMps first speed, 0 to 100 m/s
     * @throws IllegalArgumentException if the speed is outside
     */
    public Vehicle(VehicleParameters parameters, Road road, double speedMps) {
        this(parameters, road, speedMps, 0);
    }

    private Vehicle(VehicleParameters parameters, Road road, double speedMps, double xM) {
        if (!(speedMps >= 0 && speedMps <= 100)) {
            throw new IllegalArgumentException("speedMps=" + speedMps + ", expected 0..100");
        }
        this.parameters = parameters;
        this.motion = new Motion(parameters, road, speedMps, xM);
    }

    /**
     * Lets events of class {@link EventClass#VEHICLE} do the steps, the first one step from now.
     *
     * @param rank place among the vehicles of the scheduler, usually 0
     * @throws IllegalStateException if a scheduler does so already
     */
    public void attach(Scheduler scheduler, int rank) {
        if (events != null) {
            throw new IllegalStateException("the vehicle has a scheduler already");
        }
        startPs = scheduler.nowPs();
        events = scheduler.register(EventClass.VEHICLE, rank, this::onEvent);
        events.schedule(startPs + stepPs(), STEP, 0);
    }

    private void onEvent(int kind, long argument, long nowPs) {
        switch (kind) {
            case DRIVE -> drive(Double.longBitsToDouble(argument));
            default -> {
                step();
                events.schedule(nowPs + stepPs(), STEP, 0);
            }
        }
    }

    /**
     * Drives the front wheels from the next step on, until told otherwise.
     *
     * @param mps2 torque as the acceleration that it would give the car's mass without resistance,
     *     0 to 10 m/s²
     * @throws IllegalArgumentException if it is outside
     */
    public void drive(double mps2) {
        if (!(mps2 >= 0 && mps2 <= MOST_DRIVE_MPS2)) {
            throw new IllegalArgumentException("mps2=" + mps2 + ", expected 0..10");
        }
        motion.drive(mps2);
    }

    /**
     * Lets {@link #drive} happen at a stated time.
     *
     * @param at not in the past
     * @throws IllegalStateException if the vehicle has no scheduler
     */
    public void driveAt(SimTime at, double mps2) {
        if (events == null) {
            throw new IllegalStateException("the vehicle has no scheduler");
        }
        events.schedule(at.ps(), DRIVE, Double.doubleToRawLongBits(mps2));
    }

    /** Moves on by one step without a scheduler. */
    public void step() {
        applyCommands(nowPs());
        motion.step(parameters.stepUs() / 1e6);
        steps++;
    }

    private void applyCommands(long untilPs) {
        for (int i = 0; i < commands.size(); ) {
            Command command = commands.get(i);
            if (command.fromPs() <= untilPs) {
                motion.want(command.wheel(), command.bar());
                commands.remove(i);
            } else {
                i++;
            }
        }
    }

    /**
     * Asks the hydraulics of a wheel for a pressure. It works from the first step that begins at
     * least the dead time later. The first one above 0 begins braking.
     *
     * @param bar wanted pressure; cut to 0 and the greatest pressure of the hydraulics
     * @param nowPs time of the command
     * @throws IllegalArgumentException if {@code bar} is not a number
     */
    public void commandPressure(Wheel wheel, double bar, long nowPs) {
        if (Double.isNaN(bar)) {
            throw new IllegalArgumentException("pressure of " + wheel + " is not a number");
        }
        double cut = StrictMath.clamp(bar, 0, parameters.brakes().maxBar());
        long deadPs = parameters.brakes().deadTimeUs() * SimTime.PS_PER_US;
        commands.add(new Command(nowPs + deadPs, wheel, cut));
        if (cut > 0) {
            beginBraking(nowPs);
        }
    }

    /** Starts to measure the stopping distance, unless it is measured already. */
    public void beginBraking(long nowPs) {
        if (!braking) {
            braking = true;
            brakingStart =
                    new BrakingStart(
                            new SimTime(nowPs), motion.speedMps(), motion.xM(), motion.pathM());
        }
    }

    /**
     * Turns the front wheels.
     *
     * @param angleRad positive to the left, -1 to 1
     * @throws IllegalArgumentException if the angle is outside
     */
    public void steer(double angleRad) {
        if (!(angleRad >= -1 && angleRad <= 1)) {
            throw new IllegalArgumentException("angleRad=" + angleRad + ", expected -1..1");
        }
        motion.steer(angleRad);
    }

    /** Time of the values shown: the end of the last step. */
    public long nowPs() {
        return startPs + steps * stepPs();
    }

    private long stepPs() {
        return parameters.stepUs() * SimTime.PS_PER_US;
    }

    public VehicleParameters parameters() {
        return parameters;
    }

    /** Whether the car stands. */
    public boolean isAtRest() {
        return motion.isAtRest();
    }

    /** Speed of the centre of gravity over the road in m/s, at least 0. */
    public double speedMps() {
        return motion.speedMps();
    }

    /** Speed along the car's own axis in m/s, positive forward. */
    public double longitudinalMps() {
        return motion.longitudinalMps();
    }

    /** Acceleration along the car's own axis in m/s² at the begin of the last step. */
    public double longitudinalMps2() {
        return motion.longitudinalMps2();
    }

    /** Acceleration to the car's left in m/s² at the begin of the last step. */
    public double lateralMps2() {
        return motion.lateralMps2();
    }

    /** Rate of turn in rad/s, positive to the left. */
    public double yawRateRadPerS() {
        return motion.yawRateRadPerS();
    }

    /** Heading in rad against the road, positive to the left. */
    public double yawRad() {
        return motion.yawRad();
    }

    /** Place of the centre of gravity along the road in metres. */
    public double xM() {
        return motion.xM();
    }

    /** Place of the centre of gravity across the road in metres, positive to the left. */
    public double yM() {
        return motion.yM();
    }

    /** Angular speed of a wheel in rad/s, positive forward. */
    public double wheelRadPerS(Wheel wheel) {
        return motion.wheelRadPerS(wheel);
    }

    /** Angle by which a wheel has turned since the beginning in rad, positive forward. */
    public double wheelAngleRad(Wheel wheel) {
        return motion.wheelAngleRad(wheel);
    }

    /** Brake slip of a wheel: 0 rolls freely, 1 is locked; 0 below 0.1 m/s. */
    public double slip(Wheel wheel) {
        return motion.slip(wheel);
    }

    /** What the road under a wheel is made of. */
    public Surface surface(Wheel wheel) {
        return motion.surface(wheel);
    }

    /** Load of a wheel in newtons. */
    public double loadN(Wheel wheel) {
        return motion.loadN(wheel);
    }

    /** Pressure at a wheel's brake in bar. */
    public double pressureBar(Wheel wheel) {
        return motion.pressureBar(wheel);
    }

    /** Way travelled since the beginning in metres. */
    public double pathM() {
        return motion.pathM();
    }

    /** The moment braking began, empty before. */
    public Optional<BrakingStart> brakingStart() {
        return braking ? Optional.of(brakingStart) : Optional.empty();
    }

    /** Way travelled since braking began in metres; empty before. At rest: stopping distance. */
    public OptionalDouble brakingDistanceM() {
        return braking
                ? OptionalDouble.of(motion.pathM() - brakingStart.pathM())
                : OptionalDouble.empty();
    }

    public Energy energy() {
        return motion.energy();
    }

    /**
     * Stopping distance of a car with locked wheels: it gets the greatest pressure on all wheels at
     * once, through the same hydraulics.
     *
     * @param speedMps speed when braking begins
     * @param xM place on the road where it begins
     */
    public static double lockedWheelStoppingDistanceM(
            VehicleParameters parameters, Road road, double speedMps, double xM) {
        Vehicle car = new Vehicle(parameters, road, speedMps, xM);
        for (Wheel wheel : Wheel.values()) {
            car.commandPressure(wheel, parameters.brakes().maxBar(), 0);
        }
        while (!car.isAtRest()) {
            if (car.nowPs() > LONGEST_STOP_PS) {
                throw new IllegalStateException("still at " + car.speedMps() + " m/s after 1000 s");
            }
            car.step();
        }
        return car.pathM();
    }

    @Override
    public void describe(Fields fields) {
        startPs = fields.i64("startPs", startPs);
        steps = fields.i64("steps", steps);
        fields.child("motion", motion);
        commands = fields.list("commands", commands, Vehicle::describeCommand);
        braking = fields.bool("braking", braking);
        brakingStart =
                new BrakingStart(
                        new SimTime(fields.i64("brakingAt", brakingStart.at().ps())),
                        fields.f64("brakingSpeedMps", brakingStart.speedMps()),
                        fields.f64("brakingXM", brakingStart.xM()),
                        fields.f64("brakingPathM", brakingStart.pathM()));
    }

    private static Command describeCommand(Fields fields, Command command) {
        Command present = command == null ? new Command(0, Wheel.FL, 0) : command;
        return new Command(
                fields.i64("fromPs", present.fromPs()),
                fields.constant("wheel", present.wheel(), Wheel.values()),
                fields.f64("bar", present.bar()));
    }
}
