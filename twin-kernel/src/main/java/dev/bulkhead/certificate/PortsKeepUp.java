package dev.bulkhead.certificate;

import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemDescription.Timer;

import java.util.List;
import java.util.OptionalInt;

/**
 * C1: a message outlasts its writer's period and a frame of jitter; a queue holds what comes
 * between two looks of its receiver.
 */
record PortsKeepUp() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.C1;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        c.system().ports().forEach(port -> port(c, port, examination));
        c.system().queues().forEach(queue -> queue(c, queue, examination));
    }

    private static void port(Configuration c, SamplingPort port, Examination examination) {
        Partition writer = c.partition(port.writer().partition());
        int least = port.advisory().map(a -> a.minPeriodUs()).orElse(0);
        OptionalInt period = periodUs(c, writer);
        if (least > 0) {
            examination.note(
                    ("port %s: '%s' writes when it is asked to, at most each %d us; a message"
                                    + " counts for %d us")
                            .formatted(port.name(), writer.name(), least, port.refreshUs()));
            return;
        }
        if (period.isEmpty()) {
            examination.note(
                    "port %s: '%s' has neither timer nor bus, so no period to compare"
                            .formatted(port.name(), writer.name()));
            return;
        }
        int jitterUs = c.system().schedule().majorFrameUs();
        long needed = (long) period.getAsInt() + jitterUs;
        examination.note(
                ("port %s: written by '%s' each %d us at most, a frame of jitter %d us, stale after"
                                + " %d us")
                        .formatted(
                                port.name(),
                                writer.name(),
                                period.getAsInt(),
                                jitterUs,
                                port.refreshUs()));
        if (port.refreshUs() < needed) {
            examination.find(
                    port.name(),
                    "is stale after %d us, but '%s' may take %d us to write again"
                            .formatted(port.refreshUs(), writer.name(), needed),
                    "raise refresh_us to %d".formatted(needed));
        }
    }

    private static void queue(Configuration c, QueuingPort queue, Examination examination) {
        Partition sender = c.partition(queue.sender().partition());
        Partition receiver = c.partition(queue.receiver().partition());
        int frameUs = c.system().schedule().majorFrameUs();
        int from = periodUs(c, sender).orElse(frameUs);
        int to = periodUs(c, receiver).orElse(frameUs);
        int burst = Math.ceilDiv(to + frameUs, from);
        examination.note(
                ("queue %s: '%s' sends each %d us, '%s' looks each %d us with a frame of jitter: %d"
                                + " messages, depth %d")
                        .formatted(
                                queue.name(),
                                sender.name(),
                                from,
                                receiver.name(),
                                to,
                                burst,
                                queue.depth()));
        if (queue.depth() < burst) {
            examination.find(
                    queue.name(),
                    "holds %d messages, but %d may come before '%s' looks again"
                            .formatted(queue.depth(), burst, receiver.name()),
                    "raise depth to " + burst);
        }
    }

    /** Of its slowest timer; of the slowest node on its bus if it has none. */
    static OptionalInt periodUs(Configuration c, Partition partition) {
        OptionalInt timer = partition.timers().stream().mapToInt(Timer::periodUs).max();
        if (timer.isPresent()) {
            return timer;
        }
        return c.system().board().devices().stream()
                .filter(d -> c.system().owner(d.name()) == c.index(partition.name()))
                .map(DeviceEntry::bus)
                .flatMap(bus -> c.system().buses().stream().filter(b -> b.name().equals(bus)))
                .map(Bus::nodes)
                .flatMap(List::stream)
                .filter(n -> n instanceof RestbusNode.Sender)
                .mapToInt(n -> ((RestbusNode.Sender) n).sends().periodUs())
                .max();
    }
}
