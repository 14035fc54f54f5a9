package dev.bulkhead.rta;

import dev.bulkhead.rta.Interference.Source;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The longest response of each message of a bus: from the event that it is sent for, and from the
 * request for transmission, to the end of its frame with the intermission behind it.
 *
 * <p>Arbitration is scheduling by fixed priority without preemption. A frame waits for the one on
 * the bus, the longest of lower priority (blocking), and for all of higher priority that come
 * before it starts. Later frames of a message are looked at too, as long as they are in one busy
 * period with the first: the first need not be the slowest, which the analysis of 1994 overlooked.
 *
 * <p>A message of a node that does not keep the order of priorities is looked at as if it had the
 * lowest priority of its node, with all of the node's messages before it; and as it may wait in its
 * node, it comes to the bus with so much more jitter for all others. That holds for each order in
 * which the node always offers something; the papers on FIFO queues and buffers have closer bounds.
 *
 * @see "Davis, Burns, Bril, Lukkien: Controller Area Network (CAN) schedulability analysis:
 *     Refuted, revisited and revised, Real-Time Systems 35, 2007; equations after pycpa's
 *     SPNPScheduler"
 * @see "Davis, Kollmann, Pollex, Slomka: CAN Schedulability Analysis with FIFO queues, 2011; Khan,
 *     Davis, Navet: CAN with non-abortable transmission requests, 2011 (abstracts read)"
 */
public final class CanResponseTime {
    /** Longest busy period that is looked through, in periods of the slowest message. */
    private static final long MOST_PERIODS = 1000;

    /** Likewise, picoseconds. */
    private static final long LIMIT_PS = 100_000_000_000_000L;

    private static final long MS = 1_000_000_000L;

    /** Of a sum of parts that is exactly 1. */
    private static final double ROUNDING = 1e-9;

    /** Rounds in which jitter within nodes must come to rest. */
    private static final int MOST_ROUNDS = 100;

    private final CanTraffic traffic;
    private final long limitPs;

    /** By name, how long a message may wait in its node until it is offered; empty: no bound. */
    private final SortedMap<String, OptionalLong> inNode = new TreeMap<>();

    private CanResponseTime(CanTraffic traffic) {
        this.traffic = traffic;
        long slowest =
                traffic.messages().stream().mapToLong(m -> m.periodPs().orElse(1)).max().orElse(1);
        long least = traffic.errors().lostPs() + MS;
        limitPs = Math.min(LIMIT_PS, Math.max(least, slowest) * MOST_PERIODS);
        traffic.messages().forEach(each -> inNode.put(each.name(), OptionalLong.of(0)));
    }

    /**
     * @param blockingPs longest frame of lower priority
     * @param fromRequestPs from the request for transmission; empty if there is no bound
     * @param fromEventPs likewise from the event that it is sent for, jitter included
     * @param frames how many frames of the message lie in the longest busy period
     * @param slowest which of them is the slowest from its event, the first being 0
     */
    public record Bound(
            CanMessage message,
            long blockingPs,
            OptionalLong fromRequestPs,
            OptionalLong fromEventPs,
            long frames,
            long slowest) {
        /** The same message, if nothing bounds it. */
        public Bound without() {
            return new Bound(message, blockingPs, OptionalLong.empty(), OptionalLong.empty(), 0, 0);
        }
    }

    /** The bounds in the order of the messages. */
    public static List<Bound> of(CanTraffic traffic) {
        return new CanResponseTime(traffic).bounds();
    }

    private List<Bound> bounds() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<Bound> bounds = traffic.messages().stream().map(this::bound).toList();
            if (!settle(bounds)) {
                return bounds;
            }
        }
        return traffic.messages().stream().map(each -> without(each, 0)).toList();
    }

    /** Takes over how long messages wait in their nodes; false if that has not changed. */
    private boolean settle(List<Bound> bounds) {
        boolean changed = false;
        for (Bound bound : bounds) {
            CanMessage message = bound.message();
            if (!traffic.mates(message).isEmpty()) {
                OptionalLong waits =
                        bound.fromRequestPs().isPresent()
                                ? OptionalLong.of(
                                        bound.fromRequestPs().getAsLong()
                                                - message.transmissionPs())
                                : OptionalLong.empty();
                changed |= !waits.equals(inNode.put(message.name(), waits));
            }
        }
        return changed;
    }

    private static Bound without(CanMessage message, long blockingPs) {
        return new Bound(message, blockingPs, OptionalLong.empty(), OptionalLong.empty(), 0, 0);
    }

    private Bound bound(CanMessage message) {
        List<CanMessage> mates = traffic.mates(message);
        long priority = message.priority();
        for (CanMessage mate : mates) {
            priority = Math.max(priority, mate.priority());
        }
        long blocking = 0;
        long longest = message.transmissionPs();
        double load = 0;
        boolean bounded = true;
        List<Source> higher = new ArrayList<>();
        for (CanMessage each : traffic.messages()) {
            boolean mate = mates.contains(each);
            if (each.equals(message)) {
                continue;
            }
            if (!mate && each.priority() > priority) {
                blocking = Math.max(blocking, each.transmissionPs());
                continue;
            }
            OptionalLong later = mate ? OptionalLong.of(0) : inNode.get(each.name());
            longest = Math.max(longest, each.transmissionPs());
            if (each.periodPs().isEmpty() || later.isEmpty()) {
                bounded = false;
            } else {
                load += each.transmissionPs() / (double) each.periodPs().getAsLong();
                higher.add(new Source(each, later.getAsLong()));
            }
        }
        load += traffic.errors().utilisation(traffic.bitPs(), longest, blocking);
        if (message.periodPs().isPresent()) {
            load += message.transmissionPs() / (double) message.periodPs().getAsLong();
        }
        if (!bounded || load > 1 + ROUNDING) {
            return without(message, blocking);
        }
        Interference interference = new Interference(higher, traffic.offsets());
        return new BusyPeriod(message, blocking, longest, interference).bound();
    }

    /** The longest time in which the bus is never free for anything less urgent than a message. */
    private final class BusyPeriod {
        private final CanMessage message;
        private final long blocking;
        private final long longest;
        private final Interference interference;

        BusyPeriod(CanMessage message, long blocking, long longest, Interference interference) {
            this.message = message;
            this.blocking = blocking;
            this.longest = longest;
            this.interference = interference;
        }

        Bound bound() {
            OptionalLong frames = frames();
            if (frames.isEmpty()) {
                return without(message, blocking);
            }
            long period = message.periodPs().orElse(0);
            long jitter = message.jitterPs();
            long fromRequest = 0;
            long fromEvent = 0;
            long slowest = 0;
            for (long q = 0; q < frames.getAsLong(); q++) {
                OptionalLong start = start(q);
                if (start.isEmpty()) {
                    return without(message, blocking);
                }
                long end = start.getAsLong() + message.transmissionPs();
                fromRequest = Math.max(fromRequest, end - Math.max(0, q * period - jitter));
                if (jitter + end - q * period > fromEvent) {
                    fromEvent = jitter + end - q * period;
                    slowest = q;
                }
            }
            return new Bound(
                    message,
                    blocking,
                    OptionalLong.of(fromRequest),
                    OptionalLong.of(fromEvent),
                    frames.getAsLong(),
                    slowest);
        }

        /** How many frames of the message lie in it. */
        private OptionalLong frames() {
            if (message.periodPs().isEmpty()) {
                return OptionalLong.of(1);
            }
            long time = message.transmissionPs();
            while (time <= limitPs) {
                long next =
                        blocking
                                + errors(time)
                                + interference.takenPs(time)
                                + message.most(time, 0) * message.transmissionPs();
                if (next <= time) {
                    return OptionalLong.of(message.most(time, 0));
                }
                time = next;
            }
            return OptionalLong.empty();
        }

        /**
         * When the frame number {@code q} of the busy period starts at the latest. What comes
         * within the first bit of its frame can still win.
         */
        private OptionalLong start(long q) {
            long before = blocking + q * message.transmissionPs();
            long time = before;
            while (time <= limitPs) {
                long next =
                        before
                                + errors(time + message.transmissionPs())
                                + interference.takenPs(time + traffic.bitPs());
                if (next <= time) {
                    return OptionalLong.of(time);
                }
                time = next;
            }
            return OptionalLong.empty();
        }

        private long errors(long length) {
            return traffic.errors().takenPs(length, traffic.bitPs(), longest, blocking);
        }
    }
}
