package dev.bulkhead.runner;

import dev.bulkhead.campaign.Watch;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

/** Tells how far a run is, and lets another look too. */
final class WatchedRun implements Watch {
    private static final SimTime CHUNK = SimTime.ofMs(20);

    private final String profile;
    private final String what;
    private final Progress status;
    private final Watch other;

    /**
     * @param what the run is, for a person
     */
    WatchedRun(String profile, String what, Progress status, Watch other) {
        this.profile = profile;
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
        status.runs(profile, what, twin);
        SimTime own = twin.now().plus(CHUNK);
        SimTime wanted = other.look(twin);
        return wanted.compareTo(own) < 0 ? wanted : own;
    }
}
