package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.Registers.*;

import dev.bulkhead.can.SecondarySamplePoint;
import dev.bulkhead.can.SecondarySamplePoint.Source;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.SimTime;

/**
 * BTR and BTR_FD, how many clocks of the core a bit lasts at either rate, and SSP_CFG, where bits
 * of a data phase are looked at by who sends them.
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

    /**
     * Whether bits of the arbitration phase last as long as they shall.
     *
     * @param clockHz what the core runs at
     */
    boolean fitsNominal(long bitRate, long clockHz) {
        long quanta = 1L + (nominal & 0x7f) + (nominal >>> 7 & 0x3f) + (nominal >>> 13 & 0x3f);
        return fits(quanta * (nominal >>> 19 & 0xff), bitRate, clockHz);
    }

    /** Whether bits of the data phase last as long as they shall. */
    boolean fitsData(long bitRate, long clockHz) {
        long quanta = 1L + (data & 0x3f) + (data >>> 7 & 0x1f) + (data >>> 13 & 0x1f);
        return fits(quanta * (data >>> 19 & 0xff), bitRate, clockHz);
    }

    private static boolean fits(long clocksABit, long bitRate, long clockHz) {
        return TOLERANCE * Math.abs(clocksABit * bitRate - clockHz) <= clockHz;
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
