package dev.bulkhead.telemetry;

import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/** What the health monitor and the kernel's own recovery did, and the log of it. */
final class HealthTopics implements TwinPublisher.Topics {
    private static final int KEPT = 50;

    private final Telemetry telemetry;
    private final SystemDescription system;
    private final RecordText text;
    private final Deque<ObjectNode> log = new ArrayDeque<>();
    private boolean changed;

    HealthTopics(Telemetry telemetry, SystemDescription system) {
        this.telemetry = telemetry;
        this.system = system;
        text = new RecordText(system);
        send(0);
    }

    @Override
    public void happened(TraceRecord record) {
        OptionalInt partition =
                switch (record) {
                    case HealthAction r -> OptionalInt.of(r.partition());
                    case PartitionRestarted r -> OptionalInt.of(r.partition());
                    case PartitionStopped r -> OptionalInt.of(r.partition());
                    case RestartLimitReached r -> OptionalInt.of(r.partition());
                    case KernelOops r -> OptionalInt.of(r.partition());
                    case DriverHung r -> OptionalInt.of(r.partition());
                    default -> OptionalInt.empty();
                };
        boolean whole = record instanceof EcuReset || record instanceof KernelPanic;
        if (partition.isEmpty() && !whole) {
            return;
        }
        ObjectNode event = Telemetry.at(record.atPs());
        partition.stream()
                .filter(p -> p >= 0 && p < system.partitions().size()) // kernel data may be corrupt
                .forEach(p -> event.put("partition", system.partitions().get(p).name()));
        if (record instanceof HealthAction r) {
            event.put("error", r.error().label());
            event.put("action", r.action().label());
        }
        event.put("text", text.of(record));
        telemetry.event("health/event", event);
        log.addLast(event);
        if (log.size() > KEPT) {
            log.removeFirst();
        }
        changed = true;
    }

    @Override
    public void settled() {
        if (changed) {
            changed = false;
            send((long) (log.getLast().path("timeS").doubleValue() * Telemetry.PS_PER_S));
        }
    }

    private void send(long atPs) {
        ObjectNode node = Telemetry.at(atPs);
        ArrayNode events = node.putArray("events");
        log.forEach(events::add);
        telemetry.lasting("health/log", node);
    }
}
