package dev.bulkhead.e2e;

import dev.bulkhead.e2e.E2eProfile1.DataIdMode;

import java.util.List;

/**
 * E2E profile 11: the header of profile 1 at any place, checked as the later profiles are. The
 * checksum goes over the bytes before the header too.
 *
 * <p>Deviation: here the header is one piece, as in the variants 11A and 11C; a configuration of
 * AUTOSAR gives counter, checksum and the sent half byte of the data ID places of their own.
 *
 * @param dataId 0..0xFFFF; in mode {@code NIBBLE} 0..0x0FFF
 * @param mode {@code BOTH} or {@code NIBBLE}
 * @param offset bytes before the header
 * @param length bytes of the message, 2 and {@code offset} to 30
 */
public record E2eProfile11(int dataId, DataIdMode mode, int offset, int length)
        implements E2eLaterProfile, NarrowProfile {

    public E2eProfile11 {
        if (mode != DataIdMode.BOTH && mode != DataIdMode.NIBBLE) {
            throw new IllegalArgumentException("mode=" + mode + ", expected BOTH or NIBBLE");
        }
        new NarrowHeader(offset).requireFits(new E2eProfile1(dataId, mode, length).length());
    }

    @Override
    public NarrowHeader header() {
        return new NarrowHeader(offset);
    }

    private E2eProfile1 withHeaderAtStart() {
        return new E2eProfile1(dataId, mode, length);
    }

    @Override
    public E2eKind kind() {
        return E2eKind.P11;
    }

    @Override
    public List<Integer> dataIds() {
        return List.of(dataId);
    }

    @Override
    public int headerBits() {
        return withHeaderAtStart().headerBits();
    }

    @Override
    public long firstCounter() {
        return 0;
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
