package dev.bulkhead.e2e;

/** The 8-bit checksums of profiles 1 and 2: most significant bit first, not reflected. */
public enum Crc8 {
    /** SAE J1850 as its users know it. */
    SAE_J1850(0x1D, 0xFF, 0xFF),
    /** The same polynomial as profile 1 uses it, without start value and final inversion. */
    SAE_J1850_ZERO(0x1D, 0x00, 0x00),
    /** Profile 2. */
    CRC_8H2F(0x2F, 0xFF, 0xFF);

    private final int initial;
    private final int xorOut;

    @SuppressWarnings("ImmutableEnumChecker") // filled once by the constructor
    private final byte[] table = new byte[256];

    Crc8(int polynomial, int initial, int xorOut) {
        this.initial = initial;
        this.xorOut = xorOut;
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x80) == 0 ? crc << 1 : crc << 1 ^ polynomial;
            }
            table[i] = (byte) crc;
        }
    }

    /** Register before the first byte. */
    public int start() {
        return initial;
    }

    /** Register after one more byte, of which the low eight bits count. */
    public int step(int register, int value) {
        return table[(register ^ value) & 0xFF] & 0xFF;
    }

    /** Register after bytes {@code from} to {@code to - 1}. */
    public int step(int register, byte[] bytes, int from, int to) {
        int crc = register;
        for (int i = from; i < to; i++) {
            crc = step(crc, bytes[i]);
        }
        return crc;
    }

    /** The checksum, 0..255, after the last byte. */
    public int finish(int register) {
        return register ^ xorOut;
    }
}
