package dev.bulkhead.e2e;

/**
 * E2E profile 7: length, counter and data ID of 32 bits, all sent, and CRC-64.
 *
 * @param dataId all 32 bits
 * @param offset bytes before the header
 * @param minLength bytes of the shortest message, at least 20 and {@code offset}
 * @param maxLength bytes of the longest, at most 4194304
 */
public record E2eProfile7(int dataId, int offset, int minLength, int maxLength)
        implements WideProfile {
    private static final WideHeader HEADER = WideHeader.PROFILE_7;

    public E2eProfile7 {
        HEADER.requireFits(dataId, offset, minLength, maxLength, 4194304);
    }

    @Override
    public E2eKind kind() {
        return E2eKind.P07;
    }

    @Override
    public WideHeader header() {
        return HEADER;
    }
}
