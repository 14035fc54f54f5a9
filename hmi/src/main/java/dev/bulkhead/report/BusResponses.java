package dev.bulkhead.report;

import dev.bulkhead.campaign.BusObservation;
import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.certificate.BusTraffic;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.fault.Effect;
import dev.bulkhead.fault.Effect.Exchanged;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.rta.BusErrors;
import dev.bulkhead.rta.CanResponseTime;
import dev.bulkhead.rta.CanResponseTime.Bound;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether frames of the protected buses, and of those on which the faults act, stayed within the
 * bounds for the errors and delays that these make, and how high error counters rose.
 */
record BusResponses(SystemDescription system, Trial trial) {
    static final String WITHIN = "within";
    static final String BEYOND = "BEYOND";

    private static final double PS_PER_US = 1e6;

    /** Faults of exchange that put more frames on a bus than its nodes ask for. */
    private static final List<Exchanged> ADDING =
            List.of(
                    Exchanged.DUPLICATE,
                    Exchanged.INSERT,
                    Exchanged.MASQUERADE,
                    Exchanged.SPOOF,
                    Exchanged.REPLAY,
                    Exchanged.DIAGNOSE);

    private static final int WIDTH = 100;

    /**
     * @param observation of its frames; no frame if none was seen
     * @param boundPs empty if there is none
     */
    private record Row(
            DbcMessage message, Optional<BusObservation.Frames> observation, OptionalLong boundPs) {
        boolean within() {
            return boundPs.isPresent() && longestPs() <= boundPs.getAsLong();
        }

        long longestPs() {
            return observation.map(BusObservation.Frames::longestPs).orElse(0L);
        }

        long replaced() {
            return observation.map(BusObservation.Frames::replaced).orElse(0L);
        }

        String judged() {
            return boundPs.isEmpty() ? "no bound" : within() ? WITHIN : BEYOND;
        }
    }

    /**
     * @param uncounted faults whose frames no bound counts
     */
    private record OfBus(
            Bus bus,
            WireErrors errors,
            List<Fault> uncounted,
            List<Row> rows,
            List<BusObservation.Node> counters) {
        boolean within() {
            return rows.stream().allMatch(Row::within);
        }

        long replaced() {
            return rows.stream().mapToLong(Row::replaced).sum();
        }

        List<String> busOff() {
            return counters.stream()
                    .filter(BusObservation.Node::busOff)
                    .map(BusObservation.Node::name)
                    .toList();
        }
    }

    private List<OfBus> buses() {
        long protectedBuses = ProtectedDomain.of(system).buses();
        List<OfBus> buses = new ArrayList<>();
        for (BusObservation observation : trial.buses()) {
            Optional<String> name = Optional.of(system.buses().get(observation.bus()).name());
            if ((protectedBuses >>> observation.bus() & 1) != 0
                    || trial.faults().stream().anyMatch(f -> f.delayedBus(system).equals(name))) {
                buses.add(of(observation));
            }
        }
        return buses;
    }

    private OfBus of(BusObservation observation) {
        Bus bus = system.buses().get(observation.bus());
        BusTraffic traffic = BusTraffic.of(system, bus);
        WireErrors errors =
                traffic.whyUnbounded()
                        .map(WireErrors::endless)
                        .orElseGet(() -> WireErrors.of(system, trial.faults(), bus));
        List<Bound> bounds =
                CanResponseTime.of(traffic.traffic().with(errors.model().orElse(BusErrors.NONE)));
        List<Row> rows = new ArrayList<>();
        for (Bound bound : bounds) {
            DbcMessage message = traffic.messages().get(bound.message().name());
            rows.add(
                    new Row(
                            message,
                            observation.frames().stream()
                                    .filter(f -> f.identifier() == message.identifier())
                                    .filter(f -> f.extended() == message.extended())
                                    .findFirst(),
                            errors.model().isPresent()
                                    ? bound.fromRequestPs()
                                    : OptionalLong.empty()));
        }
        List<BusObservation.Node> counters =
                observation.nodes().stream()
                        .filter(n -> n.mostTransmit() > 0 || n.mostReceive() > 0 || n.busOff())
                        .toList();
        List<Fault> uncounted =
                trial.faults().stream().filter(fault -> addsFrames(fault, bus)).toList();
        return new OfBus(bus, errors, uncounted, rows, counters);
    }

    /** Whether it sends what nodes and firmware of the description do not. */
    private boolean addsFrames(Fault fault, Bus bus) {
        return switch (fault.effect()) {
            case Effect.Exchange exchange ->
                    ADDING.contains(exchange.how())
                            && fault.bus(system).equals(Optional.of(bus.name()));
            case Effect.Hostile _, Effect.Rewritten _ -> drives(fault.target(), bus);
            default -> false;
        };
    }

    private boolean drives(String partition, Bus bus) {
        return system.board().devices().stream()
                .filter(device -> device.bus().equals(bus.name()))
                .map(device -> system.owner(device.name()))
                .anyMatch(at -> at >= 0 && system.partitions().get(at).name().equals(partition));
    }

    void addTo(List<String> lines) {
        for (OfBus each : buses()) {
            String summary = "Bus %s: %s".formatted(each.bus().name(), summary(each));
            lines.addAll(Figures.wrap("  ", "    ", summary, WIDTH));
            String form = "  %-27s %8s %14s %16s   %s";
            lines.add(
                    form.formatted("message", "sent", "longest seen", "bound", "").stripTrailing());
            for (Row row : each.rows()) {
                String note =
                        row.replaced() == 0
                                ? ""
                                : ", %d gave way to newer ones".formatted(row.replaced());
                boolean seen = row.observation().isPresent();
                lines.add(
                        form.formatted(
                                        "0x%03x %s"
                                                .formatted(
                                                        row.message().identifier(),
                                                        row.message().name()),
                                        row.observation()
                                                .map(BusObservation.Frames::sent)
                                                .orElse(0L),
                                        seen ? Figures.span(row.longestPs()) : "-",
                                        Figures.span(row.boundPs()),
                                        (seen ? row.judged() : "") + note)
                                .stripTrailing());
            }
            counters(each, lines);
            lines.add("");
        }
    }

    private static String summary(OfBus bus) {
        if (bus.errors().model().isEmpty()) {
            return bus.errors().endless() + ": no bound";
        }
        BusErrors errors = bus.errors().model().get();
        String model =
                "bounds for %d %s%s"
                        .formatted(
                                errors.burst(),
                                errors.burst() == 1 ? "error" : "errors",
                                errors.lostPs() == 0
                                        ? ""
                                        : " and %s in which nothing gets through"
                                                .formatted(Figures.span(errors.lostPs())));
        if (!bus.busOff().isEmpty()) {
            model +=
                    ", presuming that nobody goes bus off, but "
                            + String.join(", ", bus.busOff())
                            + " did";
        }
        String kept = bus.within() ? "no frame took longer" : "NOT kept";
        if (!bus.within() && !bus.uncounted().isEmpty()) {
            kept +=
                    "; they count no frame of "
                            + String.join(", ", bus.uncounted().stream().map(Fault::text).toList());
        }
        return model
                + ": "
                + kept
                + (bus.replaced() == 0
                        ? ""
                        : ", %d were replaced by newer ones before they were sent"
                                .formatted(bus.replaced()));
    }

    private static void counters(OfBus bus, List<String> lines) {
        if (bus.counters().isEmpty()) {
            lines.add("  error counters: all 0");
            return;
        }
        StringBuilder text = new StringBuilder("error counters at most (transmit/receive): ");
        for (int i = 0; i < bus.counters().size(); i++) {
            BusObservation.Node node = bus.counters().get(i);
            text.append(i == 0 ? "" : ", ")
                    .append(node.name())
                    .append(" %d/%d".formatted(node.mostTransmit(), node.mostReceive()))
                    .append(node.busOff() ? " (bus off)" : "");
        }
        lines.addAll(Figures.wrap("  ", "    ", text.toString(), WIDTH));
    }

    void putTo(ArrayNode array) {
        for (OfBus each : buses()) {
            ObjectNode node = array.addObject();
            node.put("bus", each.bus().name());
            node.put("summary", summary(each));
            each.errors()
                    .model()
                    .ifPresentOrElse(
                            errors ->
                                    node.putObject("errorModel")
                                            .put("errors", errors.burst())
                                            .put("lostUs", errors.lostPs() / PS_PER_US)
                                            .put("errorPassive", errors.passive()),
                            () -> node.putNull("errorModel"));
            node.put("withinBounds", each.within());
            ArrayNode frames = node.putArray("frames");
            for (Row row : each.rows()) {
                ObjectNode frame = frames.addObject();
                frame.put("message", row.message().name());
                frame.put("identifier", row.message().identifier());
                frame.put("sent", row.observation().map(BusObservation.Frames::sent).orElse(0L));
                frame.put("longestUs", row.longestPs() / PS_PER_US);
                frame.put("replaced", row.replaced());
                if (row.boundPs().isPresent()) {
                    frame.put("boundUs", row.boundPs().getAsLong() / PS_PER_US);
                } else {
                    frame.putNull("boundUs");
                }
                row.observation().ifPresent(_ -> frame.put("judged", row.judged()));
            }
            ArrayNode counters = node.putArray("errorCounters");
            for (BusObservation.Node counted : each.counters()) {
                counters.addObject()
                        .put("node", counted.name())
                        .put("transmit", counted.mostTransmit())
                        .put("receive", counted.mostReceive())
                        .put("busOff", counted.busOff());
            }
        }
    }
}
