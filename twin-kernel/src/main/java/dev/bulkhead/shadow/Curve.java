package dev.bulkhead.shadow;

import java.util.ArrayList;
import java.util.List;

/**
 * A recorded and the twin's curve of one signal, of whatever length in bounded room: least and
 * greatest values of stretches of time that grow as the recording does.
 */
final class Curve {
    private static final int MOST = 400;
    private static final long FIRST_STRETCH_PS = 1_000_000_000L;

    private List<CurvePoint> points = new ArrayList<>();
    private long stretchPs = FIRST_STRETCH_PS;

    void add(long atPs, double recorded, double twin, boolean beyond) {
        CurvePoint next = CurvePoint.of(atPs, recorded, twin, beyond);
        if (!points.isEmpty() && isOneStretch(points.getLast().fromPs(), atPs)) {
            points.set(points.size() - 1, points.getLast().and(next));
            return;
        }
        points.add(next);
        while (points.size() > MOST) {
            stretchPs *= 2;
            points = merged();
        }
    }

    private boolean isOneStretch(long onePs, long otherPs) {
        return Math.floorDiv(onePs, stretchPs) == Math.floorDiv(otherPs, stretchPs);
    }

    private List<CurvePoint> merged() {
        List<CurvePoint> fewer = new ArrayList<>();
        for (CurvePoint point : points) {
            if (!fewer.isEmpty() && isOneStretch(fewer.getLast().fromPs(), point.fromPs())) {
                fewer.set(fewer.size() - 1, fewer.getLast().and(point));
            } else {
                fewer.add(point);
            }
        }
        return fewer;
    }

    List<CurvePoint> points() {
        return List.copyOf(points);
    }
}
