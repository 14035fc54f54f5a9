package dev.bulkhead.campaign;

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
    static long lost(
            int before,
            List<Recorder.Command> golden,
            List<Recorder.Command> faulty,
            long untilPs) {
        SortedMap<Long, Long> expected = accepted(golden, before, untilPs);
        SortedMap<Long, Long> actual = accepted(faulty, 0, untilPs);
        return expected.entrySet().stream()
                .mapToLong(each -> each.getValue() - actual.getOrDefault(each.getKey(), 0L))
                .reduce(0, Math::max);
    }

    /** By actuator. */
    private static SortedMap<Long, Long> accepted(
            List<Recorder.Command> commands, int from, long untilPs) {
        SortedMap<Long, Long> counts = new TreeMap<>();
        for (Recorder.Command command : commands) {
            ActuatorAccepted accepted = command.accepted();
            if (command.index() >= from && accepted.atPs() < untilPs) {
                counts.merge(accepted.bus() * NODES + accepted.node(), 1L, Long::sum);
            }
        }
        return counts;
    }
}
