package dev.bulkhead.fault;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameStandIn;
import dev.bulkhead.can.Intruder;
import dev.bulkhead.state.Fields;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Records frames of a bus and sends each again a while after it came, by a node of its own that
 * arbitrates like any other. What it sent itself it does not record.
 */
final class ReplayedFrames extends Exchanging implements FrameStandIn {
    private final CanBus bus;
    private final Predicate<CanFrame> wanted;
    private final Intruder intruder;
    private int left;

    /** In the order of their times. */
    private List<Recorded> recorded = new ArrayList<>();

    private record Recorded(long duePs, CanFrame frame) {}

    ReplayedFrames(
            Injection injection, Effect.Exchange effect, CanBus bus, Predicate<CanFrame> wanted) {
        super(injection, effect);
        this.bus = bus;
        this.wanted = wanted;
        bus.standBefore(this);
        intruder = bus.intrude("fault", this::on);
    }

    @Override
    void appear() {
        left = effect.count();
    }

    @Override
    public void passes(CanFrame frame, long atPs) {
        boolean own = intruder.offered() == CanPort.Offer.ON_BUS;
        if (left > 0 && !own && !frame.remote() && wanted.test(frame)) {
            left--;
            recorded.add(new Recorded(atPs + effect.time().ps(), frame));
            if (!isDue()) {
                dueAfter(atPs);
            }
        }
    }

    @Override
    public Optional<CanFrame> received(String node, CanFrame frame) {
        return Optional.of(frame);
    }

    @Override
    void late() {
        offer(site.hart().nowPs());
    }

    private void on(BusEvent event) {
        if (event instanceof BusEvent.Transmitted) {
            activate(event.at().ps(), "bus " + bus.name(), 0, 1, Exchanges.told(effect));
            offer(event.at().ps());
        }
    }

    /** Offers the first frame that is due, unless the one before is still to be sent. */
    private void offer(long nowPs) {
        if (recorded.isEmpty()) {
            if (left == 0 && intruder.offered() == CanPort.Offer.NONE) {
                finish();
            }
            return;
        }
        Recorded first = recorded.getFirst();
        if (first.duePs() > nowPs) {
            dueAt(first.duePs());
        } else if (intruder.offered() == CanPort.Offer.NONE) {
            recorded.removeFirst();
            intruder.offer(first.frame(), nowPs);
        }
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        left = fields.i32("left", left);
        recorded =
                fields.list(
                        "recorded",
                        recorded,
                        (walk, each) ->
                                new Recorded(
                                        walk.i64("duePs", each == null ? 0 : each.duePs()),
                                        CanFrame.describe(
                                                walk,
                                                "frame",
                                                each == null ? null : each.frame())));
        fields.child("intruder", intruder);
    }
}
