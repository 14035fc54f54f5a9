package dev.bulkhead.system;

import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReader;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.document.Document;
import dev.bulkhead.document.Node;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.restbus.RestbusNode.Sending;
import dev.bulkhead.restbus.RestbusNode.SignalValue;
import dev.bulkhead.restbus.SafeState;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.WirePlace;
import dev.bulkhead.vehicle.Wheel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Turns the buses of a document into records, with their databases read and their nodes checked.
 */
final class BusBinder {
    private static final String PEDAL = "pedal-sensor";
    private static final String WHEEL_SPEED = "wheel-speed-sensor";
    private static final String INERTIAL = "inertial-sensor";
    private static final String ACTUATOR = "brake-actuator";

    private static final String DATA_BITRATE = "data_bitrate";

    /** A nominal bit has 20 quanta for each data bit in it, and 400 at most. */
    private static final int MOST_TIMES_FASTER = 20;

    private static final String OSCILLATOR = "oscillator_ppm";
    private static final String LINE = "line_ns";
    private static final String SAMPLE_POINT = "sample_point_permille";

    private static final String SENDER = "periodic-sender";
    private static final String LISTENER = "listener";
    private static final String TESTER = "diagnostic-tester";

    /** Keys that only some kinds have. */
    private static final List<String> KEYS_OF_SOME =
            List.of(
                    "answers",
                    "command",
                    "message",
                    "messages",
                    "offset_us",
                    "period_us",
                    "requests",
                    "safe_state",
                    "sending",
                    "signals",
                    "timeout_us",
                    "wheel");

    private static final List<String> OPTIONAL_KEYS = List.of("offset_us", "sending", "signals");

    private final Document document;
    private final int index;
    private final BrokenRules broken;
    private final Dbc database;
    private final Set<String> messages;
    private final Map<String, String> senders = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();

    private BusBinder(Document document, int index, Node.Mapping bus, BrokenRules broken) {
        this.document = document;
        this.broken = broken;
        this.index = index;
        this.database = database(bus.scalar("dbc"));
        this.messages =
                database.messages().stream()
                        .map(DbcMessage::name)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    static List<Bus> bind(Document document, BrokenRules broken) {
        List<Node.Mapping> buses = document.root().mappings("buses");
        List<Bus> bound = new ArrayList<>();
        for (int i = 0; i < buses.size(); i++) {
            Node.Mapping bus = buses.get(i);
            OptionalInt dataBitrate = bitTiming(document, bus, i);
            BusBinder binder = new BusBinder(document, i, bus, broken);
            bound.add(
                    new Bus(
                            bus.text("name"),
                            bus.integer("bitrate"),
                            dataBitrate,
                            binder.database,
                            binder.nodes(bus.mappings("nodes")),
                            places(bus.mappings("nodes"))));
        }
        return bound;
    }

    /**
     * Checks the bit rates: a bit is made of whole periods of the controller's clock, which is the
     * board's.
     *
     * @return that of FD frames, if there is one
     */
    private static OptionalInt bitTiming(Document document, Node.Mapping bus, int i) {
        int clockHz =
                document.root()
                        .mapping("board")
                        .integer("clock_hz", DescriptionBinder.DEFAULT_CLOCK_HZ);
        int bitrate = bus.integer("bitrate");
        if (clockHz % bitrate != 0) {
            throw document.error(
                    "bitrate %d does not divide clock_hz %d".formatted(bitrate, clockHz),
                    "choose one that does, such as 500000",
                    "buses",
                    i,
                    "bitrate");
        }
        if (!bus.has(DATA_BITRATE)) {
            return OptionalInt.empty();
        }
        int data = bus.integer(DATA_BITRATE);
        if (clockHz % data != 0) {
            throw document.error(
                    "data_bitrate %d does not divide clock_hz %d".formatted(data, clockHz),
                    "choose one that does, such as 2000000",
                    "buses",
                    i,
                    DATA_BITRATE);
        }
        if (data % bitrate != 0 || data / bitrate > MOST_TIMES_FASTER) {
            throw document.error(
                    "data_bitrate %d is not 1 to %d times bitrate %d"
                            .formatted(data, MOST_TIMES_FASTER, bitrate),
                    "choose a multiple of it",
                    "buses",
                    i,
                    DATA_BITRATE);
        }
        return OptionalInt.of(data);
    }

    private static SortedMap<String, WirePlace> places(List<Node.Mapping> nodes) {
        SortedMap<String, WirePlace> places = new TreeMap<>();
        for (Node.Mapping node : nodes) {
            if (node.has(OSCILLATOR) || node.has(LINE) || node.has(SAMPLE_POINT)) {
                WirePlace place =
                        new WirePlace(
                                optional(node, OSCILLATOR),
                                node.integer(LINE, 0),
                                optional(node, SAMPLE_POINT));
                places.put(node.text("name"), place);
            }
        }
        return places;
    }

    private static OptionalInt optional(Node.Mapping node, String key) {
        return node.has(key) ? OptionalInt.of(node.integer(key)) : OptionalInt.empty();
    }

    private Dbc database(Node.Scalar path) {
        SourceFile file = path.place().file().sibling(path.text());
        if (!file.exists()) {
            throw document.error(
                    "no message database " + Text.quote(path.text()),
                    "correct the path, seen from the folder of this file",
                    "buses",
                    index,
                    "dbc");
        }
        return DbcReader.read(file.display(), file.bytes());
    }

    private List<RestbusNode> nodes(List<Node.Mapping> nodes) {
        List<RestbusNode> bound = new ArrayList<>();
        Map<String, Integer> names = new LinkedHashMap<>();
        for (int n = 0; n < nodes.size(); n++) {
            Node.Mapping node = nodes.get(n);
            Integer first = names.putIfAbsent(node.text("name"), node.place().line());
            if (first != null) {
                throw error(
                        n, "name", "the name stands twice, first in line " + first, "rename one");
            }
            bound.add(node(node, n));
        }
        return bound;
    }

    private RestbusNode node(Node.Mapping node, int n) {
        String name = node.text("name");
        String kind = node.text("kind");
        keysOfKind(node, kind, n);
        if (kind.equals(LISTENER)) {
            return listener(node, name, n);
        }
        message(node.text("message"), name, n);
        Sending sends = sending(node, n);
        if (kind.equals(SENDER)) {
            return sender(node, sends, n);
        }
        if (kind.equals(TESTER)) {
            return tester(node, sends, n);
        }
        onePlace(node, kind, name, n);
        return switch (kind) {
            case PEDAL -> new RestbusNode.PedalSensor(name, sends);
            case WHEEL_SPEED ->
                    new RestbusNode.WheelSpeedSensor(
                            name,
                            Wheel.valueOf(node.text("wheel")),
                            sends,
                            RestbusNode.WheelSpeedSensor.USUAL_TEETH);
            case INERTIAL -> new RestbusNode.InertialSensor(name, sends);
            case ACTUATOR -> actuator(node, sends, n);
            default -> throw new IllegalStateException("kind " + kind + " is not in the schema");
        };
    }

    private Sending sending(Node.Mapping node, int n) {
        int periodUs = node.integer("period_us");
        int offsetUs = node.integer("offset_us", 0);
        if (offsetUs >= periodUs) {
            throw error(
                    n,
                    "offset_us",
                    "offset_us %d is not inside period_us %d".formatted(offsetUs, periodUs),
                    "lower the offset");
        }
        return new Sending(node.text("message"), periodUs, offsetUs);
    }

    /** Of what reads or drives the car there is one for each place. */
    private void onePlace(Node.Mapping node, String kind, String name, int n) {
        String place = kind + " " + node.text("wheel", "");
        String other = places.putIfAbsent(place, name);
        if (other != null) {
            throw error(
                    n,
                    "kind",
                    "'" + other + "' is the " + place.strip() + " already",
                    "remove one");
        }
    }

    private RestbusNode sender(Node.Mapping node, Sending sends, int n) {
        Set<String> known =
                database.message(sends.message()).signals().stream()
                        .map(DbcSignal::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        List<SignalValue> values = new ArrayList<>();
        List<Node.Mapping> signals = node.mappings("signals");
        for (int i = 0; i < signals.size(); i++) {
            String signal = signals.get(i).text("name");
            document.requireKnown(
                    "signal", signal, known, "buses", index, "nodes", n, "signals", i, "name");
            values.add(new SignalValue(signal, signals.get(i).number("value")));
        }
        boolean sending = !node.has("sending") || node.flag("sending");
        return new RestbusNode.PeriodicSender(node.text("name"), sends, values, sending);
    }

    private RestbusNode tester(Node.Mapping node, Sending sends, int n) {
        String answers = node.text("answers");
        document.requireKnown("message", answers, messages, "buses", index, "nodes", n, "answers");
        boolean sending = !node.has("sending") || node.flag("sending");
        return new RestbusNode.DiagnosticTester(
                node.text("name"), sends, answers, node.texts("requests"), sending);
    }

    private RestbusNode listener(Node.Mapping node, String name, int n) {
        List<String> heard = node.texts("messages");
        for (int i = 0; i < heard.size(); i++) {
            document.requireKnown(
                    "message", heard.get(i), messages, "buses", index, "nodes", n, "messages", i);
        }
        return new RestbusNode.Listener(name, heard);
    }

    private RestbusNode actuator(Node.Mapping node, Sending sends, int n) {
        String command = node.text("command");
        document.requireKnown("message", command, messages, "buses", index, "nodes", n, "command");
        return new RestbusNode.BrakeActuator(
                node.text("name"),
                Wheel.valueOf(node.text("wheel")),
                sends,
                command,
                node.integer("timeout_us"),
                SafeState.valueOf(node.text("safe_state").toUpperCase(Locale.ROOT)));
    }

    private void keysOfKind(Node.Mapping node, String kind, int n) {
        for (String key : KEYS_OF_SOME) {
            boolean wanted = keysOf(kind).contains(key);
            if (wanted && !node.has(key) && !OPTIONAL_KEYS.contains(key)) {
                throw error(n, "kind", "a " + kind + " needs the key '" + key + "'", "add it");
            }
            if (!wanted && node.has(key)) {
                throw error(n, key, "a " + kind + " has no " + key, "remove the key");
            }
        }
    }

    private static List<String> keysOf(String kind) {
        return switch (kind) {
            case LISTENER -> List.of("messages");
            case TESTER ->
                    List.of("message", "answers", "requests", "period_us", "offset_us", "sending");
            case SENDER -> List.of("message", "period_us", "offset_us", "sending", "signals");
            case WHEEL_SPEED -> List.of("message", "period_us", "offset_us", "wheel");
            case ACTUATOR ->
                    List.of(
                            "message",
                            "period_us",
                            "offset_us",
                            "wheel",
                            "command",
                            "timeout_us",
                            "safe_state");
            default -> List.of("message", "period_us", "offset_us");
        };
    }

    private void message(String message, String node, int n) {
        document.requireKnown("message", message, messages, "buses", index, "nodes", n, "message");
        Optional<String> sender = database.message(message).sender();
        if (sender.isPresent() && !sender.get().equals(node)) {
            broken.add(
                    Rule.C4,
                    error(
                            n,
                            "message",
                            "message '%s' is sent by '%s', says the database"
                                    .formatted(message, sender.get()),
                            "name one of this node"));
            return;
        }
        String other = senders.putIfAbsent(message, node);
        if (other != null) {
            broken.add(
                    Rule.C4,
                    error(
                            n,
                            "message",
                            "message '" + message + "' is already sent by '" + other + "'",
                            "name another one"));
        }
    }

    private InputError error(int n, String key, String what, String remedy) {
        return document.error(what, remedy, "buses", index, "nodes", n, key);
    }
}
