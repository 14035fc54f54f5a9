package dev.bulkhead.can.wire;

import dev.bulkhead.can.Acknowledging;
import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanNode;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.ErrorState;
import dev.bulkhead.can.FdSettings;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.FrameBusState;
import dev.bulkhead.can.FrameStandIn;
import dev.bulkhead.can.Intruder;
import dev.bulkhead.state.Fields;

import java.util.List;
import java.util.OptionalLong;

/**
 * A bus at frame level until there is something that only bits can show, and at bit level from then
 * on: a fault of the wire, a node that does not know FD frames where there are some or samples
 * elsewhere than the others, two frames with one arbitration field and different content, a frame
 * that nobody acknowledges. The change comes at any time, also within a frame, whose bits up to
 * then are gone through again unheard; as both levels agree on traffic without errors, no node can
 * tell when it came.
 */
public final class LeveledBus implements WiredBus {
    private final FrameBus frames;
    private final WireBus wire;
    private boolean onWire;

    /**
     * @param frames the frame level, without nodes
     * @param wire the bit level, without nodes, of the same name and bit rates
     */
    public LeveledBus(FrameBus frames, WireBus wire) {
        this.frames = frames;
        this.wire = wire;
        frames.beforeErrors(this::goOn);
    }

    /** Whether the bus is at bit level now. */
    public boolean isOnWire() {
        return onWire;
    }

    @Override
    public WireDisturbance prepare(WireFault fault, WireDisturbance.Listener listener) {
        return wire.prepare(fault, listener);
    }

    @Override
    public void begin(WireDisturbance disturbance, long fromPs, long nowPs) {
        goToWire(nowPs);
        wire.begin(disturbance, fromPs, nowPs);
    }

    private void goToWire(long nowPs) {
        if (!onWire) {
            wire.advanceTo(nowPs);
            goOn(frames.leave(nowPs), nowPs);
        }
    }

    private void goOn(FrameBusState state, long nowPs) {
        wire.adopt(state, frames.statistics(), nowPs);
        onWire = true;
    }

    @Override
    public String name() {
        return frames.name();
    }

    @Override
    public long bitRate() {
        return frames.bitRate();
    }

    @Override
    public OptionalLong dataBitRate() {
        return frames.dataBitRate();
    }

    @Override
    public CanPort attach(String node, int rank, CanNode listener) {
        return new Port(
                (Intruder) frames.attach(node, rank, event -> tell(listener, event, false)),
                (Intruder) wire.attach(node, rank, event -> tell(listener, event, true)));
    }

    @Override
    public Intruder intrude(String name, CanNode listener) {
        return new Port(
                frames.intrude(name, event -> tell(listener, event, false)),
                wire.intrude(name, event -> tell(listener, event, true)));
    }

    private void tell(CanNode listener, BusEvent event, boolean fromWire) {
        if (fromWire == onWire) {
            listener.on(event);
        }
    }

    @Override
    public void observe(Observer target) {
        frames.observe(target);
        wire.observe(target);
    }

    @Override
    public List<NodeErrors> errors() {
        return onWire ? wire.errors() : List.of();
    }

    @Override
    public void standBefore(FrameStandIn standIn) {
        frames.standBefore(standIn);
        wire.standBefore(standIn);
    }

    @Override
    public void hold(long untilPs, long nowPs) {
        if (onWire) {
            wire.hold(untilPs, nowPs);
        } else {
            frames.hold(untilPs, nowPs);
        }
    }

    @Override
    public CanBusStatistics statistics() {
        return onWire ? wire.statistics() : frames.statistics();
    }

    /** The bit level is state only once it is used. */
    @Override
    public void describe(Fields fields) {
        frames.describe(fields);
        onWire = fields.bool("onWire", onWire);
        if (onWire) {
            fields.child("wire", wire);
        }
    }

    private final class Port implements Intruder {
        private final Intruder atFrames;
        private final Intruder atWire;

        Port(Intruder atFrames, Intruder atWire) {
            this.atFrames = atFrames;
            this.atWire = atWire;
        }

        private Intruder now() {
            return onWire ? atWire : atFrames;
        }

        @Override
        public void offer(CanFrame frame) {
            now().offer(frame);
        }

        @Override
        public void offer(CanFrame frame, long nowPs) {
            now().offer(frame, nowPs);
        }

        @Override
        public boolean withdraw() {
            return now().withdraw();
        }

        @Override
        public Offer offered(long nowPs) {
            return now().offered(nowPs);
        }

        @Override
        public Offer offered() {
            return now().offered();
        }

        @Override
        public Mode mode() {
            return now().mode();
        }

        @Override
        public void mode(Mode mode) {
            now().mode(mode);
        }

        @Override
        public void acknowledging(Acknowledging next) {
            now().acknowledging(next);
        }

        @Override
        public FdSettings fdSettings() {
            return now().fdSettings();
        }

        @Override
        public void fdSettings(FdSettings settings, long nowPs) {
            if (settings.support() == FdSupport.CLASSIC && dataBitRate().isPresent()) {
                goToWire(nowPs); // it disturbs each FD frame
            }
            now().fdSettings(settings, nowPs);
        }

        @Override
        public void bitTiming(BitTiming timing, long nowPs) {
            if (!timing.isInTimeWith(wire.usual().timing())) {
                goToWire(nowPs);
            }
            now().bitTiming(timing, nowPs);
        }

        @Override
        public long transmitterDelayPs() {
            return now().transmitterDelayPs();
        }

        @Override
        public ErrorState errorState() {
            return now().errorState();
        }

        @Override
        public void clearErrors() {
            now().clearErrors();
        }

        @Override
        public int transmitErrors() {
            return now().transmitErrors();
        }

        @Override
        public int receiveErrors() {
            return now().receiveErrors();
        }

        @Override
        public void describe(Fields fields) {
            atFrames.describe(fields);
            if (onWire) {
                fields.child("atWire", atWire);
            }
        }
    }
}
