package dev.bulkhead.certificate;

import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.system.Advisory.Protection;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * C5: each message of a protected bus has a data ID that no other message of the system has, in a
 * message long enough for profile 1; its receivers know when it is missing.
 */
record EndToEnd() implements RuleCheck {
    static final String DATA_ID = "E2EDataId";

    static final String CYCLE_MS = "GenMsgCycleTime";

    /** CRC and counter. */
    private static final int HEADER_BYTES = 2;

    @Override
    public Rule rule() {
        return Rule.C5;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.isOff(Mechanism.E2E)) {
            examination.off(Mechanism.E2E);
        }
        Map<Integer, String> owners = new LinkedHashMap<>();
        List<Bus> buses = c.system().buses();
        for (int i = 0; i < buses.size(); i++) {
            boolean safe = c.protectedDomain().hasBus(i);
            for (DbcMessage message : buses.get(i).database().messages()) {
                message(buses.get(i), message, safe, owners, examination);
            }
            timeouts(buses.get(i), examination);
            if (safe) {
                receiver(c, buses.get(i), examination);
            }
        }
        Map<Integer, String> ports = new LinkedHashMap<>();
        for (SamplingPort port : c.system().ports()) {
            port.advisory()
                    .flatMap(a -> a.e2e())
                    .ifPresent(p -> port(port, p, owners, ports, examination));
        }
    }

    private static void message(
            Bus bus,
            DbcMessage message,
            boolean safe,
            Map<Integer, String> owners,
            Examination examination) {
        int id = message.intAttribute(DATA_ID).orElse(0);
        if (id == 0 && !safe) {
            return;
        }
        examination.note(
                "%s on %s: %s, %d bytes"
                        .formatted(
                                message.name(),
                                bus.name(),
                                id == 0 ? "no data ID" : "data ID 0x%x".formatted(id),
                                message.length()));
        if (id == 0) {
            examination.find(
                    message.name(),
                    "on protected bus '%s' without a data ID: not protected from end to end"
                            .formatted(bus.name()),
                    "give it the attribute " + DATA_ID + ", or accept it with a reason");
            return;
        }
        if (message.length() < HEADER_BYTES + 1) {
            examination.find(
                    message.name(),
                    "its %d bytes do not hold the header of profile 1 and data"
                            .formatted(message.length()),
                    "lengthen it");
        }
        String other = owners.putIfAbsent(id, message.name());
        if (other != null) {
            examination.find(
                    message.name(),
                    "its data ID 0x%x is that of '%s' too: one passes for the other"
                            .formatted(id, other),
                    "choose another");
        }
    }

    /** Who obeys a message must know when it stops. */
    private static void timeouts(Bus bus, Examination examination) {
        for (RestbusNode node : bus.nodes()) {
            if (node instanceof RestbusNode.BrakeActuator actuator) {
                int cycleUs =
                        1000
                                * bus.database()
                                        .message(actuator.command())
                                        .intAttribute(CYCLE_MS)
                                        .orElse(0);
                examination.note(
                        "%s: safe state after %d us without '%s', which comes each %d us"
                                .formatted(
                                        node.name(),
                                        actuator.timeoutUs(),
                                        actuator.command(),
                                        cycleUs));
                if (cycleUs == 0 || actuator.timeoutUs() <= cycleUs) {
                    examination.find(
                            node.name(),
                            "its timeout of %d us is not above the period %d us of '%s'"
                                    .formatted(actuator.timeoutUs(), cycleUs, actuator.command()),
                            cycleUs == 0
                                    ? "give the message the attribute " + CYCLE_MS
                                    : "lengthen it to two periods and more");
                }
            }
        }
    }

    /** Somebody in the protected set must check what the bus's driver hands on. */
    private static void receiver(Configuration c, Bus bus, Examination examination) {
        List<String> checking =
                c.protectedDomain().names().stream()
                        .filter(name -> c.has(name, Mechanism.E2E))
                        .toList();
        boolean connected =
                c.system().board().devices().stream()
                        .map(DeviceEntry::bus)
                        .anyMatch(bus.name()::equals);
        if (connected && checking.isEmpty()) {
            examination.find(
                    bus.name(),
                    "no protected partition has the constant '%s', so nothing shows that its"
                                    .formatted(Mechanism.E2E.symbol().orElseThrow())
                            + " messages are checked",
                    "check them with the SDK's bulkhead_mechanism.h");
        } else if (connected) {
            examination.note("checked by %s".formatted(Words.and(checking)));
        }
    }

    private static void port(
            SamplingPort port,
            Protection protection,
            Map<Integer, String> owners,
            Map<Integer, String> ports,
            Examination examination) {
        examination.note(
                "port %s: data ID 0x%x%s, a rise of %d a read, stale after %d us"
                        .formatted(
                                port.name(),
                                protection.dataId(),
                                owners.containsKey(protection.dataId())
                                        ? " of " + owners.get(protection.dataId())
                                        : "",
                                protection.maxDelta(),
                                port.refreshUs()));
        if (port.size() < HEADER_BYTES + 1) {
            examination.find(
                    port.name(),
                    "its %d bytes do not hold the header of profile 1 and data"
                            .formatted(port.size()),
                    "lengthen it");
        }
        // a port may hand on a message of a bus as it came; two ports may not carry one id
        String other = ports.putIfAbsent(protection.dataId(), port.name());
        if (other != null) {
            examination.find(
                    port.name(),
                    "its data ID 0x%x is that of port '%s' too: one passes for the other"
                            .formatted(protection.dataId(), other),
                    "choose another");
        }
    }
}
