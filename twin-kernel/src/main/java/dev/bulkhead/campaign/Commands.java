package dev.bulkhead.campaign;

import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.ActuatorAccepted;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commands that actuators on protected buses accepted. */
final class Commands {
    private static final long NODES = 1L << Integer.SIZE;

    private Commands() {}

    /**
     * How many fewer there were in the faulty run, for the actuator that lost most.
     *
     * @param before golden records that both runs have
     * @param untilPs end of the faulty run, past which the golden one's are not missed
     */
    static long lost(int before, List<TraceRecord> golden, List<TraceRecord> faulty, long untilPs) {
        SortedMap<Long, Long> expected =
                accepted(golden.subList(Math.min(before, golden.size()), golden.size()), untilPs);
        SortedMap<Long, Long> actual = accepted(faulty, untilPs);
        return expected.entrySet().stream()
                .mapToLong(each -> each.getValue() - actual.getOrDefault(each.getKey(), 0L))
                .reduce(0, Math::max);
    }

    /** By actuator. */
    private static SortedMap<Long, Long> accepted(List<TraceRecord> trace, long untilPs) {
        SortedMap<Long, Long> counts = new TreeMap<>();
        for (TraceRecord record : trace) {
            if (record instanceof ActuatorAccepted command && command.atPs() < untilPs) {
                counts.merge(command.bus() * NODES + command.node(), 1L, Long::sum);
            }
        }
        return counts;
    }
}
