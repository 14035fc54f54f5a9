package dev.bulkhead.restbus;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.e2e.E2eProtector;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.vehicle.Vehicle;

/**
 * A node that sends one message periodically. A message that still waits for the bus when the next
 * one is due gives way to it, as in a controller with one buffer.
 */
abstract class Node implements Stateful {
    static final int FIRST_OWN_KIND = 1;
    private static final int SEND = 0;

    final Vehicle vehicle;
    final EventSource events;
    private final String name;
    private final RestbusListener listener;
    private final CanPort port;
    private final ProtectedMessage message;
    private final E2eProtector protector;
    private final Clock clock;
    private final long offsetUs;
    private final long periodUs;

    private long sends;

    /** Made while the one before was on the bus. */
    private final byte[] next;

    private boolean hasNext;

    Node(Restbus.World world, int rank, RestbusNode node, RestbusListener listener) {
        this.vehicle = world.vehicle();
        this.name = node.name();
        this.listener = listener;
        this.message = ProtectedMessage.find(world.database(), name, node.sends().message());
        this.protector = new E2eProtector(message.profile());
        this.next = new byte[message.length()];
        this.port = world.bus().attach(name, rank, this::onBus);
        this.events = world.scheduler().register(EventClass.VEHICLE, rank, this::onEvent);
        this.clock = new Clock(1_000_000, world.scheduler().nowPs(), node.sends().clockErrorPpb());
        this.offsetUs = node.sends().offsetUs();
        this.periodUs = node.sends().periodUs();
        planSend();
    }

    final String name() {
        return name;
    }

    final ProtectedMessage message() {
        return message;
    }

    final void tell(RestbusEvent event) {
        listener.on(event);
    }

    /** Writes the signals of the message to be sent now. */
    abstract void fill(byte[] data, long nowPs);

    /** A frame of another node. */
    void received(CanFrame frame, long nowPs) {}

    /** An event of the node's own kinds, from {@link #FIRST_OWN_KIND} on. */
    void ownEvent(int kind, long argument, long nowPs) {
        throw new IllegalStateException(name + " knows no event of kind " + kind);
    }

    private void onEvent(int kind, long argument, long nowPs) {
        if (kind != SEND) {
            ownEvent(kind, argument, nowPs);
            return;
        }
        java.util.Arrays.fill(next, (byte) 0);
        fill(next, nowPs);
        protector.protect(next);
        hasNext = true;
        offerNext();
        planSend();
    }

    private void planSend() {
        events.schedule(clock.edgePs(offsetUs + sends * periodUs), SEND, 0);
        sends++;
    }

    private void onBus(BusEvent event) {
        if (event instanceof BusEvent.Received(var at, var frame)) {
            received(frame, at.ps());
        }
        offerNext();
    }

    private void offerNext() {
        if (hasNext && port.offered() != CanPort.Offer.ON_BUS) {
            hasNext = false;
            port.offer(message.frame(CanData.of(next)));
        }
    }

    @Override
    public void describe(Fields fields) {
        sends = fields.i64("sends", sends);
        fields.child("protector", protector);
        fields.bytes("next", next);
        hasNext = fields.bool("hasNext", hasNext);
    }
}
