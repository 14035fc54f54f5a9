package dev.bulkhead.runner;

import dev.bulkhead.campaign.Watch;

/** The run that all trials of a campaign are compared with. */
public final class HealthyRun {
    private HealthyRun() {}

    /** Tells how far it is. */
    public static Watch watched(String profile, Progress progress) {
        return new WatchedRun(profile, "healthy run", progress, Watch.NONE);
    }
}
