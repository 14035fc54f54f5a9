package dev.bulkhead.shadow;

import dev.bulkhead.time.SimTime;

/**
 * Turns times of a recording into the twin's.
 *
 * @param baseNs the recording's time of its first frame
 * @param beginsAtPs the twin's time of that frame; negative before power-on
 * @param driftPpm how much faster the recorder's clock runs than the twin's
 */
public record RecorderClock(long baseNs, long beginsAtPs, double driftPpm) {
    private static final double PPM = 1e-6;

    /** In the twin's time, in picoseconds; negative before power-on. */
    public long twinPs(long recordedNs) {
        long sinceNs = recordedNs - baseNs;
        double drift = driftPpm * PPM;
        long correctionPs = StrictMath.round(sinceNs * 1e3 * drift / (1 + drift));
        return beginsAtPs + sinceNs * SimTime.PS_PER_NS - correctionPs;
    }

    /** In the recording's time, in nanoseconds. */
    public long recordedNs(long twinPs) {
        double sincePs = twinPs - beginsAtPs;
        return baseNs + StrictMath.round(sincePs * (1 + driftPpm * PPM) / 1e3);
    }

    /**
     * The clock that would have made the residuals of a run vanish.
     *
     * @param offPs twin's time minus what this clock said, at the twin's time 0
     * @param slope of that difference over the twin's time
     */
    RecorderClock corrected(double offPs, double slope) {
        double drift = driftPpm * PPM;
        long atBegin = StrictMath.round(offPs + slope * beginsAtPs);
        return new RecorderClock(
                baseNs, beginsAtPs + atBegin, ((1 + drift) / (1 + slope) - 1) / PPM);
    }

    /** The same without drift. */
    RecorderClock steady() {
        return new RecorderClock(baseNs, beginsAtPs, 0);
    }

    /** The recording's own zero is the twin's power-on. */
    RecorderClock fromPowerOn() {
        return new RecorderClock(baseNs, baseNs * SimTime.PS_PER_NS, driftPpm);
    }

    /** How far the twin's power-on lies from the recording's own zero; 0 for a run of the twin. */
    double offsetPs() {
        return beginsAtPs - baseNs * 1e3;
    }
}
