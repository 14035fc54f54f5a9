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
 * @param detectionPs from the fault's activation to the action
 * @param restartPs from the action to the first instruction of the restarted partition; empty if it
 *     was not restarted
 * @param outagePs from the action to the partition's first message out after it; empty if it was
 *     not taken down or sent none any more
 * @param messagesLost messages, notifications, calls and frames that the partition sent in the
 *     golden run during the outage (or up to the horizon, if it did not end), less those it sent
 *     with the fault
 */
public record Recovery(
        long atPs,
        String partition,
        Health.Error error,
        Health.Action action,
        long detectionPs,
        OptionalLong restartPs,
        OptionalLong outagePs,
        long messagesLost) {

    static List<Recovery> in(Recorder faulty, Recorder golden, long activatedPs, long horizonPs) {
        List<Recovery> recoveries = new ArrayList<>();
        List<TraceRecord> story = faulty.story();
        for (int i = 0; i < story.size(); i++) {
            if (story.get(i) instanceof HealthAction act && act.atPs() >= activatedPs) {
                List<TraceRecord> later = story.subList(i + 1, story.size());
                recoveries.add(of(act, later, faulty, golden, activatedPs, horizonPs));
            }
        }
        return recoveries;
    }

    private static Recovery of(
            HealthAction act,
            List<TraceRecord> later,
            Recorder faulty,
            Recorder golden,
            long activatedPs,
            long horizonPs) {
        int partition = act.partition();
        boolean known = partition >= 0 && partition < faulty.domain().system().partitions().size();
        boolean down = known && act.action() != Health.Action.LOG;
        OptionalLong back =
                down ? faulty.messagesOut(partition).from(act.atPs() + 1) : OptionalLong.empty();
        long until = back.orElse(horizonPs);
        return new Recovery(
                act.atPs(),
                known
                        ? faulty.domain().system().partitions().get(partition).name()
                        : "partition " + partition,
                act.error(),
                act.action(),
                act.atPs() - activatedPs,
                down ? restart(later, act) : OptionalLong.empty(),
                back.isPresent() ? OptionalLong.of(back.getAsLong() - act.atPs()) : back,
                down
                        ? Math.max(
                                0,
                                golden.messagesOut(partition).between(act.atPs(), until)
                                        - faulty.messagesOut(partition).between(act.atPs(), until))
                        : 0);
    }

    private static OptionalLong restart(List<TraceRecord> later, HealthAction act) {
        return later.stream()
                .filter(r -> r instanceof PartitionStarted s && s.partition() == act.partition())
                .mapToLong(r -> r.atPs() - act.atPs())
                .findFirst();
    }
}
