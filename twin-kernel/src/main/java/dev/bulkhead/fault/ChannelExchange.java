package dev.bulkhead.fault;

import dev.bulkhead.kernel.ExchangeStandIn;
import dev.bulkhead.kernel.Microkernel;
import dev.bulkhead.state.Fields;
import dev.bulkhead.trace.Payload;

import java.util.Optional;

/**
 * Stands in a channel, in the direction from one end to the other: at its notifications, its calls
 * and its replies. It is activated when one would have come, or comes, to its receiver. What comes
 * late, again or from nobody is looked at with the kernel's next operation.
 */
final class ChannelExchange extends Exchanging implements ExchangeStandIn {
    private final Exchanges.Way way;

    /** Whose notifications come to the target's receiver too; the target itself if nobody's. */
    private final Exchanges.Way source;

    private final Microkernel kernel;
    private Held holds = Held.NOTHING;
    private int heldInfo;
    private Payload held = Payload.EMPTY;

    private enum Held {
        NOTHING,
        NOTIFICATION,
        CALL,
        REPLY
    }

    ChannelExchange(
            Injection injection, Effect.Exchange effect, Exchanges.Way way, Exchanges.Way source) {
        super(injection, effect);
        this.way = way;
        this.source = source;
        kernel = site.twin().ecu().kernel();
        kernel.standBetween(this);
    }

    @Override
    void appear() {
        if (effect.how() == Effect.Exchanged.INSERT) {
            post();
            finish();
        }
    }

    private void post() {
        kernel.post(way.receiver(), way.receiverChannel());
        tell();
    }

    @Override
    void late() {
        Held late = holds;
        holds = Held.NOTHING;
        switch (late) {
            case NOTHING -> {}
            case NOTIFICATION -> post();
            case CALL -> kernel.queueCall(way.sender());
            case REPLY -> kernel.reply(way.receiver(), heldInfo, held);
        }
        finish();
    }

    @Override
    public boolean notified(long nowPs, int sender, int channel) {
        if (effect.how() == Effect.Exchanged.MASQUERADE) {
            if (source.isOf(sender, channel) && takeNext()) {
                post();
                finish();
            }
            return true;
        }
        if (!way.isOf(sender, channel)) {
            return true;
        }
        if (effect.how() == Effect.Exchanged.DUPLICATE && takeNext()) {
            holds = Held.NOTIFICATION;
            dueAfter(nowPs);
        }
        return !stops(nowPs, Held.NOTIFICATION);
    }

    @Override
    public boolean called(long nowPs, int caller, int channel) {
        return !way.isOf(caller, channel) || !stops(nowPs, Held.CALL);
    }

    @Override
    public Payload callTaken(int caller, int callee, Payload message) {
        return caller == way.sender() && callee == way.receiver() ? content(message) : message;
    }

    @Override
    public Optional<Payload> replied(
            long nowPs, int callee, int caller, int info, Payload message) {
        if (callee != way.sender() || caller != way.receiver()) {
            return Optional.of(message);
        }
        heldInfo = info;
        held = message;
        return stops(nowPs, Held.REPLY) ? Optional.empty() : Optional.of(content(message));
    }

    /** Whether what comes now does not get to its receiver, or not now. */
    private boolean stops(long nowPs, Held what) {
        switch (effect.how()) {
            case LOSE -> {
                if (!takeNext()) {
                    return false;
                }
                tell();
                finish();
            }
            case DELAY -> {
                if (!takeNext()) {
                    return false;
                }
                tell();
                holds = what;
                dueAfter(nowPs);
            }
            case BLOCK -> {
                if (!isBlocked()) {
                    return false;
                }
                tell();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private Payload content(Payload message) {
        boolean has = effect.bit() / Byte.SIZE < message.length();
        if (effect.how() != Effect.Exchanged.CORRUPT || !has || !takeNext()) {
            return message;
        }
        tell();
        finish();
        return flipped(message);
    }

    private void tell() {
        activate("channel " + site.fault().target(), 0, 1, Exchanges.told(effect));
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        holds = fields.constant("holds", holds, Held.values());
        heldInfo = fields.i32("heldInfo", heldInfo);
        held = describe(fields, "held", held);
    }
}
