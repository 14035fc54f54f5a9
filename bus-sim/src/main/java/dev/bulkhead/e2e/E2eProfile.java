package dev.bulkhead.e2e;

import java.util.List;

/** How a message is protected: where its header lies, and what its checksum goes over. */
public sealed interface E2eProfile permits NarrowProfile, E2eLaterProfile {

    /**
     * A piece of the header.
     *
     * @param bit its first: bit 0 is the lowest of byte 0
     * @param bits how many
     */
    record Field(int bit, int bits) {}

    E2eKind kind();

    /** The data ID, or a list of them; one of 32 bits may be negative. */
    List<Integer> dataIds();

    /** Bytes before the header. */
    int offset();

    /** Bits of the header, from {@link #offset} on, that are not the user's. */
    int headerBits();

    Field checksumField();

    Field counterField();

    /** Bytes of the shortest message, header included. */
    int minLength();

    /** Bytes of the longest message, header included. */
    int maxLength();

    /** How many values the counter has. */
    default long counterValues() {
        return kind().counterValues();
    }

    /** Counter of the first message that is sent. */
    long firstCounter();

    /**
     * The counter in a message.
     *
     * @param data at least {@link #minLength} bytes
     */
    long counter(byte[] data);

    /**
     * Writes counter, checksum and what else the header has into a message whose other bytes are
     * set.
     *
     * @param data at least {@link #minLength} bytes
     * @param counter 0 to {@link #counterValues} - 1
     */
    void protect(byte[] data, long counter);

    /**
     * Whether the checksum and what else the message holds of length and data ID are right.
     *
     * @param data at least {@link #minLength} bytes, the counter below {@link #counterValues}
     */
    boolean matches(byte[] data);
}
