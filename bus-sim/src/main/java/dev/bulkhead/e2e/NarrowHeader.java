package dev.bulkhead.e2e;

/**
 * Header of profiles 1, 2, 11 and 22: a checksum of one byte and, behind it, a counter in the low
 * half of a byte.
 *
 * @param at its first byte
 */
record NarrowHeader(int at) {
    static final int BYTES = 2;

    private static final int COUNTER_BITS = 4;

    /** With half of its last byte left to the user. */
    static final int BITS = Byte.SIZE + COUNTER_BITS;

    /** Where profiles 1 and 2 have it. */
    static final NarrowHeader AT_START = new NarrowHeader(0);

    /**
     * @throws IllegalArgumentException if it is not inside a message of so many bytes
     */
    void requireFits(int length) {
        if (at < 0 || at > length - BYTES) {
            throw new IllegalArgumentException(
                    "offset=%d, expected 0..%d".formatted(at, length - BYTES));
        }
    }

    E2eProfile.Field checksumField() {
        return new E2eProfile.Field(Byte.SIZE * at, Byte.SIZE);
    }

    E2eProfile.Field counterField() {
        return new E2eProfile.Field(Byte.SIZE * (at + 1), COUNTER_BITS);
    }

    int counter(byte[] data) {
        return data[at + 1] & 0x0F;
    }

    /** Replaces it. */
    void putCounter(byte[] data, long counter) {
        data[at + 1] = (byte) (data[at + 1] & 0xF0 | (int) counter);
    }

    /** What the user has beside the counter, unless a part of a data ID is sent there. */
    int upperHalf(byte[] data) {
        return data[at + 1] >>> 4 & 0x0F;
    }

    void putUpperHalf(byte[] data, int value) {
        data[at + 1] = (byte) (data[at + 1] & 0x0F | value << 4);
    }

    int checksum(byte[] data) {
        return data[at] & 0xFF;
    }

    void putChecksum(byte[] data, int checksum) {
        data[at] = (byte) checksum;
    }

    /** Register after all bytes but the checksum. */
    int step(Crc8 crc, int register, byte[] data, int length) {
        return crc.step(crc.step(register, data, 0, at), data, at + 1, length);
    }
}
