package dev.bulkhead.kernel;

import dev.bulkhead.trace.Payload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All who stand between senders and receivers; none in a healthy system. */
record Exchange(List<ExchangeStandIn> standIns) {

    List<Payload> put(Operation op, int port, Payload message) {
        List<Payload> messages = List.of(message);
        for (ExchangeStandIn standIn : standIns) {
            List<Payload> instead = new ArrayList<>();
            messages.forEach(each -> instead.addAll(standIn.put(op.nowPs(), port, each)));
            messages = instead;
        }
        return messages;
    }

    void taking(int port) {
        for (ExchangeStandIn standIn : standIns) {
            standIn.taking(port);
        }
    }

    boolean notified(Operation op, int sender, int channel) {
        boolean posted = true;
        for (ExchangeStandIn standIn : standIns) {
            posted &= standIn.notified(op.nowPs(), sender, channel);
        }
        return posted;
    }

    boolean called(Operation op, int caller, int channel) {
        boolean queued = true;
        for (ExchangeStandIn standIn : standIns) {
            queued &= standIn.called(op.nowPs(), caller, channel);
        }
        return queued;
    }

    Payload callTaken(int caller, int callee, Payload message) {
        Payload taken = message;
        for (ExchangeStandIn standIn : standIns) {
            taken = standIn.callTaken(caller, callee, taken);
        }
        return taken;
    }

    Optional<Payload> replied(Operation op, int callee, int caller, int info, Payload message) {
        Optional<Payload> reply = Optional.of(message);
        for (ExchangeStandIn standIn : standIns) {
            reply = reply.flatMap(m -> standIn.replied(op.nowPs(), callee, caller, info, m));
        }
        return reply;
    }
}
