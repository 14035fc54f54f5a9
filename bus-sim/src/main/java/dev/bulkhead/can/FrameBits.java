package dev.bulkhead.can;

import dev.bulkhead.time.SimTime;

import java.util.Arrays;

/**
 * The bits of a frame as they stand on the wire, from SOF to the end of EOF.
 *
 * <p>SOF, arbitration, control, data and, in a classic frame, CRC field up to its last bit are
 * stuffed: after five equal bits, stuff bits among them, follows one of the other level, in a
 * classic frame also behind the last bit of the CRC. The CRC field of an FD frame begins with the
 * count of those stuff bits and has fixed stuff bits: one before its first bit, which stands for
 * the stuff bit that may be due there, and one after each four bits, each of the level that the bit
 * before it has not. CRC delimiter, ACK field and EOF have fixed form. Reserved bits are sent
 * dominant.
 *
 * @see "Bosch CAN Specification 2.0 (1991), Part B, sections 3.1.1 and 5; for FD frames Mutter and
 *     Hartwich, Advantages of CAN FD Error detection mechanisms (iCC 2015), and the CTU CAN FD
 *     core's tests (github.com/Blebowski/CTU-CAN-FD)"
 */
public final class FrameBits {
    /** CRC delimiter, ACK slot, ACK delimiter and the seven bits of EOF. */
    public static final int FIXED_FORM_BITS = 10;

    private static final int LAST_OF_WORD = Long.SIZE - 1;

    /** Bits between two frames in which no node sends. */
    public static final int INTERMISSION_BITS = 3;

    private final FrameCrc checksum;

    /** The bits, 64 a word, the first one in the highest place; behind them recessive ones. */
    private final long[] words;

    private final boolean extended;
    private final boolean fd;
    private int length;
    private int stuffBits;
    private int stuffing = Stuffing.IDLE;
    private int crc;
    private int bitRateSwitch;
    private int fdf;

    private FrameBits(CanFrame frame) {
        extended = frame.extended();
        fd = frame.fd();
        checksum = FrameCrc.of(fd, frame.data().length());
        words = new long[Math.ceilDiv(mostBits(frame), Long.SIZE)];
        crc = checksum.start();
        put(0, 1);
        if (extended) {
            put(frame.identifier() >>> 18, 11);
            put(0b11, 2);
            put(frame.identifier() & 0x3FFFF, 18);
        } else {
            put(frame.identifier(), 11);
        }
        put(frame.remote() ? 1 : 0, 1);
        if (!extended) {
            put(0, 1);
        }
        if (fd) {
            put(1, 1);
            fdf = length - 1;
            put(0, 1);
            put(frame.bitRateSwitch() ? 1 : 0, 1);
            bitRateSwitch = length - 1;
            put(frame.errorPassive() ? 1 : 0, 1);
        } else {
            put(0, extended ? 2 : 1);
        }
        put(frame.dlc(), 4);
        for (int i = 0; i < frame.data().length(); i++) {
            put(frame.data().at(i), 8);
        }
        if (fd) {
            putFdChecksum();
        } else {
            int value = crc;
            put(value, checksum.bits());
            crc = value;
            if (Stuffing.isDue(stuffing)) {
                append(1 - Stuffing.level(stuffing), 1);
                stuffBits++;
            }
        }
        endRecessive();
        if (!frame.bitRateSwitch()) {
            bitRateSwitch = length;
        }
    }

    public static FrameBits of(CanFrame frame) {
        return new FrameBits(frame);
    }

    private static int mostBits(CanFrame frame) {
        int stuffed = (frame.extended() ? 41 : 23) + 8 * frame.data().length() + 15;
        return stuffed + stuffed / 4 + 32;
    }

    /**
     * Four bits that say how many stuff bits the frame has before its CRC field: the count modulo 8
     * in Gray code, then the bit that makes the number of ones even.
     */
    public static int stuffCount(int stuffBits) {
        int count = stuffBits & 7;
        int gray = count ^ count >>> 1;
        return gray << 1 | Integer.bitCount(gray) & 1;
    }

    private void putFdChecksum() {
        int count = stuffCount(stuffBits);
        for (int i = 3; i >= 0; i--) {
            crc = checksum.next(crc, count >>> i & 1);
        }
        long field = (long) count << checksum.bits() | crc;
        int bits = 4 + checksum.bits();
        int last = Stuffing.level(stuffing);
        for (int i = 0; i < bits; i++) {
            if (i % 4 == 0) {
                append(1 - last, 1);
            }
            last = (int) (field >>> bits - 1 - i) & 1;
            append(last, 1);
        }
    }

    /** Bits from SOF to the end of EOF, stuff bits included, intermission not. */
    public int length() {
        return length + FIXED_FORM_BITS;
    }

    /** Bits from SOF to the end of the CRC, stuff bits included. */
    public int stuffedLength() {
        return length;
    }

    /** The stuff bits that depend on the frame's content, fixed ones not counted. */
    public int stuffBits() {
        return stuffBits;
    }

    /** The checksum, as {@link FrameCrc} says. */
    public int crc() {
        return crc;
    }

    /** Place of the ACK slot, SOF being 0. */
    public int ackSlot() {
        return length + 1;
    }

    /** Place of the bit that says that this is an FD frame, SOF being 0; 0 in a classic frame. */
    int fdf() {
        return fdf;
    }

    /** Place of the reserved bit behind FDF, whose edge is sharp at all nodes; of an FD frame. */
    public int reservedBit() {
        return fdf + 1;
    }

    /**
     * How many of the sample points after SOF's, up to that of {@code bit}, come a bit time of the
     * data bit rate after the one before: those after BRS, up to that of the CRC delimiter. All
     * others come a nominal bit time after the one before.
     *
     * @param bit place on the wire, SOF being 0, up to {@link #length}
     */
    public int fastBits(int bit) {
        return Math.max(0, Math.min(bit, length) - bitRateSwitch);
    }

    /**
     * Level that the transmitter drives.
     *
     * @param bit place on the wire, SOF being 0; below {@link #length}
     * @return 0 for dominant, 1 for recessive
     */
    public int level(int bit) {
        return bit < length
                ? (int) (words[bit / Long.SIZE] >>> LAST_OF_WORD - bit % Long.SIZE) & 1
                : 1;
    }

    /**
     * First place at which the two frames differ.
     *
     * @return the place, SOF being 0; {@link #length} if the frames are equal
     */
    int firstDifference(FrameBits other) {
        for (int i = 0; i < words.length; i++) {
            long differ = words[i] ^ (i < other.words.length ? other.words[i] : -1);
            if (differ != 0) {
                return Math.min(i * Long.SIZE + Long.numberOfLeadingZeros(differ), length());
            }
        }
        return length();
    }

    /** Whether the frame is still arbitrating at {@code bit}: up to RTR, which is the last. */
    public boolean inArbitration(int bit) {
        return fieldIndex(bit) <= (extended ? 32 : 12);
    }

    /**
     * What a frame that lost arbitration at {@code bit} lost it with.
     *
     * @param bit place on the wire of a bit in arbitration that is no stuff bit
     */
    public BusEvent.ArbitrationLost lostAt(SimTime at, int bit) {
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
            equal = level(i) == level ? equal + 1 : 1;
            level = level(i);
        }
        return index;
    }

    private void put(int value, int bits) {
        int left = bits;
        for (; left >= Byte.SIZE; left -= Byte.SIZE) {
            int octet = value >>> left - Byte.SIZE & 0xff;
            if (!fd) {
                crc = FrameCrc.next15(crc, octet);
            }
            send(Stuffing.octet(stuffing, octet));
        }
        for (int i = left - 1; i >= 0; i--) {
            int level = value >>> i & 1;
            if (!fd) {
                crc = checksum.next(crc, level);
            }
            send(Stuffing.bit(stuffing, level));
        }
    }

    private void send(int step) {
        int bits = Stuffing.bits(step);
        int count = Stuffing.count(step);
        if (fd) {
            for (int i = count - 1; i >= 0; i--) {
                crc = checksum.next(crc, bits >>> i & 1);
            }
        }
        append(bits, count);
        stuffBits += Stuffing.stuffed(step);
        stuffing = Stuffing.state(step);
    }

    private void endRecessive() {
        int word = length / Long.SIZE;
        words[word] |= -1L >>> length % Long.SIZE;
        Arrays.fill(words, word + 1, words.length, -1);
    }

    private void append(int bits, int count) {
        int word = length / Long.SIZE;
        int free = Long.SIZE - length % Long.SIZE;
        if (count <= free) {
            words[word] |= (long) bits << free - count;
        } else {
            words[word] |= (long) bits >>> count - free;
            words[word + 1] |= (long) bits << Long.SIZE - (count - free);
        }
        length += count;
    }
}
