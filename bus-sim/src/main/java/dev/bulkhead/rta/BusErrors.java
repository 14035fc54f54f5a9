package dev.bulkhead.rta;

/**
 * What errors may take from a bus in any stretch of time: so many at once, one more each interval,
 * and a time in which nothing gets through at all. Each error costs the rest of the interrupted
 * frame, which must be sent again, and an error frame.
 *
 * <p>Nodes are taken to stay on the bus. If they may be error passive, one whose frame failed waits
 * eight bits more, in which a less urgent frame of another can begin: that is added to each error.
 *
 * @param burst errors that may come at once
 * @param intervalPs time between two further ones; 0: there are none
 * @param lostPs time in which nothing gets through, as while a wire is held
 * @param passive whether nodes may be error passive
 * @see "Tindell, Burns: Guaranteeing message latencies on Controller Area Network, 1994, not read;
 *     the form is that of the project's table of facts, the cost is Bosch CAN FD 1.0, 3.2.3"
 */
public record BusErrors(int burst, long intervalPs, long lostPs, boolean passive) {
    public static final BusErrors NONE = new BusErrors(0, 0, 0, false);

    /**
     * From an error until the next frame can start: flags, their overlap, delimiter, intermission.
     */
    private static final int RECOVERY_BITS = 31;

    private static final int SUSPEND_BITS = 8;

    public BusErrors {
        if (burst < 0 || intervalPs < 0 || lostPs < 0) {
            throw new IllegalArgumentException(
                    "burst=%d intervalPs=%d lostPs=%d".formatted(burst, intervalPs, lostPs));
        }
    }

    /** So many errors, however close together. */
    public static BusErrors burst(int errors) {
        return new BusErrors(errors, 0, 0, false);
    }

    /** So many at once, and one more each {@code intervalPs}. */
    public static BusErrors each(long intervalPs, int burst) {
        return new BusErrors(burst, intervalPs, 0, false);
    }

    /** What one error costs. */
    private long costPs(long bitPs, long longestPs, long lowerPs) {
        long cost = RECOVERY_BITS * bitPs + longestPs;
        return passive ? cost + SUSPEND_BITS * bitPs + lowerPs : cost;
    }

    /**
     * Taken from a stretch of time.
     *
     * @param longestPs longest frame that may have to be sent again before the one looked at
     * @param lowerPs longest frame of a lower priority
     */
    long takenPs(long length, long bitPs, long longestPs, long lowerPs) {
        long errors = burst + (intervalPs == 0 ? 0 : Math.ceilDiv(length, intervalPs));
        return lostPs + errors * costPs(bitPs, longestPs, lowerPs);
    }

    /** Part of the bus that they take in the long run. */
    double utilisation(long bitPs, long longestPs, long lowerPs) {
        return intervalPs == 0 ? 0 : costPs(bitPs, longestPs, lowerPs) / (double) intervalPs;
    }
}
