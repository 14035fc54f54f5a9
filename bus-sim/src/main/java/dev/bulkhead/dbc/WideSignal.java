package dev.bulkhead.dbc;

import dev.bulkhead.dbc.BitField.ByteOrder;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A signal of more than 64 bits, such as a vehicle's identification number: read, and not written.
 *
 * @param startBit as of {@link BitField}
 * @param length bits, above 64
 * @param factor step of one raw value
 */
public record WideSignal(
        String name,
        int startBit,
        int length,
        ByteOrder order,
        boolean signed,
        BigDecimal factor,
        BigDecimal offset) {
    public WideSignal {
        if (length <= Long.SIZE || startBit < 0) {
            throw new IllegalArgumentException(
                    "startBit=%d, length=%d, expected 0.. and 65..".formatted(startBit, length));
        }
    }

    /** Bytes that a message must have at least to hold the signal. */
    public int bytesNeeded() {
        return (place(0) + length + 7) / 8;
    }

    /** Place of bit 0 as {@link BitField#position} counts, and of those that follow. */
    private int place(int bit) {
        int first =
                order == ByteOrder.LITTLE_ENDIAN ? startBit : startBit / 8 * 8 + 7 - startBit % 8;
        return first + bit;
    }

    /**
     * The whole number in {@code data}.
     *
     * @throws IllegalArgumentException if {@code data} is too short
     */
    public BigInteger raw(byte[] data) {
        if (data.length < bytesNeeded()) {
            throw new IllegalArgumentException(
                    "%s: %d bytes, expected %d".formatted(name, data.length, bytesNeeded()));
        }
        BigInteger raw = BigInteger.ZERO;
        for (int i = 0; i < length; i++) {
            boolean upwards = order == ByteOrder.LITTLE_ENDIAN;
            int place = place(upwards ? length - 1 - i : i);
            int bit = data[place / 8] >> (upwards ? place % 8 : 7 - place % 8) & 1;
            raw = raw.shiftLeft(1).add(BigInteger.valueOf(bit));
        }
        return signed && raw.testBit(length - 1)
                ? raw.subtract(BigInteger.ONE.shiftLeft(length))
                : raw;
    }

    /** The exact physical value of a raw one. */
    public BigDecimal physical(BigInteger raw) {
        return new BigDecimal(raw).multiply(factor).add(offset);
    }
}
