package dev.bulkhead.can;

/**
 * The checksums of CAN, computed bit by bit, most significant bit first.
 *
 * <p>CRC-15 covers the bits of a classic frame without stuff bits. CRC-17 and CRC-21 cover the bits
 * of an FD frame with the dynamic stuff bits, then the stuff count, without fixed stuff bits; they
 * begin with a one in the highest place, so that leading zeros count.
 *
 * @see "Bosch CAN Specification 2.0 (1991), Part B, section 3.1.1; CRC RevEng catalogue,
 *     CRC-17/CAN-FD and CRC-21/CAN-FD for the polynomials; Mutter and Hartwich, Advantages of CAN
 *     FD Error detection mechanisms (iCC 2015), for stuff bits and count in the checksum"
 */
public enum FrameCrc {
    CRC_15(15, 0x4599, 0),
    CRC_17(17, 0x1685B, 1 << 16),
    CRC_21(21, 0x102899, 1 << 20);

    /** The most data bytes that CRC-17 covers. */
    private static final int MOST_BYTES_OF_CRC_17 = 16;

    private static final int[] CRC_15_OF_BYTES = ofBytes(CRC_15);

    private final int bits;
    private final int polynomial;
    private final int start;

    FrameCrc(int bits, int polynomial, int start) {
        this.bits = bits;
        this.polynomial = polynomial;
        this.start = start;
    }

    /**
     * The checksum that a frame carries.
     *
     * @param dataBytes length of its data field
     */
    public static FrameCrc of(boolean fd, int dataBytes) {
        return !fd ? CRC_15 : dataBytes <= MOST_BYTES_OF_CRC_17 ? CRC_17 : CRC_21;
    }

    /** Length of the checksum. */
    public int bits() {
        return bits;
    }

    /** The checksum before the first bit. */
    public int start() {
        return start;
    }

    /**
     * The checksum with one more bit.
     *
     * @param crc the checksum before it
     * @param level 0 for dominant, 1 for recessive
     */
    public int next(int crc, int level) {
        int shifted = crc << 1 & (1 << bits) - 1;
        return (crc >>> bits - 1 & 1) == level ? shifted : shifted ^ polynomial;
    }

    /**
     * {@link #CRC_15} with eight more bits.
     *
     * @param crc the checksum before them
     * @param octet the bits, the first one in the highest place
     */
    static int next15(int crc, int octet) {
        int shifted = crc << Byte.SIZE & (1 << CRC_15.bits) - 1;
        return shifted ^ CRC_15_OF_BYTES[(crc >>> CRC_15.bits - Byte.SIZE ^ octet) & 0xff];
    }

    private static int[] ofBytes(FrameCrc checksum) {
        int[] ofBytes = new int[1 << Byte.SIZE];
        for (int i = 0; i < ofBytes.length; i++) {
            int crc = i << checksum.bits - Byte.SIZE;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = checksum.next(crc, 0);
            }
            ofBytes[i] = crc;
        }
        return ofBytes;
    }
}
