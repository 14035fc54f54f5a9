package dev.bulkhead.shadow;

import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.shadow.Deviation.Kind;
import dev.bulkhead.shadow.ShadowMap.Tolerance;

/** One signal, recorded and of the twin. */
final class SignalComparison {
    /** Of a step: decimals are no binary fractions. */
    private static final double ROUNDING = 1e-6;

    private final String message;
    private final DbcSignal signal;
    private final Tolerance tolerance;
    private final double step;
    private final Tally beyond = new Tally(0);
    private final Curve curve = new Curve();
    private final Closeup closeup = new Closeup();
    private long compared;
    private long differing;
    private double mostDifference;
    private long mostAtPs;
    private double squares;
    private Deviation since;

    /**
     * What the twin's frames near a recorded one say.
     *
     * @param paired of the frame that stands for the recorded one; not a number if it has none
     * @param least of all that came within the time allowed
     * @param most of all that came within the time allowed
     */
    record Near(double paired, double least, double most) {}

    SignalComparison(String message, DbcSignal signal, Tolerance tolerance) {
        this.message = message;
        this.signal = signal;
        this.tolerance = tolerance;
        step = signal.type().isFloating() ? 0 : StrictMath.abs(signal.factor().doubleValue());
    }

    DbcSignal signal() {
        return signal;
    }

    /**
     * @param recorded not a number if the frame does not have it
     */
    void compare(long atPs, double recorded, Near twin) {
        boolean there = !Double.isNaN(recorded);
        if (!there && Double.isNaN(twin.paired)) {
            return;
        }
        compared++;
        if (there != !Double.isNaN(twin.paired)) {
            differing++;
            judge(
                    new Deviation(
                            Kind.PRESENCE,
                            atPs,
                            message,
                            signal.name(),
                            recorded,
                            twin.paired,
                            0,
                            Double.POSITIVE_INFINITY),
                    true);
            return;
        }
        double difference = StrictMath.abs(twin.paired - recorded);
        if (difference > 0) {
            differing++;
            squares += difference * difference;
            if (difference > mostDifference) {
                mostDifference = difference;
                mostAtPs = atPs;
            }
        }
        double outside =
                StrictMath.max(0, StrictMath.max(twin.least - recorded, recorded - twin.most));
        double allowed = tolerance.allowed(recorded);
        boolean isBeyond = outside > allowed + step * ROUNDING;
        boolean counted =
                judge(
                        new Deviation(
                                Kind.VALUE,
                                atPs,
                                message,
                                signal.name(),
                                recorded,
                                twin.paired,
                                allowed,
                                severity(outside, allowed)),
                        isBeyond);
        curve.add(atPs, recorded, twin.paired, counted);
        closeup.add(CurvePoint.of(atPs, recorded, twin.paired, counted), counted);
    }

    private double severity(double outside, double allowed) {
        double unit = allowed > 0 ? allowed : step;
        return unit > 0 ? outside / unit : outside;
    }

    /** Returns whether it counts: it is beyond, and has been for so long as it may be. */
    private boolean judge(Deviation now, boolean isBeyond) {
        if (!isBeyond) {
            since = null;
            return false;
        }
        if (since == null) {
            since = now;
        }
        boolean counts = now.atPs() - since.atPs() >= tolerance.lasting().ps();
        if (counts) {
            beyond.add(now, since);
        }
        return counts;
    }

    SignalResult result() {
        return new SignalResult(
                signal.name(),
                signal.unit(),
                tolerance,
                compared,
                differing,
                mostDifference,
                mostAtPs,
                compared == 0 ? 0 : StrictMath.sqrt(squares / compared),
                beyond.counted(),
                curve.points(),
                closeup.points());
    }
}
