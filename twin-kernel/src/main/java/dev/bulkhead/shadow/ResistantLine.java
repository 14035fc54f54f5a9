package dev.bulkhead.shadow;

import java.util.Arrays;

/**
 * A straight line through many points, a few of which may lie anywhere: through the medians of the
 * outer thirds, as Tukey's resistant line. Keeps a bounded number of points, each so-manieth.
 */
final class ResistantLine {
    private static final int MOST = 1 << 13;
    private static final int LEAST = 9;

    /** Of normally scattered values the standard deviation over the median distance. */
    private static final double NORMAL = 1.4826;

    /** A median scatters so much more than a mean. */
    private static final double MEDIAN_COSTS = 1.2533;

    private final double[] xs = new double[MOST];
    private final double[] ys = new double[MOST];
    private int kept;
    private long seen;
    private long each = 1;

    /**
     * @param at0 its height at 0
     * @param slopeError standard error of the slope, 0 if all points lie on the line
     * @param scatter of the points about it, as a standard deviation
     * @param most greatest distance of a point
     * @param points that it was made of
     */
    record Line(
            double at0, double slope, double slopeError, double scatter, double most, int points) {
        double at(double x) {
            return at0 + slope * x;
        }
    }

    /** In ascending order of {@code x}. */
    void add(double x, double y) {
        if (seen++ % each != 0) {
            return;
        }
        if (kept == MOST) {
            for (int i = 0; i < MOST / 2; i++) {
                xs[i] = xs[2 * i];
                ys[i] = ys[2 * i];
            }
            kept = MOST / 2;
            each *= 2;
        }
        xs[kept] = x;
        ys[kept] = y;
        kept++;
    }

    /** Whether there are enough points. */
    boolean isKnown() {
        return kept >= LEAST;
    }

    /**
     * @throws IllegalStateException if there are too few points
     */
    Line fit() {
        if (!isKnown()) {
            throw new IllegalStateException(kept + " points, expected at least " + LEAST);
        }
        int third = kept / 3;
        double firstX = median(xs, 0, third);
        double lastX = median(xs, kept - third, kept);
        double slope =
                lastX > firstX
                        ? (median(ys, kept - third, kept) - median(ys, 0, third)) / (lastX - firstX)
                        : 0;
        double[] rest = new double[kept];
        for (int i = 0; i < kept; i++) {
            rest[i] = ys[i] - slope * xs[i];
        }
        double at0 = median(rest, 0, kept);
        double most = 0;
        for (int i = 0; i < kept; i++) {
            rest[i] = StrictMath.abs(rest[i] - at0);
            most = StrictMath.max(most, rest[i]);
        }
        double scatter = NORMAL * median(rest, 0, kept);
        double error =
                lastX > firstX
                        ? MEDIAN_COSTS * scatter * StrictMath.sqrt(2.0 / third) / (lastX - firstX)
                        : 0;
        return new Line(at0, slope, error, scatter, most, kept);
    }

    private static double median(double[] values, int from, int to) {
        double[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
