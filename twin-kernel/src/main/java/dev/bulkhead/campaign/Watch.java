package dev.bulkhead.campaign;

import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

/**
 * Looks at one run of a trial as it goes on, for progress and pictures: at each record, and at the
 * twin between two stretches of time. It must change nothing, and no verdict depends on it.
 */
public interface Watch extends TraceSink {
    /** Sees nothing. */
    Watch NONE =
            new Watch() {
                @Override
                public void record(TraceRecord record) {}

                @Override
                public SimTime look(Twin twin) {
                    return twin.scenario().duration();
                }
            };

    /**
     * Looks at the twin as it stands.
     *
     * @return when it wants to look again; not in the past
     */
    SimTime look(Twin twin);

    /** Lets a twin run to a time, or to the scenario's end, and looks in between. */
    static boolean runUntil(Twin twin, SimTime until, Watch watch) {
        while (!twin.ended() && twin.now().compareTo(until) < 0) {
            SimTime next = watch.look(twin);
            twin.runUntil(next.compareTo(until) < 0 ? next : until);
        }
        return twin.ended();
    }
}
