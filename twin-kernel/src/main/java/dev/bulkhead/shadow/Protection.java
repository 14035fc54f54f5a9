package dev.bulkhead.shadow;

import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.restbus.MessageProtection;
import dev.bulkhead.shadow.ShadowMap.Output;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.Optional;

/**
 * What of a message is no value: its counter and its checksum, of the header that its attributes
 * say, or as the map names them.
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
        Optional<E2eProfile> profile) {
    private static final int MOST_COUNTER_BITS = 32;

    /** What a message's attributes say is only believed where it is a protection. */
    static Protection of(DbcMessage message, Output output) {
        Optional<E2eProfile> profile =
                MessageProtection.of(message) instanceof MessageProtection.By(E2eProfile by)
                        ? Optional.of(by)
                        : Optional.empty();
        Optional<DbcSignal> counter =
                output.counter()
                        .map(message::signal)
                        .or(() -> profile.flatMap(it -> at(message, it.counterField())));
        Optional<DbcSignal> checksum =
                output.crc()
                        .map(message::signal)
                        .or(() -> profile.flatMap(it -> at(message, it.checksumField())));
        long values =
                profile.isPresent() && output.counter().isEmpty()
                        ? profile.get().counterValues()
                        : counter.map(Protection::values).orElse(1L);
        return new Protection(message, counter, values, checksum, profile);
    }

    private static Optional<DbcSignal> at(DbcMessage message, E2eProfile.Field field) {
        BitSet bits = new BitSet();
        bits.set(field.bit(), field.bit() + field.bits());
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
        int first = signal.bits().nextSetBit(0);
        boolean header = first >= 0 && profile.filter(it -> isInHeader(it, first)).isPresent();
        return !header
                && !counter.equals(Optional.of(signal))
                && !checksum.equals(Optional.of(signal));
    }

    private static boolean isInHeader(E2eProfile profile, int bit) {
        int from = Byte.SIZE * profile.offset();
        return bit >= from && bit < from + profile.headerBits();
    }

    /** Whether the checksum is right; where no profile is known every one is. */
    boolean isIntact(byte[] data) {
        return profile.map(each -> data.length == each.maxLength() && each.matches(data))
                .orElse(true);
    }
}
