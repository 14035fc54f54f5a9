package dev.bulkhead.system;

import dev.bulkhead.e2e.E2eCheck;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.e2e.E2eLaterChecker;
import dev.bulkhead.e2e.E2eLaterProfile;
import dev.bulkhead.e2e.E2eProfile;

import java.util.List;
import java.util.Optional;

/**
 * Which messages of a port that leads to a higher level are legal. Its reader must get along with
 * any other, too: it checks, clamps, and has a default.
 *
 * @param e2e protection that a legal message carries
 * @param ranges what fields of a legal message hold
 * @param validWhen what must hold when a legal message is acted on
 * @param minPeriodUs least time between two messages, microseconds; 0: any
 */
public record Advisory(
        Optional<Protection> e2e,
        List<FieldRange> ranges,
        Optional<Condition> validWhen,
        int minPeriodUs) {

    public Advisory {
        ranges = List.copyOf(ranges);
    }

    /**
     * That another port's last message, if it is not stale, holds something.
     *
     * @param port whose writer has a higher level than the advisory port's
     * @param field of its message
     */
    public record Condition(String port, FieldRange field) {}

    /** AUTOSAR E2E over the whole message, checked at each read. */
    public sealed interface Protection {
        /** Of a message of the port's size. */
        E2eProfile profile();

        /** Most by which the counter may rise from one read to the next, from 1 on. */
        long maxDelta();

        /** The reader's check at its start. */
        E2eCheck check();
    }

    /**
     * Profile 1 or 2.
     *
     * @param limits what the check tolerates; a sync counter of 0: after a break of the sequence
     *     the counter has to come back to where it was
     */
    public record Early(E2eProfile profile, E2eChecker.Limits limits) implements Protection {
        @Override
        public long maxDelta() {
            return limits.maxDeltaCounter();
        }

        @Override
        public E2eCheck check() {
            return new E2eChecker(profile, limits);
        }
    }

    /** A profile that came later. */
    public record Later(E2eLaterProfile profile, long maxDelta) implements Protection {
        @Override
        public E2eCheck check() {
            return new E2eLaterChecker(profile, maxDelta);
        }
    }

    /**
     * A field of a message, unsigned, in Intel byte order: bit 0 is the lowest of byte 0.
     *
     * @param bit its lowest bit
     * @param bits how many, 1..32
     * @param least value
     * @param most value
     */
    public record FieldRange(int bit, int bits, long least, long most) {
        /** The field's value; bits behind the message's end are 0. */
        public long value(byte[] message) {
            long value = 0;
            for (int i = 0; i < bits; i++) {
                int at = bit + i;
                if (at / Byte.SIZE < message.length) {
                    value |= (long) (message[at / Byte.SIZE] >> at % Byte.SIZE & 1) << i;
                }
            }
            return value;
        }

        /** Sets the field; bits behind the message's end are dropped. */
        public void set(byte[] message, long value) {
            for (int i = 0; i < bits; i++) {
                int at = bit + i;
                if (at / Byte.SIZE < message.length) {
                    int mask = 1 << at % Byte.SIZE;
                    message[at / Byte.SIZE] &= (byte) ~mask;
                    message[at / Byte.SIZE] |= (byte) ((value >>> i & 1) != 0 ? mask : 0);
                }
            }
        }

        /** Whether its value is from least to most. */
        public boolean holds(byte[] message) {
            long value = value(message);
            return value >= least && value <= most;
        }
    }

    /** Whether all fields are within their ranges. */
    public boolean inRange(byte[] message) {
        return ranges.stream().allMatch(range -> range.holds(message));
    }
}
