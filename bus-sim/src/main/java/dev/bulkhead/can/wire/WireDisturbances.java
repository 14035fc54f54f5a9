package dev.bulkhead.can.wire;

import dev.bulkhead.time.Scheduler;

import java.util.ArrayList;
import java.util.List;

/** All faults that were made ready for a wire; what each changes goes into the next one. */
final class WireDisturbances {
    private final List<WireDisturbance> all = new ArrayList<>();

    void add(WireDisturbance disturbance) {
        all.add(disturbance);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * Follow time and the bits of the nodes that send.
     *
     * @param places all nodes of the wire
     */
    void follow(List<NodeLine> places, long nowPs) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).follow(places, nowPs);
        }
    }

    /** Next time at which the wire changes by a fault alone. */
    long nextPs(long afterPs) {
        long next = Scheduler.NEVER;
        for (int i = 0; i < all.size(); i++) {
            next = Math.min(next, all.get(i).nextPs(afterPs));
        }
        return next;
    }

    /** Whether any may be seen while no node sends. */
    boolean touchIdleWire(long nowPs) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).touchesIdleWire(nowPs)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a node asks for an overload frame because of one. */
    boolean wishesOverload(WireNode node, long nowPs) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).wishesOverload(node, nowPs)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a node acknowledges what it should not because of one. */
    boolean acknowledgesAll(WireNode node, long nowPs) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).acknowledgesAll(node, nowPs)) {
                return true;
            }
        }
        return false;
    }

    /** What a node's line brings to the wire. */
    int driven(WireNode node, int atWire, long nowPs) {
        int result = atWire;
        for (int i = 0; i < all.size(); i++) {
            result = all.get(i).driven(node, result, nowPs);
        }
        return result;
    }

    /** What the wire has instead of {@code undisturbed}. */
    int wire(int undisturbed, long nowPs) {
        int result = undisturbed;
        for (int i = 0; i < all.size(); i++) {
            result = all.get(i).wire(result, nowPs);
        }
        return result;
    }

    /** What a node sees instead of what has arrived. */
    int seen(WireNode node, int arrived, long nowPs) {
        int result = arrived;
        for (int i = 0; i < all.size(); i++) {
            result = all.get(i).seen(node, result, nowPs);
        }
        return result;
    }
}
