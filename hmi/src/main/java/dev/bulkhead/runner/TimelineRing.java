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
    private final Deque<Crossing> crossings = new ArrayDeque<>();
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
        boolean known = partition >= 0 && partition < system.partitions().size();
        return new End(known ? system.partitions().get(partition).name() : "", id);
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
            case NotificationSent r -> cross("notify", r.atPs(), r.partition(), r.channel());
            case CallMade r -> cross("call", r.atPs(), r.partition(), r.channel());
            case PortWritten r -> {
                for (int reader : readers.getOrDefault(end(r.partition(), r.port()), List.of())) {
                    keep(crossings, new Crossing("port", r.atPs(), r.partition(), reader));
                }
            }
            case QueueSent r -> {
                Integer receiver = receivers.get(end(r.partition(), r.port()));
                if (receiver != null) {
                    keep(crossings, new Crossing("queue", r.atPs(), r.partition(), receiver));
                }
            }
            case InterruptTaken r -> {
                if (r.partition() >= 0 && r.partition() < system.partitions().size()) {
                    keep(crossings, new Crossing("interrupt", r.atPs(), -1, r.partition()));
                }
            }
            default -> {}
        }
    }

    private void cross(String kind, long atPs, int partition, int channel) {
        Integer other = otherEnds.get(end(partition, channel));
        if (other != null) {
            keep(crossings, new Crossing(kind, atPs, partition, other));
        }
    }

    /** The hart goes to another partition, -1 for none. */
    void switched(int partition, long cycle) {
        long atPs = clock.edgePs(cycle);
        if (partition == running) {
            return;
        }
        boolean known = running >= 0 && running < system.partitions().size();
        if (known && atPs > runningSincePs) {
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
                        crossings.stream().filter(c -> c.atPs() < toPs).toList()));
    }

    private void forgetBefore(long ps) {
        frames.removeIf(at -> at < ps);
        windows.removeIf(w -> w.toPs() <= ps);
        runs.removeIf(r -> r.toPs() <= ps);
        crossings.removeIf(c -> c.atPs() < ps);
    }
}
