package dev.bulkhead.certificate;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.restbus.RestbusNode.Sending;
import dev.bulkhead.rta.CanMessage;
import dev.bulkhead.rta.CanResponseTime;
import dev.bulkhead.rta.CanResponseTime.Bound;
import dev.bulkhead.rta.CanTraffic;
import dev.bulkhead.rta.FrameLength;
import dev.bulkhead.rta.SendQueue;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemDescription.WirePlace;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.World;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a description puts on a bus: the messages of the simulated nodes with their periods,
 * shortened by what a node's clock may be fast, and all others of the database as the ECU's, with
 * the cycle time of the database or the least period of the port that asks for them.
 *
 * <p>Bits last as long as the slowest clock makes them, and between frames an edge goes to the
 * farthest node and back.
 *
 * <p>The order in which the ECU's driver offers its frames is what the description says of its
 * controller; nothing is relied on where it says nothing.
 *
 * @param messages as the database has them, by name
 * @param misfit why nodes do not understand each other, so that nothing has a bound
 * @param unknown why nothing is known of how often a message is asked for, by message
 */
public record BusTraffic(
        Bus bus,
        CanTraffic traffic,
        Optional<BusPlaces.Misfit> misfit,
        SortedMap<String, DbcMessage> messages,
        SortedMap<String, String> unknown) {
    private static final String NO_PERIOD =
            "has neither " + EndToEnd.CYCLE_MS + " nor a port with min_period_us that asks for it";
    private static final long PPB = 1_000_000_000;

    public BusTraffic {
        messages = Collections.unmodifiableSortedMap(new TreeMap<>(messages));
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** How much later than by its period the ECU may ask for a message. */
    @FunctionalInterface
    interface RequestJitter {
        /**
         * @param driver partition that has the bus's controller
         * @return picoseconds; empty if there is no bound
         */
        OptionalLong ps(Optional<Partition> driver, int periodUs);
    }

    /** With a major frame of jitter for what the ECU sends, which supposes nothing of its times. */
    public static BusTraffic of(SystemDescription system, Bus bus) {
        long frame = system.schedule().majorFrameUs() * SimTime.PS_PER_US;
        return of(system, bus, (_, _) -> OptionalLong.of(frame));
    }

    static BusTraffic of(SystemDescription system, Bus bus, RequestJitter jitter) {
        List<CanMessage> messages = new ArrayList<>();
        SortedMap<String, DbcMessage> layouts = new TreeMap<>();
        SortedMap<String, String> unknown = new TreeMap<>();
        BusPlaces places = BusPlaces.of(bus);
        Optional<DeviceEntry> controller =
                system.board().devices().stream()
                        .filter(d -> d.bus().equals(bus.name()))
                        .findFirst();
        String ecu = controller.map(DeviceEntry::name).orElse("nobody");
        Optional<Partition> driver = controller.flatMap(d -> owner(system, d));
        for (DbcMessage message : bus.database().messages()) {
            layouts.put(message.name(), message);
            Optional<RestbusNode.Sender> node = sender(bus, message);
            if (node.isPresent()) {
                OptionalLong period = OptionalLong.of(periodPs(bus, node.get()));
                messages.add(message(bus, places, message, node.get().name(), period, 0));
                continue;
            }
            int cycleUs = 1000 * message.intAttribute(EndToEnd.CYCLE_MS).orElse(0);
            int periodUs = cycleUs > 0 ? cycleUs : askedEachUs(system, driver, message);
            OptionalLong late = periodUs > 0 ? jitter.ps(driver, periodUs) : OptionalLong.empty();
            OptionalLong period =
                    late.isPresent()
                            ? OptionalLong.of(periodUs * SimTime.PS_PER_US)
                            : OptionalLong.empty();
            messages.add(message(bus, places, message, ecu, period, late.orElse(0)));
            if (periodUs == 0) {
                unknown.put(message.name(), NO_PERIOD);
            } else if (late.isEmpty()) {
                unknown.put(message.name(), "is asked for at times without bound (T4)");
            }
        }
        SortedMap<String, SendQueue> queues = new TreeMap<>();
        queues.put(ecu, controller.map(DeviceEntry::sendOrder).orElse(SendQueue.ANY));
        CanTraffic traffic =
                new CanTraffic(places.bySlowestPs(SimTime.PS_PER_S / bus.bitrate()), messages)
                        .with(queues);
        return new BusTraffic(bus, traffic, places.misfit(), layouts, unknown);
    }

    /** Why nothing has a bound, if nodes do not understand each other. */
    public Optional<String> whyUnbounded() {
        return misfit.map(BusPlaces.Misfit::what);
    }

    /** Bounds in the order of the messages. */
    public List<Bound> bounds() {
        return bounds(traffic);
    }

    /** Bounds of the same messages in other queues or with errors. */
    List<Bound> bounds(CanTraffic varied) {
        List<Bound> bounds = CanResponseTime.of(varied);
        return misfit.isEmpty() ? bounds : bounds.stream().map(Bound::without).toList();
    }

    /** The same if the ECU's driver always offered its most urgent frame. */
    CanTraffic inOrder() {
        return traffic.with(Collections.emptySortedMap());
    }

    private static Optional<Partition> owner(SystemDescription system, DeviceEntry controller) {
        int owner = system.owner(controller.name());
        return owner < 0 ? Optional.empty() : Optional.of(system.partitions().get(owner));
    }

    static Optional<RestbusNode.Sender> sender(Bus bus, DbcMessage message) {
        return bus.nodes().stream()
                .filter(n -> n instanceof RestbusNode.Sender)
                .map(n -> (RestbusNode.Sender) n)
                .filter(n -> n.sends().message().equals(message.name()))
                .findFirst();
    }

    private static long periodPs(Bus bus, RestbusNode.Sender node) {
        Sending sends = node.sends();
        WirePlace place = bus.places().get(node.name());
        int ppm = place == null ? 0 : place.oscillatorPpm().orElse(0);
        long fast =
                (long) World.CLOCK_ERROR_PPB
                        + Math.max(0, sends.clockErrorPpb())
                        + Math.max(0, ppm * 1000);
        long ps = sends.periodUs() * SimTime.PS_PER_US;
        return ps - Math.ceilDiv(ps / 1000 * fast, PPB / 1000);
    }

    /** Least period of the ports that let such a message through to the driver; 0 if none does. */
    private static int askedEachUs(
            SystemDescription system, Optional<Partition> driver, DbcMessage message) {
        int least = 0;
        for (SamplingPort port : system.ports()) {
            boolean asks =
                    driver.isPresent()
                            && port.readers().stream()
                                    .anyMatch(r -> r.partition().equals(driver.get().name()));
            if (asks
                    && port.advisory().isPresent()
                    && AllowListed.allows(port.advisory().get(), message)) {
                int each = port.advisory().get().minPeriodUs();
                least = least == 0 ? each : Math.min(least, each);
            }
        }
        return least;
    }

    private static CanMessage message(
            Bus bus,
            BusPlaces places,
            DbcMessage message,
            String sender,
            OptionalLong periodPs,
            long jitterPs) {
        long exactPs = longestPs(message, bus.bitrate(), bus.dataBitrate());
        return new CanMessage(
                message.name(),
                sender,
                CanMessage.arbitration(message.identifier(), message.extended()),
                places.bySlowestPs(exactPs) + places.therePs(),
                periodPs,
                jitterPs,
                OptionalLong.empty());
    }

    /** Of a frame of that message by exact clocks, with the intermission behind it. */
    static long longestPs(DbcMessage message, int bitRate, OptionalInt dataBitRate) {
        boolean fd = message.fd() || message.length() > CanFrame.MAX_DATA_BYTES;
        FrameFormat sent = message.format(dataBitRate.isPresent());
        FrameFormat format = fd && !sent.isFd() ? FrameFormat.FD : sent;
        int bytes = message.length();
        while (format.isFd() && !CanFrame.isFdLength(bytes)) {
            bytes++; // as its sender fills it up
        }
        return FrameLength.longest(message.extended(), format, bytes)
                .ps(bitRate, dataBitRate.orElse(bitRate));
    }
}
