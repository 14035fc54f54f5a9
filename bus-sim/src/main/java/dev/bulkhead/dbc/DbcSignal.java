package dev.bulkhead.dbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A signal: how a physical value lies in the bytes of a message. Physical value = raw value ·
 * factor + offset, computed exactly.
 *
 * @param factor step of one raw value; with 0 it can be read and not be written
 * @param minimum least physical value; no limit if it equals {@code maximum}
 * @param unit may be empty
 * @param receivers nodes
 * @param values names of raw values, may be empty
 * @param comment may be empty
 */
public record DbcSignal(
        String name,
        BitField field,
        ValueType type,
        BigDecimal factor,
        BigDecimal offset,
        BigDecimal minimum,
        BigDecimal maximum,
        String unit,
        List<String> receivers,
        Multiplexing multiplexing,
        ValueTable values,
        String comment,
        Attributes attributes) {

    /** Digits of a quotient before it is rounded to the 17 of a double. */
    private static final MathContext QUOTIENT = new MathContext(60);

    public DbcSignal {
        receivers = List.copyOf(receivers);
        if (type == ValueType.FLOAT && field.length() != Float.SIZE
                || type == ValueType.DOUBLE && field.length() != Double.SIZE) {
            throw new IllegalArgumentException(name + ": " + type + " of " + field.length());
        }
    }

    /** Its name in full, where a tool cut the one in the file and kept it as an attribute. */
    public String longName() {
        return attributes.text("SystemSignalLongSymbol").filter(s -> !s.isEmpty()).orElse(name);
    }

    /** As {@link BitField#startBit}. */
    public int startBit() {
        return field.startBit();
    }

    /** Bits, 1..64. */
    public int length() {
        return field.length();
    }

    public BitField.ByteOrder order() {
        return field.order();
    }

    /** Bytes that a message must have at least to hold the signal. */
    public int bytesNeeded() {
        return field.bytesNeeded();
    }

    /** The bits of the message that the signal takes, bit n as in {@link BitField}. */
    public BitSet bits() {
        return field.bits();
    }

    /**
     * The raw value in {@code data}; an unsigned one of 64 bits stands in all bits of the result,
     * and one in floating point is the pattern of its bits.
     *
     * @throws IllegalArgumentException if {@code data} is too short
     */
    public long raw(byte[] data) {
        mustHold(data);
        return extended(field.get(data));
    }

    /** The raw value that the bits of the field say. */
    long extended(long bits) {
        int unused = Long.SIZE - field.length();
        return type == ValueType.SIGNED ? bits << unused >> unused : bits;
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
        mustHold(data);
        field.put(data, raw);
    }

    /** The exact physical value of a raw one; empty if it is infinite or not a number. */
    public Optional<BigDecimal> exact(long raw) {
        if (!type.isFloating()) {
            return Optional.of(new BigDecimal(exactRaw(raw)).multiply(factor).add(offset));
        }
        double number = floating(raw);
        return Double.isFinite(number)
                ? Optional.of(new BigDecimal(number).multiply(factor).add(offset))
                : Optional.empty();
    }

    /**
     * The exact physical value of a raw one.
     *
     * @throws IllegalArgumentException if it is infinite or not a number
     */
    public BigDecimal physical(long raw) {
        return exact(raw)
                .orElseThrow(() -> new IllegalArgumentException(name + ": " + floating(raw)));
    }

    /** The exact physical value in {@code data}; throws as {@link #physical(long)} does. */
    public BigDecimal physical(byte[] data) {
        return physical(raw(data));
    }

    /** The physical value in {@code data}, as the nearest {@code double}. */
    public double value(byte[] data) {
        return value(raw(data));
    }

    /** The physical value of a raw one, as the nearest {@code double}. */
    double value(long raw) {
        return exact(raw).map(BigDecimal::doubleValue).orElseGet(() -> limit(raw));
    }

    /** What is infinite or no number; a negative factor turns it round. */
    private double limit(long raw) {
        return floating(raw) * factor.signum();
    }

    /**
     * The physical value as a person reads it: all digits of a decimal; of a floating-point value
     * those that tell it from its neighbours.
     */
    public String text(long raw) {
        if (!type.isFloating()) {
            BigDecimal value = physical(raw);
            return (value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros())
                    .toPlainString();
        }
        boolean plain = factor.compareTo(BigDecimal.ONE) == 0 && offset.signum() == 0;
        return type == ValueType.FLOAT && plain
                ? Float.toString(Float.intBitsToFloat((int) raw))
                : Double.toString(value(raw));
    }

    /** The name of a raw value, if it has one. */
    public Optional<String> valueName(long raw) {
        return type.isFloating() ? Optional.empty() : values.text(exactRaw(raw));
    }

    /** Whether a physical value keeps to the limits. */
    public boolean allows(BigDecimal physical) {
        return !limited() || physical.compareTo(minimum) >= 0 && physical.compareTo(maximum) <= 0;
    }

    /** Whether the file gives it limits. */
    public boolean limited() {
        return minimum.compareTo(maximum) != 0;
    }

    /**
     * The raw value whose physical value is nearest; of two, the one farther from zero.
     *
     * @throws IllegalArgumentException if {@code physical} lies outside the signal's limits, its
     *     raw value does not fit, or the factor is 0
     */
    public long rawOf(BigDecimal physical) {
        if (!allows(physical)) {
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
        if (type.isFloating()) {
            return floatingRaw(physical);
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
     * @throws IllegalArgumentException if {@code physical} is not a number, or the factor is 0
     */
    public long rawNearest(double physical) {
        if (Double.isNaN(physical)) {
            throw new IllegalArgumentException(name + ": not a number");
        }
        BigDecimal value =
                BigDecimal.valueOf(Math.clamp(physical, -Double.MAX_VALUE, Double.MAX_VALUE));
        if (limited()) {
            value = value.max(minimum).min(maximum);
        }
        if (type.isFloating()) {
            double number = Math.clamp(quotient(value).doubleValue(), -greatest(), greatest());
            return pattern(number);
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

    private long floatingRaw(BigDecimal physical) {
        BigDecimal quotient = quotient(physical);
        // rounded once: a float by way of a double would be rounded twice
        double number = type == ValueType.FLOAT ? quotient.floatValue() : quotient.doubleValue();
        if (Double.isInfinite(number)) {
            throw new IllegalArgumentException(
                    "%s: %s, expected at most %s of a %s"
                            .formatted(name, physical, greatest(), type));
        }
        return pattern(number);
    }

    private double greatest() {
        return type == ValueType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    }

    private long pattern(double number) {
        return type == ValueType.FLOAT
                ? Float.floatToRawIntBits((float) number) & 0xFFFF_FFFFL
                : Double.doubleToRawLongBits(number);
    }

    private double floating(long raw) {
        return type == ValueType.FLOAT
                ? Float.intBitsToFloat((int) raw)
                : Double.longBitsToDouble(raw);
    }

    private BigDecimal quotient(BigDecimal physical) {
        mustHaveFactor();
        return physical.subtract(offset).divide(factor, QUOTIENT);
    }

    private BigInteger unboundedRaw(BigDecimal physical) {
        mustHaveFactor();
        return physical.subtract(offset).divide(factor, 0, RoundingMode.HALF_UP).toBigInteger();
    }

    private void mustHaveFactor() {
        if (factor.signum() == 0) {
            throw new IllegalArgumentException(name + ": factor 0, so no value can be written");
        }
    }

    /** A raw value as the number that it is; the pattern of one in floating point as unsigned. */
    public BigInteger exactRaw(long raw) {
        BigInteger value = BigInteger.valueOf(raw);
        return type != ValueType.SIGNED && field.length() == Long.SIZE && raw < 0
                ? value.add(BigInteger.ONE.shiftLeft(Long.SIZE))
                : value;
    }

    /** Least raw value that fits. */
    public BigInteger leastRaw() {
        return type == ValueType.SIGNED
                ? BigInteger.ONE.shiftLeft(field.length() - 1).negate()
                : BigInteger.ZERO;
    }

    /** Greatest raw value that fits. */
    public BigInteger greatestRaw() {
        int bits = type == ValueType.SIGNED ? field.length() - 1 : field.length();
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    private void mustHold(byte[] data) {
        if (data.length < bytesNeeded()) {
            throw new IllegalArgumentException(
                    name + ": data has " + data.length + " bytes, expected " + bytesNeeded());
        }
    }
}
