package dev.bulkhead.campaign;

import dev.bulkhead.system.Health;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.HealthAction;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the health monitor did about one error.
 *
 * @param atPs when it acted
 * @param partition whose error it was
 * @param detectionPs from the fault's activation
 * @param outagePs until the partition runs again; empty if it does not, or was not taken down
 */
public record Recovery(
        long atPs,
        String partition,
        Health.Error error,
        Health.Action action,
        long detectionPs,
        OptionalLong outagePs) {

    static List<Recovery> in(List<TraceRecord> story, long activatedPs, ProtectedDomain domain) {
        List<Recovery> recoveries = new ArrayList<>();
        for (int i = 0; i < story.size(); i++) {
            if (story.get(i) instanceof HealthAction act && act.atPs() >= activatedPs) {
                recoveries.add(
                        new Recovery(
                                act.atPs(),
                                domain.system().partitions().get(act.partition()).name(),
                                act.error(),
                                act.action(),
                                act.atPs() - activatedPs,
                                outage(story.subList(i + 1, story.size()), act)));
            }
        }
        return recoveries;
    }

    private static OptionalLong outage(List<TraceRecord> later, HealthAction act) {
        if (act.action() == Health.Action.LOG) {
            return OptionalLong.empty();
        }
        return later.stream()
                .filter(r -> r instanceof PartitionStarted s && s.partition() == act.partition())
                .mapToLong(r -> r.atPs() - act.atPs())
                .findFirst();
    }
}
