package dev.bulkhead.shadow;

import dev.bulkhead.shadow.ShadowMap.Tolerance;

import java.util.List;

/**
 * What came of one signal.
 *
 * @param compared pairs of frames that have it
 * @param differing of them not equal
 * @param mostDifference greatest distance of both values
 * @param mostAtPs first moment of that, in the twin's time
 * @param rms root of the mean square of the distances
 * @param beyond pairs beyond the tolerance
 * @param curve both curves, coarsely
 * @param closeup both curves where they part first, each value; empty if they do not
 */
public record SignalResult(
        String name,
        String unit,
        Tolerance tolerance,
        long compared,
        long differing,
        double mostDifference,
        long mostAtPs,
        double rms,
        Counted beyond,
        List<CurvePoint> curve,
        List<CurvePoint> closeup) {
    public SignalResult {
        curve = List.copyOf(curve);
        closeup = List.copyOf(closeup);
    }
}
