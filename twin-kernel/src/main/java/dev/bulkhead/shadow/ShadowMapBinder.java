package dev.bulkhead.shadow;

import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.document.Document;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.Node;
import dev.bulkhead.document.Text;
import dev.bulkhead.shadow.ShadowMap.Clocks;
import dev.bulkhead.shadow.ShadowMap.Ecu;
import dev.bulkhead.shadow.ShadowMap.MappedBus;
import dev.bulkhead.shadow.ShadowMap.Output;
import dev.bulkhead.shadow.ShadowMap.Tolerance;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;

/** Turns a document of the right form into a shadow map. */
final class ShadowMapBinder {
    private static final SimTime LONGEST = new SimTime(24 * 3600 * SimTime.PS_PER_S);

    private final Document document;
    private final Node.Mapping root;
    private final SystemDescription system;

    ShadowMapBinder(Document document, SystemDescription system) {
        this.document = document;
        this.root = document.root();
        this.system = system;
    }

    ShadowMap bind() {
        SimTime from = root.has("from") ? time(root, "from", "from") : SimTime.ZERO;
        Optional<SimTime> to =
                root.has("to") ? Optional.of(time(root, "to", "to")) : Optional.empty();
        if (to.isPresent() && to.get().compareTo(from) <= 0) {
            throw document.error(
                    "to %s is not after from %s".formatted(to.get(), from),
                    "write a later time",
                    "to");
        }
        List<MappedBus> buses = buses();
        if (buses.stream().allMatch(bus -> bus.outputs().isEmpty())) {
            throw document.error(
                    "no bus has outputs, so there is nothing to compare",
                    "name messages under 'outputs'",
                    "buses");
        }
        return new ShadowMap(
                root.text("shadow"),
                root.text("description", ""),
                scenario(),
                from,
                to,
                clock(buses),
                buses);
    }

    /** A path is one from the folder of the map in which it stands. */
    private Optional<String> scenario() {
        if (!root.has("scenario")) {
            return Optional.empty();
        }
        Node.Scalar text = root.scalar("scenario");
        return Optional.of(
                DocumentSource.isPath(text.text())
                        ? text.place().file().sibling(text.text()).path()
                        : text.text());
    }

    /** At most a day: the twin runs through it. */
    private SimTime time(Node.Mapping node, String key, Object... path) {
        SimTime time = document.time(node, key, path);
        if (time.compareTo(LONGEST) > 0) {
            throw document.error(
                    "%s %s is more than a day".formatted(key, time),
                    "write at most " + LONGEST,
                    path);
        }
        return time;
    }

    private Clocks clock(List<MappedBus> buses) {
        if (!root.has("clock")) {
            return new Clocks(Optional.empty(), Optional.empty(), OptionalDouble.empty());
        }
        Node.Mapping node = root.mapping("clock");
        Optional<String> reference = name(node, "reference");
        List<String> outputs =
                buses.stream().flatMap(b -> b.outputs().stream()).map(Output::name).toList();
        reference.ifPresent(
                name -> document.requireKnown("output", name, outputs, "clock", "reference"));
        return new Clocks(
                reference,
                node.has("begins_at")
                        ? Optional.of(time(node, "begins_at", "clock", "begins_at"))
                        : Optional.empty(),
                node.has("drift_ppm")
                        ? OptionalDouble.of(node.number("drift_ppm"))
                        : OptionalDouble.empty());
    }

    private List<MappedBus> buses() {
        List<Node.Mapping> nodes = root.mappings("buses");
        List<String> known = system.buses().stream().map(Bus::name).toList();
        SortedSet<String> names = new TreeSet<>();
        SortedSet<String> channels = new TreeSet<>();
        List<MappedBus> buses = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node.Mapping node = nodes.get(i);
            String name = node.text("name");
            document.requireKnown("bus", name, known, "buses", i, "name");
            String channel = node.text("channel", name);
            once(names, name, "the bus", "buses", i, "name");
            once(
                    channels,
                    channel,
                    "channel " + Text.quote(channel),
                    "buses",
                    i,
                    node.has("channel") ? "channel" : "name");
            Bus bus = system.buses().get(known.indexOf(name));
            List<String> inputs = inputs(node, bus, i);
            buses.add(
                    new MappedBus(name, channel, ecu(node), inputs, outputs(node, bus, inputs, i)));
        }
        return buses;
    }

    private static Ecu ecu(Node.Mapping node) {
        return node.text("ecu", "twin").equals("twin") ? Ecu.TWIN : Ecu.RECORDED;
    }

    private List<String> inputs(Node.Mapping node, Bus bus, int i) {
        List<String> names = node.texts("inputs");
        SortedSet<String> seen = new TreeSet<>();
        for (int k = 0; k < names.size(); k++) {
            message(bus, names.get(k), "buses", i, "inputs", k);
            once(seen, names.get(k), "input " + Text.quote(names.get(k)), "buses", i, "inputs", k);
        }
        return names;
    }

    private List<Output> outputs(Node.Mapping node, Bus bus, List<String> inputs, int i) {
        List<Node.Mapping> nodes = node.mappings("outputs");
        SortedSet<String> seen = new TreeSet<>();
        List<Output> outputs = new ArrayList<>();
        for (int k = 0; k < nodes.size(); k++) {
            Node.Mapping output = nodes.get(k);
            String name = output.text("name");
            Object[] place = {"buses", i, "outputs", k, "name"};
            DbcMessage message = message(bus, name, place);
            once(seen, name, "the message", place);
            if (inputs.contains(name)) {
                throw document.error(
                        "the message is an input too, so it would be compared with itself",
                        "leave it out of one list",
                        place);
            }
            outputs.add(
                    new Output(
                            name,
                            output.has("within")
                                    ? time(output, "within", "buses", i, "outputs", k, "within")
                                    : Output.USUALLY_WITHIN,
                            output.integer("missing", 0),
                            output.integer("additional", 0),
                            signal(output, "counter", message, i, k),
                            signal(output, "crc", message, i, k),
                            tolerances(output, message, i, k)));
        }
        return outputs;
    }

    private DbcMessage message(Bus bus, String name, Object... place) {
        List<DbcMessage> messages = bus.database().messages();
        document.requireKnown(
                "message", name, messages.stream().map(DbcMessage::name).toList(), place);
        return messages.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
    }

    private Optional<String> signal(
            Node.Mapping output, String key, DbcMessage message, int i, int k) {
        Optional<String> name = name(output, key);
        name.ifPresent(
                each ->
                        document.requireKnown(
                                "signal", each, signals(message), "buses", i, "outputs", k, key));
        return name;
    }

    private List<Tolerance> tolerances(Node.Mapping output, DbcMessage message, int i, int k) {
        List<Node.Mapping> nodes = output.mappings("signals");
        SortedSet<String> seen = new TreeSet<>();
        List<Tolerance> tolerances = new ArrayList<>();
        for (int n = 0; n < nodes.size(); n++) {
            Node.Mapping node = nodes.get(n);
            Object[] place = {"buses", i, "outputs", k, "signals", n, "name"};
            document.requireKnown("signal", node.text("name"), signals(message), place);
            once(seen, node.text("name"), "the signal", place);
            boolean ignored = node.flag("ignore");
            if (ignored && (node.has("tolerance") || node.has("relative") || node.has("for"))) {
                throw document.error(
                        "is ignored and has a tolerance", "leave out one of both", place);
            }
            tolerances.add(
                    new Tolerance(
                            node.text("name"),
                            node.number("tolerance", 0),
                            node.number("relative", 0),
                            node.has("for")
                                    ? time(
                                            node, "for", "buses", i, "outputs", k, "signals", n,
                                            "for")
                                    : SimTime.ZERO,
                            ignored));
        }
        return tolerances;
    }

    private static List<String> signals(DbcMessage message) {
        return message.signals().stream().map(DbcSignal::name).toList();
    }

    private static Optional<String> name(Node.Mapping node, String key) {
        return node.has(key) ? Optional.of(node.text(key)) : Optional.empty();
    }

    private void once(SortedSet<String> seen, String name, String what, Object... place) {
        if (!seen.add(name)) {
            throw document.error(what + " stands twice", "leave one out", place);
        }
    }
}
