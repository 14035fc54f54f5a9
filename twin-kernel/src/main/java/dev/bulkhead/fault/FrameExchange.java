package dev.bulkhead.fault;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameStandIn;
import dev.bulkhead.can.Intruder;
import dev.bulkhead.e2e.E2eProtector;
import dev.bulkhead.state.Fields;
import dev.bulkhead.trace.Payload;

import java.util.Optional;

/**
 * Stands between a bus and those who receive one of its messages; what comes late, again or from
 * nobody is sent by a node of its own, which arbitrates like any other. It is activated when a node
 * gets such a frame or would have got one.
 */
final class FrameExchange extends Exchanging implements FrameStandIn {
    private final Exchanges.Message message;
    private final Exchanges.Message source;
    private final Optional<E2eProtector> protector;
    private final Intruder intruder;

    /** What becomes of the frame that passes now; decided before anybody receives it. */
    private Fate fate = Fate.PASSES;

    private long passesPs;

    private boolean holds;
    private Optional<CanFrame> held = Optional.empty();

    private enum Fate {
        PASSES,
        IS_LOST,
        IS_FLIPPED
    }

    /**
     * @param source whose frames come as the target's too; the target itself if nobody's
     * @param protector of what is sent with a right header
     */
    FrameExchange(
            Injection injection,
            Effect.Exchange effect,
            Exchanges.Message message,
            Exchanges.Message source,
            Optional<E2eProtector> protector) {
        super(injection, effect);
        this.message = message;
        this.source = source;
        this.protector = protector;
        CanBus bus = message.bus();
        bus.standBefore(this);
        intruder = bus.intrude("fault", this::on);
    }

    @Override
    void appear() {
        if (effect.how() != Effect.Exchanged.BLOCK) {
            late();
        }
    }

    @Override
    void late() {
        long nowPs = site.hart().nowPs();
        switch (effect.how()) {
            case INSERT -> send(frame(bytes()), nowPs);
            case SPOOF -> {
                send(frame(headed(bytes())), nowPs);
                dueAfter(nowPs);
            }
            case BLOCK -> finish();
            default -> {
                holds = false;
                held.ifPresent(frame -> send(frame, nowPs));
            }
        }
    }

    private CanFrame frame(Payload payload) {
        return message.frame(CanData.of(payload.toBytes()));
    }

    private Payload headed(Payload payload) {
        byte[] bytes = payload.toBytes();
        protector.ifPresent(each -> each.protect(bytes));
        return Payload.of(bytes);
    }

    /** Sends it, unless the one before is still on the bus. */
    private void send(CanFrame frame, long nowPs) {
        if (intruder.offered(nowPs) != CanPort.Offer.ON_BUS) {
            intruder.offer(frame, nowPs);
        }
    }

    private void on(BusEvent event) {
        if (event instanceof BusEvent.Transmitted) {
            tell(event.at().ps());
            if (!isDue() && !holds) {
                finish();
            }
        }
    }

    @Override
    public void passes(CanFrame frame, long atPs) {
        fate = Fate.PASSES;
        passesPs = atPs;
        if (effect.how() == Effect.Exchanged.MASQUERADE) {
            if (source.is(frame) && !frame.remote() && takeNext()) {
                send(message.like(frame), atPs);
            }
        } else if (message.is(frame) && !frame.remote()) {
            decide(frame, atPs);
        }
    }

    private void decide(CanFrame frame, long atPs) {
        switch (effect.how()) {
            case REORDER -> {
                if (holds) {
                    holds = false;
                    held.ifPresent(earlier -> send(earlier, atPs));
                } else if (takeNext()) {
                    hold(frame);
                    fate = Fate.IS_LOST;
                }
            }
            case BLOCK -> fate = isBlocked() ? Fate.IS_LOST : Fate.PASSES;
            case LOSE -> fate = takeNext() ? Fate.IS_LOST : Fate.PASSES;
            case CORRUPT -> fate = takeNext() ? Fate.IS_FLIPPED : Fate.PASSES;
            case ASYMMETRIC -> {
                if (takeNext()) {
                    fate = effect.bit() < 0 ? Fate.IS_LOST : Fate.IS_FLIPPED;
                }
            }
            case DELAY, DUPLICATE -> {
                if (takeNext()) {
                    hold(frame);
                    dueAfter(atPs);
                    boolean late = effect.how() == Effect.Exchanged.DELAY;
                    fate = late ? Fate.IS_LOST : Fate.PASSES;
                }
            }
            case INSERT, MASQUERADE, BABBLE, SPOOF, REPLAY, DIAGNOSE -> {}
        }
        if (fate != Fate.PASSES && !isDue() && !holds) {
            finish();
        }
    }

    private void hold(CanFrame frame) {
        holds = true;
        held = Optional.of(message.like(frame));
    }

    @Override
    public Optional<CanFrame> received(String node, CanFrame frame) {
        boolean concerns =
                effect.how() != Effect.Exchanged.ASYMMETRIC || effect.name().equals(node);
        if (fate == Fate.PASSES || !concerns) {
            return Optional.of(frame);
        }
        if (fate == Fate.IS_LOST) {
            tell(passesPs);
            return Optional.empty();
        }
        CanFrame changed = flipped(frame);
        if (!changed.equals(frame)) {
            tell(passesPs);
        }
        return Optional.of(changed);
    }

    private CanFrame flipped(CanFrame frame) {
        Payload changed = flipped(Payload.of(frame.data().toArray()));
        return new CanFrame(
                frame.identifier(),
                frame.extended(),
                frame.format(),
                frame.errorPassive(),
                frame.dlc(),
                CanData.of(changed.toBytes()));
    }

    private void tell(long atPs) {
        activate(atPs, "message " + site.fault().target(), 0, 1, Exchanges.told(effect));
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        holds = fields.bool("holds", holds);
        held = Optional.ofNullable(CanFrame.describe(fields, "held", held.orElse(null)));
        protector.ifPresent(each -> fields.child("protector", each));
        fields.child("intruder", intruder);
    }
}
