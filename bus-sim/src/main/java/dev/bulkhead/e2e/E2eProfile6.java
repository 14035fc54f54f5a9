package dev.bulkhead.e2e;

/**
 * E2E profile 6: length of 16 bits, counter of 8 bits and CRC-16, into which the data ID goes high
 * byte first.
 *
 * @param dataId 0..0xFFFF
 * @param offset bytes before the header
 * @param minLength bytes of the shortest message, at least 5 and {@code offset}
 * @param maxLength bytes of the longest, at most 4096
 */
public record E2eProfile6(int dataId, int offset, int minLength, int maxLength)
        implements WideProfile {
    private static final WideHeader HEADER = WideHeader.PROFILE_6;

    public E2eProfile6 {
        HEADER.requireFits(dataId, offset, minLength, maxLength, 4096);
    }

    @Override
    public E2eKind kind() {
        return E2eKind.P06;
    }

    @Override
    public WideHeader header() {
        return HEADER;
    }
}
