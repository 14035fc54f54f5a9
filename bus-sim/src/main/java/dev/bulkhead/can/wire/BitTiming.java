package dev.bulkhead.can.wire;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a node divides its bits into time quanta. One quantum length serves both bit rates.
 *
 * @param quantaPerSecond nominal frequency of the clock that counts quanta
 * @param nominal bits of the arbitration phase
 * @param data bits of the data phase; empty: the node sends no frame with a bit rate switch
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), chapter 8"
 */
public record BitTiming(long quantaPerSecond, Segments nominal, Optional<Segments> data) {
    private static final int MOST_QUANTA = 400;

    /**
     * A bit: one quantum of synchronization segment, then those named here, in quanta.
     *
     * @param propagation 0 or more
     * @param phase1 1 or more; ends at the sample point
     * @param phase2 1 or more; ends at the end of the bit
     * @param jumpWidth how far one resynchronization moves the sample point at most: 1 to the
     *     shorter of both phase segments
     */
    public record Segments(int propagation, int phase1, int phase2, int jumpWidth) {
        public Segments {
            if (propagation < 0 || phase1 < 1 || phase2 < 1) {
                throw new IllegalArgumentException(
                        "propagation=%d phase1=%d phase2=%d, expected at least 0, 1, 1"
                                .formatted(propagation, phase1, phase2));
            }
            int longest = Math.min(phase1, phase2);
            if (jumpWidth < 1 || jumpWidth > longest) {
                throw new IllegalArgumentException(
                        "jumpWidth=" + jumpWidth + ", expected 1.." + longest);
            }
        }

        /** Quanta from the bit's edge to its sample point. */
        public int beforeSample() {
            return 1 + propagation + phase1;
        }

        /** Quanta of the whole bit. */
        public int quanta() {
            return beforeSample() + phase2;
        }
    }

    public BitTiming {
        if (nominal.quanta() > MOST_QUANTA) {
            throw new IllegalArgumentException(
                    "a bit has " + nominal.quanta() + " quanta, expected at most " + MOST_QUANTA);
        }
        if (quantaPerSecond < 1 || quantaPerSecond % nominal.quanta() != 0) {
            throw new IllegalArgumentException(
                    "quantaPerSecond=%d, expected a multiple of the %d quanta of a bit"
                            .formatted(quantaPerSecond, nominal.quanta()));
        }
        if (data.isPresent() && quantaPerSecond % data.get().quanta() != 0) {
            throw new IllegalArgumentException(
                    "quantaPerSecond=%d, expected a multiple of the %d quanta of a data bit"
                            .formatted(quantaPerSecond, data.get().quanta()));
        }
    }

    /**
     * A division that suits most buses: ten to twenty quanta a bit at the faster rate, sample
     * points where asked, jump width as long as it may be.
     *
     * @param samplePointPermille of a nominal bit, rounded down to a quantum
     * @throws IllegalArgumentException if the data rate is no multiple of the nominal rate
     */
    public static BitTiming of(long bitRate, OptionalLong dataBitRate, int samplePointPermille) {
        if (dataBitRate.isEmpty()) {
            Segments segments = segments(20, samplePointPermille);
            return new BitTiming(20 * bitRate, segments, Optional.empty());
        }
        long dataRate = dataBitRate.getAsLong();
        long times = dataRate / bitRate;
        if (times * bitRate != dataRate) {
            throw new IllegalArgumentException(
                    "dataBitRate=" + dataRate + ", expected a multiple of " + bitRate);
        }
        return new BitTiming(
                20 * dataRate,
                segments((int) (20 * times), samplePointPermille),
                Optional.of(segments(20, 700)));
    }

    private static Segments segments(int quanta, int samplePointPermille) {
        int beforeSample = quanta * samplePointPermille / 1000;
        int phase2 = quanta - beforeSample;
        int phase1 = Math.min(phase2, beforeSample - 1);
        return new Segments(beforeSample - 1 - phase1, phase1, phase2, Math.min(phase1, phase2));
    }

    public long bitRate() {
        return quantaPerSecond / nominal.quanta();
    }
}
