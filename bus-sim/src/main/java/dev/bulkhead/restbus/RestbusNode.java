package dev.bulkhead.restbus;

import dev.bulkhead.vehicle.Wheel;

import java.util.List;
import java.util.Objects;

/**
 * What a node is, as a description says it. Identifier, layout and data ID of its messages come
 * from the message database, where each signal must have the name given here.
 */
public sealed interface RestbusNode {
    /** The node's name; unique on its bus. */
    String name();

    /** A node that sends one message periodically. */
    sealed interface Sender extends RestbusNode {
        Sending sends();
    }

    /**
     * A message sent periodically: the first one at {@code offsetUs}, then every {@code periodUs}.
     *
     * @param message its name in the database
     * @param periodUs 1000..10,000,000
     * @param offsetUs 0..10,000,000
     * @param clockErrorPpb deviation of the node's clock, parts per billion; above 0 runs fast
     */
    record Sending(String message, int periodUs, int offsetUs, int clockErrorPpb) {
        public Sending {
            named("message", message);
            range("periodUs", periodUs, 1_000, 10_000_000);
            range("offsetUs", offsetUs, 0, 10_000_000);
            range("clockErrorPpb", clockErrorPpb, -10_000_000, 10_000_000);
        }

        /** A message of a node whose clock is exact. */
        public Sending(String message, int periodUs, int offsetUs) {
            this(message, periodUs, offsetUs, 0);
        }
    }

    /**
     * Sends the pedal's position on two tracks: {@code PedalPosition1} in percent, {@code
     * PedalPosition2} 100 % minus that; {@code PedalState} is 0.
     */
    record PedalSensor(String name, Sending sends) implements Sender {
        public PedalSensor {
            named("name", name);
            Objects.requireNonNull(sends, "sends");
        }
    }

    /**
     * Sends {@code WheelSpeed} in rad/s, as measured on a tooth wheel: pitch over the time between
     * teeth, updated when the message is sent. {@code Direction} is 0 at a standstill, 1 forward, 2
     * backward; {@code SensorState} is 0.
     *
     * @param teeth of the tooth wheel, 1..1000
     */
    record WheelSpeedSensor(String name, Wheel wheel, Sending sends, int teeth) implements Sender {
        /** A usual count of teeth of passenger cars; no source opened. */
        public static final int USUAL_TEETH = 48;

        public WheelSpeedSensor {
            named("name", name);
            Objects.requireNonNull(wheel, "wheel");
            Objects.requireNonNull(sends, "sends");
            range("teeth", teeth, 1, 1_000);
        }
    }

    /**
     * Sends {@code LongitudinalAcceleration} in m/s² and {@code YawRate} in degrees a second;
     * {@code SensorState} is 0.
     */
    record InertialSensor(String name, Sending sends) implements Sender {
        public InertialSensor {
            named("name", name);
            Objects.requireNonNull(sends, "sends");
        }
    }

    /**
     * Obeys the signal {@code Pressure} + wheel of its command message, in bar, and sends {@code
     * PressureActual}, {@code ActuatorState} (0 idle, 1 active, 2 safe state) and {@code
     * CommandErrors} (commands that failed their check, up to 255).
     *
     * <p>It enters its safe state when the last good command is {@code timeoutUs} old, and leaves
     * it with the next good one. Before the first good command it is idle without pressure.
     *
     * @param command name of the command message in the database
     * @param timeoutUs 1000..10,000,000
     */
    record BrakeActuator(
            String name,
            Wheel wheel,
            Sending sends,
            String command,
            int timeoutUs,
            SafeState safeState)
            implements Sender {
        public BrakeActuator {
            named("name", name);
            Objects.requireNonNull(wheel, "wheel");
            Objects.requireNonNull(sends, "sends");
            named("command", command);
            range("timeoutUs", timeoutUs, 1_000, 10_000_000);
            Objects.requireNonNull(safeState, "safeState");
        }
    }

    /**
     * Sends signals as it is told, protected if the message has a data ID.
     *
     * @param values of signals at power-on; the others are 0
     * @param sending whether it sends from power-on
     */
    record PeriodicSender(String name, Sending sends, List<SignalValue> values, boolean sending)
            implements Sender {
        public PeriodicSender {
            named("name", name);
            Objects.requireNonNull(sends, "sends");
            values = List.copyOf(values);
        }
    }

    /**
     * Asks an ECU by ISO-TP, one request after the other and over again, and tells of each answer.
     * Between two of its frames lies a period at least.
     *
     * @param answers name of the message that the ECU answers with
     * @param requests in hexadecimal digits, at least one
     * @param sending whether it asks from power-on
     */
    record DiagnosticTester(
            String name, Sending sends, String answers, List<String> requests, boolean sending)
            implements Sender {
        public DiagnosticTester {
            named("name", name);
            Objects.requireNonNull(sends, "sends");
            named("answers", answers);
            requests = List.copyOf(requests);
            range("requests", requests.size(), 1, 64);
        }
    }

    /**
     * @param value physical value; what does not fit the signal is cut to what does
     */
    record SignalValue(String signal, double value) {
        public SignalValue {
            named("signal", signal);
        }
    }

    /**
     * Takes messages and tells of each whether it is accepted: checked where the message has a data
     * ID.
     *
     * @param messages their names in the database, at least one
     */
    record Listener(String name, List<String> messages) implements RestbusNode {
        public Listener {
            named("name", name);
            messages = List.copyOf(messages);
            range("messages", messages.size(), 1, 64);
        }
    }

    /**
     * Stands where a recording speaks: sends the frames that it is given, when they were recorded,
     * and acknowledges those of others.
     */
    record Recorded(String name) implements RestbusNode {
        public Recorded {
            named("name", name);
        }
    }

    private static void named(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " is blank");
        }
    }

    private static void range(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    what + "=" + value + ", expected " + least + ".." + most);
        }
    }
}
