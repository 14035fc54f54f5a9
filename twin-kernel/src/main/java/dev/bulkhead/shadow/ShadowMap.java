package dev.bulkhead.shadow;

import dev.bulkhead.time.SimTime;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which of a recording's messages drive the twin, and which are compared with the twin's.
 *
 * @param description for people, may be empty
 * @param scenario name or path of what the recording does not say: car, road, engine, consoles
 * @param from compared from then on, since the recording's first frame
 * @param to compared until then; empty: to the recording's end
 */
public record ShadowMap(
        String name,
        String description,
        Optional<String> scenario,
        SimTime from,
        Optional<SimTime> to,
        Clocks clock,
        List<MappedBus> buses) {

    public ShadowMap {
        buses = List.copyOf(buses);
    }

    /** All outputs, in the map's order. */
    public List<Output> outputs() {
        return buses.stream().flatMap(bus -> bus.outputs().stream()).toList();
    }

    /**
     * What is known of the recorder's clock; the rest is estimated.
     *
     * @param reference the output whose times are compared; empty: the most frequent one
     * @param beginsAt when, in the twin's time, the recording's first frame ended
     * @param driftPpm how much faster the recorder's clock runs than the twin's
     */
    public record Clocks(
            Optional<String> reference, Optional<SimTime> beginsAt, OptionalDouble driftPpm) {}

    /** Who speaks for the ECU on a bus. */
    public enum Ecu {
        TWIN,
        /** The recording: what is around the ECU is under test. */
        RECORDED
    }

    /**
     * @param name of the bus in the system
     * @param channel of the recording
     * @param inputs messages that the recording sends; whoever sends them in the twin is silent
     */
    public record MappedBus(
            String name, String channel, Ecu ecu, List<String> inputs, List<Output> outputs) {
        public MappedBus {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * A message of the twin that is compared.
     *
     * @param within by how much its times may differ
     * @param missing how many frames may be missing in the twin
     * @param additional how many frames of the twin may not be recorded
     * @param counter the signal that counts messages; empty: that of the E2E header, if any
     * @param crc the signal with a checksum; empty: that of the E2E header, if any
     * @param signals tolerances of those that are not to be equal
     */
    public record Output(
            String name,
            SimTime within,
            int missing,
            int additional,
            Optional<String> counter,
            Optional<String> crc,
            List<Tolerance> signals) {
        /** Arbitration moves a frame by less, at 500 kbit/s by up to 0.27 ms a frame before it. */
        public static final SimTime USUALLY_WITHIN = SimTime.ofMs(1);

        public Output {
            signals = List.copyOf(signals);
        }
    }

    /**
     * By how much a signal may differ.
     *
     * @param tolerance physical, 0 or more
     * @param relative part of the recorded value that is allowed beside, 0..1
     * @param lasting a difference beyond counts once it lasted so long
     * @param ignored whether it is not compared at all
     */
    public record Tolerance(
            String signal, double tolerance, double relative, SimTime lasting, boolean ignored) {
        public Tolerance {
            Objects.requireNonNull(signal, "signal");
        }

        /** Equal. */
        static Tolerance none(String signal) {
            return new Tolerance(signal, 0, 0, SimTime.ZERO, false);
        }

        double allowed(double recorded) {
            return tolerance + relative * StrictMath.abs(recorded);
        }
    }
}
