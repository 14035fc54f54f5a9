package dev.bulkhead.restbus;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.e2e.E2eCheck;
import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;

import java.util.List;
import java.util.Optional;

/** Takes messages, checks those that are protected, and tells what it made of each. */
final class ListenerNode extends Node {
    /** One message may be lost; after a jump of the counter one good message is waited for. */
    private static final E2eChecker.Limits CHECK = new E2eChecker.Limits(2, 1, 1);

    private final List<Heard> heard;

    private record Heard(NodeMessage message, Optional<E2eCheck> checker) {}

    ListenerNode(
            Restbus.World world, int rank, RestbusNode.Listener node, RestbusListener listener) {
        super(world, rank, node, listener);
        heard =
                node.messages().stream()
                        .map(name -> NodeMessage.find(world, node.name(), name))
                        .map(ListenerNode::heard)
                        .toList();
    }

    private static Heard heard(NodeMessage message) {
        return new Heard(message, message.profile().map(profile -> E2eCheck.of(profile, CHECK)));
    }

    @Override
    void received(CanFrame frame, long nowPs) {
        for (Heard each : heard) {
            if (each.message().isIn(frame)) {
                judge(each, frame.data(), new SimTime(nowPs));
            }
        }
    }

    private void judge(Heard each, CanData data, SimTime now) {
        E2eCheckStatus status =
                each.checker()
                        .map(checker -> checker.check(data.toArray()))
                        .orElse(E2eCheckStatus.OK);
        int identifier = each.message().layout().identifier();
        tell(
                status.usable()
                        ? new RestbusEvent.MessageAccepted(now, name(), identifier, data)
                        : new RestbusEvent.MessageRejected(now, name(), identifier, status));
    }

    @Override
    public void describe(Fields fields) {
        for (int i = 0; i < heard.size(); i++) {
            int index = i;
            heard.get(i).checker().ifPresent(each -> fields.child("checker" + index, each));
        }
    }
}
