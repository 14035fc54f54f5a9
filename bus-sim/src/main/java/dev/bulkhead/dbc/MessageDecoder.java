package dev.bulkhead.dbc;

import dev.bulkhead.dbc.BitField.ByteOrder;
import dev.bulkhead.dbc.Multiplexing.Range;
import dev.bulkhead.dbc.Selections.Selection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Decodes frames of one message, many of them: all that does not depend on the data is worked out
 * before, and a frame allocates nothing.
 *
 * <p>{@link Values#value} is the {@code double} nearest to the exact value, as {@link
 * DbcSignal#value} has it: where factor and offset are decimals that allow it, raw · factor +
 * offset is computed in whole numbers and divided once by a power of ten, both of which a {@code
 * double} holds exactly, so the division is the only rounding. Other signals take the way by {@link
 * BigDecimal}, which allocates.
 */
public final class MessageDecoder {
    private static final VarHandle LITTLE =
            MethodHandles.byteArrayViewVarHandle(long[].class, java.nio.ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG =
            MethodHandles.byteArrayViewVarHandle(long[].class, java.nio.ByteOrder.BIG_ENDIAN);

    /** The greatest power of ten that a double holds exactly is 10 to the 22nd. */
    private static final int GREATEST_SCALE = 22;

    private static final BigInteger EXACT = BigInteger.ONE.shiftLeft(53);

    private final DbcMessage message;
    private final Field[] fields;

    /** Indexes of those that are always there, first, then the others, outermost first. */
    private final int[] order;

    public MessageDecoder(DbcMessage message) {
        this.message = message;
        List<DbcSignal> signals = message.signals();
        Selections selections = new Selections(signals);
        this.fields = new Field[signals.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = new Field(signals.get(i), selections.of(signals.get(i)), signals);
        }
        this.order =
                IntStream.range(0, fields.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> selections.of(signals.get(i)).size()))
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    public DbcMessage message() {
        return message;
    }

    /** Room for what a frame says, to be used again for the next. */
    public Values values() {
        return new Values(fields);
    }

    /** Reads a frame into {@code values}; signals beyond its end are not there. */
    public void decode(byte[] data, Values values) {
        for (int i : order) {
            Field field = fields[i];
            boolean there = field.bytesNeeded <= data.length && field.isSelected(values);
            values.there[i] = there;
            if (there) {
                long bits = field.get(data);
                values.bits[i] = bits;
                values.raw[i] = field.signed ? bits << field.unused >> field.unused : bits;
            }
        }
    }

    /** What a frame says, by the place of a signal in its message. Not for several threads. */
    public static final class Values {
        private final Field[] fields;
        private final long[] bits;
        private final long[] raw;
        private final boolean[] there;

        private Values(Field[] fields) {
            this.fields = fields;
            this.bits = new long[fields.length];
            this.raw = new long[fields.length];
            this.there = new boolean[fields.length];
        }

        /** Whether the frame has the signal. */
        public boolean isThere(int signal) {
            return there[signal];
        }

        /**
         * As {@link DbcSignal#raw}.
         *
         * @throws IllegalStateException if the signal is not there
         */
        public long raw(int signal) {
            mustBeThere(signal);
            return raw[signal];
        }

        /**
         * As {@link DbcSignal#value}.
         *
         * @throws IllegalStateException if the signal is not there
         */
        public double value(int signal) {
            mustBeThere(signal);
            return fields[signal].value(raw[signal]);
        }

        /**
         * As {@link DbcSignal#physical(long)}.
         *
         * @throws IllegalStateException if the signal is not there
         */
        public BigDecimal physical(int signal) {
            mustBeThere(signal);
            return fields[signal].signal.physical(raw[signal]);
        }

        private void mustBeThere(int signal) {
            if (!there[signal]) {
                throw new IllegalStateException(
                        "signal " + fields[signal].signal.name() + " is not in this frame");
            }
        }
    }

    /** A signal with what does not depend on data. */
    private static final class Field {
        final DbcSignal signal;
        final int bytesNeeded;
        final boolean signed;
        final int unused;
        private final boolean littleEndian;
        private final int first;
        private final int skipped;
        private final long mask;

        /** Whether the bits span nine bytes, which no one load brings. */
        private final boolean wide;

        private final boolean exact;
        private final long factor;
        private final long offset;
        private final double divisor;
        private final boolean plainFloat;
        private final boolean plainDouble;

        /** Multiplexers by their place, −1 for one that never holds, each with its ranges. */
        private final int[] multiplexers;

        private final long[][] ranges;

        Field(DbcSignal signal, List<Selection> selections, List<DbcSignal> all) {
            BitField field = signal.field();
            this.signal = signal;
            this.bytesNeeded = field.bytesNeeded();
            this.signed = signal.type() == ValueType.SIGNED;
            this.unused = Long.SIZE - field.length();
            this.littleEndian = field.order() == ByteOrder.LITTLE_ENDIAN;
            this.first = field.firstByte();
            this.skipped = field.position() % 8;
            this.mask = field.mask();
            this.wide = bytesNeeded - first > Long.BYTES;
            this.multiplexers =
                    selections.stream()
                            .mapToInt(s -> s.by().map(all::indexOf).orElse(-1))
                            .toArray();
            this.ranges = selections.stream().map(s -> flat(s.values())).toArray(long[][]::new);
            int scale = Math.max(0, Math.max(signal.factor().scale(), signal.offset().scale()));
            this.exact = !signal.type().isFloating() && isExact(signal, scale);
            this.factor = exact ? scaled(signal.factor(), scale).longValueExact() : 0;
            this.offset = exact ? scaled(signal.offset(), scale).longValueExact() : 0;
            this.divisor = exact ? BigDecimal.ONE.scaleByPowerOfTen(scale).doubleValue() : 1;
            boolean asIs =
                    signal.factor().compareTo(BigDecimal.ONE) == 0 && signal.offset().signum() == 0;
            this.plainFloat = asIs && signal.type() == ValueType.FLOAT;
            this.plainDouble = asIs && signal.type() == ValueType.DOUBLE;
        }

        private static long[] flat(List<Range> ranges) {
            return ranges.stream().flatMapToLong(r -> LongStream.of(r.first(), r.last())).toArray();
        }

        private static BigInteger scaled(BigDecimal value, int scale) {
            return value.setScale(scale).unscaledValue();
        }

        /** Whether all that occurs on the way is a whole number that a double holds. */
        private static boolean isExact(DbcSignal signal, int scale) {
            if (scale > GREATEST_SCALE) {
                return false;
            }
            BigInteger factor = scaled(signal.factor(), scale).abs();
            BigInteger offset = scaled(signal.offset(), scale).abs();
            BigInteger raw = signal.greatestRaw().max(signal.leastRaw().abs());
            return raw.multiply(factor).add(offset).compareTo(EXACT) <= 0;
        }

        boolean isSelected(Values values) {
            for (int i = 0; i < multiplexers.length; i++) {
                int by = multiplexers[i];
                if (by < 0 || !values.there[by] || !isIn(ranges[i], values.bits[by])) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isIn(long[] ranges, long bits) {
            for (int i = 0; i < ranges.length; i += 2) {
                if (Long.compareUnsigned(bits, ranges[i]) >= 0
                        && Long.compareUnsigned(bits, ranges[i + 1]) <= 0) {
                    return true;
                }
            }
            return false;
        }

        long get(byte[] data) {
            if (wide) {
                return signal.field().get(data);
            }
            // one load where eight bytes are there, from the data's end if need be
            int at = Math.min(first, data.length - Long.BYTES);
            if (at < 0) {
                return signal.field().get(data);
            }
            int shift = skipped + 8 * (first - at);
            return littleEndian
                    ? (long) LITTLE.get(data, at) >>> shift & mask
                    : (long) BIG.get(data, at) << shift >>> unused;
        }

        double value(long raw) {
            if (exact) {
                return (raw * factor + offset) / divisor;
            }
            if (plainFloat) {
                return Float.intBitsToFloat((int) raw);
            }
            return plainDouble ? Double.longBitsToDouble(raw) : signal.value(raw);
        }
    }
}
