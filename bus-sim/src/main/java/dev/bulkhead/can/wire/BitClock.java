package dev.bulkhead.can.wire;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BitTiming.Segments;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.math.BigInteger;

/**
 * When a node's bits begin and where it samples them: counts clocks of its own oscillator and
 * synchronizes with the edges that it sees. All times are exact to the fraction of a picosecond;
 * what is rounded down is only what is handed out.
 *
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), chapter 8"
 */
final class BitClock implements Stateful {
    private static final BigInteger PS_PER_S_SCALED = BigInteger.TEN.pow(21);

    private BitTiming timing;
    private int errorPpb;

    /** A clock is {@code clockPs + clockRest / divisor} picoseconds long. */
    private long divisor;

    private long clockPs;
    private long clockRest;

    private long bitStartPs;
    private long bitStartRest;
    private int sampleClocks;
    private int endClocks;
    private boolean fast;

    /** Clocks of the segments at the present rate, and of their quanta. */
    private int beforeSample;

    private int behindSample;
    private int jump;
    private int quantum;

    private boolean sampled;

    /** Whether an edge was used since the last sample point; one is allowed. */
    private boolean synchronised;

    private long samplePs;
    private long nextBitPs;

    BitClock(BitTiming timing, int errorPpb) {
        this.timing = timing;
        measure();
        tune(errorPpb);
        place(beforeSample);
    }

    /**
     * Divides its bits otherwise, the present one too, which keeps its begin. Nothing is sampled
     * before {@code nowPs}, nor twice within the bit.
     */
    void divide(BitTiming next, long nowPs) {
        if (next.equals(timing)) {
            return;
        }
        timing = next;
        measure();
        BigInteger begin = BigInteger.valueOf(bitStartRest);
        BigInteger before = BigInteger.valueOf(divisor);
        tune(errorPpb);
        bitStartRest = begin.multiply(BigInteger.valueOf(divisor)).divide(before).longValueExact();
        place(beforeSample);
        skipTo(nowPs);
    }

    private void measure() {
        Segments segments = fast ? timing.data().orElseThrow() : timing.nominal();
        beforeSample = segments.clocksBeforeSample();
        behindSample = segments.clocksBehindSample();
        jump = segments.clocksToJump();
        quantum = segments.quantum();
    }

    /**
     * Sets the oscillator's deviation; quanta are longer or shorter from this bit on. The fraction
     * of a picosecond is exact, or off by less than 1e-13 a clock where it does not fit.
     */
    void tune(int ppb) {
        errorPpb = ppb;
        BigInteger hz =
                BigInteger.valueOf(timing.clockHz())
                        .multiply(BigInteger.valueOf(1_000_000_000L + ppb));
        // only the ratio matters, and products with it shall fit into 64 bits
        BigInteger common = PS_PER_S_SCALED.gcd(hz);
        divisor = hz.divide(common).longValueExact();
        BigInteger[] parts = PS_PER_S_SCALED.divide(common).divideAndRemainder(hz.divide(common));
        clockPs = parts[0].longValueExact();
        clockRest = parts[1].longValueExact();
        // the farthest that is looked ahead: a bit of twice its length, and the sample point behind
        long most = Long.MAX_VALUE / (4L * timing.nominal().clocks());
        if (divisor > most) {
            BigInteger rest = parts[1].multiply(BigInteger.valueOf(most));
            clockRest = rest.divide(BigInteger.valueOf(divisor)).longValueExact();
            divisor = most;
        }
        bitStartRest = 0;
        refresh();
    }

    private void place(int sample) {
        sampleClocks = sample;
        endClocks = sample + behindSample;
        refresh();
    }

    private void refresh() {
        samplePs = timeAt(sampleClocks);
        nextBitPs = timeAt(endClocks);
    }

    private long timeAt(long clocks) {
        if (divisor == 1) { // a division a bit is a third of what a clock costs
            return bitStartPs + clocks * clockPs;
        }
        return bitStartPs + clocks * clockPs + (bitStartRest + clocks * clockRest) / divisor;
    }

    private void advance(long clocks) {
        if (divisor == 1) {
            bitStartPs += clocks * clockPs;
            return;
        }
        long rest = bitStartRest + clocks * clockRest;
        bitStartPs += clocks * clockPs + rest / divisor;
        bitStartRest = rest % divisor;
    }

    long bitStartPs() {
        return bitStartPs;
    }

    /** Sample point of the present bit, which may be past. */
    long samplePs() {
        return samplePs;
    }

    /** Where the next bit begins, unless an edge moves it. */
    long nextBitPs() {
        return nextBitPs;
    }

    boolean isSampled() {
        return sampled;
    }

    /** Earliest sample point that is still to come. */
    long nextSamplePs() {
        return sampled ? timeAt(endClocks + beforeSample) : samplePs;
    }

    boolean isFast() {
        return fast;
    }

    /** The sample point was reached. */
    void sample() {
        sampled = true;
        synchronised = false;
    }

    /** Goes over to the other bit rate right behind the sample point of the present bit. */
    void switchRate(boolean toFast) {
        if (fast != toFast) {
            fast = toFast;
            measure();
            endClocks = sampleClocks + behindSample;
            refresh();
        }
    }

    void nextBit() {
        advance(endClocks);
        sampled = false;
        place(beforeSample);
    }

    /** Clocks from the bit's edge to the begin of the one that {@code ps} lies in. */
    private int clocksTo(long ps) {
        int clocks = (int) ((ps - bitStartPs) / (clockPs + 1));
        while (timeAt(clocks + 1) <= ps) {
            clocks++;
        }
        return clocks;
    }

    /**
     * Clocks from the bit's edge to the begin of the quantum that {@code ps} lies in. Quanta of the
     * data rate begin at the sample point of a bit that began at the nominal one.
     */
    private int clocksToQuantum(long ps) {
        int clocks = clocksTo(ps);
        return clocks - Math.floorMod(clocks - sampleClocks, quantum);
    }

    /**
     * An edge from recessive to dominant begins a frame, or its data phase: the bit restarts.
     *
     * <p>Deviation: its quanta restart with it, at the clock of the edge, where some controllers
     * wait for the end of the quantum. So a node is in step with the others whatever its quanta
     * were while it did not follow them, as it is at frame level.
     */
    void hardSynchronise(long edgePs) {
        advance(clocksTo(edgePs));
        sampled = false;
        synchronised = true;
        place(beforeSample);
    }

    /**
     * An edge from recessive to dominant within a frame.
     *
     * @param sendsDominant whether the node itself sends a dominant bit; it then does not follow
     *     edges that come late, as they may be its own
     */
    void resynchronise(long edgePs, boolean sendsDominant) {
        if (synchronised) {
            return;
        }
        int clocks = clocksToQuantum(edgePs);
        if (!sampled) {
            if (clocks > 0 && sendsDominant) {
                return;
            }
            sampleClocks += Math.min(clocks, jump);
            endClocks = sampleClocks + behindSample;
        } else {
            endClocks -= Math.min(endClocks - clocks, jump);
        }
        synchronised = true;
        refresh();
    }

    /** Lets whole bits pass unseen, up to the one that {@code ps} lies in. */
    void skipTo(long ps) {
        if (ps < nextBitPs) {
            sampled |= samplePs <= ps;
            return;
        }
        nextBit();
        int perBit = beforeSample + behindSample;
        BigInteger clock =
                BigInteger.valueOf(clockPs)
                        .multiply(BigInteger.valueOf(divisor))
                        .add(BigInteger.valueOf(clockRest));
        long clocks =
                BigInteger.valueOf(Math.max(0, ps - bitStartPs) + 1)
                        .multiply(BigInteger.valueOf(divisor))
                        .subtract(BigInteger.valueOf(bitStartRest + 1))
                        .divide(clock)
                        .longValueExact();
        BigInteger[] passed =
                BigInteger.valueOf(clocks / perBit * perBit)
                        .multiply(clock)
                        .add(BigInteger.valueOf(bitStartRest))
                        .divideAndRemainder(BigInteger.valueOf(divisor));
        bitStartPs += passed[0].longValueExact();
        bitStartRest = passed[1].longValueExact();
        refresh();
        sampled = samplePs <= ps;
    }

    /** Lets the next bit begin at {@code ps}, whatever was before. */
    void beginNextBitAt(long ps) {
        fast = false;
        measure();
        bitStartPs = ps - (beforeSample + behindSample) * (clockPs + 1);
        bitStartRest = 0;
        sampled = true;
        synchronised = false;
        place(beforeSample);
        bitStartPs += ps - nextBitPs;
        refresh();
    }

    /** Length of a nominal bit, rounded down. */
    long bitPs() {
        return timing.nominal().clocks() * clockPs;
    }

    @Override
    public void describe(Fields fields) {
        fields.enter("timing");
        BitTiming restored = timing.describe(fields);
        fields.leave();
        int ppb = fields.i32("errorPpb", errorPpb);
        if (ppb != errorPpb || !restored.equals(timing)) {
            timing = restored;
            tune(ppb);
        }
        bitStartPs = fields.i64("bitStartPs", bitStartPs);
        bitStartRest = fields.i64("bitStartRest", bitStartRest);
        sampleClocks = fields.i32("sampleClocks", sampleClocks);
        endClocks = fields.i32("endClocks", endClocks);
        fast = fields.bool("fast", fast);
        sampled = fields.bool("sampled", sampled);
        synchronised = fields.bool("synchronised", synchronised);
        measure();
        refresh();
    }
}
