package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.Registers.*;

import dev.bulkhead.can.BitTiming.Segments;
import dev.bulkhead.can.SecondarySamplePoint;
import dev.bulkhead.can.SecondarySamplePoint.Source;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.SimTime;

import java.util.Optional;

/**
 * BTR and BTR_FD, how bits are divided at either rate, and SSP_CFG, where bits of a data phase are
 * looked at by who sends them.
 */
final class BitTimingRegisters implements Stateful {
    /** A rate fits one that differs by at most one part in so many. */
    private static final int TOLERANCE = 200;

    private int nominal = BTR_RESET;
    private int data = BTR_FD_RESET;
    private int secondary = SSP_CFG_RESET;

    int nominal() {
        return nominal;
    }

    void nominal(int value) {
        nominal = value;
    }

    int data() {
        return data;
    }

    void data(int value) {
        data = value & BTR_FD_WRITABLE;
    }

    int secondary() {
        return secondary;
    }

    void secondary(int value) {
        secondary = value & SSP_CFG_WRITABLE;
    }

    /** Deviation: the core's input stages take no time here. */
    SecondarySamplePoint secondarySamplePoint(long clockHz) {
        long offsetPs = (secondary >>> SSP_OFFSET_SHIFT & 0xff) * SimTime.PS_PER_S / clockHz;
        return switch (secondary >>> SSP_SRC_SHIFT) {
            case SSP_SRC_MEASURED_AND_OFFSET ->
                    new SecondarySamplePoint(Source.DELAY_AND_OFFSET, offsetPs);
            case SSP_SRC_OFFSET -> new SecondarySamplePoint(Source.OFFSET, offsetPs);
            default -> SecondarySamplePoint.NONE;
        };
    }

    /** BTR; empty: nothing that a controller could run with. */
    Optional<Segments> nominalSegments() {
        return segments(nominal, nominal & 0x7f, nominal >>> 7 & 0x3f, nominal >>> 13 & 0x3f);
    }

    /** BTR_FD; empty: nothing that a controller could run with. */
    Optional<Segments> dataSegments() {
        return segments(data, data & 0x3f, data >>> 7 & 0x1f, data >>> 13 & 0x1f);
    }

    private static Optional<Segments> segments(
            int register, int propagation, int phase1, int phase2) {
        int quantum = register >>> 19 & 0xff;
        return quantum == 0 || phase2 == 0
                ? Optional.empty()
                : Optional.of(new Segments(quantum, propagation, phase1, phase2, register >>> 27));
    }

    /**
     * Whether bits last as long as they shall.
     *
     * @param clockHz what the core runs at
     */
    static boolean fits(Segments segments, long bitRate, long clockHz) {
        return TOLERANCE * Math.abs(segments.clocks() * bitRate - clockHz) <= clockHz;
    }

    void reset() {
        nominal = BTR_RESET;
        data = BTR_FD_RESET;
        secondary = SSP_CFG_RESET;
    }

    @Override
    public void describe(Fields fields) {
        nominal = fields.i32("bitTiming", nominal);
        data = fields.i32("bitTimingFd", data);
        secondary = fields.i32("secondary", secondary);
    }
}
