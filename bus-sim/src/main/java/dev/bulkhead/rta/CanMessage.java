package dev.bulkhead.rta;

import java.util.OptionalLong;

/**
 * A message on a bus, all its frames of one identifier. Times in picoseconds.
 *
 * @param sender node that sends it
 * @param priority the arbitration field as a number; the least is sent first, see {@link
 *     #arbitration}
 * @param transmissionPs its longest frame with the intermission behind it
 * @param periodPs least time between two events that it is sent for; empty: nothing is known, but
 *     that no two of its frames wait together
 * @param jitterPs longest time from such an event until the frame is asked for
 * @param offsetPs place of its first event on the clock of its sender, whose other messages with an
 *     offset run by the same clock; empty: anywhere
 */
public record CanMessage(
        String name,
        String sender,
        long priority,
        long transmissionPs,
        OptionalLong periodPs,
        long jitterPs,
        OptionalLong offsetPs) {
    private static final int EXTENSION_BITS = 18;

    public CanMessage {
        if (transmissionPs < 1 || periodPs.orElse(1) < 1 || jitterPs < 0) {
            throw new IllegalArgumentException(
                    "%s: transmissionPs=%d periodPs=%s jitterPs=%d"
                            .formatted(name, transmissionPs, periodPs, jitterPs));
        }
    }

    /** A message that comes each {@code periodPs} without jitter. */
    public CanMessage(
            String name, String sender, long priority, long transmissionPs, long periodPs) {
        this(
                name,
                sender,
                priority,
                transmissionPs,
                OptionalLong.of(periodPs),
                0,
                OptionalLong.empty());
    }

    /**
     * The arbitration field of a data frame as one number: eleven bits that both formats begin
     * with, RTR or SRR, IDE, and the further bits of a 29-bit identifier. What is lower wins.
     */
    public static long arbitration(int identifier, boolean extended) {
        if (!extended) {
            return (long) identifier << EXTENSION_BITS + 2;
        }
        long base = (long) identifier >>> EXTENSION_BITS;
        long extension = identifier & (1L << EXTENSION_BITS) - 1;
        return (base << 2 | 0b11) << EXTENSION_BITS | extension;
    }

    /** Most events within a stretch of that length, all of which may be late by the jitter. */
    long most(long length, long laterPs) {
        return Math.ceilDiv(length + jitterPs + laterPs, periodPs.orElseThrow());
    }
}
