package dev.bulkhead.cli;

import dev.bulkhead.campaign.Watch;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

/** Shows on a terminal how far a run is, and lets another look too. */
final class WatchedRun implements Watch {
    private static final SimTime CHUNK = SimTime.ofMs(20);

    private final String what;
    private final StatusLine status;
    private final Watch other;

    /**
     * @param what the run is, for a person
     */
    WatchedRun(String what, StatusLine status, Watch other) {
        this.what = what;
        this.status = status;
        this.other = other;
    }

    @Override
    public void record(TraceRecord record) {
        other.record(record);
    }

    @Override
    public SimTime look(Twin twin) {
        status.show(what, twin);
        SimTime own = twin.now().plus(CHUNK);
        SimTime wanted = other.look(twin);
        return wanted.compareTo(own) < 0 ? wanted : own;
    }
}
