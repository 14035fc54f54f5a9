package dev.bulkhead.report;

import org.apache.commons.statistics.distribution.BetaDistribution;

/** What a sample says about the faults that were not drawn. */
public final class UpperBound {
    private static final double CONFIDENCE = 0.95;

    private UpperBound() {}

    /**
     * One-sided exact (Clopper-Pearson) upper bound with 95 % confidence of the share that is hit,
     * after {@code hits} of {@code drawn}; 1-0.05^(1/n) after 0 of n.
     *
     * @param drawn at least 1
     * @param hits 0..drawn
     * @return 0..1
     * @see "Clopper and Pearson: The use of confidence or fiducial limits, Biometrika 26 (1934)"
     */
    public static double of(long hits, long drawn) {
        if (drawn < 1 || hits < 0 || hits > drawn) {
            throw new IllegalArgumentException(hits + " of " + drawn + ", expected 0..n of n >= 1");
        }
        return hits == drawn
                ? 1
                : BetaDistribution.of(hits + 1.0, drawn - (double) hits)
                        .inverseCumulativeProbability(CONFIDENCE);
    }
}
