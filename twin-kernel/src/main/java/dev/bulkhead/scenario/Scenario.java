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
 * @param drive steps of the engine in ascending order
 * @param nodes what periodic senders on the buses are told, in ascending order
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
        List<DriveStep> drive,
        List<NodeInput> nodes,
        List<ConsoleInput> console,
        OptionalInt packetsPerS,
        List<Check> checks) {

    public Scenario {
        pedal = List.copyOf(pedal);
        drive = List.copyOf(drive);
        nodes = List.copyOf(nodes);
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
     * The engine gives this from now on; nothing before the first step.
     *
     * @param mps2 acceleration that it would give the car without resistance, 0..10 m/s²
     */
    public record DriveStep(SimTime at, double mps2) {}

    /** Something that a periodic sender on one of the buses is told. */
    public sealed interface NodeInput {
        SimTime at();

        /** Name of the node. */
        String node();
    }

    /** The node's message has this value in a signal from now on. */
    public record SignalSet(SimTime at, String node, String signal, double value)
            implements NodeInput {}

    /** The node begins or ends to send. */
    public record SendingSet(SimTime at, String node, boolean sending) implements NodeInput {}

    /**
     * @param bytes each 0..255, at least one
     */
    public record ConsoleInput(SimTime at, String partition, List<Integer> bytes) {
        public ConsoleInput {
            bytes = List.copyOf(bytes);
        }
    }
}
