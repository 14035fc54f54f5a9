package dev.bulkhead.campaign;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.ErrorState;
import dev.bulkhead.can.wire.WiredBus;
import dev.bulkhead.can.wire.WiredBus.NodeErrors;
import dev.bulkhead.twin.BusTap;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks how long frames take on the buses of a twin, and how high error counters rise. */
final class BusObserver implements BusTap {
    private static final int EXTENDED = 1 << 31;

    private final Twin twin;
    private final List<OnBus> buses = new ArrayList<>();

    BusObserver(Twin twin) {
        this.twin = twin;
        twin.world().buses().forEach(bus -> buses.add(new OnBus(bus)));
    }

    private static final class OneIdentifier {
        CanFrame waiting;
        long sincePs;
        long sent;
        long longestPs;
        long replaced;

        void took(long atPs) {
            longestPs = Math.max(longestPs, atPs - sincePs);
        }
    }

    private static final class OnBus {
        final WiredBus bus;
        final Map<Integer, OneIdentifier> identifiers = new TreeMap<>();
        final Map<String, BusObservation.Node> nodes = new LinkedHashMap<>();

        OnBus(WiredBus bus) {
            this.bus = bus;
        }

        OneIdentifier of(CanFrame frame) {
            int key = frame.extended() ? frame.identifier() | EXTENDED : frame.identifier();
            return identifiers.computeIfAbsent(key, _ -> new OneIdentifier());
        }

        void look() {
            for (NodeErrors now : bus.errors()) {
                BusObservation.Node before =
                        nodes.getOrDefault(
                                now.node(), new BusObservation.Node(now.node(), 0, 0, false));
                nodes.put(
                        now.node(),
                        new BusObservation.Node(
                                now.node(),
                                Math.max(before.mostTransmit(), now.mostTransmit()),
                                Math.max(before.mostReceive(), now.mostReceive()),
                                before.busOff() || now.state() == ErrorState.BUS_OFF));
            }
        }
    }

    /** One that is offered again, as its controller had put another in its place, waits on. */
    @Override
    public void offered(int bus, CanFrame frame, long atPs) {
        OneIdentifier one = buses.get(bus).of(frame);
        CanFrame asked = withoutErrorState(frame);
        if (asked.equals(one.waiting)) {
            return;
        }
        if (one.waiting != null) {
            one.replaced++;
            one.took(atPs);
        }
        one.waiting = asked;
        one.sincePs = atPs;
    }

    @Override
    public void sent(int bus, boolean byEcu, CanFrame frame, long atPs) {
        OnBus on = buses.get(bus);
        OneIdentifier one = on.of(frame);
        // what was asked for before the run began has no known request
        if (withoutErrorState(frame).equals(one.waiting)) {
            one.took(atPs);
            one.waiting = null;
        }
        one.sent++;
        on.look();
    }

    /** What was asked for: the error state is put into an FD frame as it goes out. */
    private static CanFrame withoutErrorState(CanFrame frame) {
        return frame.errorPassive()
                ? new CanFrame(
                        frame.identifier(),
                        frame.extended(),
                        frame.format(),
                        false,
                        frame.dlc(),
                        frame.data())
                : frame;
    }

    List<BusObservation> observations() {
        List<BusObservation> observations = new ArrayList<>();
        for (int i = 0; i < buses.size(); i++) {
            OnBus on = buses.get(i);
            on.look();
            List<BusObservation.Frames> frames = new ArrayList<>();
            on.identifiers.forEach(
                    (key, one) -> {
                        if (one.waiting != null) {
                            one.took(twin.now().ps());
                        }
                        frames.add(
                                new BusObservation.Frames(
                                        key & ~EXTENDED,
                                        key < 0,
                                        one.sent,
                                        one.longestPs,
                                        one.replaced,
                                        one.waiting != null));
                    });
            observations.add(new BusObservation(i, frames, List.copyOf(on.nodes.values())));
        }
        return observations;
    }
}
