package dev.bulkhead.scenario;

import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.document.Document;
import dev.bulkhead.document.Node;
import dev.bulkhead.document.Text;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.scenario.Scenario.ConsoleInput;
import dev.bulkhead.scenario.Scenario.DriveStep;
import dev.bulkhead.scenario.Scenario.NodeInput;
import dev.bulkhead.scenario.Scenario.PedalStep;
import dev.bulkhead.scenario.Scenario.SendingSet;
import dev.bulkhead.scenario.Scenario.SignalSet;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Road;
import dev.bulkhead.vehicle.Surface;
import dev.bulkhead.vehicle.VehicleParameters;
import dev.bulkhead.vehicle.Wheel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
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

/** Turns a document of the right form into a scenario. */
final class ScenarioBinder {
    private static final double KMH_PER_MPS = 3.6;
    private static final double DEFAULT_ABOVE_KMH = 10;
    private static final double MS_PER_S = 1000;

    private final Document document;
    private final Node.Mapping root;
    private final SystemDescription system;
    private final Set<String> partitions;
    private final SimTime duration;

    ScenarioBinder(Document document, SystemDescription system) {
        this.document = document;
        this.root = document.root();
        this.system = system;
        this.partitions =
                system.partitions().stream()
                        .map(Partition::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        this.duration = document.time(root, "duration", "duration");
    }

    Scenario bind() {
        if (duration.ps() == 0) {
            throw document.error("duration is 0", "write how long the run lasts", "duration");
        }
        return new Scenario(
                root.text("scenario"),
                root.text("description", ""),
                duration,
                root.has("stop_after_standstill")
                        ? Optional.of(
                                document.time(
                                        root, "stop_after_standstill", "stop_after_standstill"))
                        : Optional.empty(),
                root.mapping("vehicle").number("speed_kmh") / KMH_PER_MPS,
                vehicle(root.mapping("vehicle")),
                road(),
                pedal(),
                drive(),
                nodes(),
                console(),
                packetsPerS(),
                checks());
    }

    private OptionalInt packetsPerS() {
        if (!root.has("wireless")) {
            return OptionalInt.empty();
        }
        if (system.board().devices().stream().noneMatch(d -> d.kind() == DeviceKind.WIRELESS)) {
            throw document.error(
                    "the system has no wireless device", "remove the key 'wireless'", "wireless");
        }
        return OptionalInt.of(root.mapping("wireless").integer("packets_per_s"));
    }

    private static VehicleParameters vehicle(Node.Mapping node) {
        VehicleParameters usual = VehicleParameters.MID_SIZE;
        return new VehicleParameters(
                node.number("mass_kg", usual.massKg()),
                usual.yawInertiaKgM2(),
                usual.frontAxleM(),
                usual.rearAxleM(),
                usual.trackM(),
                node.number("cg_height_m", usual.cgHeightM()),
                usual.frontRollShare(),
                usual.loadLagS(),
                usual.wheelRadiusM(),
                usual.wheelInertiaKgM2(),
                usual.relaxationM(),
                usual.rollingResistance(),
                usual.dragAreaM2(),
                usual.brakes().withLagS(lags(node)),
                usual.stepUs());
    }

    private static SortedMap<Wheel, Double> lags(Node.Mapping vehicle) {
        SortedMap<Wheel, Double> lags = new TreeMap<>();
        if (vehicle.has("actuator_lag_ms")) {
            Node.Mapping wheels = vehicle.mapping("actuator_lag_ms");
            for (Wheel wheel : Wheel.values()) {
                if (wheels.has(wheel.name())) {
                    lags.put(wheel, wheels.number(wheel.name()) / MS_PER_S);
                }
            }
        }
        return lags;
    }

    private Road road() {
        List<Node.Mapping> nodes = root.mappings("road");
        List<Road.Segment> segments = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node.Mapping node = nodes.get(i);
            double fromM = node.number("from_m");
            if (i > 0 && fromM <= segments.getLast().fromM()) {
                throw document.error(
                        "from_m %s is not beyond that of the segment before"
                                .formatted(node.text("from_m")),
                        "sort the segments",
                        "road",
                        i,
                        "from_m");
            }
            boolean both = node.has("surface");
            boolean sides = node.has("left") && node.has("right");
            if (both == (node.has("left") || node.has("right")) || !both && !sides) {
                throw document.error(
                        "needs either surface, or left and right", "write one of both", "road", i);
            }
            segments.add(
                    new Road.Segment(
                            fromM,
                            surface(node, i, both ? "surface" : "left"),
                            surface(node, i, both ? "surface" : "right")));
        }
        return new Road(segments);
    }

    private Surface surface(Node.Mapping segment, int i, String key) {
        Node.Scalar value = segment.scalar(key);
        if (value.kind() != Node.Kind.TEXT) {
            return Surface.uniform("friction " + value.text(), value.number());
        }
        List<Surface> named = List.of(Surface.DRY, Surface.WET, Surface.SNOW, Surface.ICE);
        List<String> names = named.stream().map(Surface::name).toList();
        document.requireKnown("surface", value.text(), names, "road", i, key);
        return named.get(names.indexOf(value.text()));
    }

    private List<PedalStep> pedal() {
        List<Node.Mapping> nodes = root.mappings("pedal");
        List<PedalStep> steps = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            SimTime before = steps.isEmpty() ? SimTime.ZERO : steps.getLast().at();
            steps.add(
                    new PedalStep(
                            inOrder(nodes.get(i), before, "pedal", i, "at"),
                            nodes.get(i).number("percent")));
        }
        return steps;
    }

    private List<DriveStep> drive() {
        List<Node.Mapping> nodes = root.mappings("drive");
        List<DriveStep> steps = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            SimTime before = steps.isEmpty() ? SimTime.ZERO : steps.getLast().at();
            SimTime at = inOrder(nodes.get(i), before, "drive", i, "at");
            steps.add(new DriveStep(at, nodes.get(i).number("mps2")));
        }
        return steps;
    }

    private List<NodeInput> nodes() {
        List<Node.Mapping> items = root.mappings("nodes");
        List<NodeInput> inputs = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            SimTime before = inputs.isEmpty() ? SimTime.ZERO : inputs.getLast().at();
            inputs.add(node(items.get(i), inOrder(items.get(i), before, "nodes", i, "at"), i));
        }
        return inputs;
    }

    private NodeInput node(Node.Mapping item, SimTime at, int i) {
        String name = item.text("node");
        List<String> signals = signalsOf(name, i);
        boolean sets = item.has("signal") && item.has("value");
        boolean half = item.has("signal") != item.has("value");
        if (half || sets == item.has("sending")) {
            throw document.error(
                    "needs either signal and value, or sending",
                    "write one of both",
                    "nodes",
                    i,
                    "node");
        }
        if (!sets) {
            return new SendingSet(at, name, item.flag("sending"));
        }
        document.requireKnown("signal", item.text("signal"), signals, "nodes", i, "signal");
        return new SignalSet(at, name, item.text("signal"), item.number("value"));
    }

    /**
     * What may be set of the periodic sender or tester of that name, which stands on one bus only;
     * a tester's frames have no signals.
     */
    private List<String> signalsOf(String name, int i) {
        SortedMap<String, List<String>> senders = new TreeMap<>();
        for (SystemDescription.Bus bus : system.buses()) {
            for (RestbusNode node : bus.nodes()) {
                if (node instanceof RestbusNode.PeriodicSender
                        || node instanceof RestbusNode.DiagnosticTester) {
                    if (senders.put(node.name(), signals(bus, node)) != null
                            && node.name().equals(name)) {
                        throw document.error(
                                "node '" + name + "' stands on two buses",
                                "rename one in the description",
                                "nodes",
                                i,
                                "node");
                    }
                }
            }
        }
        document.requireKnown("periodic sender", name, senders.keySet(), "nodes", i, "node");
        return senders.get(name);
    }

    private static List<String> signals(SystemDescription.Bus bus, RestbusNode node) {
        return node instanceof RestbusNode.PeriodicSender sender
                ? bus.database().message(sender.sends().message()).signals().stream()
                        .map(DbcSignal::name)
                        .toList()
                : List.of();
    }

    private List<ConsoleInput> console() {
        List<Node.Mapping> nodes = root.mappings("console");
        List<ConsoleInput> inputs = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node.Mapping node = nodes.get(i);
            SimTime before = inputs.isEmpty() ? SimTime.ZERO : inputs.getLast().at();
            SimTime at = inOrder(node, before, "console", i, "at");
            document.requireKnown(
                    "partition", node.text("partition"), partitions, "console", i, "partition");
            if (node.has("text") == node.has("hex")) {
                throw document.error(
                        "needs either text or hex", "write one of both", "console", i, "at");
            }
            inputs.add(new ConsoleInput(at, node.text("partition"), bytes(node, i)));
        }
        return inputs;
    }

    private List<Integer> bytes(Node.Mapping node, int i) {
        byte[] bytes =
                node.has("text")
                        ? node.text("text").getBytes(StandardCharsets.UTF_8)
                        : HexFormat.of().parseHex(node.text("hex").replace(" ", ""));
        if (bytes.length == 0) {
            throw document.error(
                    "text is empty", "write at least one character", "console", i, "text");
        }
        List<Integer> values = new ArrayList<>();
        for (byte each : bytes) {
            values.add(Byte.toUnsignedInt(each));
        }
        return values;
    }

    private List<Check> checks() {
        List<Node.Mapping> nodes = root.mappings("checks");
        List<Check> checks = new ArrayList<>();
        Map<String, Integer> names = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node.Mapping node = nodes.get(i);
            Integer first = names.putIfAbsent(node.text("name"), node.place().line());
            if (first != null) {
                throw document.error(
                        "the name stands twice, first in line " + first,
                        "rename one",
                        "checks",
                        i,
                        "name");
            }
            if (node.has("at_most") == node.has("at_least")) {
                throw document.error(
                        "needs either at_most or at_least",
                        "write one of both",
                        "checks",
                        i,
                        "name");
            }
            boolean most = node.has("at_most");
            checks.add(
                    new Check(
                            node.text("name"),
                            metric(node, i),
                            most ? Check.Bound.AT_MOST : Check.Bound.AT_LEAST,
                            node.number(most ? "at_most" : "at_least")));
        }
        return checks;
    }

    private Metric metric(Node.Mapping node, int i) {
        String metric = node.text("metric");
        for (String key : List.of("partition", "level", "above_kmh")) {
            if (node.has(key) && !keysOf(metric).contains(key)) {
                throw document.error(metric + " has no " + key, "remove the key", "checks", i, key);
            }
        }
        double aboveKmh = node.number("above_kmh", DEFAULT_ABOVE_KMH);
        return switch (metric) {
            case "stopping-distance" -> new Metric.StoppingDistance();
            case "max-wheel-slip" -> new Metric.MaxWheelSlip(aboveKmh);
            case "mean-wheel-slip" -> new Metric.MeanWheelSlip(aboveKmh);
            case "deadline-misses" -> new Metric.DeadlineMisses(judged(node, i));
            case "restarts" -> new Metric.Restarts(partition(node, i));
            case "cpu-share" -> new Metric.CpuShare(partition(node, i));
            case "max-yaw" -> new Metric.MaxYaw();
            case "screen-frames" -> screenFrames(i);
            default ->
                    throw new IllegalStateException("metric " + metric + " is not in the schema");
        };
    }

    private List<String> judged(Node.Mapping node, int i) {
        if (node.has("partition") == node.has("level")) {
            throw document.error(
                    "deadline-misses needs either partition or level",
                    "write one of both",
                    "checks",
                    i,
                    "metric");
        }
        if (node.has("partition")) {
            String name = partition(node, i);
            if (!hasDeadline(system.partition(name).orElseThrow())) {
                throw document.error(
                        "'" + name + "' has no deadline",
                        "give one of its timers a deadline_us in the description",
                        "checks",
                        i,
                        "partition");
            }
            return List.of(name);
        }
        Level level = Level.valueOf(node.text("level").toUpperCase(Locale.ROOT));
        List<String> names =
                system.partitions().stream()
                        .filter(p -> p.level() == level && hasDeadline(p))
                        .map(Partition::name)
                        .toList();
        if (names.isEmpty()) {
            throw document.error(
                    "no partition of level " + level + " has a deadline",
                    "name another level",
                    "checks",
                    i,
                    "level");
        }
        return names;
    }

    private static boolean hasDeadline(Partition partition) {
        return partition.timers().stream().anyMatch(t -> t.deadlineUs() > 0);
    }

    private Metric screenFrames(int i) {
        if (system.board().devices().stream().noneMatch(d -> d.kind() == DeviceKind.DISPLAY)) {
            throw document.error(
                    "the system '" + Text.plain(system.name()) + "' has no display",
                    "remove the check",
                    "checks",
                    i,
                    "metric");
        }
        return new Metric.ScreenFrames();
    }

    private String partition(Node.Mapping node, int i) {
        if (!node.has("partition")) {
            throw document.error(
                    node.text("metric") + " needs the key 'partition'",
                    "add it",
                    "checks",
                    i,
                    "metric");
        }
        document.requireKnown(
                "partition", node.text("partition"), partitions, "checks", i, "partition");
        return node.text("partition");
    }

    private SimTime inOrder(Node.Mapping node, SimTime before, Object... path) {
        SimTime at = document.time(node, "at", path);
        if (at.compareTo(before) < 0) {
            throw document.error(
                    "at %s is before the %s of the item above".formatted(node.text("at"), before),
                    "sort the items",
                    path);
        }
        if (at.compareTo(duration) >= 0) {
            throw document.error(
                    "at %s is not inside the duration %s".formatted(node.text("at"), duration),
                    "lengthen the duration",
                    path);
        }
        return at;
    }

    /** Keys that a metric takes beside its limit. */
    private static List<String> keysOf(String metric) {
        return switch (metric) {
            case "max-wheel-slip", "mean-wheel-slip" -> List.of("above_kmh");
            case "deadline-misses" -> List.of("partition", "level");
            case "restarts", "cpu-share" -> List.of("partition");
            default -> List.of();
        };
    }
}
