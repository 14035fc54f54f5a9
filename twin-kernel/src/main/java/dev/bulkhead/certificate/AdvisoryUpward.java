package dev.bulkhead.certificate;

import dev.bulkhead.certificate.Flow.Edge;
import dev.bulkhead.certificate.Flow.Place;
import dev.bulkhead.system.Advisory;
import dev.bulkhead.system.Advisory.FieldRange;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.List;
import java.util.Set;

/**
 * C2: upward goes only a port that says what is legal, whose reader checks and clamps, and whose
 * messages carry a check of their own where they came over a bus.
 */
record AdvisoryUpward() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.C2;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        Flow flow = Flow.of(c.system());
        int upward = 0;
        for (Edge edge : flow.edges()) {
            if (edge.from() instanceof Place.InPartition from
                    && edge.to() instanceof Place.InPartition to
                    && isUp(c, from, to)) {
                upward++;
                edge(c, flow, edge, c.partition(from.name()), c.partition(to.name()), examination);
            }
        }
        examination.note(
                "%d flows between partitions, %d of them upward"
                        .formatted(
                                flow.edges().stream()
                                        .filter(
                                                e ->
                                                        e.from() instanceof Place.InPartition
                                                                && e.to()
                                                                        instanceof
                                                                        Place.InPartition)
                                        .count(),
                                upward));
    }

    private static boolean isUp(Configuration c, Place from, Place to) {
        return level(c, to).compareTo(level(c, from)) > 0;
    }

    private static Level level(Configuration c, Place place) {
        return c.partition(place.name()).level();
    }

    private static void edge(
            Configuration c,
            Flow flow,
            Edge edge,
            Partition from,
            Partition to,
            Examination examination) {
        if (edge.way() == Flow.Way.PORT) {
            SamplingPort port =
                    c.system().ports().stream()
                            .filter(p -> p.name().equals(edge.name()))
                            .findFirst()
                            .orElseThrow();
            // one that says nothing of what is legal was refused when it was read
            port.advisory().ifPresent(it -> advisory(c, flow, port, it, to, examination));
            return;
        }
        if (edge.way() == Flow.Way.HEALTH || edge.way() == Flow.Way.REGION) {
            return; // refused when it was read; judged by S1
        }
        examination.find(
                edge.name().isEmpty() ? from.name() : edge.name(),
                "%s from '%s' of level %s to '%s' of level %s"
                        .formatted(edge.label(), from.name(), from.level(), to.name(), to.level()),
                "send it by a port with the key 'advisory'");
    }

    private static void advisory(
            Configuration c,
            Flow flow,
            SamplingPort port,
            Advisory advisory,
            Partition reader,
            Examination examination) {
        boolean fromBus = !buses(c, flow, port, reader).isEmpty();
        examination.note(
                "port %s: '%s' -> '%s', %d ranges, stale after %d us, %s%s%s"
                        .formatted(
                                port.name(),
                                port.writer().partition(),
                                reader.name(),
                                advisory.ranges().size(),
                                port.refreshUs(),
                                advisory.e2e()
                                        .map(it -> "E2E profile " + it.profile().kind().number())
                                        .orElse("no E2E"),
                                fromBus ? ", from a bus" : "",
                                advisory.minPeriodUs() > 0
                                        ? ", at most each " + advisory.minPeriodUs() + " us"
                                        : ""));
        if (advisory.ranges().isEmpty()) {
            examination.find(
                    port.name(),
                    "is advisory and says no range of what is legal",
                    "add the key 'range'");
        } else {
            firmware(c, port, reader, Mechanism.CLAMP, examination);
        }
        for (FieldRange range : advisory.ranges()) {
            if (range.least() == 0 && range.most() == (1L << range.bits()) - 1) {
                examination.find(
                        port.name(),
                        "its range 0 to %d of the %d bits from bit %d excludes nothing"
                                .formatted(range.most(), range.bits(), range.bit()),
                        "write what is legal");
            }
        }
        if (fromBus && advisory.e2e().isEmpty()) {
            examination.find(
                    port.name(),
                    "comes over a bus to '%s' of level %s without E2E protection"
                            .formatted(reader.name(), reader.level()),
                    "add the key 'e2e', or accept it with a reason");
        }
        if (advisory.e2e().isPresent()) {
            firmware(c, port, reader, Mechanism.E2E, examination);
        }
    }

    /** Buses whose controllers feed a port's writer through partitions below a reader alone. */
    static List<String> buses(Configuration c, Flow flow, SamplingPort port, Partition reader) {
        Set<Place> sources =
                flow.upstream(
                        new Place.InPartition(port.writer().partition()),
                        edge ->
                                !(edge.from() instanceof Place.InPartition from)
                                        || c.partition(from.name())
                                                        .level()
                                                        .compareTo(reader.level())
                                                < 0);
        return sources.stream()
                .filter(place -> place instanceof Place.OnBus)
                .map(Place::name)
                .toList();
    }

    private static void firmware(
            Configuration c,
            SamplingPort port,
            Partition reader,
            Mechanism mechanism,
            Examination examination) {
        boolean filters =
                mechanism == Mechanism.CLAMP && c.has(reader.name(), Mechanism.TRANSMIT_FILTER);
        Mechanism asked = filters ? Mechanism.TRANSMIT_FILTER : mechanism;
        if (c.hasOn(reader.name(), asked)) {
            examination.note(
                    "  '%s' has the constant %s"
                            .formatted(reader.name(), asked.symbol().orElseThrow()));
        } else if (c.has(reader.name(), asked)) {
            examination.insist(
                    port.name(),
                    "mechanism '%s' is off in its reader '%s'"
                            .formatted(asked.label(), reader.name()),
                    "leave it on");
        } else {
            examination.find(
                    port.name(),
                    "the image of its reader '%s' has no constant '%s', so nothing shows that it %s"
                            .formatted(
                                    reader.name(),
                                    asked.symbol().orElseThrow(),
                                    asked == Mechanism.E2E ? "checks" : "clamps"),
                    "check there with the SDK's bulkhead_mechanism.h");
        }
    }
}
