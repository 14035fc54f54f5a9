package dev.bulkhead.vehicle;

import java.util.List;

/**
 * A level, straight road along x whose surface changes with distance and differs left and right of
 * its centre line, y = 0.
 *
 * @param segments in ascending order; the first also holds for all that lies before it
 */
public record Road(List<Segment> segments) {

    /**
     * A stretch of road up to the next segment's begin.
     *
     * @param fromM where it begins, in metres
     * @param left surface where y is above 0
     * @param right surface elsewhere
     */
    public record Segment(double fromM, Surface left, Surface right) {
        public Segment {
            if (!Double.isFinite(fromM)) {
                throw new IllegalArgumentException("fromM=" + fromM + ", expected a number");
            }
            java.util.Objects.requireNonNull(left, "left");
            java.util.Objects.requireNonNull(right, "right");
        }
    }

    public Road {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("a road needs at least one segment");
        }
        for (int i = 1; i < segments.size(); i++) {
            double before = segments.get(i - 1).fromM();
            double at = segments.get(i).fromM();
            if (at <= before) {
                throw new IllegalArgumentException(
                        "segment "
                                + i
                                + " begins at "
                                + at
                                + " m, expected beyond "
                                + before
                                + " m");
            }
        }
    }

    /** The same surface everywhere. */
    public static Road of(Surface surface) {
        return split(surface, surface);
    }

    /** One surface to the left of the centre line, one to the right. */
    public static Road split(Surface left, Surface right) {
        return new Road(List.of(new Segment(0, left, right)));
    }

    /** The surface at a place, in metres. */
    public Surface at(double xM, double yM) {
        int i = segments.size() - 1;
        while (i > 0 && segments.get(i).fromM() > xM) {
            i--;
        }
        return yM > 0 ? segments.get(i).left() : segments.get(i).right();
    }
}
