package dev.bulkhead.board.wireless;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/**
 * What the device hears: packets of random length and content at random times. Its numbers are
 * SplitMix64, whose whole state is one word, so that a snapshot can hold it.
 *
 * @see "Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014, figure 17"
 */
public final class PacketSource implements Stateful {
    private static final long PS_PER_S = 1_000_000_000_000L;
    private static final long GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15L;
    private static final int SEQUENCE_BYTES = 4;

    private final int packetsPerS;
    private final int minBytes;
    private final int maxBytes;
    private long state;
    private int sequence;

    /**
     * A packet on the air.
     *
     * @param seed of its content
     * @param sequence its place among all that were sent, from 0
     */
    record Packet(long seed, int sequence, int length) {
        /** Its bytes: the sequence number, low byte first, then random ones. */
        byte[] content() {
            byte[] bytes = new byte[length];
            long numbers = seed;
            long number = 0;
            for (int i = 0; i < length; i++) {
                if (i < SEQUENCE_BYTES) {
                    bytes[i] = (byte) (sequence >>> 8 * i);
                } else {
                    if ((i & 7) == 4) {
                        numbers += GOLDEN_GAMMA;
                        number = mixed(numbers);
                    }
                    bytes[i] = (byte) number;
                    number >>>= 8;
                }
            }
            return bytes;
        }
    }

    /**
     * @param seed names the stream
     * @param packetsPerS mean rate, 0 for silence
     * @param minBytes shortest packet
     * @param maxBytes longest packet, at most {@link Wireless#MAX_PACKET_BYTES}
     */
    public PacketSource(long seed, int packetsPerS, int minBytes, int maxBytes) {
        if (packetsPerS < 0
                || minBytes < 1
                || minBytes > maxBytes
                || maxBytes > Wireless.MAX_PACKET_BYTES) {
            throw new IllegalArgumentException(
                    "%d packets/s of %d..%d bytes".formatted(packetsPerS, minBytes, maxBytes));
        }
        state = seed;
        this.packetsPerS = packetsPerS;
        this.minBytes = minBytes;
        this.maxBytes = maxBytes;
    }

    boolean isSilent() {
        return packetsPerS == 0;
    }

    /** Time to the next packet: 0.5 to 1.5 times the mean, in picoseconds. */
    long gapPs() {
        long mean = PS_PER_S / packetsPerS;
        return mean / 2 + Long.remainderUnsigned(next(), mean);
    }

    Packet packet() {
        int length = minBytes + (int) Long.remainderUnsigned(next(), maxBytes - minBytes + 1);
        return new Packet(next(), sequence++, length);
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mixed(state);
    }

    private static long mixed(long value) {
        long z = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }

    @Override
    public void describe(Fields fields) {
        state = fields.i64("state", state);
        sequence = fields.i32("sequence", sequence);
    }
}
