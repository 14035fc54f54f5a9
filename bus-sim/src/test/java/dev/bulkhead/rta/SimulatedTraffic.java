package dev.bulkhead.rta;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.wire.WireDisturbance;
import dev.bulkhead.can.wire.WireFault;
import dev.bulkhead.can.wire.WiredBus;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Nodes that send messages on a bus, each by its queue; measures how long frames take. */
final class SimulatedTraffic {
    private static final int BUFFERS = 2;

    private final Scheduler scheduler = new Scheduler();
    private final CanBus bus;
    private final Map<String, SendQueue> queues;
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Long> longest = new HashMap<>();
    private final SplittableRandom picks = new SplittableRandom(5);

    private record Sent(CanMessage message, CanFrame frame) {}

    private record Request(Sent sent, long atPs) {}

    SimulatedTraffic(long bitRate, OptionalLong dataBitRate) {
        this(s -> new FrameBus("bus", s, 0, Clock.ofHz(bitRate), 800, dataBitRate), Map.of());
    }

    /**
     * @param queues by node; a priority queue where nothing is said
     */
    SimulatedTraffic(Function<Scheduler, CanBus> bus, Map<String, SendQueue> queues) {
        this.bus = bus.apply(scheduler);
        this.queues = queues;
        this.bus.attach("listener", 1000, _ -> {});
    }

    /** A frame whose identifier is the message's priority, of so many bits with intermission. */
    static CanFrame frameOf(CanMessage message, int bytes, int bits) {
        SplittableRandom random = new SplittableRandom(message.priority());
        byte[] data = new byte[bytes];
        while (true) {
            random.nextBytes(data);
            CanFrame frame = CanFrame.base((int) message.priority(), CanData.of(data));
            if (lengthPs(frame, 1, 1) == bits) {
                return frame;
            }
        }
    }

    /** How long a frame and its intermission last. */
    static long lengthPs(CanFrame frame, long bitPs, long dataBitPs) {
        FrameBits bits = FrameBits.of(frame);
        long fast = bits.fastBits(bits.length());
        long nominal = bits.length() + FrameBits.INTERMISSION_BITS - fast;
        return nominal * bitPs + fast * dataBitPs;
    }

    /** Begins a fault of the wire, on a bus that has one. */
    void disturb(WireFault fault, long atPs) {
        WiredBus wired = (WiredBus) bus;
        WireDisturbance disturbance =
                wired.prepare(
                        fault,
                        new WireDisturbance.Listener() {
                            @Override
                            public void acted(long actedPs) {}

                            @Override
                            public void over(long overPs) {}
                        });
        wired.begin(disturbance, atPs, scheduler.nowPs());
    }

    /** The highest error count that a node ever had, on a bus that counts them. */
    int mostErrors() {
        return ((WiredBus) bus)
                .errors().stream()
                        .mapToInt(each -> Math.max(each.mostTransmit(), each.mostReceive()))
                        .max()
                        .orElse(0);
    }

    /** Asks for its frames from {@code firstPs} on, each period. */
    void sends(CanMessage message, CanFrame frame, long firstPs) {
        long period = message.periodPs().orElseThrow();
        sends(message, frame, n -> firstPs + n * period);
    }

    /**
     * @param whenPs when its frame of a number is asked for
     */
    void sends(CanMessage message, CanFrame frame, Function<Long, Long> whenPs) {
        Node node = nodes.computeIfAbsent(message.sender(), n -> new Node(n, nodes.size()));
        node.add(new Sent(message, frame), whenPs);
    }

    void runUntil(long ps) {
        scheduler.runUntil(ps);
    }

    /** Longest time from a request to the end of its frame; 0 if none was sent. */
    long longestPs(String message) {
        return longest.getOrDefault(message, 0L);
    }

    private final class Node {
        private final SendQueue queue;
        private final EventSource events;
        private final CanPort port;
        private final List<Sent> sends = new ArrayList<>();
        private final List<Function<Long, Long>> when = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();
        private final List<Request> waiting = new ArrayList<>();
        private final List<Request> buffers = new ArrayList<>();
        private Request offered;

        Node(String name, int rank) {
            queue = queues.getOrDefault(name, SendQueue.PRIORITY);
            port = bus.attach(name, rank, this::on);
            events = scheduler.register(EventClass.VEHICLE, rank, (_, i, at) -> ask((int) i, at));
        }

        void add(Sent sent, Function<Long, Long> whenPs) {
            sends.add(sent);
            when.add(whenPs);
            counts.add(0L);
            events.schedule(whenPs.apply(0L), 0, sends.size() - 1L);
        }

        private void ask(int index, long atPs) {
            waiting.add(new Request(sends.get(index), atPs));
            long count = counts.get(index) + 1;
            counts.set(index, count);
            events.schedule(when.get(index).apply(count), 0, index);
            offerNext();
        }

        private void on(BusEvent event) {
            if (event instanceof BusEvent.Transmitted(var at, _)) {
                long took = at.ps() - offered.atPs();
                longest.merge(offered.sent().message().name(), took, Math::max);
                waiting.remove(offered);
                buffers.remove(offered);
                offered = null;
            }
            offerNext();
        }

        private void offerNext() {
            if (port.offered() == CanPort.Offer.ON_BUS || waiting.isEmpty()) {
                return;
            }
            Request next =
                    switch (queue) {
                        case PRIORITY -> mostUrgent(waiting);
                        case FIFO -> waiting.getFirst();
                        case NOT_ABORTABLE -> mostUrgent(filled());
                        case ANY ->
                                offered != null
                                        ? offered
                                        : firstOfItsMessage(
                                                waiting.get(picks.nextInt(waiting.size())));
                    };
            if (!next.equals(offered)) {
                offered = next;
                port.offer(next.sent().frame());
            }
        }

        private List<Request> filled() {
            List<Request> outside = new ArrayList<>(waiting);
            outside.removeAll(buffers);
            while (buffers.size() < BUFFERS && !outside.isEmpty()) {
                Request next = mostUrgent(outside);
                outside.remove(next);
                buffers.add(next);
            }
            return buffers;
        }

        private Request firstOfItsMessage(Request any) {
            return waiting.stream().filter(r -> r.sent().equals(any.sent())).findFirst().get();
        }

        private static Request mostUrgent(List<Request> requests) {
            return requests.stream()
                    .min(
                            Comparator.comparingLong((Request r) -> r.sent().message().priority())
                                    .thenComparingLong(Request::atPs))
                    .orElseThrow();
        }
    }
}
