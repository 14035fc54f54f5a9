package dev.bulkhead.results;

import dev.bulkhead.results.CampaignStore.PlannedStratum;
import dev.bulkhead.results.TrialRow.Challenged;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts trials as they come, to what {@link CampaignStore#tally} counts of those that are kept. It
 * holds no trial, so that it does not grow with their number.
 */
public final class GrowingTally {
    private static final Comparator<Place> BY_PLACE =
            Comparator.comparing(Place::attacker)
                    .thenComparing(Place::barrier)
                    .thenComparing(Place::target)
                    .thenComparing(Place::phase);

    private final Map<String, Counts> strata = new LinkedHashMap<>();
    private final SortedMap<Place, long[]> cells = new TreeMap<>(BY_PLACE);
    private double coreMs;

    /** Where a barrier stood in an attacker's way. */
    private record Place(String attacker, String barrier, String target, String phase) {}

    /** Of one stratum, so far. */
    private static final class Counts {
        private final PlannedStratum planned;
        private final SortedMap<String, Long> verdicts = new TreeMap<>();
        private final SortedMap<String, Long> weights = new TreeMap<>();
        private long activated;
        private long challenged;
        private long challengedOrReached;
        private long dormant;

        Counts(PlannedStratum planned) {
            this.planned = planned;
            CampaignStore.VERDICTS.forEach(label -> verdicts.put(label, 0L));
            CampaignStore.VERDICTS.forEach(label -> weights.put(label, 0L));
        }

        void add(TrialRow trial) {
            boolean reached = isReached(trial);
            boolean stoodBefore = !trial.challenged().isEmpty();
            verdicts.merge(trial.verdict(), 1L, Long::sum);
            weights.merge(trial.verdict(), trial.weight(), Long::sum);
            activated += trial.activated() ? 1 : 0;
            challenged += stoodBefore ? 1 : 0;
            challengedOrReached += stoodBefore || reached ? 1 : 0;
            dormant += trial.dormant() ? 1 : 0;
        }

        Tally.Stratum stratum() {
            return new Tally.Stratum(
                    planned.name(),
                    planned.what(),
                    planned.draw(),
                    planned.planned(),
                    activated,
                    challenged,
                    challengedOrReached,
                    dormant,
                    verdicts,
                    weights);
        }
    }

    /**
     * @param planned all strata, in the plan's order
     */
    public GrowingTally(List<PlannedStratum> planned) {
        planned.forEach(each -> strata.put(each.name(), new Counts(each)));
    }

    private static boolean isReached(TrialRow trial) {
        return trial.verdict().equals("REACHED");
    }

    /** Counts one more. */
    public void add(TrialRow trial) {
        strata.get(trial.stratum()).add(trial);
        Set<Place> places = new HashSet<>();
        for (Challenged each : trial.challenged()) {
            places.add(new Place(trial.attacker(), each.barrier(), each.target(), trial.phase()));
        }
        for (Place place : places) {
            long[] counts = cells.computeIfAbsent(place, _ -> new long[2]);
            counts[0]++;
            counts[1] += isReached(trial) ? 1 : 0;
        }
        coreMs += trial.coreMs();
    }

    /** What all so far come to. */
    public Tally tally() {
        List<Tally.Cell> counted = new ArrayList<>();
        cells.forEach(
                (place, counts) ->
                        counted.add(
                                new Tally.Cell(
                                        place.attacker(),
                                        place.barrier(),
                                        place.target(),
                                        place.phase(),
                                        counts[0],
                                        counts[1])));
        return new Tally(
                strata.values().stream().map(Counts::stratum).toList(), counted, coreMs / 1e3);
    }
}
