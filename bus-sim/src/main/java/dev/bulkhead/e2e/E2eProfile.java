package dev.bulkhead.e2e;

/**
 * How a message is protected: byte 0 is the checksum over all others and a data ID, the low half of
 * byte 1 the counter.
 */
public sealed interface E2eProfile permits E2eProfile1, E2eProfile2 {

    /** Bytes of the protected message, header included. */
    int length();

    /** How many values the counter has. */
    int counterValues();

    /** Counter of the first message that is sent. */
    int firstCounter();

    /**
     * Writes counter and checksum into a message whose other bytes are set.
     *
     * @param data at least {@link #length} bytes
     * @param counter 0 to {@link #counterValues} - 1
     */
    void protect(byte[] data, int counter);

    /**
     * Whether the checksum and what else the message holds of the data ID are right.
     *
     * @param data at least {@link #length} bytes, the counter below {@link #counterValues}
     */
    boolean matches(byte[] data);

    /** The counter in a message, 0..15. */
    static int counterOf(byte[] data) {
        return data[1] & 0x0F;
    }

    /** Replaces the counter in a message. */
    static void putCounter(byte[] data, int counter) {
        data[1] = (byte) (data[1] & 0xF0 | counter);
    }
}
