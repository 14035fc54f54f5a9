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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stood behind mechanisms that were off when nothing reached the protected set: activated
 * faults were run again with all mechanisms on, and some with what stood behind off, too.
 *
 * @param looked faults that were run again
 * @param met of these, faults that ran into what had been off
 * @param ranInto how many of those ran into which other barrier while it was off
 * @param nothing how many of those ran into none, and reached nothing all the same
 * @param pairs of each barrier that stood behind, what came of faults with it off, too
 */
public record Behind(
        int looked,
        int met,
        SortedMap<String, Integer> ranInto,
        int nothing,
        SortedMap<String, Pair> pairs) {
    public Behind {
        ranInto = Collections.unmodifiableSortedMap(new TreeMap<>(ranInto));
        pairs = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
    }

    /**
     * Faults that were run with a second barrier off.
     *
     * @param reached of them
     */
    public record Pair(int run, int reached) {}

    /** Whether runs tell of what it refuses: so barriers do, but for one that only holds back. */
    public static boolean canTell(Off off) {
        return off.mechanism().kind() == Mechanism.Kind.BARRIER
                && off.mechanism() != Mechanism.DMA_WINDOW;
    }

    /**
     * @param off what was off
     * @param without rows of the trials with it off
     * @param with rows of the same trials with all on
     * @param pairs what came of some of them with a second barrier off
     */
    public static Behind of(
            Collection<Off> off,
            Collection<TrialRow> without,
            Collection<TrialRow> with,
            SortedMap<String, Pair> pairs) {
        List<TrialRow> met = met(off, without, with);
        SortedMap<String, Integer> ranInto = new TreeMap<>();
        ranInto(off, met).forEach((barrier, rows) -> ranInto.put(barrier, rows.size()));
        int nothing = (int) met.stream().filter(row -> others(off, row).isEmpty()).count();
        return new Behind(with.size(), met.size(), ranInto, nothing, pairs);
    }

    /** Rows with it off of the trials that it stops, by each other barrier they ran into. */
    public static SortedMap<String, List<TrialRow>> stopped(
            Collection<Off> off, Collection<TrialRow> without, Collection<TrialRow> with) {
        return ranInto(off, met(off, without, with));
    }

    private static List<TrialRow> met(
            Collection<Off> off, Collection<TrialRow> without, Collection<TrialRow> with) {
        Set<Integer> stopped =
                with.stream()
                        .filter(row -> row.challenged().stream().anyMatch(each -> isOne(off, each)))
                        .map(TrialRow::index)
                        .collect(Collectors.toSet());
        return without.stream().filter(row -> stopped.contains(row.index())).toList();
    }

    private static SortedMap<String, List<TrialRow>> ranInto(
            Collection<Off> off, List<TrialRow> met) {
        SortedMap<String, List<TrialRow>> ranInto = new TreeMap<>();
        for (TrialRow row : met) {
            for (String barrier : others(off, row)) {
                ranInto.computeIfAbsent(barrier, _ -> new ArrayList<>()).add(row);
            }
        }
        return ranInto;
    }

    private static Set<String> others(Collection<Off> off, TrialRow row) {
        Set<String> others = new LinkedHashSet<>();
        for (Challenged each : row.challenged()) {
            if (!isOne(off, each)) {
                others.add(each.barrier());
            }
        }
        return others;
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
        if (!pairs.isEmpty()) {
            sentences.add(
                    "With a second one off, too, REACHED are: "
                            + pairs.entrySet().stream()
                                    .map(
                                            each ->
                                                    "%s %,d of %,d"
                                                            .formatted(
                                                                    each.getKey(),
                                                                    each.getValue().reached(),
                                                                    each.getValue().run()))
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return sentences;
    }
}
