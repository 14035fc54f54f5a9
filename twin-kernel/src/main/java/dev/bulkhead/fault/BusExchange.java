package dev.bulkhead.fault;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.Intruder;
import dev.bulkhead.state.Fields;

/** Takes a whole bus: by frames that win every arbitration, or so that none can start. */
final class BusExchange extends Exchanging {
    /** The identifier that wins against all others; as long as a frame can be. */
    private static final CanFrame BABBLE =
            CanFrame.base(0, CanData.of(new byte[CanFrame.MAX_DATA_BYTES]));

    private final CanBus bus;
    private final Intruder intruder;
    private boolean babbles;

    BusExchange(Injection injection, Effect.Exchange effect, CanBus bus) {
        super(injection, effect);
        this.bus = bus;
        intruder = bus.intrude("fault", this::on);
    }

    @Override
    void appear() {
        long nowPs = site.hart().nowPs();
        if (effect.how() == Effect.Exchanged.BLOCK) {
            bus.hold(nowPs + effect.time().ps(), nowPs);
            tell(nowPs);
            return;
        }
        babbles = true;
        intruder.offer(BABBLE, nowPs);
        if (effect.time().ps() > 0) {
            dueAfter(nowPs);
        }
    }

    @Override
    void late() {
        babbles = false;
        intruder.withdraw();
        finish();
    }

    private void on(BusEvent event) {
        if (event instanceof BusEvent.Transmitted) {
            tell(event.at().ps());
            if (babbles) {
                intruder.offer(BABBLE);
            }
        }
    }

    private void tell(long atPs) {
        activate(atPs, "bus " + bus.name(), 0, 1, Exchanges.told(effect));
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        babbles = fields.bool("babbles", babbles);
        fields.child("intruder", intruder);
    }
}
