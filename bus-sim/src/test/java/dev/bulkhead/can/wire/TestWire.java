package dev.bulkhead.can.wire;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.ErrorState;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A wire at 500 kbit/s whose nodes write down what they learn. Bits last 2 us, their sample point
 * is at 1.6 us. A frame that is offered before the run begins with its SOF at 2 us; {@code place}s
 * count bits from there.
 */
final class TestWire {
    static final BitTiming CLASSIC = BitTiming.of(500_000, OptionalLong.empty(), 800);
    static final BitTiming FD = BitTiming.of(500_000, OptionalLong.of(2_000_000), 800);

    private static final long FIRST_SOF_PS = 2_000_000;
    private static final long BIT_PS = 2_000_000;
    private static final long TO_SAMPLE_PS = 1_600_000;

    final Scheduler scheduler = new Scheduler();
    final WireBus bus;
    private final List<String> log = new ArrayList<>();
    private int nodes;

    TestWire(BitTiming timing) {
        bus = new WireBus("test", scheduler, 0, WireNodeParameters.ideal(timing));
    }

    final class Node {
        private final String name;
        private final Deque<CanFrame> queue = new ArrayDeque<>();
        private WireNode node;

        Node(String name) {
            this.name = name;
        }

        CanPort port() {
            return node;
        }

        Node sends(CanFrame... frames) {
            queue.addAll(List.of(frames));
            node.offer(queue.remove());
            return this;
        }

        Node errorCounts(int transmit, int receive) {
            node.errorCounts(transmit, receive);
            return this;
        }

        Node mode(CanPort.Mode mode) {
            node.mode(mode);
            return this;
        }

        int tec() {
            return node.transmitErrors();
        }

        int rec() {
            return node.receiveErrors();
        }

        ErrorState state() {
            return node.errorState();
        }

        private void on(BusEvent event) {
            String text =
                    switch (event) {
                        case BusEvent.FrameStarted(_, boolean own) -> own ? "starts" : "sees SOF";
                        case BusEvent.ArbitrationLost(_, var field, int bit) ->
                                "lost arbitration at " + field + " " + bit;
                        case BusEvent.Collided _ -> "collided";
                        case BusEvent.NotAcknowledged _ -> "not acknowledged";
                        case BusEvent.ErrorSeen(_, var error, _, _) -> "error " + error;
                        case BusEvent.ProtocolException _ -> "tolerates a frame";
                        case BusEvent.WarningChanged(_, var reached) ->
                                reached ? "warns" : "warns no more";
                        case BusEvent.StateChanged(_, var state) -> "became " + state;
                        case BusEvent.Received(_, var frame) -> "received " + frame;
                        case BusEvent.Transmitted(_, var frame) -> {
                            if (!queue.isEmpty()) {
                                node.offer(queue.remove());
                            }
                            yield "sent " + frame;
                        }
                    };
            log.add(place(event.at()) + " " + name + " " + text);
        }
    }

    Node node(String name) {
        return node(name, bus.usual());
    }

    Node node(String name, WireNodeParameters parameters) {
        Node added = new Node(name);
        added.node = (WireNode) bus.attach(name, nodes++, added::on, parameters);
        return added;
    }

    /** The place whose sample point is {@code at}; behind a comma what it lies off, in ns. */
    private static String place(SimTime at) {
        long since = at.ps() - FIRST_SOF_PS - TO_SAMPLE_PS;
        long off = Math.floorMod(since, BIT_PS);
        return Math.floorDiv(since, BIT_PS) + (off == 0 ? "" : "," + off / 1_000);
    }

    /** Inverts the bit at {@code place} of the first {@code frames} frames with identifier 0. */
    void flip(int place, int frames) {
        begin(new WireFault.FlippedBits(0, false, frames, place, 1, Optional.empty()), 0);
    }

    /** Inverts the bit at {@code place} of the first frame with this identifier, at one node. */
    void flipAt(String node, int identifier, int place) {
        begin(new WireFault.FlippedBits(identifier, false, 1, place, 1, Optional.of(node)), 0);
    }

    /** Holds the wire dominant in these places. */
    void dominant(int firstPlace, int places) {
        begin(new WireFault.StuckWire(true, places * BIT_PS), edge(firstPlace));
    }

    void begin(WireFault fault, long fromPs) {
        WireDisturbance.Listener listener =
                new WireDisturbance.Listener() {
                    @Override
                    public void acted(long atPs) {
                        log.add(place(new SimTime(atPs)) + " fault acted");
                    }

                    @Override
                    public void over(long atPs) {
                        log.add(place(new SimTime(atPs)) + " fault over");
                    }
                };
        bus.begin(bus.prepare(fault, listener), fromPs, scheduler.nowPs());
    }

    static long edge(int place) {
        return FIRST_SOF_PS + place * BIT_PS;
    }

    void runTo(int place) {
        scheduler.runUntil(edge(place));
    }

    /** {@code place node event}, in order. */
    List<String> log() {
        return List.copyOf(log);
    }

    /** What one node learned, as {@code place event}. */
    List<String> log(String node) {
        return log.stream()
                .filter(each -> each.contains(" " + node + " "))
                .map(each -> each.replace(" " + node + " ", " "))
                .toList();
    }

    long count(String text) {
        return log.stream().filter(each -> each.contains(text)).count();
    }

    CanBusStatistics statistics() {
        return bus.statistics();
    }
}
