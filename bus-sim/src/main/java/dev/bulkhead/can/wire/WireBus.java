package dev.bulkhead.can.wire;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanNode;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.can.FrameBusState;
import dev.bulkhead.can.FrameStandIn;
import dev.bulkhead.can.Intruder;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A CAN bus at bit level: a wire that is dominant as soon as one node drives it so, and nodes that
 * sample it by clocks of their own.
 *
 * <p>Each node hangs on the wire at one point by a line of its own: what it drives arrives there
 * after its way out, and it sees the wire after its way in.
 *
 * <p>All nodes that share an exact clock and have no delay see each event at the very time at which
 * the frame level has it.
 *
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012)"
 */
public final class WireBus implements WiredBus {
    static final int FIRST_INTRUDER_RANK = 1 << 16;

    private static final int STEP = 0;

    private final String name;
    private final Scheduler scheduler;
    private final EventSource events;
    private final WireNodeParameters usual;
    private final SortedMap<String, WireNodeParameters> own;
    private final List<NodeLine> places = new ArrayList<>();
    private final long[] edgePs = new long[NodeLine.EDGES];
    private int intruders;
    private Observer observer = (_, _, _) -> {};
    private final List<FrameStandIn> standIns = new ArrayList<>();
    private final WireDisturbances disturbances = new WireDisturbances();

    /** Level of the wire, and how many edges it has had; even edges are dominant. */
    private int level = WireNode.RECESSIVE;

    private long edges;
    private long doneUntilPs = -1;
    private long movedPs = -1;
    private long plannedPs = Scheduler.NEVER;
    private long heldUntilPs;
    private boolean stepping;

    /** Whether the frame on the bus was told to those who count and stand in. */
    private boolean passed;

    private boolean counted;

    /** Whether the error frame that is on the bus was told. */
    private boolean signalled;

    private long frames;
    private long frameClocks;
    private long errorBits;
    private long intermissionBits;
    private long arbitrationsLost;
    private long collisions;
    private long notAcknowledged;

    /**
     * @param name as telemetry, logs and results call the bus
     * @param rank the bus's place among the owners of events of class {@code BUS}
     * @param usual what a node has of which nothing else is said
     */
    public WireBus(String name, Scheduler scheduler, int rank, WireNodeParameters usual) {
        this(name, scheduler, rank, usual, Collections.emptySortedMap());
    }

    /**
     * @param own what nodes have that differ from the usual, by name
     */
    public WireBus(
            String name,
            Scheduler scheduler,
            int rank,
            WireNodeParameters usual,
            SortedMap<String, WireNodeParameters> own) {
        this.own = Collections.unmodifiableSortedMap(new TreeMap<>(own));
        this.name = name;
        this.scheduler = scheduler;
        this.usual = usual;
        events = scheduler.register(EventClass.BUS, rank, (_, _, at) -> step(at));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long bitRate() {
        return usual.timing().bitRate();
    }

    @Override
    public OptionalLong dataBitRate() {
        return usual.timing().dataBitRate();
    }

    @Override
    public void observe(Observer target) {
        observer = target;
    }

    @Override
    public void standBefore(FrameStandIn standIn) {
        standIns.add(standIn);
    }

    @Override
    public Intruder intrude(String intruder, CanNode listener) {
        WireNode node =
                new WireNode(this, intruder, FIRST_INTRUDER_RANK + intruders, listener, usual);
        intruders++;
        places.add(node.line());
        return node;
    }

    @Override
    public void hold(long untilPs, long nowPs) {
        advanceTo(nowPs);
        catchUp();
        heldUntilPs = Math.max(heldUntilPs, untilPs);
    }

    boolean isHeld(long edge) {
        return edge < heldUntilPs;
    }

    @Override
    public WireDisturbance prepare(WireFault fault, WireDisturbance.Listener listener) {
        Optional<BitClock> clock = Optional.empty();
        switch (fault) {
            case WireFault.FlippedBits flipped -> flipped.onlyAt().ifPresent(this::node);
            case WireFault.OpenStub open -> node(open.node());
            case WireFault.StuckDriver stuck -> node(stuck.node());
            case WireFault.DetunedClock detuned ->
                    clock = Optional.of(node(detuned.node()).clock());
            case WireFault.DriftingClock drifting ->
                    clock = Optional.of(node(drifting.node()).clock());
            case WireFault.Overload overload -> node(overload.node());
            case WireFault.FalseAcknowledge acknowledging -> node(acknowledging.node());
            case WireFault.StuckWire _, WireFault.Burst _ -> {}
        }
        WireDisturbance disturbance = new WireDisturbance(fault, listener, clock);
        disturbances.add(disturbance);
        return disturbance;
    }

    @Override
    public void begin(WireDisturbance disturbance, long fromPs, long nowPs) {
        advanceTo(nowPs);
        catchUp();
        disturbance.beginAt(fromPs);
        wake();
    }

    boolean wishesOverload(WireNode node, long nowPs) {
        return disturbances.wishesOverload(node, nowPs);
    }

    boolean acknowledgesAll(WireNode node, long nowPs) {
        return disturbances.acknowledgesAll(node, nowPs);
    }

    private WireNode node(String name) {
        for (NodeLine place : places) {
            if (place.node.name().equals(name)) {
                return place.node;
            }
        }
        throw new IllegalArgumentException("no node '" + name + "' on bus " + this.name);
    }

    /** The node is active from the beginning. */
    @Override
    public CanPort attach(String node, int rank, CanNode listener) {
        return attach(node, rank, listener, own.getOrDefault(node, usual));
    }

    /** As {@link #attach(String, int, CanNode)}, with properties of its own. */
    public CanPort attach(String node, int rank, CanNode listener, WireNodeParameters place) {
        if (rank >= FIRST_INTRUDER_RANK) {
            throw new IllegalArgumentException(
                    "rank=" + rank + ", expected less than " + FIRST_INTRUDER_RANK);
        }
        for (NodeLine other : places) {
            if (other.node.rank() == rank || other.node.name().equals(node)) {
                throw new IllegalArgumentException(
                        "%s of rank %d beside %s of %d"
                                .formatted(node, rank, other.node.name(), other.node.rank()));
            }
        }
        WireNode attached = new WireNode(this, node, rank, listener, place);
        places.add(attached.line());
        places.sort(Comparator.comparingInt(each -> each.node.rank()));
        return attached;
    }

    /** What a node has of which nothing else is said. */
    WireNodeParameters usual() {
        return usual;
    }

    /**
     * Goes on from where a bus at frame level stood. What was on the bus up to now is gone through
     * again, and nobody is told.
     */
    void adopt(FrameBusState state, CanBusStatistics before, long nowPs) {
        long bitPs = SimTime.PS_PER_S / bitRate();
        boolean inFrame = state.frameStartPs().isPresent();
        long intermissionPs = state.freeFromPs() - FrameBits.INTERMISSION_BITS * bitPs;
        // the last bit of EOF goes on behind its sample point, where the frame has ended
        boolean isPaused =
                !inFrame && intermissionPs - bitPs <= nowPs && nowPs < state.freeFromPs();
        long beginPs =
                inFrame
                        ? state.frameStartPs().getAsLong()
                        : isPaused ? intermissionPs : state.edgePs();
        heldUntilPs = inFrame ? 0 : state.freeFromPs();
        int recessiveBefore =
                isPaused
                        ? WireNode.DELIMITER_BITS
                        : inFrame || nowPs < state.freeFromPs() ? 0 : WireNode.BITS_TO_JOIN;
        for (int i = 0; i < places.size(); i++) {
            places.get(i).node.resume(state.nodes().get(i), beginPs, inFrame, isPaused);
        }
        doneUntilPs = Math.min(beginPs - 1, nowPs);
        movedPs = doneUntilPs;
        run(nowPs, state.dueNow() ? nowPs - 1 : nowPs);
        for (int i = 0; i < places.size(); i++) {
            places.get(i).node.takeOver(state.nodes().get(i), recessiveBefore);
        }
        frames = before.frames();
        frameClocks = state.frameTicks() * usual.timing().nominal().clocks() / state.bitTicks();
        errorBits = before.errorBits();
        intermissionBits = before.intermissionBits();
        arbitrationsLost = before.arbitrationsLost();
        collisions = before.collisions();
        notAcknowledged = before.notAcknowledged();
        plan();
    }

    long nowPs() {
        return events.nowPs();
    }

    void advanceTo(long nowPs) {
        scheduler.advanceTo(nowPs);
    }

    @Override
    public CanBusStatistics statistics() {
        int perBit = usual.timing().nominal().clocks();
        long elapsed = events.nowPs() / (SimTime.PS_PER_S / bitRate());
        return new CanBusStatistics(
                frames,
                frameClocks / perBit,
                errorBits,
                intermissionBits,
                elapsed,
                arbitrationsLost,
                collisions,
                notAcknowledged);
    }

    void frameStarted() {
        passed = false;
        counted = false;
        signalled = false;
    }

    /**
     * A node begins to signal an error, or an overload.
     *
     * @param error empty: an overload
     */
    void signals(WireNode node, Optional<CanError> error, boolean transmitter, long nowPs) {
        if (!signalled) {
            signalled = true;
            observer.errorFrame(node.name(), error, transmitter, nowPs);
        }
    }

    /** An error frame or overload frame is over at a node. */
    void delimiterEnded() {
        signalled = false;
    }

    void countArbitrationLost() {
        arbitrationsLost++;
    }

    /**
     * A node that sends met a bit error behind arbitration: by another one's frame, if that has the
     * same arbitration field.
     */
    void countIfCollided(WireNode node) {
        for (int i = 0; i < places.size(); i++) {
            WireNode other = places.get(i).node;
            if (other != node
                    && other.isTransmitting()
                    && collides(other.sentFrame(), node.sentFrame())) {
                collisions++;
                return;
            }
        }
    }

    private static boolean collides(CanFrame one, CanFrame other) {
        return one.identifier() == other.identifier()
                && one.extended() == other.extended()
                && one.remote() == other.remote()
                && !one.equals(other);
    }

    void countNotAcknowledged() {
        notAcknowledged++;
    }

    void errorFrameEnded(long bits) {
        errorBits += bits;
        intermissionBits += FrameBits.INTERMISSION_BITS;
    }

    void offered(WireNode node, CanFrame frame) {
        observer.offered(node.name(), frame, nowPs());
    }

    @Override
    public List<NodeErrors> errors() {
        return places.stream()
                .filter(place -> place.node.rank() < FIRST_INTRUDER_RANK)
                .map(
                        place ->
                                new NodeErrors(
                                        place.node.name(),
                                        place.node.mostTransmitErrors(),
                                        place.node.mostReceiveErrors(),
                                        place.node.errorState()))
                .toList();
    }

    void sent(WireNode node, CanFrame frame, FrameBits bits, long nowPs) {
        if (counted) {
            return;
        }
        counted = true;
        observer.sent(node.name(), frame, nowPs);
        int length = bits.length();
        int fast = bits.fastBits(length);
        BitTiming timing = usual.timing();
        frames++;
        frameClocks += (long) (length - fast) * timing.nominal().clocks();
        frameClocks += fast * (long) timing.data().orElse(timing.nominal()).clocks();
        intermissionBits += FrameBits.INTERMISSION_BITS;
    }

    void received(WireNode node, CanFrame frame, long nowPs) {
        if (node.hearsNothing()) {
            return;
        }
        if (!passed) {
            passed = true;
            standIns.forEach(standIn -> standIn.passes(frame, nowPs));
        }
        Optional<CanFrame> given = Optional.of(frame);
        if (!node.isIntruder()) {
            for (FrameStandIn standIn : standIns) {
                given = given.flatMap(f -> standIn.received(node.name(), f));
            }
        }
        given.ifPresent(f -> node.tell(new BusEvent.Received(new SimTime(nowPs), f)));
    }

    /** Does what happened up to now, except what nodes learn right now. */
    void catchUp() {
        long now = events.nowPs();
        if (stepping || now == doneUntilPs) {
            return;
        }
        if (isQuiet() && disturbances.nextPs(doneUntilPs) > now) {
            skipTo(now);
        } else {
            run(now, now - 1);
        }
    }

    /** Plans the next step anew, after something changed from outside. */
    void wake() {
        if (!stepping) {
            plan();
        }
    }

    private void step(long nowPs) {
        plannedPs = Scheduler.NEVER;
        if (isQuiet()) {
            skipTo(nowPs - 1);
        }
        run(nowPs, nowPs);
        plan();
    }

    private boolean isQuiet() {
        if (level == WireNode.DOMINANT || disturbances.touchIdleWire(doneUntilPs)) {
            return false;
        }
        for (int i = 0; i < places.size(); i++) {
            NodeLine place = places.get(i);
            if (place.node.isAwake()
                    || place.sentEdges != place.arrivedEdges
                    || place.seenEdges != edges
                    || place.seen == WireNode.DOMINANT) {
                return false;
            }
        }
        return true;
    }

    private void skipTo(long nowPs) {
        for (int i = 0; i < places.size(); i++) {
            places.get(i).node.clock().skipTo(nowPs);
        }
        doneUntilPs = nowPs;
        movedPs = nowPs;
    }

    /** The first sample point to come, as nodes learn nothing before. */
    private void plan() {
        long next = disturbances.nextPs(doneUntilPs);
        if (!isQuiet()) {
            for (int i = 0; i < places.size(); i++) {
                next = Math.min(next, places.get(i).node.clock().nextSamplePs());
            }
        }
        if (next != plannedPs) {
            if (plannedPs != Scheduler.NEVER) {
                events.cancel(STEP);
            }
            plannedPs = next;
            if (next != Scheduler.NEVER) {
                events.schedule(next, STEP, 0);
            }
        }
    }

    /**
     * Lets time go by.
     *
     * @param untilPs for edges and levels
     * @param sampleUntilPs for sample points
     */
    private void run(long untilPs, long sampleUntilPs) {
        stepping = true;
        while (true) {
            long next = disturbances.nextPs(movedPs);
            long sample = Scheduler.NEVER;
            long secondary = Scheduler.NEVER;
            for (int i = 0; i < places.size(); i++) {
                NodeLine place = places.get(i);
                BitClock clock = place.node.clock();
                next = Math.min(next, Math.min(clock.nextBitPs(), place.nextArrivalPs()));
                next = Math.min(next, nextSeenPs(place));
                secondary = Math.min(secondary, place.node.nextSecondaryPs());
                if (!clock.isSampled()) {
                    sample = Math.min(sample, clock.samplePs());
                }
            }
            if (next <= untilPs && next <= Math.min(sample, secondary)) {
                moveLevels(next);
            } else if (secondary <= sample && secondary <= sampleUntilPs) {
                takeSecondarySamples(secondary);
            } else if (sample <= sampleUntilPs) {
                takeSamples(sample);
            } else {
                break;
            }
        }
        doneUntilPs = untilPs;
        stepping = false;
    }

    private long nextSeenPs(NodeLine place) {
        return place.seenEdges == edges
                ? Scheduler.NEVER
                : edgePs[(int) (place.seenEdges % NodeLine.EDGES)]
                        + place.node.parameters().inDelayPs();
    }

    private void moveLevels(long nowPs) {
        movedPs = nowPs;
        for (int i = 0; i < places.size(); i++) {
            NodeLine place = places.get(i);
            if (place.node.clock().nextBitPs() <= nowPs) {
                place.node.beginBit();
                place.drive(place.node.driven(), nowPs);
            }
        }
        if (!disturbances.isEmpty()) {
            disturbances.follow(places, nowPs);
        }
        int wire = WireNode.RECESSIVE;
        for (int i = 0; i < places.size(); i++) {
            NodeLine place = places.get(i);
            while (place.nextArrivalPs() <= nowPs) {
                place.atWire = 1 - place.atWire;
                place.arrivedEdges++;
            }
            wire &= disturbances.driven(place.node, place.atWire, nowPs);
        }
        wire = disturbances.wire(wire, nowPs);
        if (wire != level) {
            level = wire;
            edgePs[(int) (edges++ % NodeLine.EDGES)] = nowPs;
        }
        for (int i = 0; i < places.size(); i++) {
            NodeLine place = places.get(i);
            while (nextSeenPs(place) <= nowPs) {
                place.seenEdges++;
                place.arrived = 1 - place.arrived;
            }
            int seen = disturbances.seen(place.node, place.arrived, nowPs);
            if (seen != place.seen) {
                place.seen = seen;
                if (seen == WireNode.DOMINANT) {
                    place.node.edge(nowPs);
                }
            }
        }
    }

    private void takeSecondarySamples(long nowPs) {
        for (int i = 0; i < places.size(); i++) {
            NodeLine place = places.get(i);
            if (place.node.nextSecondaryPs() <= nowPs) {
                place.node.sampleSecondary(place.seen);
            }
        }
    }

    private void takeSamples(long nowPs) {
        for (int i = 0; i < places.size(); i++) {
            NodeLine place = places.get(i);
            BitClock clock = place.node.clock();
            if (!clock.isSampled() && clock.samplePs() <= nowPs) {
                place.node.sample(place.seen, nowPs);
            }
        }
    }

    @Override
    public void describe(Fields fields) {
        level = fields.i32("level", level);
        edges = fields.i64("edges", edges);
        fields.i64s("edgePs", edgePs);
        doneUntilPs = fields.i64("doneUntilPs", doneUntilPs);
        movedPs = fields.i64("movedPs", movedPs);
        plannedPs = fields.i64("plannedPs", plannedPs);
        heldUntilPs = fields.i64("heldUntilPs", heldUntilPs);
        passed = fields.bool("passed", passed);
        counted = fields.bool("counted", counted);
        signalled = fields.bool("signalled", signalled);
        frames = fields.i64("frames", frames);
        frameClocks = fields.i64("frameClocks", frameClocks);
        errorBits = fields.i64("errorBits", errorBits);
        intermissionBits = fields.i64("intermissionBits", intermissionBits);
        arbitrationsLost = fields.i64("arbitrationsLost", arbitrationsLost);
        collisions = fields.i64("collisions", collisions);
        notAcknowledged = fields.i64("notAcknowledged", notAcknowledged);
        for (NodeLine place : places) {
            if (!place.node.isIntruder()) {
                fields.child(place.node.name(), place.node);
            }
        }
    }
}
