package dev.bulkhead.shadow;

import dev.bulkhead.can.ReplayedBus;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.shadow.ShadowMap.Ecu;
import dev.bulkhead.shadow.ShadowMap.MappedBus;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.twin.HostedSystem;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The twin that shadows, and the world that the recording leaves it.
 *
 * @param system under its kernel profile
 * @param scenario what the recording does not say; its end and what it says of recorded nodes do
 *     not count
 */
public record ShadowSetting(
        LoadedSystem system, Scenario scenario, Twin.Settings settings, ShadowMap map) {

    /** Sends what no node of the twin would; a name that no description can have. */
    private static final String NOBODY = "the recording";

    /** A twin at power-on whose recorded nodes have nothing to send yet. */
    Twin twin() {
        SystemDescription description = system.description();
        List<Bus> buses = new ArrayList<>();
        for (Bus bus : description.buses()) {
            buses.add(mapped(bus.name()).map(to -> recorded(bus, to)).orElse(bus));
        }
        return new Twin(
                HostedSystem.of(
                        new LoadedSystem(description.withBuses(buses), system.images()), settings),
                without(buses),
                cuts(),
                RamSource.NEW,
                _ -> {});
    }

    Optional<MappedBus> mapped(String bus) {
        return map.buses().stream().filter(each -> each.name().equals(bus)).findFirst();
    }

    /** Place of a bus in the description. */
    int place(String bus) {
        return system.description().buses().stream().map(Bus::name).toList().indexOf(bus);
    }

    Bus bus(String name) {
        return system.description().buses().get(place(name));
    }

    /** Who sends an input on its bus. */
    String player(MappedBus mapped, String input) {
        return bus(mapped.name()).nodes().stream()
                .filter(node -> sends(node, input))
                .map(RestbusNode::name)
                .findFirst()
                .orElse(NOBODY);
    }

    private Bus recorded(Bus bus, MappedBus to) {
        List<RestbusNode> nodes = new ArrayList<>();
        for (RestbusNode node : bus.nodes()) {
            boolean replaced = to.inputs().stream().anyMatch(input -> sends(node, input));
            nodes.add(replaced ? new RestbusNode.Recorded(node.name()) : node);
        }
        if (to.inputs().stream().anyMatch(input -> player(to, input).equals(NOBODY))) {
            nodes.add(new RestbusNode.Recorded(NOBODY));
        }
        return new Bus(
                bus.name(), bus.bitrate(), bus.dataBitrate(), bus.database(), nodes, bus.places());
    }

    private static boolean sends(RestbusNode node, String message) {
        return node instanceof RestbusNode.Sender sender
                && sender.sends().message().equals(message);
    }

    /** Nobody tells a recorded node anything, and nothing ends before the recording. */
    private Scenario without(List<Bus> buses) {
        List<Scenario.NodeInput> kept =
                scenario.nodes().stream()
                        .filter(input -> buses.stream().noneMatch(b -> isRecorded(b, input)))
                        .toList();
        return new Scenario(
                scenario.name(),
                scenario.description(),
                scenario.duration(),
                Optional.empty(),
                scenario.speedMps(),
                scenario.vehicle(),
                scenario.road(),
                scenario.pedal(),
                scenario.drive(),
                kept,
                scenario.console(),
                scenario.packetsPerS(),
                List.of());
    }

    private static boolean isRecorded(Bus bus, Scenario.NodeInput input) {
        return bus.nodes().stream()
                .anyMatch(
                        node ->
                                node instanceof RestbusNode.Recorded
                                        && node.name().equals(input.node()));
    }

    /** Where the recording speaks for the ECU, its own controller meets a bus of its own. */
    private SortedMap<String, ReplayedBus.Script> cuts() {
        SortedMap<String, ReplayedBus.Script> cuts = new TreeMap<>();
        for (DeviceEntry device : system.description().board().devices()) {
            boolean cut =
                    device.kind() == DeviceKind.CTU_CAN_FD
                            && mapped(device.bus())
                                    .filter(b -> b.ecu() == Ecu.RECORDED)
                                    .isPresent();
            if (cut) {
                cuts.put(device.name(), new ReplayedBus.Script(List.of(), List.of()));
            }
        }
        return cuts;
    }
}
