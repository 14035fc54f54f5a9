package dev.bulkhead.runner;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.Intruder;
import dev.bulkhead.input.InputError;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.ArrayList;
import java.util.List;

/**
 * A node on a bus of a live twin that belongs to whoever sends frames from outside. It arbitrates
 * like any other and sends what it is given one after the other.
 */
final class Visitor implements Stateful {
    private static final int MOST_WAITING = 1000;

    private final String bus;
    private final Intruder node;

    /** The first of them is offered to the bus. */
    private List<CanFrame> waiting = new ArrayList<>();

    Visitor(CanBus bus) {
        this.bus = bus.name();
        node = bus.intrude("visitor", this::on);
    }

    String bus() {
        return bus;
    }

    /**
     * @param place where the command stands, for messages
     * @throws InputError if too many wait
     */
    void send(CanFrame frame, long nowPs, String place) {
        if (waiting.size() == MOST_WAITING) {
            throw new InputError(
                    place,
                    "%,d frames wait for bus '%s' already".formatted(MOST_WAITING, bus),
                    "send slower than the bus");
        }
        waiting.add(frame);
        if (waiting.size() == 1) {
            node.offer(frame, nowPs);
        }
    }

    private void on(BusEvent event) {
        if (event instanceof BusEvent.Transmitted) {
            waiting.removeFirst();
            if (!waiting.isEmpty()) {
                node.offer(waiting.getFirst());
            }
        }
    }

    @Override
    public void describe(Fields fields) {
        waiting =
                fields.list(
                        "waiting",
                        waiting,
                        (walk, frame) -> CanFrame.describe(walk, "frame", frame));
        fields.child("node", node);
    }
}
