package dev.bulkhead.restbus;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReader;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.Wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A car, a bus and its nodes with a controller that stands in for the ECU. */
final class Bench implements Stateful {
    static final String DBC = database();

    final Scheduler scheduler = new Scheduler();
    final CanBus bus = new FrameBus("chassis", scheduler, 0, Clock.ofHz(500_000), 800);
    final Dbc database = DbcReader.read("chassis.dbc", DBC);
    final Vehicle vehicle;
    final Restbus restbus;
    final Controller controller;
    final List<RestbusEvent> events = new ArrayList<>();

    Bench(Vehicle vehicle, List<RestbusNode> nodes) {
        this.vehicle = vehicle;
        vehicle.attach(scheduler, 0);
        restbus =
                new Restbus(
                        new Restbus.World(scheduler, bus, database, vehicle),
                        1,
                        nodes,
                        events::add);
        controller = new Controller();
    }

    static List<RestbusNode> allNodes(SafeState safeState) {
        List<RestbusNode> nodes = new ArrayList<>();
        nodes.add(pedal());
        for (Wheel wheel : Wheel.values()) {
            nodes.add(wheelSensor(wheel));
        }
        nodes.add(
                new RestbusNode.InertialSensor(
                        "InertialSensor", new RestbusNode.Sending("VehicleMotion", 10_000, 6_000)));
        for (Wheel wheel : Wheel.values()) {
            nodes.add(actuator(wheel, safeState));
        }
        return nodes;
    }

    static RestbusNode.PedalSensor pedal() {
        return new RestbusNode.PedalSensor(
                "PedalSensor", new RestbusNode.Sending("PedalStatus", 10_000, 1_000));
    }

    static RestbusNode.WheelSpeedSensor wheelSensor(Wheel wheel) {
        return new RestbusNode.WheelSpeedSensor(
                "WheelSensor" + wheel,
                wheel,
                new RestbusNode.Sending("WheelSpeed" + wheel, 5_000, 2_000 + 300 * wheel.ordinal()),
                48);
    }

    static RestbusNode.BrakeActuator actuator(Wheel wheel, SafeState safeState) {
        return new RestbusNode.BrakeActuator(
                "Actuator" + wheel,
                wheel,
                new RestbusNode.Sending(
                        "ActuatorStatus" + wheel, 10_000, 4_000 + 300 * wheel.ordinal()),
                "BrakeCommand",
                20_000,
                safeState);
    }

    void runUntilMs(double ms) {
        scheduler.runUntil((long) (ms * SimTime.PS_PER_MS));
    }

    Stream<RestbusEvent> eventsOf(String node) {
        return events.stream().filter(event -> event.node().equals(node));
    }

    <T extends RestbusEvent> List<T> eventsOf(String node, Class<T> type) {
        return eventsOf(node).filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void describe(Fields fields) {
        fields.child("scheduler", scheduler);
        fields.child("bus", bus);
        fields.child("vehicle", vehicle);
        fields.child("restbus", restbus);
        fields.child("controller", controller);
    }

    /** What the controller does to its next commands. */
    enum Behaviour {
        GOOD,
        WRONG_CRC,
        REPEATED_COUNTER,
        SILENT
    }

    /** Sends a command every 5 ms: pedal position in percent as bar, rear half of it. */
    final class Controller implements Stateful {
        private final CanPort port = bus.attach("Controller", 100, this::on);
        private final EventSource timer =
                scheduler.register(EventClass.DEVICE, 0, (_, _, now) -> send(now));
        private final DbcMessage command = database.message("BrakeCommand");
        private final E2eProfile1 profile = new E2eProfile1(4224, DataIdMode.BOTH, 8);
        private int counter;
        private double pedal;
        private Behaviour behaviour = Behaviour.GOOD;
        private boolean usesPedal = true;
        final List<BusEvent.Received> received = new ArrayList<>();
        final List<SimTime> starts = new ArrayList<>();

        Controller() {
            timer.schedule(0, 0, 0);
        }

        void behave(Behaviour next) {
            behaviour = next;
        }

        /** Asks for this much from now on, whatever the pedal says. */
        void want(double bar) {
            usesPedal = false;
            pedal = bar;
        }

        void skip(int counters) {
            counter = (counter + counters) % 15;
        }

        List<BusEvent.Received> received(String message) {
            int identifier = database.message(message).identifier();
            return received.stream()
                    .filter(each -> each.frame().identifier() == identifier)
                    .toList();
        }

        double last(String message, String signal) {
            return database.message(message)
                    .signal(signal)
                    .value(received(message).getLast().frame().data().toArray());
        }

        private void send(long nowPs) {
            timer.schedule(nowPs + 5 * SimTime.PS_PER_MS, 0, 0);
            if (behaviour == Behaviour.SILENT) {
                return;
            }
            byte[] data = new byte[8];
            for (Wheel wheel : Wheel.values()) {
                double bar = wheel.isFront() ? pedal : pedal / 2;
                command.signal("Pressure" + wheel).putNearest(data, bar);
            }
            profile.protect(data, counter);
            if (behaviour != Behaviour.REPEATED_COUNTER) {
                counter = (counter + 1) % 15;
            }
            if (behaviour == Behaviour.WRONG_CRC) {
                data[0] ^= 1;
            }
            port.offer(CanFrame.base(command.identifier(), CanData.of(data)));
        }

        private void on(BusEvent event) {
            switch (event) {
                case BusEvent.Received frame -> {
                    received.add(frame);
                    if (usesPedal && frame.frame().identifier() == 160) {
                        pedal = last("PedalStatus", "PedalPosition1");
                    }
                }
                case BusEvent.FrameStarted(var at, boolean own) -> {
                    if (!own) {
                        starts.add(at);
                    }
                }
                case BusEvent.ArbitrationLost _,
                        BusEvent.Collided _,
                        BusEvent.NotAcknowledged _,
                        BusEvent.ErrorSeen _,
                        BusEvent.ProtocolException _,
                        BusEvent.WarningChanged _,
                        BusEvent.StateChanged _,
                        BusEvent.Transmitted _ -> {}
            }
        }

        @Override
        public void describe(Fields fields) {
            counter = fields.i32("counter", counter);
            pedal = fields.f64("pedal", pedal);
            behaviour = fields.constant("behaviour", behaviour, Behaviour.values());
            usesPedal = fields.bool("usesPedal", usesPedal);
        }
    }

    private static String database() {
        StringBuilder text = new StringBuilder("VERSION \"\"\n\nBS_:\n\nBU_: ECU Node\n\n");
        StringBuilder attributes =
                new StringBuilder("BA_DEF_ BO_ \"E2EDataId\" INT 0 65535;\n")
                        .append("BA_DEF_DEF_ \"E2EDataId\" 0;\n");
        StringBuilder pressures = new StringBuilder();
        for (Wheel wheel : Wheel.values()) {
            int start = 16 + 12 * wheel.ordinal();
            pressures.append(signal("Pressure" + wheel, start, "12@1+ (0.05,0) [0|200]"));
        }
        message(text, attributes, 128, "BrakeCommand", pressures.toString());
        message(
                text,
                attributes,
                160,
                "PedalStatus",
                signal("PedalPosition1", 16, "12@1+ (0.1,0) [0|100]")
                        + signal("PedalPosition2", 28, "12@1+ (0.1,0) [0|100]")
                        + signal("PedalState", 40, "2@1+ (1,0) [0|3]"));
        for (Wheel wheel : Wheel.values()) {
            message(
                    text,
                    attributes,
                    176 + wheel.ordinal(),
                    "WheelSpeed" + wheel,
                    signal("WheelSpeed", 16, "16@1- (0.01,0) [-327.68|327.67]")
                            + signal("Direction", 32, "2@1+ (1,0) [0|3]")
                            + signal("SensorState", 34, "2@1+ (1,0) [0|3]"));
            message(
                    text,
                    attributes,
                    192 + wheel.ordinal(),
                    "ActuatorStatus" + wheel,
                    signal("PressureActual", 16, "12@1+ (0.05,0) [0|200]")
                            + signal("ActuatorState", 28, "2@1+ (1,0) [0|2]")
                            + signal("CommandErrors", 32, "8@1+ (1,0) [0|255]"));
        }
        message(
                text,
                attributes,
                208,
                "VehicleMotion",
                signal("LongitudinalAcceleration", 16, "16@1- (0.01,0) [-50|50]")
                        + signal("YawRate", 32, "16@1- (0.01,0) [-300|300]")
                        + signal("SensorState", 48, "2@1+ (1,0) [0|3]"));
        message(text, new StringBuilder(), 300, "Unprotected", "");
        text.append("BO_ 301 Fast: 64 Node\n");
        attributes
                .append("BA_DEF_ BO_ \"VFrameFormat\" ENUM \"StandardCAN\",\"StandardCAN_FD\";\n")
                .append("BA_ \"VFrameFormat\" BO_ 301 1;\n");
        return text.append(attributes).toString();
    }

    private static void message(
            StringBuilder text,
            StringBuilder attributes,
            int identifier,
            String name,
            String signals) {
        text.append("BO_ %d %s: 8 Node\n".formatted(identifier, name))
                .append(signal("E2E_CRC", 0, "8@1+ (1,0) [0|255]"))
                .append(signal("E2E_Counter", 8, "4@1+ (1,0) [0|14]"))
                .append(signals)
                .append('\n');
        attributes.append(
                "BA_ \"E2EDataId\" BO_ %d %d;\n".formatted(identifier, 4096 + identifier));
    }

    private static String signal(String name, int start, String rest) {
        return " SG_ %s : %d|%s \"\" ECU\n".formatted(name, start, rest);
    }
}
