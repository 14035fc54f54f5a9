package dev.bulkhead.e2e;

/** The counter of profiles 1, 2, 11 and 22: the low half of byte 1. */
final class NibbleCounter {
    private NibbleCounter() {}

    static int of(byte[] data) {
        return data[1] & 0x0F;
    }

    /** Replaces it. */
    static void put(byte[] data, long counter) {
        data[1] = (byte) (data[1] & 0xF0 | (int) counter);
    }
}
