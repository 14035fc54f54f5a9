package dev.bulkhead.fault;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameStandIn;
import dev.bulkhead.can.Intruder;
import dev.bulkhead.isotp.IsoTpLink;
import dev.bulkhead.state.Fields;

import java.util.HexFormat;
import java.util.Optional;

/** A node of its own that makes a diagnostic request by ISO-TP again and again. */
final class ForeignTester extends Exchanging implements FrameStandIn {
    /** How often it looks whether the next frame of a long request may be sent: 1 ms. */
    private static final long LOOKS_PS = 1_000_000_000L;

    private final Exchanges.Message requests;
    private final Exchanges.Message answers;
    private final Intruder intruder;
    private final IsoTpLink link = new IsoTpLink();
    private long askPs;

    ForeignTester(
            Injection injection,
            Effect.Exchange effect,
            Exchanges.Message requests,
            Exchanges.Message answers) {
        super(injection, effect);
        this.requests = requests;
        this.answers = answers;
        CanBus bus = requests.bus();
        bus.standBefore(this);
        intruder = bus.intrude("fault", this::on);
    }

    @Override
    void appear() {
        askPs = site.hart().nowPs();
        late();
    }

    @Override
    void late() {
        long nowPs = site.hart().nowPs();
        if (nowPs >= askPs) {
            link.send(HexFormat.of().parseHex(effect.bytes()));
            askPs = nowPs + effect.time().ps();
        }
        goOn(nowPs);
    }

    private void goOn(long nowPs) {
        if (intruder.offered() == CanPort.Offer.NONE) {
            link.next(nowPs)
                    .map(bytes -> requests.frame(CanData.of(bytes)))
                    .ifPresent(frame -> intruder.offer(frame, nowPs));
        }
        dueAt(link.idle() ? askPs : Math.min(askPs, nowPs + LOOKS_PS));
    }

    private void on(BusEvent event) {
        if (event instanceof BusEvent.Transmitted) {
            activate(
                    event.at().ps(),
                    "message " + site.fault().target(),
                    0,
                    1,
                    Exchanges.told(effect));
            goOn(event.at().ps());
        }
    }

    @Override
    public void passes(CanFrame frame, long atPs) {
        if (answers.is(frame) && !frame.remote()) {
            link.take(frame.data().toArray(), atPs);
            dueAt(atPs);
        }
    }

    @Override
    public Optional<CanFrame> received(String node, CanFrame frame) {
        return Optional.of(frame);
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        askPs = fields.i64("askPs", askPs);
        fields.child("link", link);
        fields.child("intruder", intruder);
    }
}
