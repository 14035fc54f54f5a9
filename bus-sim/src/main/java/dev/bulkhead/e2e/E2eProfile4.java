package dev.bulkhead.e2e;

/**
 * E2E profile 4: length and counter of 16 bits, data ID of 32 bits, all sent, and CRC-32P4.
 *
 * @param dataId all 32 bits
 * @param offset bytes before the header
 * @param minLength bytes of the shortest message, at least 12 and {@code offset}
 * @param maxLength bytes of the longest, at most 4096
 */
public record E2eProfile4(int dataId, int offset, int minLength, int maxLength)
        implements WideProfile {
    private static final WideHeader HEADER = WideHeader.PROFILE_4;

    public E2eProfile4 {
        HEADER.requireFits(dataId, offset, minLength, maxLength, 4096);
    }

    @Override
    public E2eKind kind() {
        return E2eKind.P04;
    }

    @Override
    public WideHeader header() {
        return HEADER;
    }
}
