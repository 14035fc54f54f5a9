package dev.bulkhead.can;

import dev.bulkhead.state.Fields;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a node divides its bits into time quanta, each some clocks long.
 *
 * @param clockHz nominal frequency of the clock that quanta are counted in
 * @param nominal bits of the arbitration phase
 * @param data bits of the data phase; empty: the node sends no frame with a bit rate switch
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), chapter 8"
 */
public record BitTiming(long clockHz, Segments nominal, Optional<Segments> data) {

    /**
     * A bit: one quantum of synchronization segment, then those named here, in quanta.
     *
     * <p>Deviation: Bosch wants at least one quantum in each segment, and a jump width from 1 to
     * the shorter of both phase segments; controllers take more than that from who programs them.
     *
     * @param quantum clocks of a quantum, 1 or more
     * @param propagation 0 or more
     * @param phase1 0 or more; ends at the sample point
     * @param phase2 1 or more; ends at the end of the bit
     * @param jumpWidth how far one resynchronization moves the sample point at most; 0: the node
     *     does not resynchronize
     */
    public record Segments(int quantum, int propagation, int phase1, int phase2, int jumpWidth) {
        public Segments {
            if (quantum < 1 || propagation < 0 || phase1 < 0 || phase2 < 1 || jumpWidth < 0) {
                throw new IllegalArgumentException(
                        "quantum=%d propagation=%d phase1=%d phase2=%d jumpWidth=%d, expected at"
                                        .formatted(quantum, propagation, phase1, phase2, jumpWidth)
                                + " least 1, 0, 0, 1, 0");
            }
        }

        /** Quanta of one clock each. */
        public Segments(int propagation, int phase1, int phase2, int jumpWidth) {
            this(1, propagation, phase1, phase2, jumpWidth);
        }

        /** Clocks from the bit's edge to its sample point. */
        public int clocksBeforeSample() {
            return quantum * (1 + propagation + phase1);
        }

        /** Clocks from the sample point to the end of the bit. */
        public int clocksBehindSample() {
            return quantum * phase2;
        }

        /** Clocks that one resynchronization moves the sample point by at most. */
        public int clocksToJump() {
            return quantum * jumpWidth;
        }

        /** Clocks of the whole bit. */
        public int clocks() {
            return clocksBeforeSample() + clocksBehindSample();
        }

        private Segments describe(Fields fields) {
            return new Segments(
                    fields.i32("quantum", quantum),
                    fields.i32("propagation", propagation),
                    fields.i32("phase1", phase1),
                    fields.i32("phase2", phase2),
                    fields.i32("jumpWidth", jumpWidth));
        }
    }

    /** Something to restore into. */
    private static final BitTiming BLANK =
            new BitTiming(1, new Segments(0, 0, 1, 0), Optional.empty());

    public BitTiming {
        if (clockHz < 1) {
            throw new IllegalArgumentException("clockHz=" + clockHz + ", expected at least 1");
        }
    }

    /**
     * A division that suits most buses: ten to twenty quanta a bit at the faster rate, one quantum
     * length for both rates, sample points where asked, jump width as long as it may be.
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

    /** Nominal bits a second, rounded down. */
    public long bitRate() {
        return clockHz / nominal.clocks();
    }

    /** Data bits a second, rounded down. */
    public OptionalLong dataBitRate() {
        return data.isPresent()
                ? OptionalLong.of(clockHz / data.get().clocks())
                : OptionalLong.empty();
    }

    /**
     * Whether bits of both nodes have sample point, end and jump width at the same time, if in
     * other quanta. Bits of a data phase are compared if both nodes have them.
     */
    public boolean isInTimeWith(BitTiming other) {
        return areEqual(nominal, other, other.nominal)
                && (data.isEmpty()
                        || other.data.isEmpty()
                        || areEqual(data.get(), other, other.data.get()));
    }

    private boolean areEqual(Segments own, BitTiming other, Segments others) {
        return own.clocksBeforeSample() * other.clockHz == others.clocksBeforeSample() * clockHz
                && own.clocksBehindSample() * other.clockHz == others.clocksBehindSample() * clockHz
                && own.clocksToJump() * other.clockHz == others.clocksToJump() * clockHz;
    }

    /** Passes it through a state walk. */
    public BitTiming describe(Fields fields) {
        long hz = fields.i64("clockHz", clockHz);
        fields.enter("nominal");
        Segments slow = nominal.describe(fields);
        fields.leave();
        Optional<Segments> fast = Optional.empty();
        if (fields.bool("hasData", data.isPresent())) {
            fields.enter("data");
            fast = Optional.of(data.orElse(BLANK.nominal).describe(fields));
            fields.leave();
        }
        return new BitTiming(hz, slow, fast);
    }

    /** Passes one that may be missing through a state walk. */
    public static Optional<BitTiming> describe(
            Fields fields, String name, Optional<BitTiming> timing) {
        fields.enter(name);
        Optional<BitTiming> visited = Optional.empty();
        if (fields.bool("present", timing.isPresent())) {
            visited = Optional.of(timing.orElse(BLANK).describe(fields));
        }
        fields.leave();
        return visited;
    }
}
