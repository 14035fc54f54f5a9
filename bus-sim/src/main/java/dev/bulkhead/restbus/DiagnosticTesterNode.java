package dev.bulkhead.restbus;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.isotp.IsoTpLink;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;

import java.util.Optional;

/**
 * Asks one question after the other, each when the one before was answered or not answered for a
 * second. It sends at most one frame a period, flow control among them.
 */
final class DiagnosticTesterNode extends SendingNode implements Switchable {
    private static final int SET_SENDING = FIRST_OWN_KIND;

    private final RestbusNode.DiagnosticTester node;
    private final NodeMessage answers;
    private final IsoTpLink link = new IsoTpLink();

    private boolean sending;
    private int asked;
    private boolean waits;
    private long giveUpPs;
    private byte[] frame = new byte[0];

    DiagnosticTesterNode(
            Restbus.World world,
            int rank,
            RestbusNode.DiagnosticTester node,
            RestbusListener listener) {
        super(
                world,
                rank,
                node,
                NodeMessage.find(world, node.name(), node.sends().message()),
                listener);
        this.node = node;
        answers = NodeMessage.find(world, node.name(), node.answers());
        sending = node.sending();
    }

    @Override
    public void sendAt(long atPs, boolean on) {
        events.schedule(atPs, SET_SENDING, on ? 1 : 0);
    }

    @Override
    void ownEvent(int kind, long argument, long nowPs) {
        if (kind == SET_SENDING) {
            sending = argument != 0;
        } else {
            super.ownEvent(kind, argument, nowPs);
        }
    }

    /** An exchange that has begun goes on to its end. */
    @Override
    boolean isSending() {
        long nowPs = events.nowPs();
        waits = waits && nowPs < giveUpPs;
        if (sending && !waits && link.idle()) {
            link.send(CanData.ofHex(node.requests().get(asked)).toArray());
            asked = (asked + 1) % node.requests().size();
            waits = true;
            giveUpPs = nowPs + IsoTpLink.TIMEOUT_PS;
        }
        Optional<byte[]> next = link.next(nowPs);
        next.ifPresent(each -> frame = each);
        return next.isPresent();
    }

    @Override
    void fill(byte[] data, long nowPs) {
        System.arraycopy(frame, 0, data, 0, Math.min(frame.length, data.length));
    }

    @Override
    void received(CanFrame received, long nowPs) {
        if (answers.isIn(received)) {
            giveUpPs = nowPs + IsoTpLink.TIMEOUT_PS;
            link.take(received.data().toArray(), nowPs).ifPresent(it -> answered(it, nowPs));
        }
    }

    private void answered(byte[] answer, long nowPs) {
        waits = false;
        tell(
                new RestbusEvent.MessageAccepted(
                        new SimTime(nowPs),
                        name(),
                        answers.layout().identifier(),
                        CanData.of(answer)));
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        sending = fields.bool("sending", sending);
        asked = fields.i32("asked", asked);
        waits = fields.bool("waits", waits);
        giveUpPs = fields.i64("giveUpPs", giveUpPs);
        fields.child("link", link);
    }
}
