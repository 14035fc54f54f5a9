package dev.bulkhead.twin;

import dev.bulkhead.board.wireless.PacketSource;
import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanMedium;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.ReplayedBus;
import dev.bulkhead.can.wire.LeveledBus;
import dev.bulkhead.can.wire.WireBus;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.can.wire.WiredBus;
import dev.bulkhead.restbus.Restbus;
import dev.bulkhead.restbus.RestbusEvent;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.restbus.RestbusNode.Sending;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.system.PacketTraffic;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.WirePlace;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.FrameKey;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.vehicle.Vehicle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What surrounds the ECU: the car, the buses and the nodes on them. */
public final class World implements Stateful {
    /** Rank on each bus from which the simulated nodes follow; controllers have those below. */
    private static final int FIRST_NODE_RANK = 16;

    /** Rank among the owners of events of buses from which replays follow. */
    private static final int FIRST_CUT_RANK = 1024;

    /** Rank from which the bit levels follow of buses that began at frame level. */
    private static final int FIRST_WIRE_RANK = 512;

    private static final int SAMPLE_POINT_PERMILLE = 800;

    /** Error of a node's clock at most, parts per billion either way: that of a usual quartz. */
    public static final int CLOCK_ERROR_PPB = 50_000;

    private static final int PPB_PER_PPM = 1000;

    private final SystemDescription system;
    private final Scenario scenario;
    private final long seed;
    private final Vehicle vehicle;
    private final List<WiredBus> buses = new ArrayList<>();
    private final List<Restbus> restbuses = new ArrayList<>();
    private final SortedMap<String, ReplayedBus> cuts = new TreeMap<>();
    private BusTap tap = (_, _, _, _) -> {};
    private final TraceSink trace;

    World(
            SystemDescription system,
            Scenario scenario,
            Scheduler scheduler,
            Twin.Settings settings,
            TraceSink trace) {
        this.system = system;
        this.scenario = scenario;
        this.seed = settings.seed();
        this.trace = trace;
        vehicle = new Vehicle(scenario.vehicle(), scenario.road(), scenario.speedMps());
        vehicle.attach(scheduler, 0);
        int firstRank = FIRST_NODE_RANK;
        for (int i = 0; i < system.buses().size(); i++) {
            Bus description = system.buses().get(i);
            WiredBus bus = bus(description, scheduler, i, settings.busLevel());
            int index = i;
            bus.observe(
                    new CanBus.Observer() {
                        @Override
                        public void offered(String node, CanFrame frame, long atPs) {
                            tap.offered(index, frame, atPs);
                        }

                        @Override
                        public void sent(String node, CanFrame frame, long atPs) {
                            World.this.sent(index, node, frame, atPs);
                        }

                        @Override
                        public void errorFrame(
                                String node,
                                Optional<CanError> error,
                                boolean transmitter,
                                long atPs) {
                            tap.errorFrame(index, error, transmitter, atPs);
                        }
                    });
            buses.add(bus);
            List<RestbusNode> nodes =
                    description.nodes().stream()
                            .map(node -> drifting(node, seed, description))
                            .toList();
            restbuses.add(
                    new Restbus(
                            new Restbus.World(scheduler, bus, description.database(), vehicle),
                            firstRank,
                            nodes,
                            event -> observe(index, event)));
            firstRank += nodes.size();
        }
        for (Scenario.PedalStep step : scenario.pedal()) {
            restbuses.forEach(restbus -> restbus.movePedal(step.at(), step.percent()));
        }
        scenario.drive().forEach(step -> vehicle.driveAt(step.at(), step.mps2()));
        scenario.nodes().forEach(this::command);
    }

    private static WiredBus bus(Bus bus, Scheduler scheduler, int rank, BusLevel level) {
        WireNodeParameters usual = usualPlace(bus);
        SortedMap<String, WireNodeParameters> own = places(bus);
        own.values().removeIf(usual::equals);
        if (level == BusLevel.BIT || !own.isEmpty()) {
            return new WireBus(bus.name(), scheduler, rank, usual, own);
        }
        Clock clock = Clock.ofHz(bus.bitrate());
        return new LeveledBus(
                new FrameBus(
                        bus.name(), scheduler, rank, clock, SAMPLE_POINT_PERMILLE, dataRate(bus)),
                new WireBus(bus.name(), scheduler, FIRST_WIRE_RANK + rank, usual));
    }

    /** Of nodes of which the description says nothing. */
    public static WireNodeParameters usualPlace(Bus bus) {
        return WireNodeParameters.ideal(
                BitTiming.of(bus.bitrate(), dataRate(bus), SAMPLE_POINT_PERMILLE));
    }

    /** Of the nodes whose place on the wire the description says, by name. */
    public static SortedMap<String, WireNodeParameters> places(Bus bus) {
        SortedMap<String, WireNodeParameters> places = new TreeMap<>();
        bus.places().forEach((node, place) -> places.put(node, at(place, bus)));
        return places;
    }

    private static OptionalLong dataRate(Bus bus) {
        return bus.dataBitrate().isPresent()
                ? OptionalLong.of(bus.dataBitrate().getAsInt())
                : OptionalLong.empty();
    }

    private static WireNodeParameters at(WirePlace place, Bus bus) {
        int samplePoint = place.samplePointPermille().orElse(SAMPLE_POINT_PERMILLE);
        BitTiming timing = BitTiming.of(bus.bitrate(), dataRate(bus), samplePoint);
        long linePs = place.lineNs() * SimTime.PS_PER_NS;
        return new WireNodeParameters(
                timing,
                WireNodeParameters.ideal(timing).fdSupport(),
                place.oscillatorPpm().orElse(0) * PPB_PER_PPM,
                linePs,
                linePs);
    }

    private void command(Scenario.NodeInput input) {
        Restbus restbus = restbuses.get(busOf(input.node()));
        switch (input) {
            case Scenario.SignalSet set ->
                    restbus.setSignal(set.at(), set.node(), set.signal(), set.value());
            case Scenario.SendingSet set -> restbus.setSending(set.at(), set.node(), set.sending());
        }
    }

    private int busOf(String node) {
        for (int i = 0; i < system.buses().size(); i++) {
            if (system.buses().get(i).nodes().stream().anyMatch(n -> n.name().equals(node))) {
                return i;
            }
        }
        throw new IllegalStateException("no node '" + node + "' on any bus");
    }

    /**
     * Every node has a quartz of its own: where the description says nothing of it, its error is
     * drawn from the stream of its name.
     */
    private static RestbusNode drifting(RestbusNode node, long seed, Bus bus) {
        WirePlace place = bus.places().get(node.name());
        int error =
                place != null && place.oscillatorPpm().isPresent()
                        ? place.oscillatorPpm().getAsInt() * PPB_PER_PPM
                        : stream(seed, bus.name() + "/" + node.name())
                                .nextInt(-CLOCK_ERROR_PPB, CLOCK_ERROR_PPB + 1);
        return switch (node) {
            case RestbusNode.PedalSensor n ->
                    new RestbusNode.PedalSensor(n.name(), drifting(n.sends(), error));
            case RestbusNode.WheelSpeedSensor n ->
                    new RestbusNode.WheelSpeedSensor(
                            n.name(), n.wheel(), drifting(n.sends(), error), n.teeth());
            case RestbusNode.InertialSensor n ->
                    new RestbusNode.InertialSensor(n.name(), drifting(n.sends(), error));
            case RestbusNode.BrakeActuator n ->
                    new RestbusNode.BrakeActuator(
                            n.name(),
                            n.wheel(),
                            drifting(n.sends(), error),
                            n.command(),
                            n.timeoutUs(),
                            n.safeState());
            case RestbusNode.PeriodicSender n ->
                    new RestbusNode.PeriodicSender(
                            n.name(), drifting(n.sends(), error), n.values(), n.sending());
            case RestbusNode.DiagnosticTester n ->
                    new RestbusNode.DiagnosticTester(
                            n.name(),
                            drifting(n.sends(), error),
                            n.answers(),
                            n.requests(),
                            n.sending());
            case RestbusNode.Listener n -> n;
            case RestbusNode.Recorded n -> n;
        };
    }

    private static Sending drifting(Sending sends, int error) {
        return new Sending(sends.message(), sends.periodUs(), sends.offsetUs(), error);
    }

    /** A random stream named by seed and component, so that a new one shifts no other. */
    private static SplittableRandom stream(long seed, String component) {
        long mixed = seed;
        for (int i = 0; i < component.length(); i++) {
            mixed = new SplittableRandom(mixed ^ component.charAt(i)).nextLong();
        }
        return new SplittableRandom(mixed);
    }

    /**
     * What a wireless device hears: a stream of its own name, at the scenario's rate if it has one.
     */
    PacketSource packets(DeviceEntry device) {
        PacketTraffic traffic = device.traffic();
        int packetsPerS = scenario.packetsPerS().orElse(traffic.packetsPerS());
        long first = stream(seed, device.name()).nextLong();
        return new PacketSource(first, packetsPerS, traffic.minBytes(), traffic.maxBytes());
    }

    private void sent(int bus, String node, CanFrame frame, long atPs) {
        int owner = ownerOf(system, node);
        trace.record(
                new TraceRecord.FrameSent(atPs, owner, bus, FrameKey.of(frame), payload(frame)));
        tap.sent(bus, owner >= 0, frame, atPs);
    }

    void tap(BusTap target) {
        tap = target;
    }

    static Payload payload(CanFrame frame) {
        return Payload.of(frame.data().toArray());
    }

    /** The partition that has the controller of that name; -1 if there is none. */
    static int ownerOf(SystemDescription system, String controller) {
        for (DeviceEntry device : system.board().devices()) {
            if (device.kind() == DeviceKind.CTU_CAN_FD && device.name().equals(controller)) {
                return system.owner(controller);
            }
        }
        return -1;
    }

    private void observe(int bus, RestbusEvent event) {
        int node = nodeIndex(bus, event.node());
        long atPs = event.at().ps();
        switch (event) {
            case RestbusEvent.PedalMoved _ -> {
                // an input of the scenario, not an effect
            }
            case RestbusEvent.CommandAccepted e ->
                    trace.record(
                            new TraceRecord.ActuatorAccepted(
                                    atPs, bus, node, payload(e.pressureBar())));
            case RestbusEvent.CommandRejected e ->
                    trace.record(
                            new TraceRecord.ActuatorRejected(
                                    atPs, bus, node, e.status().code(), Payload.EMPTY));
            case RestbusEvent.MessageAccepted e ->
                    trace.record(
                            new TraceRecord.MessageAccepted(
                                    atPs,
                                    bus,
                                    node,
                                    e.identifier(),
                                    Payload.of(e.data().toArray())));
            case RestbusEvent.MessageRejected e ->
                    trace.record(
                            new TraceRecord.MessageRejected(
                                    atPs, bus, node, e.identifier(), e.status().code()));
            case RestbusEvent.SafeStateEntered _ ->
                    trace.record(new TraceRecord.ActuatorSafeState(atPs, bus, node, true));
            case RestbusEvent.SafeStateLeft _ ->
                    trace.record(new TraceRecord.ActuatorSafeState(atPs, bus, node, false));
        }
    }

    private static Payload payload(double value) {
        return Payload.of(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    }

    private int nodeIndex(int bus, String name) {
        List<RestbusNode> nodes = system.buses().get(bus).nodes();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException("no node '" + name + "' on bus " + bus);
    }

    public Vehicle vehicle() {
        return vehicle;
    }

    /** The buses in the description's order. */
    public List<WiredBus> buses() {
        return List.copyOf(buses);
    }

    /** The simulated nodes of each bus, in the description's order of buses. */
    public List<Restbus> restbuses() {
        return List.copyOf(restbuses);
    }

    /**
     * Attaches the controllers named to a replay of another run instead of to their buses.
     *
     * @param scripts by controller
     */
    void cut(Scheduler scheduler, SortedMap<String, ReplayedBus.Script> scripts) {
        for (DeviceEntry device : system.board().devices()) {
            ReplayedBus.Script script = scripts.get(device.name());
            if (script != null) {
                CanBus bus = bus(device.bus());
                int rank = FIRST_CUT_RANK + cuts.size();
                cuts.put(device.name(), new ReplayedBus(bus, scheduler, rank, script));
            }
        }
    }

    /** What a controller is attached to: its bus, or the replay that stands in for it. */
    CanMedium medium(DeviceEntry controller) {
        ReplayedBus cut = cuts.get(controller.name());
        return cut == null ? bus(controller.bus()) : cut;
    }

    CanBus bus(String name) {
        for (CanBus bus : buses) {
            if (bus.name().equals(name)) {
                return bus;
            }
        }
        throw new IllegalStateException("no bus '" + name + "'");
    }

    @Override
    public void describe(Fields fields) {
        fields.child("vehicle", vehicle);
        for (int i = 0; i < buses.size(); i++) {
            fields.child("bus" + i, buses.get(i));
            fields.child("restbus" + i, restbuses.get(i));
        }
        cuts.forEach((controller, cut) -> fields.child("replay for " + controller, cut));
    }
}
