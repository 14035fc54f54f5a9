package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.RefusedCalls;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemDescription.Timer;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

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
        c.system().queues().forEach(queue -> queue(c, queue, examination));
        if (c.times().isEmpty()) {
            examination.notJudged(DeadlinesMet.NO_TIMES);
            return;
        }
        c.system().ports().forEach(port -> port(c, port, examination));
        refused(c.times().get(), examination);
    }

    /** An image that writes another length than its port has, or to a port of somebody else. */
    private static void refused(ExecutionTimes times, Examination examination) {
        for (RefusedCalls calls : times.refused()) {
            examination.find(
                    calls.partition(),
                    "the kernel refused %d calls of %s in scenario '%s'"
                            .formatted(calls.count(), calls.call(), times.scenario()),
                    "give ports, queues and channels the ids and sizes that its image has");
        }
    }

    private static void port(Configuration c, SamplingPort port, Examination examination) {
        Partition writer = c.partition(port.writer().partition());
        int least = port.advisory().map(a -> a.minPeriodUs()).orElse(0);
        Optional<Pace> pace = pace(c, port);
        if (least > 0) {
            examination.note(
                    ("port %s: '%s' writes when it is asked to, at most each %d us; a message"
                                    + " counts for %d us")
                            .formatted(port.name(), writer.name(), least, port.refreshUs()));
            return;
        }
        if (pace.isEmpty()) {
            unknown(port, writer, c.times().orElseThrow(), examination);
            return;
        }
        int jitterUs = c.system().schedule().majorFrameUs();
        long needed = (long) pace.get().us() + jitterUs;
        examination.note(
                ("port %s: written by '%s' each %d us at most, a frame of jitter %d us, stale after"
                                + " %d us")
                        .formatted(
                                port.name(),
                                writer.name(),
                                pace.get().us(),
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

    private static void unknown(
            SamplingPort port, Partition writer, ExecutionTimes times, Examination examination) {
        examination.find(
                port.name(),
                "'%s' has neither timer nor bus and did not write it twice in scenario '%s': how old"
                                .formatted(writer.name(), times.scenario())
                        + " a message may be is unknown",
                "measure with another --scenario, or accept it with a reason");
    }

    private static void queue(Configuration c, QueuingPort queue, Examination examination) {
        Partition sender = c.partition(queue.sender().partition());
        Partition receiver = c.partition(queue.receiver().partition());
        int frameUs = c.system().schedule().majorFrameUs();
        int from = periodsUs(c, sender).min().orElse(frameUs);
        int to = periodsUs(c, receiver).max().orElse(frameUs);
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

    /**
     * How often a port is written, jitter apart.
     *
     * @param us until it is written again
     * @param whole whether that was measured from one write to the next, so that it holds what its
     *     writer does for it, too
     */
    record Pace(int us, boolean whole) {}

    /**
     * The period of what sets a port's writer going, a timer or a node of its bus, that is nearest
     * to the longest time measured between two writes. That time itself if nothing sets it going
     * that seldom; the slowest of all if it was not written twice.
     */
    static Optional<Pace> pace(Configuration c, SamplingPort port) {
        List<Integer> periods =
                periodsUs(c, c.partition(port.writer().partition())).boxed().toList();
        OptionalLong measured = c.times().orElseThrow().longestGapUs(port.name());
        if (measured.isEmpty()) {
            return periods.stream().max(Integer::compare).map(us -> new Pace(us, false));
        }
        int gap = (int) Math.min(measured.getAsLong(), Integer.MAX_VALUE);
        int jitterUs = c.system().schedule().majorFrameUs();
        return periods.stream()
                .min(Comparator.comparingInt(us -> Math.abs(us - gap)))
                .filter(us -> gap - jitterUs <= us)
                .map(us -> new Pace(us, false))
                .or(() -> Optional.of(new Pace(gap, true)));
    }

    /** Of its timers and of the nodes on its buses. */
    private static IntStream periodsUs(Configuration c, Partition partition) {
        IntStream nodes =
                c.system().board().devices().stream()
                        .filter(d -> c.system().owner(d.name()) == c.index(partition.name()))
                        .map(DeviceEntry::bus)
                        .flatMap(
                                bus ->
                                        c.system().buses().stream()
                                                .filter(b -> b.name().equals(bus)))
                        .map(Bus::nodes)
                        .flatMap(List::stream)
                        .filter(n -> n instanceof RestbusNode.Sender)
                        .mapToInt(n -> ((RestbusNode.Sender) n).sends().periodUs());
        return IntStream.concat(partition.timers().stream().mapToInt(Timer::periodUs), nodes);
    }
}
