package dev.bulkhead.twin;

import dev.bulkhead.scenario.Metric;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.Wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Looks at the car after each of its steps: slip for the checks, and whether the run is over. */
public final class Measurements implements Stateful {
    /** After every other owner of events of its class. */
    private static final int LAST_RANK = 1 << 16;

    private static final double KMH_PER_MPS = 3.6;
    private static final double DEGREES_PER_RAD = 180 / StrictMath.PI;

    private final EventSource events;
    private final Vehicle vehicle;
    private final Scenario scenario;
    private final long stepPs;
    private final List<SlipSince> slips = new ArrayList<>();
    private long endPs;
    private double greatestYawRad;
    private boolean cameToRest;
    private long restPs;
    private double stoppingDistanceM;

    /** Slip while the car brakes and is at least so fast. */
    private static final class SlipSince implements Stateful {
        private final double aboveMps;
        private double greatest;
        private double sum;
        private long samples;

        SlipSince(double aboveMps) {
            this.aboveMps = aboveMps;
        }

        void look(Vehicle vehicle) {
            if (vehicle.speedMps() < aboveMps) {
                return;
            }
            for (Wheel wheel : Wheel.values()) {
                double slip = Math.max(0, vehicle.slip(wheel));
                greatest = Math.max(greatest, slip);
                sum += slip;
                samples++;
            }
        }

        @Override
        public void describe(Fields fields) {
            greatest = fields.f64("greatest", greatest);
            sum = fields.f64("sum", sum);
            samples = fields.i64("samples", samples);
        }
    }

    Measurements(Scheduler scheduler, World world, Scenario scenario) {
        this.vehicle = world.vehicle();
        this.scenario = scenario;
        endPs = scenario.duration().ps();
        stepPs = vehicle.parameters().stepUs() * SimTime.PS_PER_US;
        scenario.checks().forEach(check -> slips.add(new SlipSince(aboveMps(check.metric()))));
        events = scheduler.register(EventClass.VEHICLE, LAST_RANK, (_, _, at) -> look(at));
        events.schedule(stepPs, 0, 0);
    }

    private static double aboveMps(Metric metric) {
        return switch (metric) {
            case Metric.MaxWheelSlip m -> m.aboveKmh() / KMH_PER_MPS;
            case Metric.MeanWheelSlip m -> m.aboveKmh() / KMH_PER_MPS;
            default -> Double.POSITIVE_INFINITY;
        };
    }

    private void look(long nowPs) {
        events.schedule(nowPs + stepPs, 0, 0);
        if (vehicle.brakingStart().isEmpty()) {
            return;
        }
        slips.forEach(slip -> slip.look(vehicle));
        greatestYawRad = Math.max(greatestYawRad, Math.abs(vehicle.yawRad()));
        if (!cameToRest && vehicle.isAtRest()) {
            cameToRest = true;
            restPs = nowPs;
            stoppingDistanceM = vehicle.brakingDistanceM().orElseThrow();
            scenario.stopAfterStandstill()
                    .ifPresent(span -> endPs = Math.min(endPs, nowPs + span.ps()));
        }
    }

    /** When the run ends; may come nearer once the car is at rest. */
    public long endPs() {
        return endPs;
    }

    /**
     * Way from the first press of the pedal to the first rest in metres; empty if it did not come
     * to rest.
     */
    public OptionalDouble stoppingDistanceM() {
        return cameToRest ? OptionalDouble.of(stoppingDistanceM) : OptionalDouble.empty();
    }

    /** When the car came to rest after braking; empty before. */
    public java.util.Optional<SimTime> restAt() {
        return cameToRest ? java.util.Optional.of(new SimTime(restPs)) : java.util.Optional.empty();
    }

    /** Greatest angle between car and road in degrees; empty if it did not brake. */
    OptionalDouble greatestYawDegrees() {
        return vehicle.brakingStart().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(greatestYawRad * DEGREES_PER_RAD);
    }

    /** Greatest slip for the scenario's check of that place. */
    OptionalDouble greatestSlip(int check) {
        SlipSince slip = slips.get(check);
        return slip.samples == 0 ? OptionalDouble.empty() : OptionalDouble.of(slip.greatest);
    }

    /** Mean slip for the scenario's check of that place. */
    OptionalDouble meanSlip(int check) {
        SlipSince slip = slips.get(check);
        return slip.samples == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(slip.sum / slip.samples);
    }

    @Override
    public void describe(Fields fields) {
        endPs = fields.i64("endPs", endPs);
        greatestYawRad = fields.f64("greatestYawRad", greatestYawRad);
        cameToRest = fields.bool("cameToRest", cameToRest);
        restPs = fields.i64("restPs", restPs);
        stoppingDistanceM = fields.f64("stoppingDistanceM", stoppingDistanceM);
        for (int i = 0; i < slips.size(); i++) {
            fields.child("slip" + i, slips.get(i));
        }
    }
}
