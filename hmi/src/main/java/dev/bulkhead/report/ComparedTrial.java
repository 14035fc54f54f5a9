package dev.bulkhead.report;

import java.util.OptionalDouble;

/**
 * What one fault came to under one kernel profile.
 *
 * @param index place in the plan, the same under each profile
 * @param attacker the partition whose fault it is, or the device or bus
 * @param hosting in the kernel if this profile has any code there that one of the faults is in
 * @param faults as on the command line, a blank between two
 * @param activated one of them; of two that act together perhaps not both
 * @param verdict label of a {@link dev.bulkhead.campaign.Verdict}
 * @param inTimeAlone REACHED, and with the loop cut every event has its bytes and its order
 * @param outageMs longest time that a partition was out of service and came back
 * @param resets of the ECU
 * @param resetMs longest time from a reset to the first brake command accepted after its start
 * @param down a partition or the ECU did not serve again before the run's end
 * @param commandsLost see {@link dev.bulkhead.campaign.Trial}
 * @param stoppingDistanceM empty if the car did not stop
 */
public record ComparedTrial(
        int index,
        String attacker,
        Hosting hosting,
        String faults,
        boolean activated,
        String verdict,
        boolean inTimeAlone,
        OptionalDouble outageMs,
        int resets,
        OptionalDouble resetMs,
        boolean down,
        long commandsLost,
        OptionalDouble stoppingDistanceM) {

    /** Where an attacker is. */
    public enum Hosting {
        /** A component in the kernel's own protection domain. */
        KERNEL,
        /** A partition behind its own PMP entries. */
        USER,
        /** A node on a bus outside the ECU. */
        OUTSIDE
    }

    public boolean reached() {
        return verdict.equals("REACHED");
    }

    /** Longest time until what it took down served again; empty if nothing was, or came back. */
    public OptionalDouble recoveryMs() {
        if (outageMs.isPresent() && resetMs.isPresent()) {
            return OptionalDouble.of(Math.max(outageMs.getAsDouble(), resetMs.getAsDouble()));
        }
        return resetMs.isPresent() ? resetMs : outageMs;
    }
}
