package dev.bulkhead.e2e;

import java.util.List;

/**
 * E2E profile 2: a counter from 0 to 15 and CRC-8 with polynomial 2F, over all bytes behind the
 * checksum and then the data ID that the counter picks.
 *
 * @param dataIds one for each value of the counter, 0..255
 * @param length bytes of the message, 2..32
 */
public record E2eProfile2(List<Integer> dataIds, int length) implements NarrowProfile {
    private static final Crc8 CRC = Crc8.CRC_8H2F;

    public E2eProfile2 {
        dataIds = List.copyOf(dataIds);
        if (dataIds.size() != 16) {
            throw new IllegalArgumentException(
                    "dataIds has " + dataIds.size() + " entries, expected 16");
        }
        for (int id : dataIds) {
            if (id < 0 || id > 0xFF) {
                throw new IllegalArgumentException("data ID " + id + ", expected 0..255");
            }
        }
        if (length < 2 || length > 32) {
            throw new IllegalArgumentException("length=" + length + ", expected 2..32");
        }
    }

    @Override
    public NarrowHeader header() {
        return NarrowHeader.AT_START;
    }

    @Override
    public E2eKind kind() {
        return E2eKind.P02;
    }

    @Override
    public int headerBits() {
        return NarrowHeader.BITS;
    }

    /** The sender counts up before it sends. */
    @Override
    public long firstCounter() {
        return 1;
    }

    @Override
    public void protect(byte[] data, long counter) {
        protect(header(), data, counter);
    }

    @Override
    public boolean matches(byte[] data) {
        return matches(header(), data);
    }

    /** With the header at any place. */
    void protect(NarrowHeader header, byte[] data, long counter) {
        header.putCounter(data, counter);
        header.putChecksum(data, checksum(header, data));
    }

    /** With the header at any place. */
    boolean matches(NarrowHeader header, byte[] data) {
        return header.checksum(data) == checksum(header, data);
    }

    private int checksum(NarrowHeader header, byte[] data) {
        int crc = header.step(CRC, CRC.start(), data, length);
        return CRC.finish(CRC.step(crc, dataIds.get(header.counter(data))));
    }
}
