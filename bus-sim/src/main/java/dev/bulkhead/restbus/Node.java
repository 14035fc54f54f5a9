package dev.bulkhead.restbus;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.vehicle.Vehicle;

/** A node: a name, a place on the bus, and events of its own. */
abstract class Node implements Stateful {
    static final int FIRST_OWN_KIND = 1;

    final Vehicle vehicle;
    final EventSource events;
    private final String name;
    private final RestbusListener listener;
    private final CanPort port;

    Node(Restbus.World world, int rank, RestbusNode node, RestbusListener listener) {
        this.vehicle = world.vehicle();
        this.name = node.name();
        this.listener = listener;
        this.port = world.bus().attach(name, rank, this::onBus);
        this.events = world.scheduler().register(EventClass.VEHICLE, rank, this::onEvent);
    }

    final String name() {
        return name;
    }

    final CanPort port() {
        return port;
    }

    final void tell(RestbusEvent event) {
        listener.on(event);
    }

    /** A frame of another node. */
    void received(CanFrame frame, long nowPs) {}

    /** Something happened on the bus; the port may take a frame again. */
    void busMoved() {}

    /** An event of this node is due. */
    void onEvent(int kind, long argument, long nowPs) {
        throw new IllegalStateException(name + " knows no event of kind " + kind);
    }

    private void onBus(BusEvent event) {
        if (event instanceof BusEvent.Received(var at, var frame)) {
            received(frame, at.ps());
        }
        busMoved();
    }
}
