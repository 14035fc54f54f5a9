package dev.bulkhead.runner;

import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.telemetry.TwinSample.Crossing;
import dev.bulkhead.telemetry.TwinSample.Run;
import dev.bulkhead.telemetry.TwinSample.Timeline;
import dev.bulkhead.telemetry.TwinSample.WindowSpan;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the last major frames of a running twin: windows, who had the hart, and what crossed. Made
 * of what the twin tells while it runs, so that looking costs it nothing.
 */
final class TimelineRing {
    /** More than two frames of a healthy system have; a partition that runs wild may make more. */
    private static final int MOST = 4000;

    private final SystemDescription system;
    private final Clock clock;
    private final long framePs;
    private final Deque<WindowSpan> windows = new ArrayDeque<>();
    private final Deque<Run> runs = new ArrayDeque<>();
    private final Deque<TraceRecord> crossed = new ArrayDeque<>();
    private final Deque<Long> frames = new ArrayDeque<>();
    private final Map<Integer, Long> open = new HashMap<>();
    private final Map<End, Integer> otherEnds = new HashMap<>();
    private final Map<End, List<Integer>> readers = new HashMap<>();
    private final Map<End, Integer> receivers = new HashMap<>();
    private int running = -1;
    private long runningSincePs;

    TimelineRing(SystemDescription system) {
        this.system = system;
        clock = Clock.ofHz(system.board().clockHz());
        framePs = system.schedule().majorFrameUs() * SimTime.PS_PER_US;
        for (Channel channel : system.channels()) {
            otherEnds.put(channel.a(), place(channel.b().partition()));
            otherEnds.put(channel.b(), place(channel.a().partition()));
        }
        for (SamplingPort port : system.ports()) {
            readers.put(
                    port.writer(), port.readers().stream().map(e -> place(e.partition())).toList());
        }
        for (QueuingPort queue : system.queues()) {
            receivers.put(queue.sender(), place(queue.receiver().partition()));
        }
    }

    private int place(String partition) {
        for (int i = 0; i < system.partitions().size(); i++) {
            if (system.partitions().get(i).name().equals(partition)) {
                return i;
            }
        }
        return -1;
    }

    private End end(int partition, int id) {
        return new End(isKnown(partition) ? system.partitions().get(partition).name() : "", id);
    }

    void record(TraceRecord record) {
        switch (record) {
            case WindowStarted r -> {
                open.put(r.window(), r.atPs());
                if (r.window() == 0) {
                    keep(frames, r.atPs());
                }
            }
            case WindowEnded r -> {
                Long from = open.remove(r.window());
                if (from != null) {
                    keep(windows, new WindowSpan(r.window(), from, r.atPs()));
                }
            }
            case NotificationSent _, CallMade _, PortWritten _, QueueSent _, InterruptTaken _ ->
                    keep(crossed, record);
            default -> {}
        }
    }

    /** What a record is on a timeline; resolved when somebody asks, as few records ever are. */
    private Stream<Crossing> crossing(TraceRecord record) {
        return switch (record) {
            case NotificationSent r ->
                    to(otherEnds, "notify", r.atPs(), r.partition(), r.channel());
            case CallMade r -> to(otherEnds, "call", r.atPs(), r.partition(), r.channel());
            case QueueSent r -> to(receivers, "queue", r.atPs(), r.partition(), r.port());
            case PortWritten r ->
                    readers.getOrDefault(end(r.partition(), r.port()), List.of()).stream()
                            .map(to -> new Crossing("port", r.atPs(), r.partition(), to));
            case InterruptTaken r when isKnown(r.partition()) ->
                    Stream.of(new Crossing("interrupt", r.atPs(), -1, r.partition()));
            default -> Stream.empty();
        };
    }

    private Stream<Crossing> to(
            Map<End, Integer> others, String kind, long atPs, int partition, int id) {
        return Stream.ofNullable(others.get(end(partition, id)))
                .map(other -> new Crossing(kind, atPs, partition, other));
    }

    /** Corrupted kernel data may name partitions that there are not. */
    private boolean isKnown(int partition) {
        return partition >= 0 && partition < system.partitions().size();
    }

    /** The hart goes to another partition, -1 for none. */
    void switched(int partition, long cycle) {
        long atPs = clock.edgePs(cycle);
        if (partition == running) {
            return;
        }
        if (isKnown(running) && atPs > runningSincePs) {
            keep(runs, new Run(running, runningSincePs, atPs));
        }
        running = partition;
        runningSincePs = atPs;
    }

    private static <T> void keep(Deque<T> kept, T one) {
        kept.addLast(one);
        if (kept.size() > MOST) {
            kept.removeFirst();
        }
    }

    /** The last two whole major frames before {@code nowPs}; empty if there were none yet. */
    Optional<Timeline> last(long nowPs) {
        long startPs = system.schedule().startUs() * SimTime.PS_PER_US;
        long toPs;
        if (system.schedule().windows().isEmpty()) {
            toPs = nowPs < startPs ? 0 : startPs + (nowPs - startPs) / framePs * framePs;
        } else {
            toPs = frames.isEmpty() ? 0 : frames.getLast();
        }
        long fromPs = toPs - 2 * framePs;
        if (fromPs < startPs) {
            return Optional.empty();
        }
        forgetBefore(fromPs);
        return Optional.of(
                new Timeline(
                        fromPs,
                        toPs,
                        windows.stream().filter(w -> w.fromPs() < toPs).toList(),
                        runs.stream().filter(r -> r.fromPs() < toPs).toList(),
                        crossed.stream()
                                .filter(c -> c.atPs() < toPs)
                                .flatMap(this::crossing)
                                .toList()));
    }

    private void forgetBefore(long ps) {
        frames.removeIf(at -> at < ps);
        windows.removeIf(w -> w.toPs() <= ps);
        runs.removeIf(r -> r.toPs() <= ps);
        crossed.removeIf(c -> c.atPs() < ps);
    }
}
