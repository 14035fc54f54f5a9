package dev.bulkhead.can.wire;

import dev.bulkhead.can.wire.WireFault.Burst;
import dev.bulkhead.can.wire.WireFault.FlippedBits;
import dev.bulkhead.can.wire.WireFault.Lasting;
import dev.bulkhead.can.wire.WireFault.OpenStub;
import dev.bulkhead.can.wire.WireFault.StuckDriver;
import dev.bulkhead.can.wire.WireFault.StuckWire;
import dev.bulkhead.time.Scheduler;

import java.util.ArrayList;
import java.util.List;

/** The faults of a wire, and what they make of its levels. No state of the bus, as they are not. */
final class Disturbances {
    private final List<Lasting> lasting = new ArrayList<>();
    private final List<Flips> flips = new ArrayList<>();

    /** Where the sender of a frame that is hit stands. */
    private static final class Flips {
        final FlippedBits fault;
        int started;
        boolean atStart;
        boolean active;

        Flips(FlippedBits fault) {
            this.fault = fault;
        }

        void follow(WireNode sender) {
            boolean sends = sender != null && sender.sentFrame().identifier() == fault.identifier();
            int place = sends ? sender.sendPlace() : -1;
            if (place == 0 && !atStart) {
                started++;
            }
            atStart = place == 0;
            int since = started - fault.first();
            active =
                    since >= 0
                            && since < fault.frames()
                            && place >= fault.place()
                            && place < fault.place() + fault.bits();
        }
    }

    void add(WireFault fault) {
        switch (fault) {
            case FlippedBits each -> flips.add(new Flips(each));
            case Lasting each -> lasting.add(each);
        }
    }

    boolean isEmpty() {
        return lasting.isEmpty() && flips.isEmpty();
    }

    /** Whether a fault acts now that nodes would notice on a bus where nothing else happens. */
    boolean acts(long nowPs) {
        for (int i = 0; i < lasting.size(); i++) {
            if (lasting.get(i).acts(nowPs)) {
                return true;
            }
        }
        return false;
    }

    /** Follows the bits of the node that sends, {@code null} if none does. */
    void follow(WireNode sender) {
        for (int i = 0; i < flips.size(); i++) {
            flips.get(i).follow(sender);
        }
    }

    /** Next time at which the wire changes by a fault alone. */
    long nextPs(long afterPs) {
        long next = Scheduler.NEVER;
        for (int i = 0; i < lasting.size(); i++) {
            Lasting fault = lasting.get(i);
            if (fault.fromPs() > afterPs) {
                next = Math.min(next, fault.fromPs());
            } else if (fault.untilPs() > afterPs) {
                next = Math.min(next, fault.untilPs());
                if (fault instanceof Burst burst) {
                    long slot = (afterPs - burst.fromPs()) / burst.slotPs() + 1;
                    next = Math.min(next, burst.fromPs() + slot * burst.slotPs());
                }
            }
        }
        return next;
    }

    /** What a node's line brings to the wire. */
    int driven(WireNode node, int level, long nowPs) {
        int result = level;
        for (int i = 0; i < lasting.size(); i++) {
            Lasting fault = lasting.get(i);
            if (!fault.acts(nowPs)) {
                continue;
            }
            if (fault instanceof OpenStub open && open.node().equals(node.name())) {
                result = WireNode.RECESSIVE;
            } else if (fault instanceof StuckDriver stuck && stuck.node().equals(node.name())) {
                result = stuck.dominant() ? WireNode.DOMINANT : WireNode.RECESSIVE;
            }
        }
        return result;
    }

    /** What the wire has instead of {@code level}. */
    int wire(int level, long nowPs) {
        int result = level;
        for (int i = 0; i < flips.size(); i++) {
            Flips each = flips.get(i);
            if (each.active && each.fault.onlyAt().isEmpty()) {
                result = 1 - result;
            }
        }
        for (int i = 0; i < lasting.size(); i++) {
            Lasting fault = lasting.get(i);
            if (!fault.acts(nowPs)) {
                continue;
            }
            if (fault instanceof StuckWire stuck) {
                result = stuck.dominant() ? WireNode.DOMINANT : WireNode.RECESSIVE;
            } else if (fault instanceof Burst burst && burst.inverts(nowPs)) {
                result = 1 - result;
            }
        }
        return result;
    }

    /** What a node sees instead of {@code level}. */
    int seen(WireNode node, int level, long nowPs) {
        int result = level;
        for (int i = 0; i < flips.size(); i++) {
            Flips each = flips.get(i);
            if (each.active && each.fault.onlyAt().filter(node.name()::equals).isPresent()) {
                result = 1 - result;
            }
        }
        for (int i = 0; i < lasting.size(); i++) {
            Lasting fault = lasting.get(i);
            if (fault instanceof OpenStub open
                    && open.acts(nowPs)
                    && open.node().equals(node.name())) {
                result = WireNode.RECESSIVE;
            }
        }
        return result;
    }
}
