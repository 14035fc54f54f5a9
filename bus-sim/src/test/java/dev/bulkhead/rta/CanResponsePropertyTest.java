package dev.bulkhead.rta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.can.wire.WireBus;
import dev.bulkhead.can.wire.WireFault;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.rta.CanResponseTime.Bound;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Random systems on the bus of the frame level: what is observed is never longer than the bound.
 * Every message has one frame, whose true length is what the analysis is given, so that how near
 * the two come says something of the analysis and not of stuff bits.
 */
class CanResponsePropertyTest {
    private static final long SEED = 20_071_130;
    private static final int SYSTEMS = Boolean.getBoolean("bulkhead.full") ? 3000 : 600;
    private static final int SYSTEMS_BY_BITS = SYSTEMS / 10;
    private static final int ERROR_PASSIVE = 128;
    private static final long BIT_RATE = 500_000;
    private static final long DATA_BIT_RATE = 2_000_000;
    private static final long BIT = 2_000_000;
    private static final long DATA_BIT = 500_000;
    private static final long MS = 1_000_000_000;
    private static final long MEETING = 10 * MS;
    private static final long RUN = 60 * MS;

    /** Tries bounds of a kind, and finds how near observation comes. */
    private static final class Tightness {
        private final int[] tenths = new int[11];
        private int frames;
        private int over;
        private int without;
        private double nearest;
        private String first = "";

        void add(String what, long observedPs, Bound bound) {
            if (bound.fromRequestPs().isEmpty()) {
                without++;
                return;
            }
            if (observedPs == 0) {
                return;
            }
            double part = observedPs / (double) bound.fromRequestPs().getAsLong();
            frames++;
            nearest = Math.max(nearest, part);
            tenths[Math.min(10, (int) (part * 10))]++;
            if (part > 1) {
                over++;
                first = first.isEmpty() ? what + ": " + observedPs + " ps, " + bound : first;
            }
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                text.append(
                        String.format(
                                Locale.ROOT, " %d%%:%.1f", i * 10, 100.0 * tenths[i] / frames));
            }
            return String.format(
                    Locale.ROOT,
                    "%d messages, %d over, nearest %.4f, %d without a bound; observed/bound by"
                            + " tenths, in %%:%s",
                    frames,
                    over,
                    nearest,
                    without,
                    text);
        }
    }

    /** A system and when each message is asked for. */
    private record Drawn(
            CanTraffic traffic, List<CanFrame> frames, List<Function<Long, Long>> requests) {}

    private static List<SendQueue> only(SendQueue queue) {
        return List.of(queue);
    }

    private static Drawn draw(SplittableRandom random, List<SendQueue> kinds, boolean offsets) {
        int count = 3 + random.nextInt(6);
        int nodes = 2 + random.nextInt(count - 1);
        double wanted = 0.3 + 0.65 * random.nextDouble();
        SortedMap<String, SendQueue> queues = new TreeMap<>();
        for (int n = 0; n < nodes; n++) {
            queues.put("node" + n, kinds.get(random.nextInt(kinds.size())));
        }
        List<CanMessage> messages = new ArrayList<>();
        List<CanFrame> frames = new ArrayList<>();
        Set<Integer> identifiers = new HashSet<>();
        while (messages.size() < count) {
            int identifier = random.nextInt(CanFrame.MAX_BASE_IDENTIFIER);
            if (identifiers.add(identifier)) {
                CanFrame frame = frame(random, identifier);
                long length = SimulatedTraffic.lengthPs(frame, BIT, DATA_BIT);
                long period =
                        (long) (length * count / wanted * (0.5 + random.nextDouble())) / BIT * BIT;
                long jitter = random.nextInt(3) == 0 ? random.nextLong(period / 2) : 0;
                messages.add(
                        new CanMessage(
                                "m" + messages.size(),
                                "node" + random.nextInt(nodes),
                                CanMessage.arbitration(identifier, false),
                                length,
                                OptionalLong.of(period),
                                jitter,
                                offsets
                                        ? OptionalLong.of(random.nextLong(period))
                                        : OptionalLong.empty()));
                frames.add(frame);
            }
        }
        CanTraffic traffic = new CanTraffic(BIT, messages).with(queues);
        return new Drawn(
                offsets ? traffic.withOffsets() : traffic,
                frames,
                offsets ? byOffsets(random, messages) : meeting(random, messages));
    }

    private static CanFrame frame(SplittableRandom random, int identifier) {
        boolean fd = random.nextInt(4) == 0;
        FrameFormat format = fd ? FrameFormat.FD_BIT_RATE_SWITCH : FrameFormat.DATA;
        int dlc = random.nextInt(fd ? 16 : 9);
        byte[] data = new byte[CanFrame.dataBytes(format, dlc)];
        random.nextBytes(data);
        return new CanFrame(identifier, false, format, false, dlc, CanData.of(data));
    }

    /**
     * The worst for one of the messages: it and all that are more urgent are asked for at one time,
     * as late as they can be, and then as early; the longest of the others just before.
     */
    private static List<Function<Long, Long>> meeting(
            SplittableRandom random, List<CanMessage> messages) {
        CanMessage victim = messages.get(random.nextInt(messages.size()));
        long longest =
                messages.stream()
                        .filter(m -> m.priority() > victim.priority())
                        .mapToLong(CanMessage::transmissionPs)
                        .max()
                        .orElse(0);
        List<Function<Long, Long>> requests = new ArrayList<>();
        for (CanMessage each : messages) {
            long period = each.periodPs().orElseThrow();
            long late = each.jitterPs();
            boolean blocks = each.priority() > victim.priority();
            if (blocks && each.transmissionPs() < longest) {
                long first = MEETING + random.nextLong(period);
                long seed = random.nextLong();
                requests.add(n -> first + n * period + jitter(seed, n, late));
            } else {
                long first = blocks ? MEETING - 3 * BIT / 2 : MEETING - BIT / 4;
                requests.add(n -> n == 0 ? first : first - late + n * period);
            }
        }
        return requests;
    }

    /** Each node begins anywhere; its messages keep their places. */
    private static List<Function<Long, Long>> byOffsets(
            SplittableRandom random, List<CanMessage> messages) {
        Map<String, Long> begins = new TreeMap<>();
        List<Function<Long, Long>> requests = new ArrayList<>();
        for (CanMessage each : messages) {
            long begin = begins.computeIfAbsent(each.sender(), _ -> random.nextLong(20 * MS));
            long seed = random.nextLong();
            long first = begin + each.offsetPs().orElseThrow();
            long period = each.periodPs().orElseThrow();
            requests.add(n -> first + n * period + jitter(seed, n, each.jitterPs()));
        }
        return requests;
    }

    private static long jitter(long seed, long n, long most) {
        return most == 0 ? 0 : new SplittableRandom(seed + n).nextLong(most + 1);
    }

    private static Tightness tightness(
            List<SendQueue> kinds, boolean offsets, UnaryOperator<CanTraffic> analysed) {
        SplittableRandom random = new SplittableRandom(SEED);
        Tightness tightness = new Tightness();
        for (int system = 0; system < SYSTEMS; system++) {
            Drawn drawn = draw(random, kinds, offsets);
            SimulatedTraffic bus =
                    new SimulatedTraffic(
                            s ->
                                    new FrameBus(
                                            "bus",
                                            s,
                                            0,
                                            Clock.ofHz(BIT_RATE),
                                            800,
                                            OptionalLong.of(DATA_BIT_RATE)),
                            drawn.traffic().queues());
            List<CanMessage> messages = drawn.traffic().messages();
            for (int i = 0; i < messages.size(); i++) {
                bus.sends(messages.get(i), drawn.frames().get(i), drawn.requests().get(i));
            }
            bus.runUntil(RUN);
            List<Bound> bounds = CanResponseTime.of(analysed.apply(drawn.traffic()));
            for (int i = 0; i < messages.size(); i++) {
                long observed = bus.longestPs(messages.get(i).name());
                tightness.add("system " + system, observed, bounds.get(i));
            }
        }
        return tightness;
    }

    private static void holds(TestReporter reporter, String what, Tightness tightness) {
        reporter.publishEntry(what, tightness.toString());
        assertEquals(0, tightness.over, tightness.first);
        assertTrue(tightness.frames > SYSTEMS, tightness::toString);
    }

    @Test
    void noFrameOfANodeWithAPriorityQueueTakesLonger(TestReporter reporter) {
        Tightness tightness = tightness(only(SendQueue.PRIORITY), false, UnaryOperator.identity());
        holds(reporter, "priority queues", tightness);
        assertTrue(tightness.nearest > 0.98, tightness::toString);
    }

    @Test
    void norOfANodeThatKeepsNoOrder(TestReporter reporter) {
        for (SendQueue queue : List.of(SendQueue.FIFO, SendQueue.NOT_ABORTABLE, SendQueue.ANY)) {
            holds(
                    reporter,
                    queue + " and priority queues",
                    tightness(List.of(SendQueue.PRIORITY, queue), false, UnaryOperator.identity()));
        }
    }

    @Test
    void norOfANodeWithOffsets(TestReporter reporter) {
        holds(
                reporter,
                "offsets",
                tightness(only(SendQueue.PRIORITY), true, UnaryOperator.identity()));
    }

    /** What the plain formula is unsound for: it takes each node to offer its most urgent frame. */
    @Test
    void withThePlainFormulaQueuesWithoutOrderTakeLonger(TestReporter reporter) {
        for (SendQueue queue : List.of(SendQueue.FIFO, SendQueue.NOT_ABORTABLE, SendQueue.ANY)) {
            Tightness tightness = tightness(only(queue), false, t -> t.with(new TreeMap<>()));
            reporter.publishEntry(queue + " by the plain formula", tightness.toString());
            assertTrue(tightness.over > 0, queue + ": " + tightness);
        }
    }

    /**
     * Errors that hit a system on a bus at bit level: what is done, and what the analysis knows.
     */
    private record Hits(List<Long> atPs, BusErrors known) {
        /** Each inverts the wire for one nominal bit, whatever is on it. */
        void on(SimulatedTraffic bus) {
            for (int i = 0; i < atPs.size(); i++) {
                bus.disturb(new WireFault.Burst(i, BIT, 1000, BIT), atPs.get(i));
            }
        }

        /** Some close together, in the frames that meet. */
        static Hits burst(SplittableRandom random) {
            int errors = 1 + random.nextInt(3);
            List<Long> at = new ArrayList<>();
            for (int i = 0; i < errors; i++) {
                at.add(MEETING + random.nextLong(400) * BIT);
            }
            return new Hits(at, BusErrors.burst(errors));
        }

        /** One each interval from a random place on, and some at once beside. */
        static Hits again(SplittableRandom random) {
            long interval = 6 * MS + random.nextLong(10 * MS);
            int burst = random.nextInt(3);
            List<Long> at = new ArrayList<>();
            for (long t = MEETING - random.nextLong(6 * MS); t < RUN; t += interval) {
                at.add(t);
            }
            for (int i = 0; i < burst; i++) {
                at.add(MEETING + random.nextLong(200) * BIT);
            }
            return new Hits(at, BusErrors.each(interval, burst));
        }
    }

    /** Error frames, and frames sent again, of classic and FD frames by any queue. */
    @Test
    void norWithErrorsOnTheWire(TestReporter reporter) {
        List<SendQueue> mixed =
                List.of(SendQueue.PRIORITY, SendQueue.FIFO, SendQueue.NOT_ABORTABLE, SendQueue.ANY);
        hold(reporter, "a burst of errors", only(SendQueue.PRIORITY), Hits::burst);
        hold(reporter, "errors again and again", only(SendQueue.PRIORITY), Hits::again);
        hold(reporter, "errors again and again, any queue", mixed, Hits::again);
    }

    private static void hold(
            TestReporter reporter,
            String what,
            List<SendQueue> kinds,
            Function<SplittableRandom, Hits> errors) {
        SplittableRandom random = new SplittableRandom(SEED);
        Tightness tightness = new Tightness();
        Tightness asIfThereWereNone = new Tightness();
        for (int system = 0; system < SYSTEMS_BY_BITS; system++) {
            Drawn drawn = draw(random, kinds, false);
            CanTraffic traffic = drawn.traffic();
            SimulatedTraffic bus =
                    new SimulatedTraffic(CanResponsePropertyTest::wire, traffic.queues());
            List<CanMessage> messages = traffic.messages();
            for (int i = 0; i < messages.size(); i++) {
                bus.sends(messages.get(i), drawn.frames().get(i), drawn.requests().get(i));
            }
            Hits hits = errors.apply(random);
            hits.on(bus);
            bus.runUntil(RUN);
            // an error passive node waits after good frames too, which the bound leaves out
            assertTrue(bus.mostErrors() < ERROR_PASSIVE, what + ", system " + system);
            List<Bound> bounds = CanResponseTime.of(traffic.with(hits.known()));
            List<Bound> plain = CanResponseTime.of(traffic);
            for (int i = 0; i < messages.size(); i++) {
                long observed = bus.longestPs(messages.get(i).name());
                tightness.add("system " + system, observed, bounds.get(i));
                asIfThereWereNone.add("system " + system, observed, plain.get(i));
            }
        }
        reporter.publishEntry(what, tightness.toString());
        reporter.publishEntry(what + ", by the bound without", asIfThereWereNone.toString());
        assertEquals(0, tightness.over, tightness.first);
        assertTrue(tightness.frames > 2 * SYSTEMS_BY_BITS, tightness::toString);
        assertTrue(asIfThereWereNone.over > 10, asIfThereWereNone::toString);
    }

    private static WireBus wire(Scheduler scheduler) {
        BitTiming timing = BitTiming.of(BIT_RATE, OptionalLong.of(DATA_BIT_RATE), 800);
        return new WireBus("bus", scheduler, 0, WireNodeParameters.ideal(timing));
    }

    /** So that the first of these tests is not blind: bounds without blocking do not hold. */
    @Test
    void withoutBlockingTheyWouldTakeLonger(TestReporter reporter) {
        Tightness tightness = new Tightness();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int system = 0; system < SYSTEMS / 10; system++) {
            Drawn drawn = draw(random, only(SendQueue.PRIORITY), false);
            List<CanMessage> messages = drawn.traffic().messages();
            SimulatedTraffic bus = new SimulatedTraffic(BIT_RATE, OptionalLong.of(DATA_BIT_RATE));
            for (int i = 0; i < messages.size(); i++) {
                bus.sends(messages.get(i), drawn.frames().get(i), drawn.requests().get(i));
            }
            bus.runUntil(RUN);
            for (CanMessage each : messages) {
                List<CanMessage> unblocked =
                        messages.stream().filter(m -> m.priority() <= each.priority()).toList();
                List<Bound> bounds = CanResponseTime.of(new CanTraffic(BIT, unblocked));
                tightness.add(
                        "system " + system,
                        bus.longestPs(each.name()),
                        bounds.get(unblocked.indexOf(each)));
            }
        }
        reporter.publishEntry("without blocking", tightness.toString());
        assertTrue(tightness.over > 100, tightness::toString);
    }
}
