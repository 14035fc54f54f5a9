package dev.bulkhead.telemetry;

import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.kernel.ThreadState;
import dev.bulkhead.trace.Payload;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A live twin at one moment.
 *
 * @param atPs picoseconds since power-on
 * @param cycles of the hart since power-on
 * @param partitions in the description's order
 * @param buses in the description's order
 * @param timeline of the last two major frames; empty before there were two
 * @param panel what the display shows, RGB565; empty if that is what it was or nobody wants it
 */
public record TwinSample(
        long atPs,
        Clock clock,
        long cycles,
        List<Partition> partitions,
        List<CanBusStatistics> buses,
        Car car,
        Optional<Timeline> timeline,
        Optional<Payload> panel) {

    public TwinSample {
        partitions = List.copyOf(partitions);
        buses = List.copyOf(buses);
    }

    /** Whether virtual time passes. */
    public enum State {
        RUNNING("running"),
        PAUSED("paused"),
        ENDED("ended");

        private final String label;

        State(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /**
     * How virtual time passes.
     *
     * @param paceFactor simulated seconds a second; empty: as fast as it goes
     * @param speedFactor simulated seconds a second, measured since the sample before
     * @param samplesLost that found no place in the queue, since the twin lives
     */
    public record Clock(
            OptionalDouble paceFactor, State state, double speedFactor, long samplesLost) {}

    /** Counts since power-on. */
    public record Partition(
            ThreadState state,
            long cycles,
            long restarts,
            long faults,
            long deadlinesMet,
            long deadlinesMissed) {}

    /**
     * @param pedalPercent empty if no bus has a pedal
     * @param wheels in the order of {@link dev.bulkhead.vehicle.Wheel}
     */
    public record Car(
            double speedMps,
            double accelerationMps2,
            double yawRateRadPerS,
            double pathM,
            OptionalDouble pedalPercent,
            List<WheelState> wheels) {
        public Car {
            wheels = List.copyOf(wheels);
        }
    }

    /**
     * @param speedMps of the tread
     * @param slip 0 rolls freely, 1 is locked
     * @param friction coefficient at that slip
     * @param peakFriction greatest coefficient of that road
     */
    public record WheelState(
            double speedMps,
            double slip,
            double pressureBar,
            double friction,
            double peakFriction,
            String road) {}

    /** Whole major frames: who might run, who did, and what went from one to another. */
    public record Timeline(
            long fromPs,
            long toPs,
            List<WindowSpan> windows,
            List<Run> runs,
            List<Crossing> crossings) {
        public Timeline {
            windows = List.copyOf(windows);
            runs = List.copyOf(runs);
            crossings = List.copyOf(crossings);
        }
    }

    public record WindowSpan(int window, long fromPs, long toPs) {}

    public record Run(int partition, long fromPs, long toPs) {}

    /**
     * Something that crossed from one partition to another.
     *
     * @param kind {@code notify}, {@code call}, {@code port}, {@code queue} or {@code interrupt}
     * @param from place of the partition, -1 for a device
     */
    public record Crossing(String kind, long atPs, int from, int to) {}
}
