package dev.bulkhead.scenario;

import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Road;
import dev.bulkhead.vehicle.VehicleParameters;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One situation. Times count from power-on.
 *
 * @param description for people, may be empty
 * @param duration when the run ends at the latest
 * @param stopAfterStandstill how long the run goes on once the car has come to rest after braking;
 *     empty: to the end of the duration
 * @param speedMps first speed of the car in m/s
 * @param pedal steps of the brake pedal in ascending order
 * @param console bytes that arrive on partitions' consoles, in ascending order
 * @param packetsPerS rate at which each wireless device hears packets; empty: the description's
 */
public record Scenario(
        String name,
        String description,
        SimTime duration,
        Optional<SimTime> stopAfterStandstill,
        double speedMps,
        VehicleParameters vehicle,
        Road road,
        List<PedalStep> pedal,
        List<ConsoleInput> console,
        OptionalInt packetsPerS,
        List<Check> checks) {

    public Scenario {
        pedal = List.copyOf(pedal);
        console = List.copyOf(console);
        checks = List.copyOf(checks);
    }

    /**
     * The pedal jumps to a position and stays there until the next step; it is released before the
     * first one.
     *
     * @param percent 0 released, 100 fully pressed
     */
    public record PedalStep(SimTime at, double percent) {}

    /**
     * @param bytes each 0..255, at least one
     */
    public record ConsoleInput(SimTime at, String partition, List<Integer> bytes) {
        public ConsoleInput {
            bytes = List.copyOf(bytes);
        }
    }
}
