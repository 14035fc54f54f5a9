package dev.bulkhead.bench;

import dev.bulkhead.bench.MqttSpeed.Figures;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Measures the MQTT endpoint on loopback, beside Mosquitto with the same subscribers, taking turns.
 */
public final class MqttBench {
    private static final List<Integer> SUBSCRIBERS = List.of(1, 50);
    private static final int PAYLOAD_BYTES = 128;

    /** On the way at a time; within what the endpoint keeps for a client that is behind. */
    private static final int WINDOW = 800;

    private static final long STEADY_BETWEEN_NS = 2_000_000;
    private static final long LOST_AFTER_NS = 10_000_000_000L;
    private static final double WARM_UP_SECONDS = 1;

    private final double seconds;
    private final int runs;
    private final Optional<Mosquitto> mosquitto;
    private final Path scratch;
    private final Consumer<String> progress;

    /**
     * @param seconds that one measurement takes about
     * @param runs how often each is measured, at least 1
     * @param scratch a folder for files that nobody needs afterwards
     * @param progress hears what is being measured
     */
    public MqttBench(
            double seconds,
            int runs,
            Optional<Mosquitto> mosquitto,
            Path scratch,
            Consumer<String> progress) {
        this.seconds = seconds;
        this.runs = runs;
        this.mosquitto = mosquitto;
        this.scratch = scratch;
        this.progress = progress;
    }

    /** One server: that for the rate and that for the latency, which may be set up otherwise. */
    private record Contender(MqttSide forRate, MqttSide forLatency) {}

    /** Measures all. */
    public MqttSpeed measure() {
        List<MqttSide> open = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        Optional<String> version = Optional.empty();
        Map<Integer, List<List<Figures>>> measured = new LinkedHashMap<>();
        try {
            MqttSide endpoint = MqttSide.Ours.start();
            open.add(endpoint);
            contenders.add(new Contender(endpoint, endpoint));
            if (mosquitto.isPresent()) {
                MqttSide.Broker asItShips = broker(Mosquitto.Sending.AS_IT_SHIPS, open);
                MqttSide.Broker atOnce = broker(Mosquitto.Sending.AT_ONCE, open);
                contenders.add(new Contender(asItShips, atOnce));
                version = Optional.of(asItShips.mosquitto().version());
            }
            for (Contender contender : contenders) {
                progress.accept("mqtt: warming up");
                SUBSCRIBERS.forEach(n -> rate(contender.forRate(), n, warmUpSeconds()));
            }
            for (int run = 1; run <= runs; run++) {
                for (int subscribers : SUBSCRIBERS) {
                    progress.accept("mqtt to %d: run %d of %d".formatted(subscribers, run, runs));
                    measured.computeIfAbsent(subscribers, _ -> new ArrayList<>())
                            .add(contenders.stream().map(c -> figures(c, subscribers)).toList());
                }
            }
        } finally {
            open.forEach(MqttSide::close);
        }
        List<MqttSpeed.To> to = new ArrayList<>();
        measured.forEach((subscribers, each) -> to.add(summary(subscribers, each)));
        return new MqttSpeed(
                PAYLOAD_BYTES, to, new WatchedBench(runs, progress).measure(), version);
    }

    private MqttSide.Broker broker(Mosquitto.Sending sending, List<MqttSide> open) {
        MqttSide.Broker broker =
                MqttSide.Broker.of(mosquitto.orElseThrow().start(scratch, sending));
        open.add(broker);
        return broker;
    }

    private double warmUpSeconds() {
        return Math.min(WARM_UP_SECONDS, seconds);
    }

    private Figures figures(Contender contender, int subscribers) {
        double rate = rate(contender.forRate(), subscribers, seconds);
        long[] ns = latenciesNs(contender.forLatency(), subscribers);
        return new Figures(rate, ns[ns.length / 2] / 1e3, ns[(int) (ns.length * 0.99)] / 1e3);
    }

    /** Messages a second that each subscriber gets. */
    private static double rate(MqttSide side, int count, double seconds) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        try (var subscribers = new CountingSubscribers(side.port(), count, MqttSide.TOPIC)) {
            long startNs = System.nanoTime();
            long endNs = startNs + (long) (seconds * 1e9);
            long sent = 0;
            while (System.nanoTime() < endNs) {
                awaitAll(subscribers, sent - WINDOW / 2);
                int room = (int) (WINDOW - (sent - subscribers.slowest()));
                side.publish(payload, room);
                sent += room;
            }
            awaitAll(subscribers, sent);
            return sent / ((System.nanoTime() - startNs) / 1e9);
        }
    }

    private static void awaitAll(CountingSubscribers subscribers, long messages) {
        long lastNs = System.nanoTime() + LOST_AFTER_NS;
        while (subscribers.slowest() < messages) {
            LockSupport.parkNanos(STEADY_BETWEEN_NS);
            if (System.nanoTime() > lastNs) {
                throw new IllegalStateException(
                        "a subscriber got %d messages of %d"
                                .formatted(subscribers.slowest(), messages));
            }
        }
    }

    /** Ages of messages that come one by one. */
    private long[] latenciesNs(MqttSide side, int count) {
        try (var subscribers = new CountingSubscribers(side.port(), count, MqttSide.TOPIC)) {
            subscribers.time();
            long startNs = System.nanoTime();
            long messages = Math.max(1, (long) (seconds * 1e9 / STEADY_BETWEEN_NS));
            for (long at = 0; at < messages; at++) {
                long dueNs = startNs + at * STEADY_BETWEEN_NS;
                for (long left = dueNs - System.nanoTime();
                        left > 0;
                        left = dueNs - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES);
                side.publish(payload.putLong(System.nanoTime()).array(), 1);
            }
            awaitAll(subscribers, messages);
            return subscribers.latenciesNs();
        }
    }

    private static MqttSpeed.To summary(int subscribers, List<List<Figures>> runs) {
        List<Figures> ours = runs.stream().map(List::getFirst).toList();
        boolean beside = runs.getFirst().size() > 1;
        if (!beside) {
            return new MqttSpeed.To(
                    subscribers, medians(ours), Optional.empty(), OptionalDouble.empty());
        }
        List<Figures> theirs = runs.stream().map(each -> each.get(1)).toList();
        List<Double> ratios =
                runs.stream()
                        .map(
                                each ->
                                        each.getFirst().messagesPerSecond()
                                                / each.get(1).messagesPerSecond())
                        .toList();
        return new MqttSpeed.To(
                subscribers,
                medians(ours),
                Optional.of(medians(theirs)),
                OptionalDouble.of(HartSpeed.median(ratios)));
    }

    private static Figures medians(List<Figures> all) {
        return new Figures(
                median(all, Figures::messagesPerSecond),
                median(all, Figures::p50Us),
                median(all, Figures::p99Us));
    }

    private static double median(List<Figures> all, ToDoubleFunction<Figures> figure) {
        return HartSpeed.median(all.stream().map(figure::applyAsDouble).toList());
    }
}
