package dev.bulkhead.shadow;

import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.shadow.ShadowMap.Output;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.Optional;

/**
 * What of a message is no value: its counter and its checksum, of the header of E2E profile 1 that
 * a data ID stands for, or as the map names them.
 *
 * @param counter compared by its steps, as the twin began to count at another moment
 * @param counterValues how many values the counter has
 * @param checksum not compared: where the profile is known it is checked instead
 */
record Protection(
        DbcMessage message,
        Optional<DbcSignal> counter,
        long counterValues,
        Optional<DbcSignal> checksum,
        Optional<E2eProfile1> profile) {
    private static final String DATA_ID = "E2EDataId";
    private static final int HEADER_BYTES = 2;

    /** Of a message that profile 1 protects; a longer one is another profile's. */
    private static final int MOST_BYTES = 30;

    private static final int HEADER_BITS = 12;
    private static final int CHECKSUM_BITS = 8;
    private static final int MOST_COUNTER_BITS = 32;

    static Protection of(DbcMessage message, Output output) {
        int dataId = message.intAttribute(DATA_ID).orElse(0);
        boolean known =
                dataId > 0
                        && dataId <= 0xFFFF
                        && message.length() >= HEADER_BYTES
                        && message.length() <= MOST_BYTES;
        Optional<E2eProfile1> profile =
                known
                        ? Optional.of(new E2eProfile1(dataId, DataIdMode.BOTH, message.length()))
                        : Optional.empty();
        Optional<DbcSignal> counter =
                output.counter()
                        .map(message::signal)
                        .or(() -> known ? at(message, CHECKSUM_BITS, HEADER_BITS) : none());
        Optional<DbcSignal> checksum =
                output.crc()
                        .map(message::signal)
                        .or(() -> known ? at(message, 0, CHECKSUM_BITS) : none());
        long values =
                known && output.counter().isEmpty()
                        ? profile.orElseThrow().counterValues()
                        : counter.map(Protection::values).orElse(1L);
        return new Protection(message, counter, values, checksum, profile);
    }

    private static Optional<DbcSignal> none() {
        return Optional.empty();
    }

    private static Optional<DbcSignal> at(DbcMessage message, int from, int to) {
        BitSet bits = new BitSet();
        bits.set(from, to);
        return message.signals().stream().filter(each -> each.bits().equals(bits)).findFirst();
    }

    /** By its limits, if the file has any that it can reach; else by its bits. */
    private static long values(DbcSignal counter) {
        BigInteger most = counter.greatestRaw().min(BigInteger.ONE.shiftLeft(MOST_COUNTER_BITS));
        BigInteger limit = counter.maximum().toBigInteger();
        boolean limited =
                counter.minimum().compareTo(counter.maximum()) != 0
                        && limit.signum() > 0
                        && limit.compareTo(most) < 0;
        return (limited ? limit : most).longValue() + 1;
    }

    /** Whether the signal is a value: no counter, no checksum, nor any other part of the header. */
    boolean isValue(DbcSignal signal) {
        boolean header =
                profile.isPresent()
                        && signal.bits().nextSetBit(0) >= 0
                        && signal.bits().nextSetBit(0) < HEADER_BITS;
        return !header
                && !counter.equals(Optional.of(signal))
                && !checksum.equals(Optional.of(signal));
    }

    /** Whether the checksum is right; where no profile is known every one is. */
    boolean isIntact(byte[] data) {
        return profile.map(each -> data.length == each.length() && each.matches(data)).orElse(true);
    }
}
