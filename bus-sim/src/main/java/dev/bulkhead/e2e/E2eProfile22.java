package dev.bulkhead.e2e;

import java.util.List;

/**
 * E2E profile 22: the header of profile 2 at any place, checked as the later profiles are. The
 * checksum goes over the bytes before the header too.
 *
 * @param dataIds one for each value of the counter, 0..255
 * @param offset bytes before the header
 * @param length bytes of the message, 2 and {@code offset} to 32
 */
public record E2eProfile22(List<Integer> dataIds, int offset, int length)
        implements E2eLaterProfile, NarrowProfile {

    public E2eProfile22 {
        dataIds = List.copyOf(dataIds);
        new NarrowHeader(offset).requireFits(new E2eProfile2(dataIds, length).length());
    }

    @Override
    public NarrowHeader header() {
        return new NarrowHeader(offset);
    }

    private E2eProfile2 withHeaderAtStart() {
        return new E2eProfile2(dataIds, length);
    }

    @Override
    public E2eKind kind() {
        return E2eKind.P22;
    }

    @Override
    public int headerBits() {
        return withHeaderAtStart().headerBits();
    }

    /** The sender counts up before it sends. */
    @Override
    public long firstCounter() {
        return 1;
    }

    @Override
    public void protect(byte[] data, long counter) {
        withHeaderAtStart().protect(header(), data, counter);
    }

    @Override
    public boolean matches(byte[] data) {
        return withHeaderAtStart().matches(header(), data);
    }
}
