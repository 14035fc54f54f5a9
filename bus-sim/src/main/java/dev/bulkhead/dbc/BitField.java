package dev.bulkhead.dbc;

import java.util.BitSet;

/**
 * Where the bits of a signal lie in the bytes of a message. Bit n is bit n mod 8 of byte n / 8, bit
 * 0 being the least significant.
 *
 * @param startBit place of the least significant bit if little-endian, of the most significant one
 *     if big-endian
 * @param length bits, 1..64
 */
public record BitField(int startBit, int length, ByteOrder order) {
    /** How the bits of a signal go on from byte to byte. */
    public enum ByteOrder {
        /** To the next byte and its least significant bit. */
        LITTLE_ENDIAN,
        /** Downwards, to the next byte and its most significant bit. */
        BIG_ENDIAN
    }

    public BitField {
        if (length < 1 || length > Long.SIZE || startBit < 0) {
            throw new IllegalArgumentException(
                    "startBit=%d, length=%d, expected 0.. and 1..64".formatted(startBit, length));
        }
    }

    /** Bytes that a message must have at least to hold the field. */
    public int bytesNeeded() {
        return (position() + length + 7) / 8;
    }

    /** The first byte that has a bit of the field. */
    public int firstByte() {
        return startBit / 8;
    }

    /** The bits of the message that the field takes. */
    public BitSet bits() {
        BitSet bits = new BitSet();
        if (order == ByteOrder.LITTLE_ENDIAN) {
            bits.set(startBit, startBit + length);
        } else {
            for (int at = position(); at < position() + length; at++) {
                bits.set(at / 8 * 8 + 7 - at % 8);
            }
        }
        return bits;
    }

    /** Whether two fields share a bit. */
    boolean overlaps(BitField other) {
        int from = Math.max(firstByte(), other.firstByte());
        int to = Math.min(bytesNeeded(), other.bytesNeeded());
        for (int at = from; at < to; at++) {
            if ((cells(at) & other.cells(at)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The bits of one byte that the field takes. */
    private int cells(int at) {
        int from = Math.max(position() - 8 * at, 0);
        int to = Math.min(position() + length - 8 * at, 8);
        int cells = (1 << (to - from)) - 1;
        return order == ByteOrder.LITTLE_ENDIAN ? cells << from : cells << (8 - to);
    }

    /**
     * Place of the first bit as counted through the message: from the least significant bit of byte
     * 0 upwards if little-endian, from the most significant one downwards if big-endian.
     */
    int position() {
        return order == ByteOrder.LITTLE_ENDIAN ? startBit : startBit / 8 * 8 + 7 - startBit % 8;
    }

    long mask() {
        return -1L >>> (Long.SIZE - length);
    }

    /**
     * The bits as an unsigned number.
     *
     * @param data of {@link #bytesNeeded} bytes at least
     */
    long get(byte[] data) {
        int first = firstByte();
        int skipped = position() % 8;
        int bytes = bytesNeeded() - first;
        long word = 0;
        if (order == ByteOrder.LITTLE_ENDIAN) {
            for (int i = 0; i < Math.min(bytes, 8); i++) {
                word |= (data[first + i] & 0xFFL) << (8 * i);
            }
            word >>>= skipped;
            // 64 bits that begin within a byte reach into a ninth
            return (bytes > 8 ? word | (data[first + 8] & 0xFFL) << (64 - skipped) : word) & mask();
        }
        for (int i = 0; i < Math.min(bytes, 8); i++) {
            word |= (data[first + i] & 0xFFL) << (56 - 8 * i);
        }
        word <<= skipped;
        return (bytes > 8 ? word | (data[first + 8] & 0xFFL) >>> (8 - skipped) : word)
                >>> (Long.SIZE - length);
    }

    /**
     * Writes the low bits of {@code value} and leaves all other bits of {@code data} as they are.
     */
    void put(byte[] data, long value) {
        int at = position();
        int left = length;
        while (left > 0) {
            int skipped = at % 8;
            int taken = Math.min(8 - skipped, left);
            boolean upwards = order == ByteOrder.LITTLE_ENDIAN;
            int piece = (int) (value >>> (upwards ? length - left : left - taken));
            int shift = upwards ? skipped : 8 - skipped - taken;
            int cells = ((1 << taken) - 1) << shift;
            data[at / 8] = (byte) (data[at / 8] & ~cells | piece << shift & cells);
            at += taken;
            left -= taken;
        }
    }
}
