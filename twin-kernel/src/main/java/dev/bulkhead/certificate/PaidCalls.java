package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.CallTimes;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts, while a system runs, who pays for calls: as the kernel charges them, the first of a chain
 * of callers.
 */
final class PaidCalls {
    private static final int NOBODY = -1;

    private final List<Partition> partitions;

    /** By callee and its id of the channel: who calls by it. */
    private final Map<Integer, Map<Integer, Integer>> callers = new TreeMap<>();

    /** By partition: whose call it serves. */
    private final int[] serving;

    private final Map<Key, Count> counts = new TreeMap<>();

    private record Key(int payer, int callee, int channel) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = Integer.compare(payer, other.payer);
            order = order != 0 ? order : Integer.compare(callee, other.callee);
            return order != 0 ? order : Integer.compare(channel, other.channel);
        }
    }

    /** When calls were taken in the period that ends now, and the most of any. */
    private static final class Count {
        private final Deque<Long> takenPs = new ArrayDeque<>();
        private long most;

        private void add(long atPs, long periodPs) {
            takenPs.addLast(atPs);
            while (takenPs.getFirst() <= atPs - periodPs) {
                takenPs.removeFirst();
            }
            most = Math.max(most, takenPs.size());
        }
    }

    PaidCalls(SystemDescription system) {
        partitions = system.partitions();
        List<String> names = Words.names(partitions);
        serving = new int[partitions.size()];
        Arrays.fill(serving, NOBODY);
        for (Channel channel : system.channels()) {
            if (channel.call()) {
                callers.computeIfAbsent(
                                names.indexOf(channel.b().partition()), _ -> new TreeMap<>())
                        .put(channel.b().id(), names.indexOf(channel.a().partition()));
            }
        }
    }

    void taken(int callee, int channel, long atPs) {
        Integer caller = callers.getOrDefault(callee, Map.of()).get(channel);
        if (caller == null) {
            return; // no call of the description: capabilities are off
        }
        serving[callee] = caller;
        int payer = caller;
        while (serving[payer] != NOBODY) {
            payer = serving[payer];
        }
        counts.computeIfAbsent(new Key(payer, callee, channel), _ -> new Count())
                .add(atPs, partitions.get(payer).periodUs() * SimTime.PS_PER_US);
    }

    /** A partition serves nobody any more. */
    void over(int partition) {
        serving[partition] = NOBODY;
    }

    List<CallTimes> times() {
        List<CallTimes> times = new ArrayList<>();
        counts.forEach(
                (key, count) ->
                        times.add(
                                new CallTimes(
                                        partitions.get(key.payer()).name(),
                                        partitions.get(key.callee()).name(),
                                        key.channel(),
                                        count.most)));
        return times;
    }
}
