package dev.bulkhead.e2e;

/**
 * E2E profile 5: counter of 8 bits and CRC-16, into which the data ID goes low byte first.
 *
 * @param dataId 0..0xFFFF
 * @param offset bytes before the header
 * @param length bytes of every message, 3..4096
 */
public record E2eProfile5(int dataId, int offset, int length) implements WideProfile {
    private static final WideHeader HEADER = WideHeader.PROFILE_5;

    public E2eProfile5 {
        HEADER.requireFits(dataId, offset, length, length, 4096);
    }

    @Override
    public int minLength() {
        return length;
    }

    @Override
    public int maxLength() {
        return length;
    }

    @Override
    public E2eKind kind() {
        return E2eKind.P05;
    }

    @Override
    public WideHeader header() {
        return HEADER;
    }
}
