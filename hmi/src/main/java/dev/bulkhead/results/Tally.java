package dev.bulkhead.results;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts over the trials that were run. One trial counts once, whatever its weight, but for {@link
 * Stratum#weights}.
 *
 * @param strata in the plan's order
 * @param cells what was challenged, sorted
 * @param coreSeconds host time that the trials took of a core
 */
public record Tally(List<Stratum> strata, List<Cell> cells, double coreSeconds) {

    public Tally {
        strata = List.copyOf(strata);
        cells = List.copyOf(cells);
    }

    /**
     * One stratum.
     *
     * @param draw SAMPLED, PICKED or ENUMERATED
     * @param planned trials in the plan
     * @param activated trials of them
     * @param challenged a barrier stood in their way
     * @param challengedOrReached of which a bound may be given: they got as far as a barrier, or
     *     through
     * @param dormant not activated, and still standing in protected state
     * @param verdicts trials by label, all labels
     * @param weights faults that these stand for, by label, all labels
     */
    public record Stratum(
            String name,
            String what,
            String draw,
            long planned,
            long activated,
            long challenged,
            long challengedOrReached,
            long dormant,
            SortedMap<String, Long> verdicts,
            SortedMap<String, Long> weights) {

        public Stratum {
            verdicts = Collections.unmodifiableSortedMap(new TreeMap<>(verdicts));
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        }

        /** Faults that the trials run stand for. */
        public long weight() {
            return sum(weights);
        }

        /** Trials that were run. */
        public long done() {
            return sum(verdicts);
        }

        private static long sum(SortedMap<String, Long> counts) {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }

        public long verdict(String label) {
            return verdicts.getOrDefault(label, 0L);
        }
    }

    /**
     * Trials of an attacker that ran into a barrier in front of a target in a phase.
     *
     * @param reached of them reached the protected set nonetheless
     */
    public record Cell(
            String attacker,
            String barrier,
            String target,
            String phase,
            long trials,
            long reached) {}

    /** All strata as one. */
    public Stratum all() {
        SortedMap<String, Long> verdicts = new TreeMap<>();
        SortedMap<String, Long> weights = new TreeMap<>();
        strata.forEach(
                s -> {
                    s.verdicts().forEach((label, n) -> verdicts.merge(label, n, Long::sum));
                    s.weights().forEach((label, n) -> weights.merge(label, n, Long::sum));
                });
        return new Stratum(
                "all",
                "",
                "",
                strata.stream().mapToLong(Stratum::planned).sum(),
                strata.stream().mapToLong(Stratum::activated).sum(),
                strata.stream().mapToLong(Stratum::challenged).sum(),
                strata.stream().mapToLong(Stratum::challengedOrReached).sum(),
                strata.stream().mapToLong(Stratum::dormant).sum(),
                verdicts,
                weights);
    }
}
