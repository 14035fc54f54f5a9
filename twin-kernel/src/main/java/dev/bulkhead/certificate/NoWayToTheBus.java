package dev.bulkhead.certificate;

import dev.bulkhead.certificate.Flow.Edge;
import dev.bulkhead.certificate.Flow.Place;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * C3: whatever goes from a level below the bus's protected owner to a protected bus passes an
 * advisory input; it is listed.
 */
record NoWayToTheBus() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.C3;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        Flow flow = Flow.of(c.system());
        List<Bus> buses = c.system().buses();
        boolean any = false;
        for (int i = 0; i < buses.size(); i++) {
            if (c.protectedDomain().hasBus(i)) {
                any = true;
                bus(c, flow, buses.get(i).name(), examination);
            }
        }
        if (!any) {
            examination.note("no protected partition has a bus");
        }
    }

    private static void bus(Configuration c, Flow flow, String bus, Examination examination) {
        Place target = new Place.OnBus(bus);
        Level level = level(c, bus);
        for (Partition partition : c.partitions()) {
            if (partition.level().compareTo(level) < 0) {
                Place from = new Place.InPartition(partition.name());
                List<Edge> bare = flow.path(from, target, edge -> inside(edge) && !edge.advisory());
                if (!bare.isEmpty()) {
                    examination.find(
                            partition.name(),
                            "a way to bus '%s' without advisory input: %s"
                                    .formatted(bus, Flow.words(bare)),
                            "cut it, or declare the input advisory");
                }
            }
        }
        for (Edge edge : flow.edges()) {
            List<Edge> rest =
                    edge.advisory()
                            ? flow.path(edge.to(), target, NoWayToTheBus::inside)
                            : List.of();
            if (!rest.isEmpty()) {
                String from =
                        flow.upstream(edge.from(), e -> inside(e) && !e.advisory()).stream()
                                .filter(p -> p instanceof Place.InPartition)
                                .filter(p -> c.partition(p.name()).level().compareTo(level) < 0)
                                .map(Place::name)
                                .sorted()
                                .collect(Collectors.joining(", "));
                examination.note(
                        "way to %s: %s -> %s -> %s"
                                .formatted(
                                        bus, edge.from().name(), edge.label(), Flow.words(rest)));
                if (!from.isEmpty()) {
                    examination.note("  which takes in what comes from %s".formatted(from));
                }
            }
        }
    }

    /** Of its protected owners: the first that maps it may be another, which breaks S3. */
    private static Level level(Configuration c, String bus) {
        List<String> controllers =
                c.system().board().devices().stream()
                        .filter(device -> device.bus().equals(bus))
                        .map(DeviceEntry::name)
                        .toList();
        return c.partitions().stream()
                .filter(p -> c.protectedDomain().names().contains(p.name()))
                .filter(p -> p.maps().stream().anyMatch(m -> controllers.contains(m.target())))
                .map(Partition::level)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Not by way of a bus's nodes: those are other ECUs, which judge for themselves. */
    private static boolean inside(Edge edge) {
        return !(edge.from() instanceof Place.InNode)
                && !(edge.to() instanceof Place.InNode)
                && !(edge.from() instanceof Place.OnBus);
    }
}
