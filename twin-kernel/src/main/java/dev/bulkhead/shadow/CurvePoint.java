package dev.bulkhead.shadow;

/**
 * A stretch of both curves, or one moment of them.
 *
 * @param fromPs first moment, in the twin's time
 * @param beyond whether any of it is beyond the tolerance
 */
public record CurvePoint(
        long fromPs,
        double recordedLeast,
        double recordedMost,
        double twinLeast,
        double twinMost,
        boolean beyond) {

    static CurvePoint of(long atPs, double recorded, double twin, boolean beyond) {
        return new CurvePoint(atPs, recorded, recorded, twin, twin, beyond);
    }

    CurvePoint and(CurvePoint later) {
        return new CurvePoint(
                fromPs,
                StrictMath.min(recordedLeast, later.recordedLeast),
                StrictMath.max(recordedMost, later.recordedMost),
                StrictMath.min(twinLeast, later.twinLeast),
                StrictMath.max(twinMost, later.twinMost),
                beyond || later.beyond);
    }
}
