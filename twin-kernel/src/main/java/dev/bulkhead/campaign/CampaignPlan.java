package dev.bulkhead.campaign;

import dev.bulkhead.fault.Effect;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.When;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The trials of a campaign, each drawn by a random stream of its own stratum, so that the same
 * order gives the same trials.
 */
public final class CampaignPlan {
    private final List<Stratum> strata;
    private final List<PlannedTrial> trials;

    /**
     * What is wanted.
     *
     * @param seed names the random streams
     * @param faults how many to draw
     */
    public record Order(Population population, long seed, int faults) {}

    private CampaignPlan(List<Stratum> strata, List<PlannedTrial> trials) {
        this.strata = List.copyOf(strata);
        this.trials = List.copyOf(trials);
    }

    /** Draws the trials for a golden run's system and scenario. */
    public static CampaignPlan of(Golden golden, Order order) {
        Stratum registers =
                new Stratum("registers", "a bit of an integer register", Stratum.Draw.SAMPLED);
        ProtectedDomain domain = golden.subject().domain();
        List<Partition> outside = new ArrayList<>();
        for (int i = 0; i < domain.system().partitions().size(); i++) {
            if (!domain.hasPartition(i)) {
                outside.add(domain.system().partitions().get(i));
            }
        }
        SplittableRandom random = new SplittableRandom(order.seed());
        List<PlannedTrial> trials = new ArrayList<>();
        for (int i = 0; i < order.faults(); i++) {
            String attacker = outside.get(random.nextInt(outside.size())).name();
            Fault fault =
                    new Fault(
                            attacker,
                            new Effect.Flip("x" + (1 + random.nextInt(31)), random.nextInt(32), 1),
                            new When.AtTime(
                                    new SimTime(
                                            random.nextLong(
                                                            SimTime.ofMs(60).ps(),
                                                            golden.end().ps())
                                                    / SimTime.PS_PER_US
                                                    * SimTime.PS_PER_US)),
                            false);
            trials.add(
                    new PlannedTrial(
                            i, registers.name(), Phase.CRUISE, attacker, List.of(fault), 1));
        }
        return new CampaignPlan(List.of(registers), trials);
    }

    public List<Stratum> strata() {
        return strata;
    }

    /** In the order in which they are best run: each beginning of it is drawn fairly. */
    public List<PlannedTrial> trials() {
        return trials;
    }
}
