package dev.bulkhead.can;

/**
 * What has happened on a bus since power-on.
 *
 * @param frames frames sent with success
 * @param frameBits their bits from SOF to the end of EOF, with the actual stuff bits; a bit at the
 *     data bit rate counts as the part of a nominal bit that it lasts
 * @param errorBits bits of frames that failed, with the error frames behind them
 * @param intermissionBits the three bits behind each frame that ended
 * @param elapsedBits bits since the bit clock began
 * @param arbitrationsLost how often a node gave way within the arbitration field
 * @param collisions how often a frame met a different one with the same arbitration field and was
 *     cut off
 * @param notAcknowledged how often nobody acknowledged a frame
 */
public record CanBusStatistics(
        long frames,
        long frameBits,
        long errorBits,
        long intermissionBits,
        long elapsedBits,
        long arbitrationsLost,
        long collisions,
        long notAcknowledged) {

    /**
     * Part of the time in which no other frame could have been sent, 0..1: frames, error frames and
     * intermissions. 1 means that not one more frame would have fitted.
     */
    public double load() {
        return part(busyBits());
    }

    /** Bits in which no other frame could have been sent. */
    public long busyBits() {
        return frameBits + errorBits + intermissionBits;
    }

    /**
     * Part of the time in which bits were on the bus, 0..1: as {@link #load} less intermissions.
     */
    public double loadWithoutIntermission() {
        return part(frameBits + errorBits);
    }

    private double part(long bits) {
        return elapsedBits == 0 ? 0 : Math.min(1, bits / (double) elapsedBits);
    }
}
