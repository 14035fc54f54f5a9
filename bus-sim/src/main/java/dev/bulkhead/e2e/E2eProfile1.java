package dev.bulkhead.e2e;

import java.util.List;

/**
 * E2E profile 1: a counter from 0 to 14 and CRC-8 SAE J1850 with start value 0 and no inversion,
 * over the data ID first and then all bytes behind the checksum.
 *
 * @param dataId 0..0xFFFF; in mode {@code NIBBLE} 0..0x0FFF
 * @param mode which parts of the data ID are checked
 * @param length bytes of the message, 2..30
 */
public record E2eProfile1(int dataId, DataIdMode mode, int length) implements NarrowProfile {

    /** How the data ID, which is not sent as a whole, goes into the checksum. */
    public enum DataIdMode {
        /** Low byte, then high byte. */
        BOTH,
        /** Low byte if the counter is even, else high byte. */
        ALTERNATING,
        /** Low byte. */
        LOW,
        /** Low byte, then 0; the low half of the high byte is sent in the high half of byte 1. */
        NIBBLE
    }

    private static final Crc8 CRC = Crc8.SAE_J1850_ZERO;

    public E2eProfile1 {
        int last = mode == DataIdMode.NIBBLE ? 0x0FFF : 0xFFFF;
        if (dataId < 0 || dataId > last) {
            throw new IllegalArgumentException(
                    "dataId=0x%X, expected 0..0x%X in mode %s".formatted(dataId, last, mode));
        }
        if (length < 2 || length > 30) {
            throw new IllegalArgumentException("length=" + length + ", expected 2..30");
        }
    }

    @Override
    public NarrowHeader header() {
        return NarrowHeader.AT_START;
    }

    @Override
    public E2eKind kind() {
        return E2eKind.P01;
    }

    @Override
    public List<Integer> dataIds() {
        return List.of(dataId);
    }

    @Override
    public int headerBits() {
        return mode == DataIdMode.NIBBLE ? Byte.SIZE * NarrowHeader.BYTES : NarrowHeader.BITS;
    }

    @Override
    public long firstCounter() {
        return 0;
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
        if (mode == DataIdMode.NIBBLE) {
            header.putUpperHalf(data, dataId >>> 8);
        }
        header.putChecksum(data, checksum(header, data));
    }

    /** With the header at any place. */
    boolean matches(NarrowHeader header, byte[] data) {
        boolean nibble = mode != DataIdMode.NIBBLE || header.upperHalf(data) == dataId >>> 8;
        return nibble && header.checksum(data) == checksum(header, data);
    }

    private int checksum(NarrowHeader header, byte[] data) {
        int low = dataId & 0xFF;
        int high = dataId >>> 8;
        int crc = CRC.start();
        switch (mode) {
            case BOTH -> crc = CRC.step(CRC.step(crc, low), high);
            case ALTERNATING -> crc = CRC.step(crc, header.counter(data) % 2 == 0 ? low : high);
            case LOW -> crc = CRC.step(crc, low);
            case NIBBLE -> crc = CRC.step(CRC.step(crc, low), 0);
        }
        return CRC.finish(header.step(CRC, crc, data, length));
    }
}
