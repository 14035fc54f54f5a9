package dev.bulkhead.certificate;

import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.restbus.MessageProtection;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.system.Advisory;
import dev.bulkhead.system.Advisory.FieldRange;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * C4: who asks for a frame on a protected bus is held to listed identifiers, a length and a least
 * period by the driver's transmit filter; who passes from bus to bus has an allow-list with way,
 * identifier, length and least period of each message; each identifier of a bus has one sender.
 */
record AllowListed() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.C4;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        c.system().buses().forEach(bus -> senders(c, bus, examination));
        Flow flow = Flow.of(c.system());
        for (DeviceEntry device : c.system().board().devices()) {
            int owner = c.system().owner(device.name());
            if (!device.bus().isEmpty() && owner >= 0) {
                driver(c, device, c.partitions().get(owner), examination);
            }
        }
        gateways(c, flow, examination);
    }

    private static void senders(Configuration c, Bus bus, Examination examination) {
        List<String> controllers =
                c.system().board().devices().stream()
                        .filter(d -> d.bus().equals(bus.name()))
                        .map(DeviceEntry::name)
                        .toList();
        Map<String, String> senders = new LinkedHashMap<>();
        for (RestbusNode node : bus.nodes()) {
            if (node instanceof RestbusNode.Sender sender) {
                senders.put(sender.sends().message(), node.name());
            }
        }
        int own = 0;
        for (DbcMessage message : bus.database().messages()) {
            String node = senders.get(message.name());
            if (node == null) {
                own++;
            }
        }
        examination.note(
                "bus %s: %d messages of nodes, %d of the ECU or of nobody, controllers %s"
                        .formatted(
                                bus.name(), senders.size(), own, String.join(", ", controllers)));
        if (controllers.size() > 1) {
            examination.find(
                    bus.name(),
                    "%s both send on it, so an identifier of the ECU has two senders"
                            .formatted(Words.and(controllers)),
                    "keep one controller a bus");
        }
    }

    /** Who asks the owner of a controller for frames. */
    private static void driver(
            Configuration c, DeviceEntry device, Partition owner, Examination examination) {
        for (SamplingPort port : c.system().ports()) {
            boolean asked =
                    port.advisory().isPresent()
                            && port.readers().stream()
                                    .anyMatch(r -> r.partition().equals(owner.name()));
            if (asked) {
                request(c, device, owner, port, port.advisory().get(), examination);
            }
        }
    }

    private static void request(
            Configuration c,
            DeviceEntry device,
            Partition owner,
            SamplingPort port,
            Advisory advisory,
            Examination examination) {
        Bus bus =
                c.system().buses().stream()
                        .filter(b -> b.name().equals(device.bus()))
                        .findFirst()
                        .orElseThrow();
        List<DbcMessage> allowed = allowed(bus, advisory);
        examination.note(
                "port %s into '%s': allows %s to bus %s, at most each %d us"
                        .formatted(
                                port.name(),
                                owner.name(),
                                allowed.isEmpty()
                                        ? "no listed message"
                                        : allowed.stream()
                                                .map(AllowListed::words)
                                                .collect(Collectors.joining(", ")),
                                bus.name(),
                                advisory.minPeriodUs()));
        if (allowed.isEmpty()) {
            examination.find(
                    port.name(),
                    "lists no identifier and length of a message of bus '%s'".formatted(bus.name()),
                    "add a 'range' that holds identifiers, and one that holds their length");
        }
        for (DbcMessage message : allowed) {
            Optional<String> node = sender(bus, message);
            if (node.isPresent()) {
                examination.find(
                        port.name(),
                        "lets the ECU send '%s', which '%s' sends"
                                .formatted(message.name(), node.get()),
                        "take its identifier out of the range");
            } else if (!(MessageProtection.of(message) instanceof MessageProtection.None)) {
                examination.find(
                        port.name(),
                        "lets a lower level send '%s', which is a safety message"
                                .formatted(message.name()),
                        "take its identifier out of the range");
            }
        }
        if (advisory.minPeriodUs() == 0) {
            examination.find(
                    port.name(), "has no least period between requests", "add min_period_us");
        }
        firmware(c, owner.name(), Mechanism.TRANSMIT_FILTER, port.name(), examination);
    }

    private static String words(DbcMessage message) {
        return "0x%x '%s' of %d bytes"
                .formatted(message.identifier(), message.name(), message.length());
    }

    /** Messages that a port lets through. */
    private static List<DbcMessage> allowed(Bus bus, Advisory advisory) {
        return bus.database().messages().stream().filter(m -> allows(advisory, m)).toList();
    }

    /** Whether the message's identifier is in one range and its length alone in another. */
    static boolean allows(Advisory advisory, DbcMessage message) {
        List<FieldRange> identifiers =
                advisory.ranges().stream().filter(r -> holds(r, message.identifier())).toList();
        boolean length =
                advisory.ranges().stream()
                        .anyMatch(
                                r ->
                                        !identifiers.contains(r)
                                                && r.least() == message.length()
                                                && r.most() == message.length());
        return !identifiers.isEmpty() && length;
    }

    private static boolean holds(FieldRange range, long identifier) {
        return range.least() <= identifier && identifier <= range.most();
    }

    private static Optional<String> sender(Bus bus, DbcMessage message) {
        return BusTraffic.sender(bus, message).map(RestbusNode::name);
    }

    private static void gateways(Configuration c, Flow flow, Examination examination) {
        for (String gateway : flow.gateways(c.system())) {
            examination.note("'%s' passes frames from bus to bus".formatted(gateway));
            firmware(c, gateway, Mechanism.GATEWAY_ALLOW_LIST, gateway, examination);
            ElfFile image = c.images().get(gateway);
            if (image != null) {
                list(gateway, AllowList.of(image), outside(c, flow, gateway), examination);
            }
        }
    }

    /** The buses of those that a gateway is to be guarded against: all but the protected ones. */
    private static List<Bus> outside(Configuration c, Flow flow, String gateway) {
        List<String> neighbours = flow.busesBeside(c.system(), gateway);
        List<Bus> buses = c.system().buses();
        return IntStream.range(0, buses.size())
                .filter(i -> !c.protectedDomain().hasBus(i))
                .mapToObj(buses::get)
                .filter(bus -> neighbours.contains(bus.name()))
                .toList();
    }

    static void list(String gateway, AllowList list, List<Bus> buses, Examination examination) {
        if (list.bytes() == 0) {
            examination.find(
                    gateway,
                    "its image has no table '%s', so nothing shows what it passes"
                            .formatted(AllowList.SYMBOL),
                    "write one by the SDK's bulkhead_allow_list.h, and filter by it");
        } else if (list.bytes() % AllowList.ENTRY_BYTES != 0) {
            examination.find(
                    gateway,
                    "its table '%s' has %d bytes, which are no whole entries of %d"
                            .formatted(AllowList.SYMBOL, list.bytes(), AllowList.ENTRY_BYTES),
                    "write it by the SDK's bulkhead_allow_list.h");
        }
        if (buses.isEmpty()) {
            examination.note("  all its buses are protected, so it is guarded against none");
            return;
        }
        for (AllowList.Entry entry : list.entries()) {
            List<Bus> having =
                    buses.stream().filter(bus -> message(bus, entry).isPresent()).toList();
            String id = "0x%x".formatted(entry.identifier());
            if (having.isEmpty()) {
                examination.note("  %s: of no message".formatted(id));
                examination.find(
                        gateway,
                        "its allow-list has %s, which no message of %s has"
                                .formatted(id, Words.and(buses.stream().map(Bus::name).toList())),
                        "take it out");
            }
            List<Bus> fitting = having.stream().filter(bus -> fits(entry, bus)).toList();
            for (Bus bus : fitting.isEmpty() ? having : fitting) {
                entry(gateway, entry, bus, message(bus, entry).orElseThrow(), examination);
            }
        }
    }

    /** An entry holds identifiers of 11 bits only. */
    private static Optional<DbcMessage> message(Bus bus, AllowList.Entry entry) {
        return bus.database().messages().stream()
                .filter(m -> m.identifier() == entry.identifier() && !m.extended())
                .findFirst();
    }

    /** The table names no bus: an entry is for those whose message is as it says. */
    private static boolean fits(AllowList.Entry entry, Bus bus) {
        DbcMessage message = message(bus, entry).orElseThrow();
        int way =
                BusTraffic.sender(bus, message).isPresent() ? AllowList.FROM_BUS : AllowList.TO_BUS;
        return entry.way() == way
                && entry.length() == message.length()
                && !isTooSoon(entry, bus, message);
    }

    /** A least period within which the bus brings no second one holds back nothing. */
    private static boolean isTooSoon(AllowList.Entry entry, Bus bus, DbcMessage message) {
        return Long.compareUnsigned(entry.minPeriodNs(), frameNs(bus, message)) <= 0;
    }

    private static long frameNs(Bus bus, DbcMessage message) {
        return BusTraffic.longestPs(message, bus.bitrate(), bus.dataBitrate()) / 1000;
    }

    private static void entry(
            String gateway,
            AllowList.Entry entry,
            Bus bus,
            DbcMessage message,
            Examination examination) {
        boolean in = entry.way() == AllowList.FROM_BUS;
        boolean out = entry.way() == AllowList.TO_BUS;
        String label = "0x%x '%s'".formatted(entry.identifier(), message.name());
        examination.note(
                "  %s: %s bus %s, %d bytes, at most each %s"
                        .formatted(
                                label,
                                in ? "from" : out ? "to" : "no way from or to",
                                bus.name(),
                                entry.length(),
                                Words.us(entry.minPeriodNs() / 1e3)));
        Optional<String> node = sender(bus, message);
        String entryOf = "its allow-list's entry for " + label + " ";
        if (!in && !out) {
            examination.find(
                    gateway,
                    entryOf + "has the unknown way " + entry.way(),
                    "write BULKHEAD_FROM_BUS or BULKHEAD_TO_BUS");
        }
        if (in && node.isEmpty()) {
            examination.find(
                    gateway,
                    entryOf + "takes in what no node of bus '%s' sends".formatted(bus.name()),
                    "take it out");
        }
        if (out && node.isPresent()) {
            examination.find(
                    gateway,
                    entryOf + "lets the ECU send what '%s' sends".formatted(node.get()),
                    "take it out");
        }
        if (entry.length() != message.length()) {
            examination.find(
                    gateway,
                    entryOf
                            + "lets %d bytes pass, the message has %d"
                                    .formatted(entry.length(), message.length()),
                    "write the message's length");
        }
        if (entry.minPeriodNs() == 0) {
            examination.find(
                    gateway, entryOf + "has no least period", "write how often it may pass");
        } else if (isTooSoon(entry, bus, message)) {
            examination.find(
                    gateway,
                    entryOf
                            + "has a least period of %d ns, a frame of it alone may take %d ns"
                                    .formatted(entry.minPeriodNs(), frameNs(bus, message)),
                    "write how often it may pass");
        }
    }

    private static void firmware(
            Configuration c,
            String partition,
            Mechanism mechanism,
            String subject,
            Examination examination) {
        if (c.hasOn(partition, mechanism)) {
            examination.note(
                    "  '%s' has the constant %s"
                            .formatted(partition, mechanism.symbol().orElseThrow()));
        } else if (c.has(partition, mechanism)) {
            examination.insist(
                    subject,
                    "mechanism '%s' is off in '%s'".formatted(mechanism.label(), partition),
                    "leave it on");
        } else {
            examination.find(
                    subject,
                    "the image of '%s' has no constant '%s', so nothing shows that it filters"
                            .formatted(partition, mechanism.symbol().orElseThrow()),
                    "filter there with the SDK's bulkhead_mechanism.h");
        }
    }
}
