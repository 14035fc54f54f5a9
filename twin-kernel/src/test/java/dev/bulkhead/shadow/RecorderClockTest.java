package dev.bulkhead.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RecorderClockTest {
    private static final long SINCE_1970_NS = 1_700_000_000_000_000_000L;

    @Test
    void aClockThatRunsFastCountsMoreThanPassed() {
        var clock = new RecorderClock(SINCE_1970_NS, 50_000_000_000L, 100);

        // 1.0001 s of the recorder are 1 s
        assertEquals(1_050_000_000_000L, clock.twinPs(SINCE_1970_NS + 1_000_100_000L));
        assertEquals(SINCE_1970_NS + 1_000_100_000L, clock.recordedNs(1_050_000_000_000L));
    }

    @Test
    void whatTheResidualsShowIsCorrected() {
        var real = new RecorderClock(SINCE_1970_NS, 50_000_000_000L, 100);
        var taken = new RecorderClock(SINCE_1970_NS, 40_000_000_000L, 0);
        // the residuals of two moments make a line
        long oneNs = SINCE_1970_NS;
        long otherNs = SINCE_1970_NS + 10_000_000_000L;
        double first = real.twinPs(oneNs) - taken.twinPs(oneNs);
        double second = real.twinPs(otherNs) - taken.twinPs(otherNs);
        double slope = (second - first) / (taken.twinPs(otherNs) - taken.twinPs(oneNs));

        RecorderClock corrected = taken.corrected(first - slope * taken.twinPs(oneNs), slope);

        assertTrue(Math.abs(real.beginsAtPs() - corrected.beginsAtPs()) <= 1, corrected.toString());
        assertEquals(100, corrected.driftPpm(), 1e-4);
    }
}
