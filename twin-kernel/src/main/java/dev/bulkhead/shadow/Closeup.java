package dev.bulkhead.shadow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Every value around the first one beyond the tolerance. */
final class Closeup {
    private static final int BEFORE = 40;
    private static final int AFTER = 80;

    private final ArrayDeque<CurvePoint> before = new ArrayDeque<>();
    private final List<CurvePoint> kept = new ArrayList<>();
    private boolean begun;
    private int after;

    /**
     * @param parts whether a deviation is counted here
     */
    void add(CurvePoint point, boolean parts) {
        if (!begun) {
            before.add(point);
            if (before.size() > BEFORE) {
                before.removeFirst();
            }
            if (parts) {
                begun = true;
                kept.addAll(before);
            }
        } else if (after < AFTER) {
            after++;
            kept.add(point);
        }
    }

    List<CurvePoint> points() {
        return List.copyOf(kept);
    }
}
