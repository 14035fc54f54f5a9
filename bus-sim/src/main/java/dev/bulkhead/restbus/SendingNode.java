package dev.bulkhead.restbus;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.e2e.E2eProtector;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.Clock;

import java.util.Optional;

/**
 * A node that sends one message periodically. A message that still waits for the bus when the next
 * one is due gives way to it, as in a controller with one buffer.
 */
abstract class SendingNode extends Node {
    private static final int SEND = 0;

    private final NodeMessage message;
    private final Optional<E2eProtector> protector;
    private final Clock clock;
    private final long offsetUs;
    private final long periodUs;

    private long sends;

    /** Made while the one before was on the bus. */
    private final byte[] next;

    private boolean hasNext;

    /**
     * @param message what it sends
     */
    SendingNode(
            Restbus.World world,
            int rank,
            RestbusNode.Sender node,
            NodeMessage message,
            RestbusListener listener) {
        super(world, rank, node, listener);
        this.message = message;
        this.protector = message.profile().map(E2eProtector::new);
        this.next = new byte[message.length()];
        this.clock = new Clock(1_000_000, world.scheduler().nowPs(), node.sends().clockErrorPpb());
        this.offsetUs = node.sends().offsetUs();
        this.periodUs = node.sends().periodUs();
        planSend();
    }

    /** A node whose message must have a data ID. */
    SendingNode(Restbus.World world, int rank, RestbusNode.Sender node, RestbusListener listener) {
        this(
                world,
                rank,
                node,
                NodeMessage.findProtected(world, node.name(), node.sends().message()),
                listener);
    }

    final NodeMessage message() {
        return message;
    }

    /** Writes the signals of the message to be sent now. */
    abstract void fill(byte[] data, long nowPs);

    /** Whether the message that is due now is sent. */
    boolean isSending() {
        return true;
    }

    /** An event of the node's own kinds, from {@link #FIRST_OWN_KIND} on. */
    void ownEvent(int kind, long argument, long nowPs) {
        throw new IllegalStateException(name() + " knows no event of kind " + kind);
    }

    @Override
    final void onEvent(int kind, long argument, long nowPs) {
        if (kind != SEND) {
            ownEvent(kind, argument, nowPs);
            return;
        }
        if (isSending()) {
            java.util.Arrays.fill(next, (byte) 0);
            fill(next, nowPs);
            protector.ifPresent(each -> each.protect(next));
            hasNext = true;
            offerNext();
        }
        planSend();
    }

    private void planSend() {
        events.schedule(clock.edgePs(offsetUs + sends * periodUs), SEND, 0);
        sends++;
    }

    @Override
    final void busMoved() {
        offerNext();
    }

    private void offerNext() {
        if (hasNext && port().offered() != CanPort.Offer.ON_BUS) {
            hasNext = false;
            port().offer(message.frame(CanData.of(next)));
        }
    }

    @Override
    public void describe(Fields fields) {
        sends = fields.i64("sends", sends);
        protector.ifPresent(each -> fields.child("protector", each));
        fields.bytes("next", next);
        hasNext = fields.bool("hasNext", hasNext);
    }
}
