package dev.bulkhead.campaign;

import dev.bulkhead.e2e.E2eCheck;
import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.system.Advisory;
import dev.bulkhead.system.Advisory.FieldRange;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.PortRead;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An advisory port as one protected partition reads it: what of it is legal, and what stands for
 * the rest.
 */
final class AdvisoryInput {
    private final Advisory advisory;
    private final Optional<E2eProfile> profile;
    private final Optional<E2eCheck> check;
    private Optional<PortRead> before = Optional.empty();
    private Legality beforeWas = Legality.LEGAL;
    private long legalAtPs = Long.MIN_VALUE;

    /** Whether a message is legal by the description, and if not, why. */
    enum Legality {
        LEGAL,
        STALE,
        WRONG_CRC,
        WRONG_SEQUENCE,
        OUT_OF_RANGE,
        /** It came before it may, or while what it needs did not hold. */
        WRONG_TIME
    }

    AdvisoryInput(SamplingPort port) {
        advisory = port.advisory().orElseThrow();
        profile = advisory.e2e().map(Advisory.Protection::profile);
        check = advisory.e2e().map(Advisory.Protection::check);
    }

    /**
     * Judges the next read. A message that was read before stays what it was; for the end-to-end
     * protection it is a check without a new one.
     *
     * @param conditionHolds whether what the description demands beside it holds at this time
     */
    Legality judge(PortRead read, boolean conditionHolds) {
        if (!read.valid() && check.isEmpty()) {
            return Legality.STALE;
        }
        boolean arrived = before.map(it -> hasArrivedSince(it, read)).orElse(true);
        before = Optional.of(read);
        if (arrived) {
            beforeWas = judgeNew(read, conditionHolds);
        } else {
            check.ifPresent(E2eCheck::checkWithoutData);
        }
        return read.valid() ? beforeWas : Legality.STALE;
    }

    /** A protected message may come again as it was; any other one is told by its content. */
    private boolean hasArrivedSince(PortRead last, PortRead read) {
        return check.isPresent()
                ? read.ageUs() < (read.atPs() - last.atPs()) / SimTime.PS_PER_US
                : !last.message().equals(read.message());
    }

    private Legality judgeNew(PortRead read, boolean conditionHolds) {
        byte[] bytes = read.message().toBytes();
        if (check.isPresent()) {
            E2eCheckStatus status = check.get().check(bytes);
            if (status == E2eCheckStatus.WRONG_CRC || status == E2eCheckStatus.ERROR) {
                return Legality.WRONG_CRC;
            }
            if (status == E2eCheckStatus.WRONG_SEQUENCE
                    || status == E2eCheckStatus.REPEATED
                    || status == E2eCheckStatus.SYNC) {
                return Legality.WRONG_SEQUENCE;
            }
        }
        if (!advisory.inRange(bytes)) {
            return Legality.OUT_OF_RANGE;
        }
        long earliestPs =
                legalAtPs == Long.MIN_VALUE
                        ? Long.MIN_VALUE
                        : legalAtPs + advisory.minPeriodUs() * SimTime.PS_PER_US;
        if (!conditionHolds || read.atPs() < earliestPs) {
            return Legality.WRONG_TIME;
        }
        legalAtPs = read.atPs();
        return Legality.LEGAL;
    }

    /**
     * Another message that is illegal for the same reason. Who refuses both does the same with
     * them; who acts on what they hold does not.
     */
    Payload another(Legality why, Payload message) {
        byte[] bytes = message.toBytes();
        switch (why) {
            case LEGAL, STALE -> {
                return message;
            }
            case OUT_OF_RANGE -> leaveRanges(bytes);
            case WRONG_TIME -> invertWhatNoRangeHolds(bytes);
            case WRONG_CRC, WRONG_SEQUENCE -> invertContent(bytes);
        }
        profile.ifPresent(
                it -> {
                    // also a counter that nobody sends: who refuses that looks no further
                    it.protect(bytes, it.counter(message.toBytes()));
                    if (why == Legality.WRONG_CRC) {
                        int at = it.checksumField().bit() / Byte.SIZE;
                        bytes[at] = (byte) ~bytes[at];
                    }
                });
        return Payload.of(bytes);
    }

    /** Each field that is out of its range gets another value that is. */
    private void leaveRanges(byte[] bytes) {
        for (FieldRange field : advisory.ranges()) {
            if (!field.holds(bytes)) {
                long value = field.value(bytes);
                long highest = (1L << field.bits()) - 1;
                candidates(field, highest).stream()
                        .filter(other -> other != value)
                        .findFirst()
                        .ifPresent(other -> field.set(bytes, other));
            }
        }
    }

    private static List<Long> candidates(FieldRange field, long highest) {
        List<Long> values = new ArrayList<>();
        if (field.most() < highest) {
            values.add(highest);
            values.add(field.most() + 1);
        }
        if (field.least() > 0) {
            values.add(0L);
            values.add(field.least() - 1);
        }
        return values;
    }

    /** The last byte that is in no range, so that the message stays legal in itself. */
    private void invertWhatNoRangeHolds(byte[] bytes) {
        for (int at = bytes.length - 1; at >= 0; at--) {
            if (isContent(at) && isInNoRange(at)) {
                bytes[at] = (byte) ~bytes[at];
                return;
            }
        }
    }

    private boolean isInNoRange(int at) {
        return advisory.ranges().stream()
                .noneMatch(
                        field ->
                                field.bit() < (at + 1) * Byte.SIZE
                                        && field.bit() + field.bits() > at * Byte.SIZE);
    }

    private void invertContent(byte[] bytes) {
        for (int at = 0; at < bytes.length; at++) {
            if (isContent(at)) {
                bytes[at] = (byte) ~bytes[at];
            }
        }
    }

    private boolean isContent(int at) {
        return profile.filter(it -> at >= it.offset() && at < it.offset() + it.kind().headerBytes())
                .isEmpty();
    }
}
