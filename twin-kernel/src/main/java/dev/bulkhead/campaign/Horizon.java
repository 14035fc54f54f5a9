package dev.bulkhead.campaign;

import dev.bulkhead.system.SystemDescription.Schedule;
import dev.bulkhead.time.SimTime;

/** How long after the fault the protected domain must stay equal. */
public sealed interface Horizon {

    /** The last end of a major frame in the golden run's scenario. */
    record EndOfScenario() implements Horizon {}

    /** The first end of a major frame at or after this span from where the last fault acted. */
    record After(SimTime span) implements Horizon {}

    /** The end of a major frame at or before {@code at}; {@code at} itself before the first. */
    static SimTime frameEndBefore(SimTime at, Schedule schedule) {
        long startPs = schedule.startUs() * SimTime.PS_PER_US;
        long framePs = schedule.majorFrameUs() * SimTime.PS_PER_US;
        return at.ps() < startPs
                ? at
                : new SimTime(startPs + (at.ps() - startPs) / framePs * framePs);
    }

    /** The end of a major frame at or after {@code at}. */
    static SimTime frameEndAfter(SimTime at, Schedule schedule) {
        SimTime before = frameEndBefore(at, schedule);
        return before.equals(at)
                ? at
                : new SimTime(before.ps() + schedule.majorFrameUs() * SimTime.PS_PER_US);
    }
}
