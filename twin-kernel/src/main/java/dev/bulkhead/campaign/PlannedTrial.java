package dev.bulkhead.campaign;

import dev.bulkhead.fault.Fault;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One trial of a campaign before it is run.
 *
 * @param index its place in the plan, which is its identity in one campaign
 * @param stratum name of the stratum that it was drawn from
 * @param phase what the system does meanwhile
 * @param attacker the partition whose fault it is, or the device or bus
 * @param faults that act together, at least one; those before the last prepare its moment
 * @param weight how many faults it stands for: 1 but for a class of equal ones
 */
public record PlannedTrial(
        int index, String stratum, Phase phase, String attacker, List<Fault> faults, long weight) {

    public PlannedTrial {
        faults = List.copyOf(faults);
    }

    /** The faults as on the command line, a blank between two. */
    public String text() {
        return faults.stream().map(Fault::text).collect(Collectors.joining(" "));
    }
}
