package dev.bulkhead.e2e;

/**
 * Where the fields of a header of profiles 4 to 7 lie, from the header's first byte on. All are
 * big-endian, but the checksum of profile 5.
 *
 * @param crcAt place of the checksum, which goes over all other bytes of the message
 * @param lengthAt place of the message's length, -1 if it is not sent
 * @param idAt place of the data ID, -1 if it is not sent but goes into the checksum at the end
 */
record WideHeader(
        WideCrc crc,
        int crcAt,
        int lengthAt,
        int lengthBytes,
        int counterAt,
        int counterBytes,
        int idAt) {
    private static final int ID_BYTES = 4;

    static final WideHeader PROFILE_4 = new WideHeader(WideCrc.P4_32, 8, 0, 2, 2, 2, 4);
    static final WideHeader PROFILE_5 = new WideHeader(WideCrc.CCITT_16, 0, -1, 0, 2, 1, -1);
    static final WideHeader PROFILE_6 = new WideHeader(WideCrc.CCITT_16, 0, 2, 2, 4, 1, -1);
    static final WideHeader PROFILE_7 = new WideHeader(WideCrc.ECMA_64, 0, 8, 4, 12, 4, 16);

    /** Bytes of the header. */
    int bytes() {
        int fields = crc.bytes() + lengthBytes + counterBytes;
        return idAt < 0 ? fields : fields + ID_BYTES;
    }

    /** Whether checksum and data ID have their low byte first: in profile 5 only. */
    private boolean lowByteFirst() {
        return lengthAt < 0;
    }

    void requireFits(int dataId, int offset, int minLength, int maxLength, int largest) {
        if (idAt < 0 && (dataId < 0 || dataId > 0xFFFF)) {
            throw new IllegalArgumentException("dataId=0x%X, expected 0..0xFFFF".formatted(dataId));
        }
        if (minLength > maxLength || maxLength > largest) {
            throw new IllegalArgumentException(
                    "length=%d..%d, expected at most %d".formatted(minLength, maxLength, largest));
        }
        if (offset < 0 || offset > minLength - bytes()) {
            throw new IllegalArgumentException(
                    "offset=%d, expected 0..%d".formatted(offset, minLength - bytes()));
        }
    }

    void protect(byte[] data, int offset, int dataId, long counter) {
        if (lengthAt >= 0) {
            put(data, offset + lengthAt, lengthBytes, data.length);
        }
        put(data, offset + counterAt, counterBytes, counter);
        if (idAt >= 0) {
            put(data, offset + idAt, ID_BYTES, dataId);
        }
        put(data, offset + crcAt, crc.bytes(), sentChecksum(data, offset, dataId));
    }

    boolean matches(byte[] data, int offset, int dataId) {
        boolean length = lengthAt < 0 || get(data, offset + lengthAt, lengthBytes) == data.length;
        boolean id =
                idAt < 0 || get(data, offset + idAt, ID_BYTES) == Integer.toUnsignedLong(dataId);
        long sent = get(data, offset + crcAt, crc.bytes());
        return length && id && sent == sentChecksum(data, offset, dataId);
    }

    long counter(byte[] data, int offset) {
        return get(data, offset + counterAt, counterBytes);
    }

    /** As the field has it when it is read big-endian. */
    private long sentChecksum(byte[] data, int offset, int dataId) {
        long register = crc.step(crc.start(), data, 0, offset + crcAt);
        register = crc.step(register, data, offset + crcAt + crc.bytes(), data.length);
        if (idAt < 0) {
            register = crc.step(register, lowByteFirst() ? dataId : dataId >>> 8);
            register = crc.step(register, lowByteFirst() ? dataId >>> 8 : dataId);
        }
        long checksum = crc.finish(register);
        return lowByteFirst() ? (checksum & 0xFF) << 8 | checksum >>> 8 : checksum;
    }

    private static void put(byte[] data, int at, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            data[at + i] = (byte) (value >>> 8 * (bytes - 1 - i));
        }
    }

    private static long get(byte[] data, int at, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | data[at + i] & 0xFF;
        }
        return value;
    }
}
