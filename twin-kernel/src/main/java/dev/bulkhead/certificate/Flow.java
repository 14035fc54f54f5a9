package dev.bulkhead.certificate;

import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.system.Health.HealthTable;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.Region;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where data can go in a system: from partition to partition, over devices and buses, to the nodes
 * outside and back.
 *
 * @param edges in the description's order
 */
public record Flow(List<Edge> edges) {
    /** Where data can be. Names are unique within a kind. */
    public sealed interface Place {
        String name();

        record InPartition(String name) implements Place {}

        record InDevice(String name) implements Place {}

        record OnBus(String name) implements Place {}

        /** A node of a bus outside the ECU. */
        record InNode(String bus, String name) implements Place {}
    }

    /** How data goes. */
    public enum Way {
        PORT,
        QUEUE,
        NOTIFICATION,
        CALL,
        REPLY,
        REGION,
        HEALTH,
        REGISTERS,
        FRAMES
    }

    /**
     * @param name of the port, queue, region or device; empty where there is none
     * @param advisory whether the description says which messages are legal
     */
    public record Edge(Place from, Place to, Way way, String name, boolean advisory) {
        /** Such as {@code port 'prefill-hint' (advisory)}. */
        public String label() {
            String what = way.name().toLowerCase(Locale.ROOT);
            return (name.isEmpty() ? what : what + " '" + name + "'")
                    + (advisory ? " (advisory)" : "");
        }
    }

    public Flow {
        edges = List.copyOf(edges);
    }

    public static Flow of(SystemDescription system) {
        List<Edge> edges = new ArrayList<>();
        for (SamplingPort port : system.ports()) {
            for (End reader : port.readers()) {
                boolean advisory = port.advisory().isPresent();
                edges.add(edge(port.writer(), reader, Way.PORT, port.name(), advisory));
            }
        }
        for (QueuingPort queue : system.queues()) {
            edges.add(edge(queue.sender(), queue.receiver(), Way.QUEUE, queue.name(), false));
        }
        for (Channel channel : system.channels()) {
            edges.add(edge(channel.a(), channel.b(), Way.NOTIFICATION, "", false));
            edges.add(edge(channel.b(), channel.a(), Way.NOTIFICATION, "", false));
            if (channel.call()) {
                edges.add(edge(channel.a(), channel.b(), Way.CALL, "", false));
                edges.add(edge(channel.b(), channel.a(), Way.REPLY, "", false));
            }
        }
        system.regions().forEach(region -> region(system, region, edges));
        for (Partition partition : system.partitions()) {
            HealthTable health = partition.health();
            if (!health.notifyPartition().isEmpty()) {
                edges.add(
                        new Edge(
                                new Place.InPartition(partition.name()),
                                new Place.InPartition(health.notifyPartition()),
                                Way.HEALTH,
                                "",
                                false));
            }
        }
        devices(system, edges);
        for (Bus bus : system.buses()) {
            for (RestbusNode node : bus.nodes()) {
                Place place = new Place.InNode(bus.name(), node.name());
                both(place, new Place.OnBus(bus.name()), Way.FRAMES, "", edges);
            }
        }
        return new Flow(edges);
    }

    private static Edge edge(End from, End to, Way way, String name, boolean advisory) {
        return new Edge(
                new Place.InPartition(from.partition()),
                new Place.InPartition(to.partition()),
                way,
                name,
                advisory);
    }

    private static void region(SystemDescription system, Region region, List<Edge> edges) {
        for (Partition writer : system.partitions()) {
            for (Partition reader : system.partitions()) {
                if (!writer.equals(reader)
                        && maps(writer, region, true)
                        && maps(reader, region, false)) {
                    edges.add(
                            new Edge(
                                    new Place.InPartition(writer.name()),
                                    new Place.InPartition(reader.name()),
                                    Way.REGION,
                                    region.name(),
                                    false));
                }
            }
        }
    }

    private static boolean maps(Partition partition, Region region, boolean toWrite) {
        return partition.maps().stream()
                .anyMatch(
                        m ->
                                m.target().equals(region.name())
                                        && (m.permissions().write() || !toWrite));
    }

    private static void devices(SystemDescription system, List<Edge> edges) {
        for (DeviceEntry device : system.board().devices()) {
            if (device.kind() == DeviceKind.WINDOW_WATCHDOG) {
                continue;
            }
            Place place = new Place.InDevice(device.name());
            for (Partition partition : system.partitions()) {
                if (partition.maps().stream()
                        .map(Mapping::target)
                        .anyMatch(device.name()::equals)) {
                    both(
                            new Place.InPartition(partition.name()),
                            place,
                            Way.REGISTERS,
                            device.name(),
                            edges);
                }
            }
            if (!device.bus().isEmpty()) {
                both(place, new Place.OnBus(device.bus()), Way.FRAMES, "", edges);
            }
        }
    }

    private static void both(Place a, Place b, Way way, String name, List<Edge> edges) {
        edges.add(new Edge(a, b, way, name, false));
        edges.add(new Edge(b, a, way, name, false));
    }

    /**
     * Partitions without a controller through which frames of one bus come to another: they take
     * from a driver and write to a port of another bus's driver, of the same level or a higher one.
     * What only goes down, as from a brake to a display, nobody needs to be guarded against.
     */
    public List<String> gateways(SystemDescription system) {
        Map<String, List<String>> drivers = drivers(system);
        return system.partitions().stream()
                .map(Partition::name)
                .filter(name -> !drivers.containsKey(name))
                .filter(name -> passes(system, name, drivers))
                .toList();
    }

    /** Names of the buses whose drivers hand a partition something, or take it from it. */
    List<String> busesBeside(SystemDescription system, String partition) {
        Map<String, List<String>> drivers = drivers(system);
        Place place = new Place.InPartition(partition);
        return edges.stream()
                .filter(edge -> edge.from().equals(place) || edge.to().equals(place))
                .flatMap(edge -> Stream.of(edge.from().name(), edge.to().name()))
                .filter(drivers::containsKey)
                .flatMap(driver -> drivers.get(driver).stream())
                .distinct()
                .toList();
    }

    /** Names of the buses by the partition that has a controller of theirs. */
    private static Map<String, List<String>> drivers(SystemDescription system) {
        Map<String, List<String>> drivers = new LinkedHashMap<>();
        for (DeviceEntry device : system.board().devices()) {
            int owner = system.owner(device.name());
            if (!device.bus().isEmpty() && owner >= 0) {
                drivers.computeIfAbsent(
                                system.partitions().get(owner).name(), _ -> new ArrayList<>())
                        .add(device.bus());
            }
        }
        return drivers;
    }

    private boolean passes(
            SystemDescription system, String gateway, Map<String, List<String>> drivers) {
        Place place = new Place.InPartition(gateway);
        return edges.stream()
                .filter(out -> out.from().equals(place) && out.way() == Way.PORT)
                .map(out -> out.to().name())
                .filter(drivers::containsKey)
                .anyMatch(
                        to ->
                                edges.stream()
                                        .filter(in -> in.to().equals(place))
                                        .map(in -> in.from().name())
                                        .filter(drivers::containsKey)
                                        .filter(from -> !drivers.get(from).equals(drivers.get(to)))
                                        .anyMatch(from -> !isAbove(system, from, to)));
    }

    private static boolean isAbove(SystemDescription system, String one, String other) {
        return system.partition(one)
                        .orElseThrow()
                        .level()
                        .compareTo(system.partition(other).orElseThrow().level())
                > 0;
    }

    /**
     * A shortest way.
     *
     * @param may which edges may be gone
     * @return empty if there is none, or if {@code from} is {@code to}
     */
    public List<Edge> path(Place from, Place to, Predicate<Edge> may) {
        Map<Place, Edge> cameBy = new LinkedHashMap<>();
        Deque<Place> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty() && !cameBy.containsKey(to)) {
            Place at = open.removeFirst();
            for (Edge edge : edges) {
                if (edge.from().equals(at)
                        && !edge.to().equals(from)
                        && !cameBy.containsKey(edge.to())
                        && may.test(edge)) {
                    cameBy.put(edge.to(), edge);
                    open.addLast(edge.to());
                }
            }
        }
        Deque<Edge> path = new ArrayDeque<>();
        Place at = to;
        while (cameBy.containsKey(at)) {
            path.addFirst(cameBy.get(at));
            at = cameBy.get(at).from();
        }
        return List.copyOf(path);
    }

    /** Places from which data can come to {@code to}, itself not among them. */
    Set<Place> upstream(Place to, Predicate<Edge> may) {
        Set<Place> found = new LinkedHashSet<>();
        Deque<Place> open = new ArrayDeque<>(List.of(to));
        while (!open.isEmpty()) {
            Place at = open.removeFirst();
            for (Edge edge : edges) {
                if (edge.to().equals(at) && may.test(edge) && found.add(edge.from())) {
                    open.addLast(edge.from());
                }
            }
        }
        found.remove(to);
        return found;
    }

    /** A way in words: {@code gateway -> port 'prefill-hint' (advisory) -> braking}. */
    static String words(List<Edge> path) {
        StringBuilder words = new StringBuilder(path.getFirst().from().name());
        for (Edge edge : path) {
            words.append(" -> ").append(edge.label()).append(" -> ").append(edge.to().name());
        }
        return words.toString();
    }
}
