package dev.bulkhead.campaign;

import java.util.Locale;

/** Which faults a campaign draws. What each means for the verdict is in docs/campaigns.md. */
public enum Population {
    /**
     * Faults of partitions outside the protected set and of all that is theirs: none may reach it.
     */
    A,
    /** Faults of what all share: machine-mode state, kernel memory, protection units, clocks. */
    B,
    /** Faults in the protected set itself: the check must see them. */
    C;

    /** As it is written on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
