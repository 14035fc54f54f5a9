package dev.bulkhead.shadow;

import java.util.Optional;

/** Counts deviations of one kind; keeps the first and the worst. */
final class Tally {
    private final long allowed;
    private long count;
    private Deviation first;
    private Deviation worst;

    /**
     * @param allowed so many are no bad news
     */
    Tally(long allowed) {
        this.allowed = allowed;
    }

    void add(Deviation deviation) {
        add(deviation, deviation);
    }

    /**
     * @param begun what comes first, if this is the first
     */
    void add(Deviation deviation, Deviation begun) {
        count++;
        if (first == null) {
            first = begun;
        }
        if (worst == null || deviation.severity() > worst.severity()) {
            worst = deviation;
        }
    }

    /** How many there were, beyond what is allowed or not. */
    Counted counted() {
        return new Counted(count, allowed, Optional.ofNullable(first), Optional.ofNullable(worst));
    }
}
