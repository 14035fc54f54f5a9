package dev.bulkhead.dbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * A signal: how a physical value lies in the bytes of a message. Physical value = raw value ·
 * factor + offset, computed exactly.
 *
 * @param startBit place of the least significant bit if little-endian, of the most significant one
 *     if big-endian; bit n is bit n mod 8 of byte n / 8, bit 0 being the least significant
 * @param length bits, 1..64
 * @param signed whether the raw value is in two's complement
 * @param factor not 0
 * @param minimum least physical value; no limit if it equals {@code maximum}
 * @param unit may be empty
 * @param receivers nodes
 * @param values names of raw values, may be empty
 * @param comment may be empty
 */
public record DbcSignal(
        String name,
        int startBit,
        int length,
        ByteOrder order,
        boolean signed,
        BigDecimal factor,
        BigDecimal offset,
        BigDecimal minimum,
        BigDecimal maximum,
        String unit,
        List<String> receivers,
        Multiplexing multiplexing,
        ValueTable values,
        String comment) {

    /** How the bits of a signal go on from byte to byte. */
    public enum ByteOrder {
        /** To the next byte and its least significant bit. */
        LITTLE_ENDIAN,
        /** Downwards, to the next byte and its most significant bit. */
        BIG_ENDIAN
    }

    public DbcSignal {
        receivers = List.copyOf(receivers);
        if (length < 1 || startBit < 0 || bytesNeeded(order, startBit, length) > 8) {
            throw new IllegalArgumentException(
                    name
                            + ": startBit="
                            + startBit
                            + ", length="
                            + length
                            + ", expected to lie in 64 bits");
        }
        if (factor.signum() == 0) {
            throw new IllegalArgumentException(name + ": factor=0");
        }
    }

    /** Bytes that a message must have at least to hold the signal, 1..8. */
    public int bytesNeeded() {
        return bytesNeeded(order, startBit, length);
    }

    static int bytesNeeded(ByteOrder order, int startBit, int length) {
        return (position(order, startBit) + length + 7) / 8;
    }

    /**
     * Place of the signal's first bit as counted through the message: from the least significant
     * bit of byte 0 upwards if little-endian, from the most significant one downwards if
     * big-endian.
     */
    private static int position(ByteOrder order, int startBit) {
        return order == ByteOrder.LITTLE_ENDIAN ? startBit : startBit / 8 * 8 + 7 - startBit % 8;
    }

    /** The bits of the message that the signal takes, bit n as in {@code startBit}. */
    public long bits() {
        return order == ByteOrder.LITTLE_ENDIAN
                ? mask() << startBit
                : Long.reverseBytes(mask() << (64 - position(order, startBit) - length));
    }

    /**
     * The raw value in {@code data}; an unsigned one of 64 bits stands in all bits of the result.
     *
     * @throws IllegalArgumentException if {@code data} is too short
     */
    public long raw(byte[] data) {
        long word = load(data);
        if (order == ByteOrder.LITTLE_ENDIAN) {
            long aligned = word << (64 - startBit - length);
            return signed ? aligned >> (64 - length) : aligned >>> (64 - length);
        }
        long aligned = Long.reverseBytes(word) << position(order, startBit);
        return signed ? aligned >> (64 - length) : aligned >>> (64 - length);
    }

    /**
     * Writes a raw value and leaves all other bits as they are.
     *
     * @throws IllegalArgumentException if {@code data} is too short or the value does not fit
     */
    public void putRaw(byte[] data, long raw) {
        BigInteger value = exactRaw(raw);
        if (value.compareTo(leastRaw()) < 0 || value.compareTo(greatestRaw()) > 0) {
            throw new IllegalArgumentException(
                    "%s: raw value %s, expected %s..%s"
                            .formatted(name, value, leastRaw(), greatestRaw()));
        }
        long field = raw & mask();
        long placed =
                order == ByteOrder.LITTLE_ENDIAN
                        ? field << startBit
                        : Long.reverseBytes(field << (64 - position(order, startBit) - length));
        long word = load(data) & ~bits() | placed;
        for (int i = 0; i < Math.min(data.length, 8); i++) {
            data[i] = (byte) (word >>> (8 * i));
        }
    }

    /** The exact physical value of a raw one. */
    public BigDecimal physical(long raw) {
        return new BigDecimal(exactRaw(raw)).multiply(factor).add(offset);
    }

    /** The exact physical value in {@code data}. */
    public BigDecimal physical(byte[] data) {
        return physical(raw(data));
    }

    /** The physical value in {@code data}, as the nearest {@code double}. */
    public double value(byte[] data) {
        return physical(raw(data)).doubleValue();
    }

    /**
     * The raw value whose physical value is nearest; of two, the one farther from zero.
     *
     * @throws IllegalArgumentException if {@code physical} lies outside the signal's limits, or its
     *     raw value does not fit
     */
    public long rawOf(BigDecimal physical) {
        if (minimum.compareTo(maximum) != 0
                && (physical.compareTo(minimum) < 0 || physical.compareTo(maximum) > 0)) {
            throw new IllegalArgumentException(
                    "%s: %s, expected %s..%s %s"
                            .formatted(
                                    name,
                                    physical.toPlainString(),
                                    minimum.toPlainString(),
                                    maximum.toPlainString(),
                                    unit)
                            .strip());
        }
        BigInteger raw = unboundedRaw(physical);
        if (raw.compareTo(leastRaw()) < 0 || raw.compareTo(greatestRaw()) > 0) {
            throw new IllegalArgumentException(
                    "%s: %s needs raw value %s, expected %s..%s"
                            .formatted(
                                    name,
                                    physical.toPlainString(),
                                    raw,
                                    leastRaw(),
                                    greatestRaw()));
        }
        return raw.longValue();
    }

    /**
     * Like {@link #rawOf}, but a value beyond a limit becomes the limit, as a sensor saturates.
     *
     * @throws IllegalArgumentException if {@code physical} is not a number
     */
    public long rawNearest(double physical) {
        if (Double.isNaN(physical)) {
            throw new IllegalArgumentException(name + ": not a number");
        }
        BigDecimal value =
                BigDecimal.valueOf(Math.clamp(physical, -Double.MAX_VALUE, Double.MAX_VALUE));
        if (minimum.compareTo(maximum) != 0) {
            value = value.max(minimum).min(maximum);
        }
        return unboundedRaw(value).max(leastRaw()).min(greatestRaw()).longValue();
    }

    /** Writes a physical value; see {@link #rawOf}. */
    public void put(byte[] data, BigDecimal physical) {
        putRaw(data, rawOf(physical));
    }

    /** Writes a physical value that saturates; see {@link #rawNearest}. */
    public void putNearest(byte[] data, double physical) {
        putRaw(data, rawNearest(physical));
    }

    private BigInteger unboundedRaw(BigDecimal physical) {
        return physical.subtract(offset).divide(factor, 0, RoundingMode.HALF_UP).toBigInteger();
    }

    private BigInteger exactRaw(long raw) {
        BigInteger value = BigInteger.valueOf(raw);
        return !signed && length == 64 && raw < 0 ? value.add(BigInteger.ONE.shiftLeft(64)) : value;
    }

    private BigInteger leastRaw() {
        return signed ? BigInteger.ONE.shiftLeft(length - 1).negate() : BigInteger.ZERO;
    }

    private BigInteger greatestRaw() {
        return BigInteger.ONE.shiftLeft(signed ? length - 1 : length).subtract(BigInteger.ONE);
    }

    private long mask() {
        return -1L >>> (64 - length);
    }

    private long load(byte[] data) {
        if (data.length < bytesNeeded()) {
            throw new IllegalArgumentException(
                    name + ": data has " + data.length + " bytes, expected " + bytesNeeded());
        }
        long word = 0;
        for (int i = 0; i < Math.min(data.length, 8); i++) {
            word |= (data[i] & 0xFFL) << (8 * i);
        }
        return word;
    }
}
