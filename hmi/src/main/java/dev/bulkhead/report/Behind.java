package dev.bulkhead.report;

import dev.bulkhead.results.TrialRow;
import dev.bulkhead.results.TrialRow.Challenged;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms.Off;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stood behind mechanisms that were off when nothing reached the protected set: activated
 * faults were run again with all mechanisms on.
 *
 * @param looked faults that were run again
 * @param met of these, faults that ran into what had been off
 * @param ranInto how many of those ran into which other barrier while it was off
 * @param nothing how many of those ran into none, and reached nothing all the same
 */
public record Behind(int looked, int met, SortedMap<String, Integer> ranInto, int nothing) {
    public Behind {
        ranInto = Collections.unmodifiableSortedMap(new TreeMap<>(ranInto));
    }

    /** Whether runs tell of what it refuses: so barriers do, but for one that only holds back. */
    public static boolean canTell(Off off) {
        return off.mechanism().kind() == Mechanism.Kind.BARRIER
                && off.mechanism() != Mechanism.DMA_WINDOW;
    }

    /**
     * @param off what was off
     * @param without rows of the trials with it off
     * @param with rows of the same trials with all on
     */
    public static Behind of(
            Collection<Off> off, Collection<TrialRow> without, Collection<TrialRow> with) {
        Map<Integer, TrialRow> before = new TreeMap<>();
        without.forEach(row -> before.put(row.index(), row));
        SortedMap<String, Integer> ranInto = new TreeMap<>();
        int met = 0;
        int nothing = 0;
        for (TrialRow row : with) {
            if (row.challenged().stream().noneMatch(each -> isOne(off, each))) {
                continue;
            }
            met++;
            Set<String> others = new LinkedHashSet<>();
            for (Challenged each : before.get(row.index()).challenged()) {
                if (!isOne(off, each)) {
                    others.add(each.barrier());
                }
            }
            others.forEach(barrier -> ranInto.merge(barrier, 1, Integer::sum));
            nothing += others.isEmpty() ? 1 : 0;
        }
        return new Behind(with.size(), met, ranInto, nothing);
    }

    /** PMP refuses what a region's permission does not give, and tells of both. */
    private static boolean isOne(Collection<Off> off, Challenged challenged) {
        return off.stream()
                .anyMatch(
                        each ->
                                each.mechanism() == Mechanism.REGION_PERMISSION
                                        ? challenged.barrier().equals(Mechanism.PMP.label())
                                                && isRegion(each.target(), challenged.target())
                                        : challenged.barrier().equals(each.mechanism().label()));
    }

    private static boolean isRegion(String target, String challenged) {
        return target.equals(challenged) || target.equals(challenged + ".data");
    }

    /** For a person, in whole sentences. */
    List<String> sentences(List<String> off) {
        String named = String.join(", ", off);
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "Behind %s: of the first %,d activated faults %s with all mechanisms on."
                        .formatted(
                                named,
                                looked,
                                met == 0 ? "none runs into it" : met + " run into it"));
        if (met == 0) {
            sentences.add(
                    "So this campaign does not show what it is for; draw more, or other strata.");
            return sentences;
        }
        String others =
                ranInto.entrySet().stream()
                        .map(each -> "%s %,d".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", "));
        sentences.add(
                "With it off these ran into: %s%s."
                        .formatted(
                                others.isEmpty() ? "no other barrier" : others,
                                nothing > 0 && !others.isEmpty()
                                        ? "; nothing %,d".formatted(nothing)
                                        : ""));
        return sentences;
    }
}
