package dev.bulkhead.can;

/**
 * The bits of a classic frame as they stand on the wire, from SOF to the end of EOF.
 *
 * <p>SOF, arbitration, control, data and CRC field up to its last bit are stuffed: after five equal
 * bits, stuff bits among them, follows one of the other level, also behind the last bit of the CRC.
 * CRC delimiter, ACK field and EOF have fixed form. Reserved bits are sent dominant.
 *
 * @see "Bosch CAN Specification 2.0 (1991), Part B, sections 3.1.1 and 5"
 */
public final class FrameBits {
    /** CRC delimiter, ACK slot, ACK delimiter and the seven bits of EOF. */
    public static final int FIXED_FORM_BITS = 10;

    /** Bits between two frames in which no node sends. */
    public static final int INTERMISSION_BITS = 3;

    private static final int CRC_POLYNOMIAL = 0x4599;
    private static final int CRC_BITS = 15;
    private static final int MAX_STUFFED_BITS = 147;

    private final byte[] wire = new byte[MAX_STUFFED_BITS];
    private final boolean extended;
    private int length;
    private int stuffBits;
    private int run;
    private int crc;

    private FrameBits(CanFrame frame) {
        extended = frame.extended();
        put(0, 1);
        if (extended) {
            put(frame.identifier() >>> 18, 11);
            put(0b11, 2);
            put(frame.identifier() & 0x3FFFF, 18);
            put(frame.remote() ? 1 : 0, 1);
            put(0, 2);
        } else {
            put(frame.identifier(), 11);
            put(frame.remote() ? 1 : 0, 1);
            put(0, 2);
        }
        put(frame.dlc(), 4);
        for (int i = 0; i < frame.data().length(); i++) {
            put(frame.data().at(i), 8);
        }
        int checksum = crc;
        put(checksum, CRC_BITS);
        crc = checksum;
    }

    public static FrameBits of(CanFrame frame) {
        return new FrameBits(frame);
    }

    /** Bits from SOF to the end of EOF, stuff bits included, intermission not. */
    public int length() {
        return length + FIXED_FORM_BITS;
    }

    /** Bits from SOF to the last stuffed place, stuff bits included. */
    public int stuffedLength() {
        return length;
    }

    public int stuffBits() {
        return stuffBits;
    }

    /** The checksum over SOF to the last data bit, 15 bits. */
    public int crc() {
        return crc;
    }

    /** Place of the ACK slot, SOF being 0. */
    public int ackSlot() {
        return length + 1;
    }

    /**
     * Level that the transmitter drives.
     *
     * @param bit place on the wire, SOF being 0; below {@link #length}
     * @return 0 for dominant, 1 for recessive
     */
    public int level(int bit) {
        return bit < length ? wire[bit] : 1;
    }

    /**
     * First place at which the two frames differ.
     *
     * @return the place, SOF being 0; {@link #length} if the frames are equal
     */
    int firstDifference(FrameBits other) {
        int bit = 0;
        while (bit < length() && level(bit) == other.level(bit)) {
            bit++;
        }
        return bit;
    }

    /** Whether the frame is still arbitrating at {@code bit}: up to RTR, which is the last. */
    boolean inArbitration(int bit) {
        return fieldIndex(bit) <= (extended ? 32 : 12);
    }

    /** What a frame that lost arbitration at {@code bit} lost it with. */
    BusEvent.ArbitrationLost lostAt(dev.bulkhead.time.SimTime at, int bit) {
        int index = fieldIndex(bit);
        if (index <= 11) {
            return new BusEvent.ArbitrationLost(at, ArbitrationField.BASE_IDENTIFIER, 11 - index);
        }
        if (index == 12) {
            return new BusEvent.ArbitrationLost(at, ArbitrationField.SRR_OR_RTR, 0);
        }
        if (index == 13) {
            return new BusEvent.ArbitrationLost(at, ArbitrationField.IDE, 0);
        }
        if (index <= 31) {
            return new BusEvent.ArbitrationLost(
                    at, ArbitrationField.IDENTIFIER_EXTENSION, 31 - index);
        }
        return new BusEvent.ArbitrationLost(at, ArbitrationField.RTR, 0);
    }

    /** Place in the frame without stuff bits. */
    private int fieldIndex(int bit) {
        int index = bit;
        int equal = 0;
        int level = -1;
        for (int i = 0; i < bit; i++) {
            if (equal == 5) {
                index--;
                equal = 0;
            }
            equal = wire[i] == level ? equal + 1 : 1;
            level = wire[i];
        }
        return index;
    }

    private void put(int value, int bits) {
        for (int i = bits - 1; i >= 0; i--) {
            int level = value >>> i & 1;
            int feedback = level ^ crc >>> (CRC_BITS - 1);
            crc = crc << 1 & 0x7FFF ^ (feedback == 0 ? 0 : CRC_POLYNOMIAL);
            send(level);
            if (run == 5) {
                stuffBits++;
                send(1 - level);
            }
        }
    }

    private void send(int level) {
        run = length > 0 && wire[length - 1] == level ? run + 1 : 1;
        wire[length++] = (byte) level;
    }
}
