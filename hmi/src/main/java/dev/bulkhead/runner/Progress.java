package dev.bulkhead.runner;

import dev.bulkhead.report.GrowingTimeline;
import dev.bulkhead.twin.Twin;

/** Is told how far a trial is. It may end the trial by an exception of its own. */
public interface Progress {

    /**
     * A run is as far as this twin.
     *
     * @param what the run is, for a person
     */
    void runs(String profile, String what, Twin twin);

    /** The two runs of a trial begin together; this is what can be seen of them as they go on. */
    default void grows(String profile, GrowingTimeline timeline) {}

    /** Something is done that has no measure. */
    void does(String profile, String what);

    /** Nothing is done at the moment. */
    void clear();
}
