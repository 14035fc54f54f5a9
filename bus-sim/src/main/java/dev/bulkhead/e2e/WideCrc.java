package dev.bulkhead.e2e;

/** The checksums of profiles 4 to 7, 16 to 64 bits wide. */
enum WideCrc {
    /** CRC-16 CCITT-FALSE: most significant bit first. Profiles 5 and 6. */
    CCITT_16(2, 0x1021L, 0xFFFFL, 0),
    /** CRC-32 with polynomial F4ACFB13, least significant bit first. Profile 4. */
    P4_32(4, Integer.reverse(0xF4ACFB13) & 0xFFFF_FFFFL, 0xFFFF_FFFFL, 0xFFFF_FFFFL),
    /** CRC-64 ECMA, least significant bit first. Profile 7. */
    ECMA_64(8, Long.reverse(0x42F0E1EBA9EA3693L), -1, -1);

    private final int bytes;
    private final long initial;
    private final long xorOut;

    @SuppressWarnings("ImmutableEnumChecker") // filled once by the constructor
    private final long[] table = new long[256];

    /**
     * @param polynomial without its highest power; bits in reverse order if the least significant
     *     bit comes first, which is so for more than two bytes
     */
    WideCrc(int bytes, long polynomial, long initial, long xorOut) {
        this.bytes = bytes;
        this.initial = initial;
        this.xorOut = xorOut;
        for (int i = 0; i < table.length; i++) {
            long crc = bytes == 2 ? (long) i << 8 : i;
            for (int bit = 0; bit < 8; bit++) {
                if (bytes == 2) {
                    crc = ((crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ polynomial) & 0xFFFF;
                } else {
                    crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ polynomial;
                }
            }
            table[i] = crc;
        }
    }

    /** How many bytes it has. */
    int bytes() {
        return bytes;
    }

    /** Register before the first byte. */
    long start() {
        return initial;
    }

    /** Register after one more byte, of which the low eight bits count. */
    long step(long register, int value) {
        return bytes == 2
                ? table[(int) (register >>> 8 ^ value) & 0xFF] ^ register << 8 & 0xFFFF
                : table[(int) (register ^ value) & 0xFF] ^ register >>> 8;
    }

    /** Register after bytes {@code from} to {@code to - 1}. */
    long step(long register, byte[] data, int from, int to) {
        long crc = register;
        for (int i = from; i < to; i++) {
            crc = step(crc, data[i]);
        }
        return crc;
    }

    /** The checksum after the last byte. */
    long finish(long register) {
        return register ^ xorOut;
    }
}
