package dev.bulkhead.rta;

import dev.bulkhead.can.FrameFormat;

/**
 * The most bits that a frame can have on the wire, with the three bits of intermission behind it.
 *
 * <p>A stuff bit comes after five equal bits at first and then after each four at most, so n bits
 * get (n - 1) / 4 of them. Classic: 34 bits with an 11-bit identifier, 54 with a 29-bit one, and
 * the data are stuffed; 13 have fixed form. FD: 17 or 36 bits up to BRS, and ESI, DLC and data, are
 * stuffed; of the stuff bits as many as can be lie before BRS or on it, where bits are longer;
 * stuff count and CRC have fixed stuff bits; 12 nominal bits follow.
 *
 * @param nominalBits at the nominal bit rate
 * @param dataBits at the data bit rate
 * @see "Davis, Burns, Bril, Lukkien: Controller Area Network (CAN) schedulability analysis, 2007,
 *     as linux/can/length.h and can-utils cite it, for 55 + 10 s and 80 + 10 s; FrameBits for FD"
 */
public record FrameLength(int nominalBits, int dataBits) {
    private static final int STUFFED_BASE = 34;
    private static final int STUFFED_EXTENDED = 54;

    /** CRC delimiter, ACK field, EOF and intermission. */
    private static final int FIXED_FORM = 13;

    private static final int FD_BASE_TO_BRS = 17;
    private static final int FD_EXTENDED_TO_BRS = 36;
    private static final int ESI_AND_DLC = 5;

    /** Stuff count and CRC-17 or CRC-21, with the fixed stuff bits of both. */
    private static final int SHORT_FD_CRC = 27;

    private static final int LONG_FD_CRC = 32;
    private static final int LONGEST_WITH_SHORT_CRC = 16;

    /**
     * Of a frame by its shape alone.
     *
     * @param dataBytes as many as the format allows; without meaning for a remote frame
     */
    public static FrameLength longest(boolean extended, FrameFormat format, int dataBytes) {
        if (!format.isFd()) {
            int stuffed =
                    (extended ? STUFFED_EXTENDED : STUFFED_BASE)
                            + (format == FrameFormat.REMOTE ? 0 : 8 * dataBytes);
            return new FrameLength(stuffed + FIXED_FORM + (stuffed - 1) / 4, 0);
        }
        int head = extended ? FD_EXTENDED_TO_BRS : FD_BASE_TO_BRS;
        int rest = ESI_AND_DLC + 8 * dataBytes;
        int stuffInHead = (head - 1) / 4;
        int stuffInRest = (head + rest - 1) / 4 - stuffInHead;
        int crc = dataBytes <= LONGEST_WITH_SHORT_CRC ? SHORT_FD_CRC : LONG_FD_CRC;
        int nominal = head + stuffInHead + FIXED_FORM;
        int data = rest + stuffInRest + crc;
        return format == FrameFormat.FD_BIT_RATE_SWITCH
                ? new FrameLength(nominal, data)
                : new FrameLength(nominal + data, 0);
    }

    /**
     * How long it lasts, rounded up.
     *
     * @param bitRate bits a second
     * @param dataBitRate of the data phase; without meaning if there is none
     */
    public long ps(long bitRate, long dataBitRate) {
        return Math.ceilDiv(nominalBits * 1_000_000_000_000L, bitRate)
                + (dataBits == 0 ? 0 : Math.ceilDiv(dataBits * 1_000_000_000_000L, dataBitRate));
    }
}
