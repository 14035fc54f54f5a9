package dev.bulkhead.rta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How much of the bus more urgent messages take in a stretch of time that begins at its worst
 * place. Those of one sender with offsets cannot all come at once: the worst place is looked for
 * among the events of each such sender by itself, as senders' clocks have no common place.
 */
final class Interference {
    /** Events of a sender's common period that are tried; above it offsets are left aside. */
    private static final long MOST_PLACES = 20_000;

    private final List<Source> alone = new ArrayList<>();
    private final List<List<Source>> together = new ArrayList<>();

    /**
     * @param laterPs how much later than by its jitter alone it may come to the bus, as it may wait
     *     in its node
     */
    record Source(CanMessage message, long laterPs) {
        long releases(long length) {
            return message.most(length, laterPs);
        }

        /** Of those that come in {@code length} from {@code from} on. */
        long releasesFrom(long from, long length) {
            long period = message.periodPs().orElseThrow();
            long offset = message.offsetPs().orElseThrow();
            long late = message.jitterPs() + laterPs;
            return Math.ceilDiv(from + length - offset, period)
                    - Math.ceilDiv(from - late - offset, period);
        }
    }

    Interference(List<Source> sources, boolean offsets) {
        Map<String, List<Source>> bySender = new LinkedHashMap<>();
        for (Source each : sources) {
            if (offsets && each.message().offsetPs().isPresent()) {
                bySender.computeIfAbsent(each.message().sender(), _ -> new ArrayList<>()).add(each);
            } else {
                alone.add(each);
            }
        }
        for (List<Source> group : bySender.values()) {
            if (group.size() > 1 && places(group).isPresent()) {
                together.add(group);
            } else {
                alone.addAll(group);
            }
        }
    }

    /** Time taken from a stretch in which what comes before {@code length} is over counts. */
    long takenPs(long length) {
        long taken = 0;
        for (Source each : alone) {
            taken += each.releases(length) * each.message().transmissionPs();
        }
        for (List<Source> group : together) {
            taken += most(group, length);
        }
        return taken;
    }

    private static long most(List<Source> group, long length) {
        long common = commonPeriod(group);
        long most = 0;
        for (Source first : group) {
            CanMessage message = first.message();
            long place = message.offsetPs().orElseThrow() + message.jitterPs() + first.laterPs();
            for (long n = 0; n < common / message.periodPs().orElseThrow(); n++) {
                long taken = 0;
                for (Source each : group) {
                    taken += each.releasesFrom(place, length) * each.message().transmissionPs();
                }
                most = Math.max(most, taken);
                place += message.periodPs().orElseThrow();
            }
        }
        return most;
    }

    /** How many places are tried; empty if they are too many. */
    private static OptionalLong places(List<Source> group) {
        long common = commonPeriod(group);
        long places = 0;
        for (Source each : group) {
            places += common / each.message().periodPs().orElseThrow();
        }
        return common > 0 && places <= MOST_PLACES ? OptionalLong.of(places) : OptionalLong.empty();
    }

    /** Least common multiple of the periods; 0 if it is no number of 62 bits. */
    private static long commonPeriod(List<Source> group) {
        long common = 1;
        for (Source each : group) {
            long period = each.message().periodPs().orElseThrow();
            long factor = period / greatestCommonDivisor(common, period);
            if (Math.multiplyHigh(common, factor) != 0 || common * factor >= Long.MAX_VALUE / 2) {
                return 0;
            }
            common *= factor;
        }
        return common;
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
