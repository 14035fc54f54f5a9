package dev.bulkhead.time;

import java.math.BigInteger;

/** A clock as a formula: its edges are computed from their number, so rounding never adds up. */
public final class Clock {
    private static final long PS_PER_S = 1_000_000_000_000L;
    private static final BigInteger SCALE =
            BigInteger.valueOf(PS_PER_S).multiply(BigInteger.valueOf(1_000_000_000L));

    /** Above it a second's edges times {@link #PS_PER_S} do not fit a {@code long}. */
    private static final long SLOW_HZ = Long.MAX_VALUE / PS_PER_S;

    private final long frequencyHz;
    private final long offsetPs;
    private final int errorPpb;

    /** Time from edge to edge, 0 if that is no whole number. */
    private final long periodPs;

    /**
     * @param frequencyHz nominal frequency, 1 to 10^12
     * @param offsetPs time of edge 0 since power-on, at least 0
     * @param errorPpb deviation of the frequency in parts per billion; 1000 makes the clock run
     *     fast by one millionth
     */
    public Clock(long frequencyHz, long offsetPs, int errorPpb) {
        if (frequencyHz < 1 || frequencyHz > PS_PER_S) {
            throw new IllegalArgumentException(
                    "frequencyHz=" + frequencyHz + ", expected 1..10^12");
        }
        if (offsetPs < 0) {
            throw new IllegalArgumentException("offsetPs=" + offsetPs + ", expected at least 0");
        }
        if (errorPpb <= -1_000_000_000) {
            throw new IllegalArgumentException("errorPpb=" + errorPpb + ", expected above -10^9");
        }
        this.frequencyHz = frequencyHz;
        this.offsetPs = offsetPs;
        this.errorPpb = errorPpb;
        boolean whole = errorPpb == 0 && PS_PER_S % frequencyHz == 0;
        periodPs = whole ? PS_PER_S / frequencyHz : 0;
    }

    /** A clock without offset and error. */
    public static Clock ofHz(long frequencyHz) {
        return new Clock(frequencyHz, 0, 0);
    }

    /**
     * Time of edge {@code n}: offset + floor(n · 10¹² / f), f being the frequency with its error.
     *
     * @param n number of the edge, at least 0
     * @throws ArithmeticException beyond 106 days
     */
    public long edgePs(long n) {
        if (n < 0) {
            throw new IllegalArgumentException("n=" + n + ", expected at least 0");
        }
        if (periodPs != 0) {
            return Math.addExact(offsetPs, Math.multiplyExact(n, periodPs));
        }
        if (errorPpb == 0 && frequencyHz <= SLOW_HZ) {
            long seconds = Math.multiplyExact(n / frequencyHz, PS_PER_S);
            long rest = n % frequencyHz * PS_PER_S / frequencyHz;
            return Math.addExact(offsetPs, Math.addExact(seconds, rest));
        }
        BigInteger ps = BigInteger.valueOf(n).multiply(SCALE).divide(scaledFrequency());
        return Math.addExact(offsetPs, ps.longValueExact());
    }

    /** Number of the first edge at or after {@code ps}; 0 for a time before the offset. */
    public long edgeAtOrAfter(long ps) {
        long since = ps - offsetPs;
        if (since <= 0) {
            return 0;
        }
        if (periodPs != 0) {
            return (since - 1) / periodPs + 1;
        }
        // floor(n·S/F) >= t holds exactly if n·S >= t·F, as t is whole
        BigInteger[] parts =
                BigInteger.valueOf(since).multiply(scaledFrequency()).divideAndRemainder(SCALE);
        return parts[0].longValueExact() + (parts[1].signum() == 0 ? 0 : 1);
    }

    /** Number of the last edge at or before {@code ps}, or -1 if the clock has not begun. */
    public long edgeAtOrBefore(long ps) {
        if (ps < offsetPs) {
            return -1;
        }
        long since = ps - offsetPs;
        if (periodPs != 0) {
            return since / periodPs;
        }
        // floor(n·S/F) <= t holds exactly if n·S < (t + 1)·F
        BigInteger beyond =
                BigInteger.valueOf(since).add(BigInteger.ONE).multiply(scaledFrequency());
        return beyond.subtract(BigInteger.ONE).divide(SCALE).longValueExact();
    }

    /** Its nominal frequency. */
    public long frequencyHz() {
        return frequencyHz;
    }

    /** Time of edge 0 since power-on. */
    public long offsetPs() {
        return offsetPs;
    }

    /** Deviation of the frequency in parts per billion; above 0 the clock runs fast. */
    public int errorPpb() {
        return errorPpb;
    }

    private BigInteger scaledFrequency() {
        return BigInteger.valueOf(frequencyHz)
                .multiply(BigInteger.valueOf(1_000_000_000L + errorPpb));
    }
}
