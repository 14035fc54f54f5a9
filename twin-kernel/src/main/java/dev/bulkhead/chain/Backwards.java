package dev.bulkhead.chain;

import dev.bulkhead.chain.Step.Kind;
import dev.bulkhead.trace.TraceRecord;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** Reads the record from the difference back to the fault. */
final class Backwards {
    /** So many steps are looked at, the nearest to the difference first. */
    private static final int MOST = 20_000;

    /** A detour through so many steps is better than one that was the same in the healthy run. */
    private static final int SAME = 1000;

    private Backwards() {}

    /** Everything from which a step derives, itself first. */
    static List<Step> closure(Step root) {
        List<Step> found = new ArrayList<>();
        Deque<Step> open = new ArrayDeque<>();
        open.add(root);
        root.number = 0;
        found.add(root);
        while (!open.isEmpty() && found.size() < MOST) {
            for (Step input : open.remove().inputs) {
                if (input.number < 0) {
                    input.number = found.size();
                    found.add(input);
                    open.add(input);
                }
            }
        }
        return found;
    }

    private record Way(Step step, long cost) {}

    /**
     * The best way, oldest first: to the fault rather than to where the record ends, through what
     * was other in the healthy run rather than through what was the same.
     *
     * @param inBoth whether the healthy run has this record too
     */
    static List<Step> way(Step root, List<Step> closure, Predicate<TraceRecord> inBoth) {
        long[] cost = new long[closure.size()];
        Step[] next = new Step[closure.size()];
        java.util.Arrays.fill(cost, Long.MAX_VALUE);
        PriorityQueue<Way> open =
                new PriorityQueue<>(
                        Comparator.comparingLong(Way::cost)
                                .thenComparing(Comparator.comparingInt(w -> w.step.number)));
        cost[0] = 0;
        open.add(new Way(root, 0));
        while (!open.isEmpty()) {
            Way way = open.remove();
            if (way.cost > cost[way.step.number]) {
                continue;
            }
            for (Step input : way.step.inputs) {
                long through = way.cost + price(input, inBoth);
                if (input.number >= 0 && through < cost[input.number]) {
                    cost[input.number] = through;
                    next[input.number] = way.step;
                    open.add(new Way(input, through));
                }
            }
        }
        Step start = start(root, closure, cost);
        List<Step> steps = new ArrayList<>();
        for (Step step = start; step != null; step = next[step.number]) {
            steps.add(step);
        }
        return steps;
    }

    private static Step start(Step root, List<Step> closure, long[] cost) {
        return closure.stream()
                .filter(step -> cost[step.number] < Long.MAX_VALUE)
                .filter(step -> step.kind == Kind.FAULT)
                .findFirst()
                .orElseGet(
                        () ->
                                closure.stream()
                                        .filter(step -> cost[step.number] < Long.MAX_VALUE)
                                        .filter(step -> step.inputs.isEmpty())
                                        .min(Comparator.comparingLong(s -> cost[s.number]))
                                        .orElse(root));
    }

    private static long price(Step step, Predicate<TraceRecord> inBoth) {
        if (step.kind == Kind.UNEXPLAINED) {
            return SAME;
        }
        boolean same = step.equalsHealthy() || step.record.filter(inBoth).isPresent();
        return same ? SAME : 1;
    }
}
