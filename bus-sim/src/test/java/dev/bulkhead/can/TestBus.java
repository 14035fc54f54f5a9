package dev.bulkhead.can;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** A bus whose nodes write down what they learn, as {@code time in ns, node, event}. */
final class TestBus implements Stateful {
    private final Scheduler scheduler = new Scheduler();
    private final CanBus bus;
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final List<String> frames = new ArrayList<>();

    TestBus(Clock clock) {
        this(clock, OptionalLong.empty());
    }

    TestBus(Clock clock, OptionalLong dataBitRate) {
        bus = new FrameBus("test", scheduler, 0, clock, 800, dataBitRate);
    }

    /** Adds a node; ranks rise in the order of calls. */
    Node node(String name) {
        Node node = new Node(name);
        node.port = bus.attach(name, nodes.size(), node::on);
        nodes.add(node);
        return node;
    }

    List<String> log() {
        return Collections.unmodifiableList(log);
    }

    /** {@code sender frame} for each frame that was sent with success. */
    List<String> framesInOrder() {
        return Collections.unmodifiableList(frames);
    }

    CanBusStatistics statistics() {
        return bus.statistics();
    }

    void runUntilNs(long ns) {
        scheduler.runUntil(ns * SimTime.PS_PER_NS);
    }

    void runUntilIdle() {
        for (int i = 0; i < 100_000 && scheduler.nextPs() != Scheduler.NEVER; i++) {
            scheduler.dispatchNext();
        }
    }

    @Override
    public void describe(Fields fields) {
        fields.child("scheduler", scheduler);
        fields.child("bus", bus);
    }

    final class Node {
        private final String name;
        private final Deque<CanFrame> queue = new ArrayDeque<>();
        private CanPort port;

        private Node(String name) {
            this.name = name;
        }

        CanPort port() {
            return port;
        }

        void sends(int identifier, String hex) {
            port.offer(CanFrame.base(identifier, CanData.ofHex(hex)));
        }

        void offers(CanFrame frame) {
            port.offer(frame);
        }

        /** Offers the frame when another one has been transmitted. */
        void offersNext(CanFrame frame) {
            queue.add(frame);
        }

        private void on(BusEvent event) {
            String text =
                    switch (event) {
                        case BusEvent.FrameStarted(_, boolean own) ->
                                own ? "started its own" : "started";
                        case BusEvent.ArbitrationLost(_, var field, int bit) ->
                                "lost arbitration at " + field + " " + bit;
                        case BusEvent.Collided _ -> "collided";
                        case BusEvent.NotAcknowledged _ -> "not acknowledged";
                        case BusEvent.ErrorSeen(_, var error, _, _) -> "saw error " + error;
                        case BusEvent.ProtocolException _ -> "tolerates a frame";
                        case BusEvent.WarningChanged(_, var reached) ->
                                reached ? "warns" : "warns no more";
                        case BusEvent.StateChanged(_, var state) -> "became " + state;
                        case BusEvent.Received(_, var frame) -> "received " + frame;
                        case BusEvent.Transmitted(_, var frame) -> {
                            frames.add(name + " " + frame);
                            if (!queue.isEmpty()) {
                                port.offer(queue.remove());
                            }
                            yield "transmitted " + frame;
                        }
                    };
            log.add(event.at().ps() / SimTime.PS_PER_NS + " " + name + " " + text);
        }
    }
}
