package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.MessageCheck;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.e2e.E2eKind;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.restbus.MessageProtection;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.system.Advisory.Protection;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * C5: each message of a protected bus has a data ID that no other message of the system has, in a
 * message long enough for its profile; its receivers know when it is missing.
 */
record EndToEnd() implements RuleCheck {
    static final String CYCLE_MS = "GenMsgCycleTime";

    @Override
    public Rule rule() {
        return Rule.C5;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.isOff(Mechanism.E2E)) {
            examination.off(Mechanism.E2E);
        }
        Map<List<Integer>, String> owners = new LinkedHashMap<>();
        List<Bus> buses = c.system().buses();
        for (int i = 0; i < buses.size(); i++) {
            boolean safe = c.protectedDomain().hasBus(i);
            for (DbcMessage message : buses.get(i).database().messages()) {
                message(buses.get(i), message, safe, owners, examination);
            }
            timeouts(buses.get(i), examination);
            if (safe) {
                receiver(c, buses.get(i), examination);
                checks(c, buses.get(i), examination);
            }
        }
        Map<List<Integer>, String> ports = new LinkedHashMap<>();
        for (SamplingPort port : c.system().ports()) {
            port.advisory()
                    .flatMap(a -> a.e2e())
                    .ifPresent(p -> port(c, port, p, ports, examination));
        }
    }

    private static void message(
            Bus bus,
            DbcMessage message,
            boolean safe,
            Map<List<Integer>, String> owners,
            Examination examination) {
        MessageProtection protection = MessageProtection.of(message);
        if (protection instanceof MessageProtection.None && !safe) {
            return;
        }
        examination.note(
                "%s on %s: %s, %d bytes"
                        .formatted(
                                message.name(),
                                bus.name(),
                                protection instanceof MessageProtection.By(E2eProfile profile)
                                        ? label(profile)
                                        : "no data ID",
                                message.length()));
        switch (protection) {
            case MessageProtection.None(String attribute) ->
                    examination.find(
                            message.name(),
                            "on protected bus '%s' without a data ID: not protected from end to end"
                                    .formatted(bus.name()),
                            "give it the attribute %s, or accept it with a reason"
                                    .formatted(attribute));
            case MessageProtection.Wrong(String what, String remedy) ->
                    examination.find(message.name(), what, remedy);
            case MessageProtection.By(E2eProfile profile) -> {
                room(message.name(), profile, message.length(), examination);
                owner(message.name(), profile, owners, "'%s'", examination);
            }
        }
    }

    /** Profile 1 is what is meant where none is named. */
    private static String label(E2eProfile profile) {
        String ids =
                profile.dataIds().stream().map("0x%x"::formatted).collect(Collectors.joining(" "));
        String of = profile.kind() == E2eKind.P01 ? "" : " of profile " + profile.kind().number();
        return (profile.dataIds().size() == 1 ? "data ID " : "data IDs ") + ids + of;
    }

    private static void room(
            String subject, E2eProfile profile, int length, Examination examination) {
        if (length <= profile.kind().headerBytes()) {
            examination.find(
                    subject,
                    "its %d bytes do not hold the header of profile %d and data"
                            .formatted(length, profile.kind().number()),
                    "lengthen it");
        }
    }

    /** No other message of the kind may have its data ID, or all of a list of them. */
    private static void owner(
            String subject,
            E2eProfile profile,
            Map<List<Integer>, String> owners,
            String kind,
            Examination examination) {
        String other = owners.putIfAbsent(profile.dataIds(), subject);
        if (other != null) {
            boolean one = profile.dataIds().size() == 1;
            examination.find(
                    subject,
                    "its %s that of %s too: one passes for the other"
                            .formatted(
                                    one
                                            ? "data ID 0x%x is"
                                                    .formatted(profile.dataIds().getFirst())
                                            : "list of data IDs is",
                                    kind.formatted(other)),
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

    /** Who takes what a node sends must know when it is missing, and when its counter jumps. */
    private static void checks(Configuration c, Bus bus, Examination examination) {
        for (RestbusNode node : bus.nodes()) {
            if (node instanceof RestbusNode.Sender sender
                    && MessageProtection.of(bus.database().message(sender.sends().message()))
                            instanceof MessageProtection.By(E2eProfile profile)) {
                c.times()
                        .ifPresentOrElse(
                                times -> checked(c, sender.sends(), profile, times, examination),
                                () -> examination.notJudged(DeadlinesMet.NO_TIMES));
            }
        }
    }

    private static void checked(
            Configuration c,
            RestbusNode.Sending sending,
            E2eProfile profile,
            ExecutionTimes times,
            Examination examination) {
        List<MessageCheck> checks =
                times.checks().stream()
                        .filter(each -> c.protectedDomain().names().contains(each.partition()))
                        .filter(each -> each.dataIds().equals(profile.dataIds()))
                        .toList();
        if (checks.isEmpty()) {
            examination.find(
                    sending.message(),
                    ("no protected partition checked it in scenario '%s': neither its timeout nor"
                                    + " a greatest rise of its counter is known")
                            .formatted(times.scenario()),
                    "check it with the SDK's e2e.h, or measure with another --scenario");
        }
        for (MessageCheck check : checks) {
            int staleUs =
                    c.system().ports().stream()
                            .filter(port -> port.name().equals(check.port()))
                            .mapToInt(SamplingPort::refreshUs)
                            .findFirst()
                            .orElse(0);
            examination.note(
                    ("%s: '%s' checks it with a rise of %d a check, port %s is stale after %d us,"
                                    + " it comes each %d us")
                            .formatted(
                                    sending.message(),
                                    check.partition(),
                                    check.maxDelta(),
                                    check.port().isEmpty() ? "none" : check.port(),
                                    staleUs,
                                    sending.periodUs()));
            if (staleUs <= sending.periodUs()) {
                examination.find(
                        sending.message(),
                        staleUs == 0
                                ? "'%s' takes it from no port, so nothing says when it is stale"
                                        .formatted(check.partition())
                                : ("port '%s', by which '%s' takes it, is stale after %d us, not"
                                                + " above its period of %d us")
                                        .formatted(
                                                check.port(),
                                                check.partition(),
                                                staleUs,
                                                sending.periodUs()),
                        staleUs == 0
                                ? "hand it over by a port"
                                : "raise refresh_us to two periods and more");
            }
            steps(
                    sending.message(),
                    "the max_delta %d of '%s'".formatted(check.maxDelta(), check.partition()),
                    check.maxDelta(),
                    profile,
                    examination);
        }
    }

    private static void steps(
            String subject,
            String what,
            long maxDelta,
            E2eProfile profile,
            Examination examination) {
        long counterValues = profile.kind().counterValues();
        if (maxDelta >= counterValues - 1) {
            examination.find(
                    subject,
                    "%s excludes no step of a counter of %d values".formatted(what, counterValues),
                    "write how many messages may be missed");
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

    /**
     * A port may hand on a message of a bus as it came, one that feeds its writer; two ports may
     * not carry one id.
     */
    private static void port(
            Configuration c,
            SamplingPort port,
            Protection protection,
            Map<List<Integer>, String> ports,
            Examination examination) {
        E2eProfile profile = protection.profile();
        List<Sent> owners =
                c.system().buses().stream()
                        .flatMap(
                                bus ->
                                        bus.database().messages().stream()
                                                .map(m -> new Sent(bus, m)))
                        .filter(sent -> sent.has(profile.dataIds()))
                        .toList();
        examination.note(
                "port %s: %s%s, a rise of %d a read, stale after %d us"
                        .formatted(
                                port.name(),
                                label(profile),
                                owners.isEmpty() ? "" : " of " + owners.getFirst().message().name(),
                                protection.maxDelta(),
                                port.refreshUs()));
        room(port.name(), profile, port.size(), examination);
        owner(port.name(), profile, ports, "port '%s'", examination);
        steps(
                port.name(),
                "max_delta " + protection.maxDelta(),
                protection.maxDelta(),
                profile,
                examination);
        for (MessageCheck check : c.times().map(ExecutionTimes::checks).orElse(List.of())) {
            if (check.port().equals(port.name())
                    && check.dataIds().equals(profile.dataIds())
                    && check.maxDelta() != protection.maxDelta()) {
                examination.find(
                        port.name(),
                        "its reader '%s' checks with a max_delta of %d, not %d"
                                .formatted(
                                        check.partition(), check.maxDelta(), protection.maxDelta()),
                        "write that of its image");
            }
        }
        for (Sent sent : owners) {
            DbcMessage message = sent.message();
            List<String> feeding = feeding(c, port);
            if (!feeding.contains(sent.bus().name())) {
                examination.find(
                        port.name(),
                        "has the data ID of '%s' of bus '%s', which does not feed '%s'"
                                        .formatted(
                                                message.name(),
                                                sent.bus().name(),
                                                port.writer().partition())
                                + ": one passes for the other",
                        "write the data ID of the message that it hands on");
            } else if (message.length() > port.size()) {
                examination.find(
                        port.name(),
                        "its %d bytes do not hold the %d of '%s', which it hands on"
                                .formatted(port.size(), message.length(), message.name()),
                        "raise its size");
            }
        }
    }

    /** A message of a bus. */
    private record Sent(Bus bus, DbcMessage message) {
        boolean has(List<Integer> dataIds) {
            return MessageProtection.of(message) instanceof MessageProtection.By(E2eProfile profile)
                    && profile.dataIds().equals(dataIds);
        }
    }

    /** Buses from which a port's writer takes what it hands to readers of a higher level. */
    private static List<String> feeding(Configuration c, SamplingPort port) {
        Level writer = c.partition(port.writer().partition()).level();
        Flow flow = Flow.of(c.system());
        return port.readers().stream()
                .map(reader -> c.partition(reader.partition()))
                .filter(reader -> reader.level().compareTo(writer) > 0)
                .flatMap(reader -> AdvisoryUpward.buses(c, flow, port, reader).stream())
                .distinct()
                .toList();
    }
}
