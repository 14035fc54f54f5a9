package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemDescription.Window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Channels and ports have two ends, ids are unique in their partition, and a call can be served. As
 * a callee's priority is above its caller's, calls form no circle.
 */
final class CommunicationChecks {
    private final Document document;
    private final SystemDescription system;
    private final BrokenRules broken;
    private final Set<String> partitions;
    private final List<Claim> channelIds = new ArrayList<>();
    private final List<Claim> portIds = new ArrayList<>();

    private record Claim(End end, String owner, List<Object> path) {}

    private CommunicationChecks(Document document, SystemDescription system, BrokenRules broken) {
        this.document = document;
        this.system = system;
        this.broken = broken;
        this.partitions =
                system.partitions().stream()
                        .map(Partition::name)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    static void check(Document document, SystemDescription system, BrokenRules broken) {
        CommunicationChecks checks = new CommunicationChecks(document, system, broken);
        checks.channels();
        checks.kernelNotifications();
        checks.ports();
        checks.queues();
        checks.owners(checks.portIds);
        checks.healthNotifications(checks.owners(checks.channelIds));
    }

    private void channels() {
        for (int i = 0; i < system.channels().size(); i++) {
            Channel channel = system.channels().get(i);
            known(channel.a(), "channels", i, "a", "partition");
            known(channel.b(), "channels", i, "b", "partition");
            if (channel.a().partition().equals(channel.b().partition())) {
                throw document.error(
                        "both ends are in '" + channel.a().partition() + "'",
                        "name two partitions",
                        "channels",
                        i,
                        "b",
                        "partition");
            }
            claim(channelIds, channel.a(), "channel " + (i + 1), "channels", i, "a", "id");
            claim(channelIds, channel.b(), "channel " + (i + 1), "channels", i, "b", "id");
            if (channel.call()) {
                call(channel, i);
            }
        }
    }

    private void call(Channel channel, int i) {
        Partition caller = partition(channel.a());
        Partition callee = partition(channel.b());
        if (callee.priority() <= caller.priority()) {
            broken.add(
                    Rule.T6,
                    document.error(
                            "'%s' of priority %d would call '%s' of priority %d"
                                    .formatted(
                                            caller.name(),
                                            caller.priority(),
                                            callee.name(),
                                            callee.priority()),
                            "raise the callee's priority above the caller's",
                            "channels",
                            i,
                            "call"));
        }
        List<Window> windows = system.schedule().windows();
        for (int w = 0; w < windows.size(); w++) {
            List<String> there = windows.get(w).partitions();
            if (there.contains(caller.name()) && !there.contains(callee.name())) {
                broken.add(
                        Rule.T6,
                        document.error(
                                "'%s' would call '%s', which is not in window %d with it"
                                        .formatted(caller.name(), callee.name(), w + 1),
                                "add the callee to that window",
                                "channels",
                                i,
                                "call"));
            }
        }
    }

    private void kernelNotifications() {
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            for (int n = 0; n < partition.interrupts().size(); n++) {
                End end = new End(partition.name(), partition.interrupts().get(n).channel());
                claim(
                        channelIds,
                        end,
                        "interrupt " + (n + 1),
                        "partitions",
                        i,
                        "interrupts",
                        n,
                        "channel");
            }
            for (int t = 0; t < partition.timers().size(); t++) {
                End end = new End(partition.name(), partition.timers().get(t).channel());
                claim(channelIds, end, "timer " + (t + 1), "partitions", i, "timers", t, "channel");
            }
        }
    }

    /** Several partitions may report to one id. */
    private void healthNotifications(Map<End, String> owners) {
        for (int i = 0; i < system.partitions().size(); i++) {
            Health.HealthTable health = system.partitions().get(i).health();
            End end = new End(health.notifyPartition(), health.notifyChannel());
            if (!health.notifyPartition().isEmpty() && owners.containsKey(end)) {
                broken.add(
                        Rule.C1,
                        taken(
                                owners.get(end),
                                end,
                                "partitions",
                                i,
                                "health",
                                "notify",
                                "channel"));
            }
        }
    }

    private void ports() {
        for (int i = 0; i < system.ports().size(); i++) {
            SamplingPort port = system.ports().get(i);
            known(port.writer(), "ports", i, "writer", "partition");
            claim(portIds, port.writer(), "port '" + port.name() + "'", "ports", i, "writer", "id");
            for (int r = 0; r < port.readers().size(); r++) {
                End reader = port.readers().get(r);
                known(reader, "ports", i, "readers", r, "partition");
                if (reader.partition().equals(port.writer().partition())) {
                    throw document.error(
                            "'" + reader.partition() + "' reads what it writes",
                            "name another reader",
                            "ports",
                            i,
                            "readers",
                            r,
                            "partition");
                }
                claim(
                        portIds,
                        reader,
                        "port '" + port.name() + "'",
                        "ports",
                        i,
                        "readers",
                        r,
                        "id");
            }
        }
    }

    private void queues() {
        for (int i = 0; i < system.queues().size(); i++) {
            QueuingPort queue = system.queues().get(i);
            String owner = "queue '" + queue.name() + "'";
            known(queue.sender(), "queues", i, "sender", "partition");
            known(queue.receiver(), "queues", i, "receiver", "partition");
            if (queue.receiver().partition().equals(queue.sender().partition())) {
                throw document.error(
                        "'" + queue.receiver().partition() + "' receives what it sends",
                        "name another receiver",
                        "queues",
                        i,
                        "receiver",
                        "partition");
            }
            claim(portIds, queue.sender(), owner, "queues", i, "sender", "id");
            claim(portIds, queue.receiver(), owner, "queues", i, "receiver", "id");
        }
    }

    private void known(End end, Object... path) {
        document.requireKnown("partition", end.partition(), partitions, path);
    }

    private static void claim(List<Claim> claims, End end, String owner, Object... path) {
        claims.add(new Claim(end, owner, List.of(path)));
    }

    /** Of two that want one id the one in the document itself is refused. */
    private Map<End, String> owners(List<Claim> claims) {
        claims.sort(Comparator.comparing(claim -> document.isOwn(claim.path().toArray())));
        Map<End, String> owners = new LinkedHashMap<>();
        for (Claim claim : claims) {
            if (owners.containsKey(claim.end())) {
                broken.add(
                        Rule.C1,
                        taken(owners.get(claim.end()), claim.end(), claim.path().toArray()));
            }
            owners.putIfAbsent(claim.end(), claim.owner());
        }
        return owners;
    }

    private InputError taken(String owner, End end, Object... path) {
        return document.error(
                "id %d of '%s' is already that of %s".formatted(end.id(), end.partition(), owner),
                "choose another id from 0 to 61",
                path);
    }

    private Partition partition(End end) {
        return system.partition(end.partition()).orElseThrow();
    }
}
