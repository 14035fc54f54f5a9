package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.Entry;
import dev.bulkhead.certificate.ExecutionTimes.EntryTime;
import dev.bulkhead.certificate.ExecutionTimes.FrameTime;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.CallTaken;
import dev.bulkhead.trace.TraceRecord.NotificationsTaken;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;
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

    private final long[] held;
    private final Open[] open;
    private final long[] frame;
    private final long[] frameHeld;
    private final long[] frameSwitches;
    private final long[] longestFrame;
    private final long[] mostSwitches;
    private final Map<Key, long[]> entries = new TreeMap<>();

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

    /**
     * @param settings under which the system runs
     */
    public ExecutionMeasurement(LoadedSystem system, Scenario scenario, Twin.Settings settings) {
        SystemDescription description = system.description();
        int partitions = description.partitions().size();
        held = new long[partitions];
        open = new Open[partitions];
        frame = new long[partitions];
        frameHeld = new long[partitions];
        frameSwitches = new long[partitions];
        longestFrame = new long[partitions];
        mostSwitches = new long[partitions];
        clockHz = description.board().clockHz();
        frameCycles = description.schedule().majorFrameUs() * clockHz / 1_000_000;
        startCycle = description.schedule().startUs() * clockHz / 1_000_000;
        twin = new Twin(system, scenario, settings, this::record);
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
        List<FrameTime> frames = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            frames.add(
                    new FrameTime(
                            partitions.get(i).name(),
                            Math.max(longestFrame[i], frameHeld[i]),
                            Math.max(mostSwitches[i], frameSwitches[i])));
        }
        long ms = twin.now().ps() / (SimTime.PS_PER_US * 1000);
        return new ExecutionTimes(twin.scenario().name(), ms, marginPercent, measured, frames);
    }

    private void switched(int partition, long cycle) {
        hold(cycle);
        loaded = partition;
        if (known(partition)) {
            toFrame(partition, cycle);
            frameSwitches[partition]++;
        }
    }

    /** Counts the hart time of whoever has it up to a cycle. */
    private void hold(long cycle) {
        if (known(loaded)) {
            long from = since;
            while (from < cycle) {
                toFrame(loaded, from);
                long end = Math.min(cycle, startCycle + (frame[loaded] + 1) * frameCycles);
                frameHeld[loaded] += end - from;
                held[loaded] += end - from;
                from = end;
            }
        }
        since = Math.max(since, cycle);
    }

    private void toFrame(int partition, long cycle) {
        long now = Math.floorDiv(cycle - startCycle, frameCycles);
        if (now != frame[partition]) {
            longestFrame[partition] = Math.max(longestFrame[partition], frameHeld[partition]);
            mostSwitches[partition] = Math.max(mostSwitches[partition], frameSwitches[partition]);
            frame[partition] = now;
            frameHeld[partition] = 0;
            frameSwitches[partition] = 0;
        }
    }

    private void record(TraceRecord record) {
        switch (record) {
            case NotificationsTaken r -> begin(r.partition(), Entry.NOTIFIED, r.bits(), r.atPs());
            case CallTaken r -> begin(r.partition(), Entry.PROTECTED, 1L << r.channel(), r.atPs());
            case PartitionStarted r -> begin(r.partition(), Entry.INIT, 0, r.atPs());
            default -> {}
        }
    }

    private void begin(int partition, Entry entry, long channels, long atPs) {
        if (!known(partition)) {
            return;
        }
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
        open[partition] = new Open(new Key(partition, entry, channels), held[partition]);
    }

    private boolean known(int partition) {
        return partition >= 0 && partition < held.length;
    }
}
