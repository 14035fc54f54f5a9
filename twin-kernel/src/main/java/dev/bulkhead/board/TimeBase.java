package dev.bulkhead.board;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Scheduler;

/**
 * A device's own idea of time, in picoseconds since power-on: true until it drifts, and going on
 * from there without a jump.
 */
public final class TimeBase implements Stateful {
    private static final long MILLION = 1_000_000;

    private int ppm;
    private long sincePs;
    private long ownPs;

    /**
     * Runs fast or slow from now on.
     *
     * @param millionths more than 0 for fast, above -10^6
     */
    public void drift(int millionths, long nowPs) {
        ownPs = own(nowPs);
        sincePs = nowPs;
        ppm = millionths;
    }

    /** Millionths by which it runs fast. */
    public int ppm() {
        return ppm;
    }

    /** What it takes a time at or after the last drift's begin for. */
    public long own(long realPs) {
        long passed = realPs - sincePs;
        return ownPs
                + passed
                + passed / MILLION * ppm
                + Math.floorDiv(passed % MILLION * ppm, MILLION);
    }

    /** The first picosecond at which it has come to a time of its own. */
    public long real(long ofOwnPs) {
        long passed = ofOwnPs - ownPs;
        if (ppm == 0) {
            return sincePs + passed;
        }
        if (passed > Scheduler.NEVER / 2) {
            return Scheduler.NEVER - 1;
        }
        long rate = MILLION + ppm;
        return sincePs + passed / rate * MILLION + Math.ceilDiv(passed % rate * MILLION, rate);
    }

    @Override
    public void describe(Fields fields) {
        ppm = fields.i32("ppm", ppm);
        sincePs = fields.i64("sincePs", sincePs);
        ownPs = fields.i64("ownPs", ownPs);
    }
}
