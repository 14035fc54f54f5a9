package dev.bulkhead.can.wire;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Scheduler;

/** What is under way between a node and the wire. */
final class NodeLine implements Stateful {
    /** Edges that may be under way at once: those of the longest line in short bits. */
    static final int EDGES = 64;

    final WireNode node;

    /** What the node's line brings to the wire now, and will bring next. */
    int atWire = WireNode.RECESSIVE;

    int sentLevel = WireNode.RECESSIVE;
    final long[] arrivalPs = new long[EDGES];
    long sentEdges;
    long arrivedEdges;

    /** What of the wire has reached the node, and after how many edges. */
    int arrived = WireNode.RECESSIVE;

    long seenEdges;

    /** What the node sees; differs from what has arrived by faults only. */
    int seen = WireNode.RECESSIVE;

    NodeLine(WireNode node) {
        this.node = node;
    }

    long nextArrivalPs() {
        return arrivedEdges == sentEdges
                ? Scheduler.NEVER
                : arrivalPs[(int) (arrivedEdges % EDGES)];
    }

    void drive(int next, long nowPs) {
        if (next != sentLevel) {
            sentLevel = next;
            arrivalPs[(int) (sentEdges++ % EDGES)] = nowPs + node.parameters().outDelayPs();
        }
    }

    @Override
    public void describe(Fields fields) {
        atWire = fields.i32("atWire", atWire);
        sentLevel = fields.i32("sentLevel", sentLevel);
        fields.i64s("arrivalPs", arrivalPs);
        sentEdges = fields.i64("sentEdges", sentEdges);
        arrivedEdges = fields.i64("arrivedEdges", arrivedEdges);
        arrived = fields.i32("arrived", arrived);
        seen = fields.i32("seen", seen);
        seenEdges = fields.i64("seenEdges", seenEdges);
    }
}
