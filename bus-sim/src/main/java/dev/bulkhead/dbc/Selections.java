package dev.bulkhead.dbc;

import dev.bulkhead.dbc.Multiplexing.Range;
import dev.bulkhead.dbc.Multiplexing.When;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What must hold for the multiplexed signals of a message to be there, multiplexers included. */
final class Selections {
    /** Multiplexers below each other; more are a mistake, and slow to go through. */
    private static final int DEEPEST = 32;

    private final Map<String, DbcSignal> byName = new TreeMap<>();

    Selections(List<DbcSignal> signals) {
        signals.forEach(signal -> byName.putIfAbsent(signal.name(), signal));
    }

    /**
     * One of the conditions.
     *
     * @param by multiplexer; empty if it never holds
     * @param values ascending, with gaps between them
     */
    record Selection(Optional<DbcSignal> by, List<Range> values) {
        private static final Selection NEVER = new Selection(Optional.empty(), List.of());

        boolean holds(byte[] data) {
            return by.isPresent()
                    && by.get().bytesNeeded() <= data.length
                    && has(by.get().field().get(data));
        }

        boolean has(long raw) {
            for (Range range : values) {
                if (Long.compareUnsigned(raw, range.first()) >= 0
                        && Long.compareUnsigned(raw, range.last()) <= 0) {
                    return true;
                }
            }
            return false;
        }

        private boolean excludes(Selection other) {
            return by.isPresent() && by.equals(other.by) && !meet(values, other.values);
        }

        private static boolean meet(List<Range> one, List<Range> two) {
            int i = 0;
            int j = 0;
            while (i < one.size() && j < two.size()) {
                if (one.get(i).meets(two.get(j))) {
                    return true;
                }
                if (one.get(i).last() < two.get(j).last()) {
                    i++;
                } else {
                    j++;
                }
            }
            return false;
        }
    }

    private static List<Range> merged(List<Range> values) {
        List<Range> sorted = new ArrayList<>(values);
        sorted.sort(Comparator.comparingLong(Range::first));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            if (!merged.isEmpty() && range.first() <= merged.getLast().last()) {
                Range before = merged.removeLast();
                long last = Math.max(before.last(), range.last());
                merged.add(new Range(before.first(), last));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    /** From the signal's own up to the outermost; empty if it is always there. */
    List<Selection> of(DbcSignal signal) {
        List<Selection> all = new ArrayList<>();
        Optional<When> when = signal.multiplexing().when();
        while (when.isPresent()) {
            DbcSignal by = byName.get(when.get().by());
            if (by == null || all.size() == DEEPEST) {
                return List.of(
                        Selection.NEVER); // nobody selects it, or too many do, as in a circle
            }
            all.add(new Selection(Optional.of(by), merged(when.get().values())));
            when = by.multiplexing().when();
        }
        return all;
    }

    /** Whether a signal never is there, whatever the data. */
    boolean isNever(DbcSignal signal) {
        return of(signal).contains(Selection.NEVER);
    }

    /** Whether two signals can be there at the same time. */
    static boolean meet(List<Selection> one, List<Selection> two) {
        return one.stream().noneMatch(a -> two.stream().anyMatch(a::excludes));
    }
}
