package dev.bulkhead.report;

import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.certificate.BusTraffic;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.rta.CanResponseTime.Bound;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;

import tools.jackson.databind.node.ArrayNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a frame of the ECU can take on a protected bus from its request on. The rerun with the
 * loop cut times frames at their request; what they may wait for the bus after it, behind whatever
 * the description lets others ask for, is bounded here, before the run and from the description as
 * it ships. Nothing is said of a bus on which a fault acts.
 */
record EcuFrames(SystemDescription system, List<Fault> faults) {
    private static final double PS_PER_US = 1e6;

    EcuFrames {
        faults = List.copyOf(faults);
    }

    /**
     * @param boundPs from the request; empty if there is none
     */
    private record Frame(String bus, String message, OptionalLong boundPs) {}

    private List<Frame> frames() {
        long protectedBuses = ProtectedDomain.of(system).buses();
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < system.buses().size(); i++) {
            Bus bus = system.buses().get(i);
            boolean disturbed =
                    faults.stream().anyMatch(f -> f.bus(system).equals(Optional.of(bus.name())));
            if ((protectedBuses >>> i & 1) != 0 && !disturbed) {
                String ecu =
                        system.board().devices().stream()
                                .filter(device -> device.bus().equals(bus.name()))
                                .map(DeviceEntry::name)
                                .findFirst()
                                .orElse("");
                for (Bound bound : BusTraffic.of(system, bus).bounds()) {
                    if (bound.message().sender().equals(ecu)) {
                        frames.add(
                                new Frame(
                                        bus.name(), bound.message().name(), bound.fromRequestPs()));
                    }
                }
            }
        }
        return frames;
    }

    /** The longest, for people; empty if the ECU sends nothing on a protected bus. */
    Optional<String> text() {
        List<Frame> frames = frames();
        if (frames.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts =
                frames.stream()
                        .map(f -> "%s %s".formatted(f.message(), Figures.span(f.boundPs())))
                        .toList();
        return Optional.of(
                "from its request on, a frame of the ECU takes at most: "
                        + String.join(", ", parts));
    }

    void putTo(ArrayNode array) {
        for (Frame frame : frames()) {
            var node = array.addObject().put("bus", frame.bus()).put("message", frame.message());
            if (frame.boundPs().isPresent()) {
                node.put("boundUs", frame.boundPs().getAsLong() / PS_PER_US);
            } else {
                node.putNull("boundUs");
            }
        }
    }
}
