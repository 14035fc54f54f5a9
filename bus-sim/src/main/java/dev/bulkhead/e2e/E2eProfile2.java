package dev.bulkhead.e2e;

import java.util.List;

/**
 * E2E profile 2: a counter from 0 to 15 and CRC-8 with polynomial 2F, over all bytes behind the
 * checksum and then the data ID that the counter picks.
 *
 * @param dataIds one for each value of the counter, 0..255
 * @param length bytes of the message, 2..32
 */
public record E2eProfile2(List<Integer> dataIds, int length) implements E2eProfile {
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
    public int minLength() {
        return length;
    }

    @Override
    public int maxLength() {
        return length;
    }

    @Override
    public long counter(byte[] data) {
        return NibbleCounter.of(data);
    }

    @Override
    public long counterValues() {
        return 16;
    }

    /** The sender counts up before it sends. */
    @Override
    public long firstCounter() {
        return 1;
    }

    @Override
    public void protect(byte[] data, long counter) {
        NibbleCounter.put(data, counter);
        data[0] = (byte) checksum(data);
    }

    @Override
    public boolean matches(byte[] data) {
        return (data[0] & 0xFF) == checksum(data);
    }

    private int checksum(byte[] data) {
        int crc = CRC.step(CRC.start(), data, 1, length);
        return CRC.finish(CRC.step(crc, dataIds.get(NibbleCounter.of(data))));
    }
}
