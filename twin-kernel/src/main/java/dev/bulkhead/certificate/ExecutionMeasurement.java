package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.Entry;
import dev.bulkhead.certificate.ExecutionTimes.EntryTime;
import dev.bulkhead.certificate.ExecutionTimes.FrameTime;
import dev.bulkhead.certificate.ExecutionTimes.PortTime;
import dev.bulkhead.certificate.ExecutionTimes.RefusedCalls;
import dev.bulkhead.certificate.ExecutionTimes.WindowTime;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.ArgumentRefused;
import dev.bulkhead.trace.TraceRecord.CallReplied;
import dev.bulkhead.trace.TraceRecord.CallTaken;
import dev.bulkhead.trace.TraceRecord.CapabilityRefused;
import dev.bulkhead.trace.TraceRecord.NotificationsTaken;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;
import dev.bulkhead.trace.TraceRecord.PortRead;
import dev.bulkhead.trace.TraceRecord.PortWritten;
import dev.bulkhead.twin.Twin;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a scenario and notes how long each partition had the hart: from one event that it takes to
 * the next, and in each major frame. What the kernel does for it while it has the hart is its own;
 * what others run meanwhile is not.
 */
public final class ExecutionMeasurement {
    private final Twin twin;
    private final long clockHz;
    private final long frameCycles;
    private final long startCycle;

    /** Where in the frame each window starts; one at 0 if there are none. */
    private final List<Long> windows;

    private final long[] held;
    private final Open[] open;
    private final List<Stretch> frames = new ArrayList<>();
    private final List<List<Stretch>> inWindows = new ArrayList<>();
    private final Map<Key, long[]> entries = new TreeMap<>();

    /** By partition and port id: when it was last written, the longest from write to write. */
    private final Map<Integer, Map<Integer, long[]>> writes = new TreeMap<>();

    /** By partition and number of the call. */
    private final Map<Integer, Map<Integer, Long>> refused = new TreeMap<>();

    private final PaidCalls calls;
    private final MessageChecks checks;

    private int loaded = -1;
    private long since;

    private record Key(int partition, Entry entry, long channels) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = Integer.compare(partition, other.partition);
            order = order != 0 ? order : entry.compareTo(other.entry);
            return order != 0 ? order : Long.compare(channels, other.channels);
        }
    }

    /** An entry under way. */
    private record Open(Key key, long heldBefore) {}

    /** Time in a frame, or in a window of it, and the most of any frame. */
    private static final class Stretch {
        private long frame;
        private long held;
        private long switches;
        private long longest;
        private long most;

        private void hold(long inFrame, long cycles) {
            to(inFrame);
            held += cycles;
            longest = Math.max(longest, held);
        }

        private void switched(long inFrame) {
            to(inFrame);
            switches++;
            most = Math.max(most, switches);
        }

        private void to(long next) {
            if (next != frame) {
                frame = next;
                held = 0;
                switches = 0;
            }
        }
    }

    /**
     * @param settings under which the system runs
     */
    public ExecutionMeasurement(LoadedSystem system, Scenario scenario, Twin.Settings settings) {
        SystemDescription description = system.description();
        int partitions = description.partitions().size();
        held = new long[partitions];
        open = new Open[partitions];
        clockHz = description.board().clockHz();
        frameCycles = description.schedule().majorFrameUs() * clockHz / 1_000_000;
        startCycle = description.schedule().startUs() * clockHz / 1_000_000;
        windows =
                description.schedule().windows().isEmpty()
                        ? List.of(0L)
                        : description.schedule().windows().stream()
                                .map(w -> w.startUs() * clockHz / 1_000_000)
                                .toList();
        for (int i = 0; i < partitions; i++) {
            frames.add(new Stretch());
            inWindows.add(windows.stream().map(_ -> new Stretch()).toList());
        }
        calls = new PaidCalls(description);
        twin = new Twin(system, scenario, settings, this::record);
        checks = new MessageChecks(system, twin.ecu().hart(), twin.ecu().ram());
        twin.statistics().onSwitch(this::switched);
    }

    /** The twin that is measured, to be run by its caller. */
    public Twin twin() {
        return twin;
    }

    /** What was measured up to now. */
    public ExecutionTimes times(int marginPercent) {
        List<EntryTime> measured = new ArrayList<>();
        List<Partition> partitions = twin.system().partitions();
        entries.forEach(
                (key, value) ->
                        measured.add(
                                new EntryTime(
                                        partitions.get(key.partition()).name(),
                                        key.entry(),
                                        key.channels(),
                                        value[0],
                                        value[1])));
        List<FrameTime> inFrames = new ArrayList<>();
        List<WindowTime> windowTimes = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            String name = partitions.get(i).name();
            inFrames.add(new FrameTime(name, frames.get(i).longest, frames.get(i).most));
            for (int w = 0; w < windows.size(); w++) {
                Stretch window = inWindows.get(i).get(w);
                if (window.longest > 0) {
                    windowTimes.add(new WindowTime(name, w, window.longest, window.most));
                }
            }
        }
        long ms = twin.now().ps() / (SimTime.PS_PER_US * 1000);
        return new ExecutionTimes(
                twin.scenario().name(),
                ms,
                marginPercent,
                measured,
                inFrames,
                windowTimes,
                ports(),
                calls.times(),
                checks.checks(),
                refused());
    }

    private List<PortTime> ports() {
        List<PortTime> ports = new ArrayList<>();
        for (SamplingPort port : twin.system().ports()) {
            End writer = port.writer();
            int partition = Words.names(twin.system().partitions()).indexOf(writer.partition());
            long[] written = writes.getOrDefault(partition, Map.of()).get(writer.id());
            if (written != null && written[1] > 0) { // twice at least
                long gapPs = Math.max(written[1], twin.now().ps() - written[0]);
                ports.add(new PortTime(port.name(), Math.ceilDiv(gapPs, SimTime.PS_PER_US)));
            }
        }
        return ports;
    }

    private List<RefusedCalls> refused() {
        List<RefusedCalls> calls = new ArrayList<>();
        List<String> names = Words.names(twin.system().partitions());
        refused.forEach(
                (partition, counts) ->
                        counts.forEach(
                                (call, count) ->
                                        calls.add(
                                                new RefusedCalls(
                                                        names.get(partition),
                                                        KernelWords.call(call),
                                                        count))));
        return calls;
    }

    private void switched(int partition, long cycle) {
        hold(cycle);
        loaded = partition;
        if (known(partition)) {
            frames.get(partition).switched(frame(cycle));
            inWindows.get(partition).get(window(cycle)).switched(frame(cycle));
        }
    }

    /** Counts the hart time of whoever has it up to a cycle, split where windows start. */
    private void hold(long cycle) {
        long from = since;
        while (known(loaded) && from < cycle) {
            long end = Math.min(cycle, nextWindow(from));
            frames.get(loaded).hold(frame(from), end - from);
            inWindows.get(loaded).get(window(from)).hold(frame(from), end - from);
            held[loaded] += end - from;
            from = end;
        }
        since = Math.max(since, cycle);
    }

    private long frame(long cycle) {
        return Math.floorDiv(cycle - startCycle, frameCycles);
    }

    /** The window that began last; before the first of a frame the last of the frame before. */
    private int window(long cycle) {
        long phase = Math.floorMod(cycle - startCycle, frameCycles);
        int last = windows.size() - 1;
        for (int i = 0; i < windows.size(); i++) {
            if (windows.get(i) <= phase) {
                last = i;
            }
        }
        return last;
    }

    /** The first start of a window or a frame after a cycle. */
    private long nextWindow(long cycle) {
        long start = startCycle + frame(cycle) * frameCycles;
        for (long window : windows) {
            if (start + window > cycle) {
                return start + window;
            }
        }
        return start + frameCycles;
    }

    private void record(TraceRecord record) {
        switch (record) {
            case NotificationsTaken r -> begin(r.partition(), Entry.NOTIFIED, r.bits(), r.atPs());
            case CallTaken r -> {
                begin(r.partition(), Entry.PROTECTED, 1L << r.channel(), r.atPs());
                calls.taken(r.partition(), r.channel(), r.atPs());
            }
            case CallReplied r -> end(r.partition(), r.atPs());
            case PartitionStarted r -> begin(r.partition(), Entry.INIT, 0, r.atPs());
            case PortRead r -> checks.portRead(r.partition(), r.port(), r.message());
            case PortWritten r -> written(r.partition(), r.port(), r.atPs());
            case CapabilityRefused r -> refused(r.partition(), r.call());
            case ArgumentRefused r -> refused(r.partition(), r.call());
            default -> {}
        }
    }

    private void written(int partition, int port, long atPs) {
        Map<Integer, long[]> ports = writes.computeIfAbsent(partition, _ -> new TreeMap<>());
        long[] written = ports.get(port);
        if (written == null) {
            ports.put(port, new long[] {atPs, 0});
        } else {
            written[1] = Math.max(written[1], atPs - written[0]);
            written[0] = atPs;
        }
    }

    private void refused(int partition, int call) {
        if (known(partition)) {
            refused.computeIfAbsent(partition, _ -> new TreeMap<>()).merge(call, 1L, Long::sum);
        }
    }

    private void begin(int partition, Entry entry, long channels, long atPs) {
        if (known(partition)) {
            end(partition, atPs);
            open[partition] = new Open(new Key(partition, entry, channels), held[partition]);
        }
    }

    /** At the next event, and of a call with its reply: from there on its caller does not pay. */
    private void end(int partition, long atPs) {
        if (!known(partition)) {
            return;
        }
        calls.over(partition);
        hold(
                BigInteger.valueOf(atPs)
                        .multiply(BigInteger.valueOf(clockHz))
                        .divide(BigInteger.valueOf(1_000_000_000_000L))
                        .longValue());
        Open before = open[partition];
        if (before != null) {
            long[] value = entries.computeIfAbsent(before.key(), _ -> new long[2]);
            value[0]++;
            value[1] = Math.max(value[1], held[partition] - before.heldBefore());
        }
        open[partition] = null;
    }

    private boolean known(int partition) {
        return partition >= 0 && partition < held.length;
    }
}
