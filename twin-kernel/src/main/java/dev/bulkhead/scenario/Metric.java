package dev.bulkhead.scenario;

import java.util.List;

/** What a check looks at: one value of a run, measured from its start to its end. */
public sealed interface Metric {

    /** Unit of the value: metres, degrees, or {@code 1} for a count or a share. */
    default String unit() {
        return switch (this) {
            case StoppingDistance _ -> "m";
            case MaxYaw _ -> "deg";
            default -> "1";
        };
    }

    /** Way from the first press of the pedal to standstill; no value if the car does not stop. */
    record StoppingDistance() implements Metric {}

    /**
     * Greatest slip of any wheel while the car brakes; 1 is a locked wheel.
     *
     * @param aboveKmh only while the car is at least that fast
     */
    record MaxWheelSlip(double aboveKmh) implements Metric {}

    /**
     * Mean slip over time and over the four wheels while the car brakes; 1 is all wheels locked.
     *
     * @param aboveKmh only while the car is at least that fast
     */
    record MeanWheelSlip(double aboveKmh) implements Metric {}

    /** Greatest angle between car and road, to either side, from the first braking on. */
    record MaxYaw() implements Metric {}

    /** Deadlines that any of the partitions missed. */
    record DeadlineMisses(List<String> partitions) implements Metric {
        public DeadlineMisses {
            partitions = List.copyOf(partitions);
        }
    }

    /** How often the health monitor restarted the partition. */
    record Restarts(String partition) implements Metric {}

    /** Share of the hart's time since the first frame in which the partition ran, 0..1. */
    record CpuShare(String partition) implements Metric {}

    /** Pictures that the display showed for the first time. */
    record ScreenFrames() implements Metric {}
}
