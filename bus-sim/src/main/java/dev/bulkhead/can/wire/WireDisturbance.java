package dev.bulkhead.can.wire;

import dev.bulkhead.can.wire.WireFault.Burst;
import dev.bulkhead.can.wire.WireFault.DetunedClock;
import dev.bulkhead.can.wire.WireFault.DriftingClock;
import dev.bulkhead.can.wire.WireFault.FalseAcknowledge;
import dev.bulkhead.can.wire.WireFault.FlippedBits;
import dev.bulkhead.can.wire.WireFault.Lasting;
import dev.bulkhead.can.wire.WireFault.OpenStub;
import dev.bulkhead.can.wire.WireFault.Overload;
import dev.bulkhead.can.wire.WireFault.StuckDriver;
import dev.bulkhead.can.wire.WireFault.StuckWire;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Scheduler;

import java.util.List;
import java.util.Optional;

/** A fault of a wire, and how far it has got. */
public final class WireDisturbance implements Stateful {
    private final WireFault fault;
    private final Listener listener;

    /** That of the node whose clock the fault changes. */
    private final Optional<BitClock> clock;

    private int tunedPpb;
    private long fromPs = Scheduler.NEVER;

    /** Frames concerned that have begun, and whether the bits of one are inverted now. */
    private int started;

    private boolean atStart;
    private boolean hits;
    private boolean acted;
    private boolean over;

    /** Is told how the fault gets on; must not act on the bus. */
    public interface Listener {
        /** A level is another one than it would be; comes once. */
        void acted(long atPs);

        /** Nothing more will come of the fault. */
        void over(long atPs);
    }

    WireDisturbance(WireFault fault, Listener listener, Optional<BitClock> clock) {
        this.fault = fault;
        this.listener = listener;
        this.clock = clock;
    }

    WireFault fault() {
        return fault;
    }

    void beginAt(long ps) {
        fromPs = ps;
        if (fault instanceof DetunedClock detuned) {
            tune(detuned.errorPpb(), ps);
            over = true;
            listener.over(ps);
        }
    }

    private void tune(int ppb, long nowPs) {
        tunedPpb = ppb;
        clock.orElseThrow().tune(ppb);
        act(nowPs);
    }

    private long untilPs() {
        return fault instanceof Lasting lasting && fromPs != Scheduler.NEVER
                ? saturated(lasting.durationPs())
                : Scheduler.NEVER;
    }

    private long saturated(long durationPs) {
        return durationPs >= Scheduler.NEVER - fromPs ? Scheduler.NEVER : fromPs + durationPs;
    }

    /** Whether the fault lasts for a time, and this is in it. */
    boolean lasts(long nowPs) {
        return fault instanceof Lasting && fromPs <= nowPs && nowPs < untilPs();
    }

    /** Whether it lasts, and may be seen while no node sends. */
    boolean touchesIdleWire(long nowPs) {
        return lasts(nowPs) && ((Lasting) fault).touchesIdleWire();
    }

    /** Next time at which the wire changes by the fault alone. */
    long nextPs(long afterPs) {
        if (!(fault instanceof Lasting) || fromPs == Scheduler.NEVER) {
            return Scheduler.NEVER;
        }
        if (afterPs < fromPs) {
            return fromPs;
        }
        if (afterPs >= untilPs()) {
            return Scheduler.NEVER;
        }
        if (fault instanceof Burst burst) {
            long slot = (afterPs - fromPs) / burst.slotPs() + 1;
            return Math.min(untilPs(), fromPs + slot * burst.slotPs());
        }
        if (fault instanceof DriftingClock drift) {
            long step = (afterPs - fromPs) / drift.stepPs() + 1;
            return Math.min(untilPs(), fromPs + step * drift.stepPs());
        }
        return untilPs();
    }

    /**
     * Follows time and the bits of the nodes that send.
     *
     * @param places all nodes of the wire
     */
    void follow(List<NodeLine> places, long nowPs) {
        if (fromPs > nowPs || over) {
            return;
        }
        if (fault instanceof DriftingClock drift) {
            int ppb = drift.errorPpbAfter(nowPs - fromPs);
            if (ppb != tunedPpb) {
                tune(ppb, nowPs);
            }
        }
        if (fault instanceof FlippedBits flipped) {
            follow(flipped, placeOf(flipped, places), nowPs);
        } else if (nowPs >= untilPs()) {
            over = true;
            listener.over(nowPs);
        }
    }

    /** Place of the bit that is sent of a frame concerned, whoever sends beside; -1: of none. */
    private static int placeOf(FlippedBits flipped, List<NodeLine> places) {
        for (int i = 0; i < places.size(); i++) {
            WireNode node = places.get(i).node;
            if (node.isTransmitting() && flipped.concerns(node.sentFrame())) {
                return node.sendPlace();
            }
        }
        return -1;
    }

    private void follow(FlippedBits flipped, int place, long nowPs) {
        if (place == 0 && !atStart) {
            started++;
        }
        atStart = place == 0;
        boolean hit =
                started >= 1
                        && started <= flipped.frames()
                        && place >= flipped.place()
                        && place < flipped.place() + flipped.bits();
        if (hits && !hit && started >= flipped.frames()) {
            over = true;
            listener.over(nowPs);
        }
        hits = hit;
    }

    private void act(long nowPs) {
        if (!acted) {
            acted = true;
            listener.acted(nowPs);
        }
    }

    private int changed(int before, int after, long nowPs) {
        if (before != after) {
            act(nowPs);
        }
        return after;
    }

    /** What a node's line brings to the wire. */
    int driven(WireNode node, int level, long nowPs) {
        if (!lasts(nowPs)) {
            return level;
        }
        return switch (fault) {
            case OpenStub(var name, _) when name.equals(node.name()) ->
                    changed(level, WireNode.RECESSIVE, nowPs);
            case StuckDriver(var name, var dominant, _) when name.equals(node.name()) ->
                    changed(level, dominant ? WireNode.DOMINANT : WireNode.RECESSIVE, nowPs);
            default -> level;
        };
    }

    /** Whether a node asks for an overload frame because of the fault. */
    boolean wishesOverload(WireNode node, long nowPs) {
        boolean wishes =
                fault instanceof Overload(var name, _) && name.equals(node.name()) && lasts(nowPs);
        if (wishes) {
            act(nowPs);
        }
        return wishes;
    }

    /** Whether a node acknowledges what it should not, because of the fault. */
    boolean acknowledgesAll(WireNode node, long nowPs) {
        boolean acknowledges =
                fault instanceof FalseAcknowledge(var name, _)
                        && name.equals(node.name())
                        && lasts(nowPs);
        if (acknowledges) {
            act(nowPs);
        }
        return acknowledges;
    }

    /** What the wire has instead of {@code level}. */
    int wire(int level, long nowPs) {
        return switch (fault) {
            case FlippedBits flipped when hits && flipped.onlyAt().isEmpty() ->
                    changed(level, 1 - level, nowPs);
            case StuckWire(var dominant, _) when lasts(nowPs) ->
                    changed(level, dominant ? WireNode.DOMINANT : WireNode.RECESSIVE, nowPs);
            case Burst burst
                    when lasts(nowPs) && burst.inverts((nowPs - fromPs) / burst.slotPs()) ->
                    changed(level, 1 - level, nowPs);
            default -> level;
        };
    }

    /** What a node sees instead of {@code level}. */
    int seen(WireNode node, int level, long nowPs) {
        return switch (fault) {
            case FlippedBits flipped
                    when hits && flipped.onlyAt().filter(node.name()::equals).isPresent() ->
                    changed(level, 1 - level, nowPs);
            case OpenStub(var name, _) when lasts(nowPs) && name.equals(node.name()) ->
                    changed(level, WireNode.RECESSIVE, nowPs);
            default -> level;
        };
    }

    @Override
    public void describe(Fields fields) {
        fromPs = fields.i64("fromPs", fromPs);
        started = fields.i32("started", started);
        atStart = fields.bool("atStart", atStart);
        hits = fields.bool("hits", hits);
        acted = fields.bool("acted", acted);
        over = fields.bool("over", over);
        tunedPpb = fields.i32("tunedPpb", tunedPpb);
    }
}
