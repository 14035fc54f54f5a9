package dev.bulkhead.can.wire;

import dev.bulkhead.can.wire.BitTiming.Segments;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.math.BigInteger;

/**
 * When a node's bits begin and where it samples them: counts quanta of its own oscillator and
 * synchronizes with the edges that it sees. All times are exact to the fraction of a picosecond;
 * what is rounded down is only what is handed out.
 *
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), chapter 8"
 */
final class BitClock implements Stateful {
    private static final BigInteger PS_PER_S_SCALED = BigInteger.TEN.pow(21);

    private final BitTiming timing;
    private int errorPpb;

    /** A quantum is {@code quantumPs + quantumRest / divisor} picoseconds long. */
    private long divisor;

    private long quantumPs;
    private long quantumRest;

    private long bitStartPs;
    private long bitStartRest;
    private int sampleQuanta;
    private int endQuanta;
    private boolean fast;
    private boolean sampled;

    /** Whether an edge was used since the last sample point; one is allowed. */
    private boolean synchronised;

    private long samplePs;
    private long nextBitPs;

    BitClock(BitTiming timing, int errorPpb) {
        this.timing = timing;
        tune(errorPpb);
        place(segments().beforeSample());
    }

    /** Sets the oscillator's deviation; quanta are longer or shorter from this bit on. */
    void tune(int ppb) {
        errorPpb = ppb;
        BigInteger hz =
                BigInteger.valueOf(timing.quantaPerSecond())
                        .multiply(BigInteger.valueOf(1_000_000_000L + ppb));
        // only the ratio matters, and products with it shall fit into 64 bits
        BigInteger common = PS_PER_S_SCALED.gcd(hz);
        divisor = hz.divide(common).longValueExact();
        BigInteger[] parts = PS_PER_S_SCALED.divide(common).divideAndRemainder(hz.divide(common));
        quantumPs = parts[0].longValueExact();
        quantumRest = parts[1].longValueExact();
        bitStartRest = 0;
        Math.multiplyExact(divisor, 2L * timing.nominal().quanta() + 1);
        refresh();
    }

    private Segments segments() {
        return fast ? timing.data().orElseThrow() : timing.nominal();
    }

    private void place(int sample) {
        sampleQuanta = sample;
        endQuanta = sample + segments().phase2();
        refresh();
    }

    private void refresh() {
        samplePs = timeAt(sampleQuanta);
        nextBitPs = timeAt(endQuanta);
    }

    private long timeAt(long quanta) {
        if (divisor == 1) { // a division a bit is a third of what a clock costs
            return bitStartPs + quanta * quantumPs;
        }
        return bitStartPs + quanta * quantumPs + (bitStartRest + quanta * quantumRest) / divisor;
    }

    private void advance(long quanta) {
        if (divisor == 1) {
            bitStartPs += quanta * quantumPs;
            return;
        }
        long rest = bitStartRest + quanta * quantumRest;
        bitStartPs += quanta * quantumPs + rest / divisor;
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
        return sampled ? timeAt(endQuanta + segments().beforeSample()) : samplePs;
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
            endQuanta = sampleQuanta + segments().phase2();
            refresh();
        }
    }

    void nextBit() {
        advance(endQuanta);
        sampled = false;
        place(segments().beforeSample());
    }

    /** The last quantum that began at or before {@code ps}, counted from the bit's edge. */
    private int quantumOf(long ps) {
        int quantum = (int) ((ps - bitStartPs) / (quantumPs + 1));
        while (timeAt(quantum + 1) <= ps) {
            quantum++;
        }
        return quantum;
    }

    /** An edge from recessive to dominant begins a frame, or its data phase: the bit restarts. */
    void hardSynchronise(long edgePs) {
        advance(quantumOf(edgePs));
        sampled = false;
        synchronised = true;
        place(segments().beforeSample());
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
        int quantum = quantumOf(edgePs);
        if (!sampled) {
            if (quantum > 0 && sendsDominant) {
                return;
            }
            sampleQuanta += Math.min(quantum, segments().jumpWidth());
            endQuanta = sampleQuanta + segments().phase2();
        } else {
            endQuanta -= Math.min(endQuanta - quantum, segments().jumpWidth());
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
        int perBit = segments().quanta();
        BigInteger quantum =
                BigInteger.valueOf(quantumPs)
                        .multiply(BigInteger.valueOf(divisor))
                        .add(BigInteger.valueOf(quantumRest));
        long quanta =
                BigInteger.valueOf(Math.max(0, ps - bitStartPs) + 1)
                        .multiply(BigInteger.valueOf(divisor))
                        .subtract(BigInteger.valueOf(bitStartRest + 1))
                        .divide(quantum)
                        .longValueExact();
        BigInteger[] passed =
                BigInteger.valueOf(quanta / perBit * perBit)
                        .multiply(quantum)
                        .add(BigInteger.valueOf(bitStartRest))
                        .divideAndRemainder(BigInteger.valueOf(divisor));
        bitStartPs += passed[0].longValueExact();
        bitStartRest = passed[1].longValueExact();
        refresh();
        sampled = samplePs <= ps;
    }

    /** Lets the next bit begin at {@code ps}, whatever was before. */
    void beginNextBitAt(long ps) {
        bitStartPs = ps - segments().quanta() * (quantumPs + 1);
        bitStartRest = 0;
        fast = false;
        sampled = true;
        synchronised = false;
        place(segments().beforeSample());
        bitStartPs += ps - nextBitPs;
        refresh();
    }

    /** Length of a nominal bit, rounded down. */
    long bitPs() {
        return timing.nominal().quanta() * quantumPs;
    }

    @Override
    public void describe(Fields fields) {
        int ppb = fields.i32("errorPpb", errorPpb);
        if (ppb != errorPpb) {
            tune(ppb);
        }
        bitStartPs = fields.i64("bitStartPs", bitStartPs);
        bitStartRest = fields.i64("bitStartRest", bitStartRest);
        sampleQuanta = fields.i32("sampleQuanta", sampleQuanta);
        endQuanta = fields.i32("endQuanta", endQuanta);
        fast = fields.bool("fast", fast);
        sampled = fields.bool("sampled", sampled);
        synchronised = fields.bool("synchronised", synchronised);
        refresh();
    }
}
