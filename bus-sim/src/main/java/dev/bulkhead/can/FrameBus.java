package dev.bulkhead.can;

import dev.bulkhead.can.CanPort.Mode;
import dev.bulkhead.can.CanPort.Offer;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A CAN bus at frame level, to which nothing happens that makes an error: a {@link
 * dev.bulkhead.can.wire.LeveledBus} goes over to bits before that. All nodes share one bit clock
 * and one sample point; a frame starts at an edge of that clock, and every event comes at the
 * sample point of its bit. On a bus with a data bit rate all nodes know FD frames; the sample
 * points of a data phase lie data bit times apart, and behind it the edges are those of its sender.
 *
 * <p>At each start of a frame all frames that were offered before it arbitrate by their exact bits.
 * A frame that is offered while the bus is idle starts at the next edge, one that is offered during
 * a frame or its intermission of three bits arbitrates at the first edge after them.
 *
 * <p>Deviations from the standard, which {@code can.wire} does not have. The first two are of a bus
 * that nobody takes over ({@link #beforeErrors}), as are nodes that divide their bits otherwise:
 * they sample where all do.
 *
 * <ul>
 *   <li>No bit errors, error counters or error states. A frame that nobody acknowledges is followed
 *       by an active error frame of 6 and 8 bits, whose first bit is a form error for those who
 *       listen, and is sent again after the intermission, without end.
 *   <li>Two frames with one arbitration field and different content: see {@link BusEvent.Collided}.
 *       Frames that are equal in all bits are sent as one, and all their nodes succeed; that is so
 *       on a real bus too.
 *   <li>Edges lie on one grid also while the bus is idle, where a real node starts by its own clock
 *       and the others synchronise; no node starts in the third bit of intermission; no overload
 *       frames.
 *   <li>A node that does not know FD frames ({@link FdSupport#CLASSIC}) does not destroy them: it
 *       is as deaf to them as one that tolerates them, and learns of a {@link
 *       BusEvent.ProtocolException}.
 * </ul>
 *
 * @see "Bosch CAN Specification 2.0 (1991), Part B, sections 3 and 4"
 */
public final class FrameBus implements CanBus {
    private static final int ERROR_FRAME_BITS = 14;
    private static final int BITS_TO_JOIN = 11;
    private static final int FIRST_INTRUDER_RANK = 1 << 16;

    private static final int START = 0;
    private static final int STARTED = 1;
    private static final int GAVE_WAY = 2;
    private static final int ACKNOWLEDGE = 3;
    private static final int RECEIVED = 4;
    private static final int TRANSMITTED = 5;
    private static final int ERROR_END = 6;
    private static final int PASSED_OVER = 7;
    private static final int CUT_OFF = 8;

    private final String name;
    private final Scheduler scheduler;
    private final EventSource events;

    /** Ticks are the longest time of which both bit times are multiples; a bit on a classic bus. */
    private final Clock ticks;

    private final Clock samples;
    private final OptionalLong dataBitRate;
    private final long bitTicks;
    private final long dataBitTicks;
    private final List<Port> ports = new ArrayList<>();
    private int intruders;
    private Observer observer = (_, _, _) -> {};
    private Optional<Successor> successor = Optional.empty();

    /** Those that stand between the bus and who receives; no state, as whoever put them there. */
    private final List<FrameStandIn> standIns = new ArrayList<>();

    /** The frame on the bus, {@code null} from the end of one to the next start. */
    private CanFrame onBus;

    private FrameBits onBusBits;
    private long startTick;
    private long freeFromTick;
    private long plannedStartTick = -1;
    private long frames;
    private long frameTicks;
    private long errorBits;
    private long intermissionBits;
    private long arbitrationsLost;
    private long collisions;
    private long notAcknowledged;

    /**
     * A bus whose nodes know classic frames only.
     *
     * @param name as telemetry, logs and results call the bus
     * @param rank the bus's place among the owners of events of class {@code BUS}
     * @param bitClock one edge a bit
     * @param samplePointPermille part of a bit that lies before its sample point, 500..999
     */
    public FrameBus(
            String name, Scheduler scheduler, int rank, Clock bitClock, int samplePointPermille) {
        this(name, scheduler, rank, bitClock, samplePointPermille, OptionalLong.empty());
    }

    /**
     * @param name as telemetry, logs and results call the bus
     * @param rank the bus's place among the owners of events of class {@code BUS}
     * @param bitClock one edge a nominal bit; the data bit rate has its error too
     * @param samplePointPermille part of a nominal bit that lies before its sample point, 500..999
     * @param dataBitRate of FD frames, bits a second, at least the nominal rate; empty: no node of
     *     the bus knows FD frames
     */
    public FrameBus(
            String name,
            Scheduler scheduler,
            int rank,
            Clock bitClock,
            int samplePointPermille,
            OptionalLong dataBitRate) {
        if (samplePointPermille < 500 || samplePointPermille > 999) {
            throw new IllegalArgumentException(
                    "samplePointPermille=" + samplePointPermille + ", expected 500..999");
        }
        long bitRate = bitClock.frequencyHz();
        long fastRate = dataBitRate.orElse(bitRate);
        if (fastRate < bitRate) {
            throw new IllegalArgumentException(
                    "dataBitRate=" + fastRate + ", expected at least " + bitRate);
        }
        this.name = name;
        this.scheduler = scheduler;
        this.events = scheduler.register(EventClass.BUS, rank, this::handle);
        this.dataBitRate = dataBitRate;
        dataBitTicks = bitRate / greatestCommonDivisor(bitRate, fastRate);
        bitTicks = dataBitTicks * fastRate / bitRate;
        ticks = new Clock(bitRate * bitTicks, bitClock.offsetPs(), bitClock.errorPpb());
        long toSamplePs = SimTime.PS_PER_S / 1000 * samplePointPermille / bitRate;
        samples =
                new Clock(
                        ticks.frequencyHz(),
                        Math.addExact(ticks.offsetPs(), toSamplePs),
                        ticks.errorPpb());
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /** A level of the bus that has errors too. */
    @FunctionalInterface
    public interface Successor {
        /**
         * Goes on with the bus, of which nodes have not yet been told what they learn now.
         *
         * @param nowPs time of the event
         */
        void goOn(FrameBusState state, long nowPs);
    }

    /** Hands the bus over, once, when a frame collides or is not acknowledged. */
    public void beforeErrors(Successor next) {
        successor = Optional.of(next);
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
    public Intruder intrude(String name, CanNode listener) {
        Port port = new Port(name, FIRST_INTRUDER_RANK + intruders, listener);
        intruders++;
        ports.add(port);
        return port;
    }

    @Override
    public void hold(long untilPs, long nowPs) {
        scheduler.advanceTo(nowPs);
        freeFromTick = Math.max(freeFromTick, edgeFrom(ticks.edgeAtOrAfter(untilPs)));
        plan();
    }

    /** The node is active from the beginning. */
    @Override
    public CanPort attach(String node, int rank, CanNode listener) {
        if (rank >= FIRST_INTRUDER_RANK) {
            throw new IllegalArgumentException(
                    "rank=" + rank + ", expected less than " + FIRST_INTRUDER_RANK);
        }
        for (Port port : ports) {
            if (port.rank == rank || port.node.equals(node)) {
                throw new IllegalArgumentException(
                        node + " of rank " + rank + " beside " + port.node + " of " + port.rank);
            }
        }
        Port port = new Port(node, rank, listener);
        ports.add(port);
        ports.sort(Comparator.comparingInt(each -> each.rank));
        return port;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long bitRate() {
        return ticks.frequencyHz() / bitTicks;
    }

    @Override
    public OptionalLong dataBitRate() {
        return dataBitRate;
    }

    @Override
    public CanBusStatistics statistics() {
        long elapsed = Math.max(ticks.edgeAtOrBefore(events.nowPs()), 0);
        return new CanBusStatistics(
                frames,
                frameTicks / bitTicks,
                errorBits,
                intermissionBits,
                elapsed / bitTicks,
                arbitrationsLost,
                collisions,
                notAcknowledged);
    }

    /**
     * Hands the bus over to another level, and does nothing any more.
     *
     * @param nowPs time of the caller; no event lies before it
     */
    public FrameBusState leave(long nowPs) {
        return leave(nowPs, events.isDue(nowPs));
    }

    private FrameBusState leave(long nowPs, boolean dueNow) {
        long edge = ticks.edgeAtOrBefore(nowPs);
        edge -= Math.floorMod(edge - freeFromTick, bitTicks);
        FrameBusState state =
                new FrameBusState(
                        onBus == null || events.isScheduled(ERROR_END)
                                ? OptionalLong.empty()
                                : OptionalLong.of(ticks.edgePs(startTick)),
                        ticks.edgePs(freeFromTick),
                        ticks.edgePs(Math.max(edge, 0)),
                        frameTicks,
                        bitTicks,
                        dueNow,
                        ports.stream().map(Port::state).toList());
        for (int kind = START; kind <= CUT_OFF; kind++) {
            events.cancel(kind);
        }
        plannedStartTick = -1;
        ports.forEach(Port::clear);
        return state;
    }

    private void handle(int kind, long argument, long nowPs) {
        switch (kind) {
            case START -> start(plannedStartTick);
            case STARTED -> tellStarted(nowPs);
            case GAVE_WAY -> giveWay(ports.get((int) (argument >>> 32)), (int) argument, nowPs);
            case ACKNOWLEDGE -> acknowledge(nowPs);
            case RECEIVED -> tellReceived(nowPs);
            case PASSED_OVER -> tellPassedOver(nowPs);
            case CUT_OFF -> tellCutOff(ports.get((int) argument), nowPs);
            case TRANSMITTED -> succeed(nowPs);
            case ERROR_END -> {
                onBus = null;
                onBusBits = null;
                plan();
            }
            default -> throw new IllegalStateException("kind=" + kind + ", expected 0..8");
        }
    }

    /** Plans the next start of a frame, unless one is on the bus. */
    private void plan() {
        if (onBus != null) {
            return;
        }
        long earliest = Long.MAX_VALUE;
        for (Port port : ports) {
            if (port.maySend()) {
                earliest = Math.min(earliest, port.earliestStartTick());
            }
        }
        if (earliest == Long.MAX_VALUE) {
            if (plannedStartTick >= 0) {
                events.cancel(START);
                plannedStartTick = -1;
            }
        } else if (earliest != plannedStartTick) {
            events.cancel(START);
            plannedStartTick = earliest;
            events.schedule(ticks.edgePs(earliest), START, 0);
        }
    }

    /** The bit edge of the grid that the last frame left behind, at or after {@code tick}. */
    private long edgeFrom(long tick) {
        return tick + Math.floorMod(freeFromTick - tick, bitTicks);
    }

    /** Where a bit of the frame that started last begins, or its sample point on that clock. */
    private long tick(FrameBits sent, int bit) {
        return startTick + bit * bitTicks - sent.fastBits(bit) * (bitTicks - dataBitTicks);
    }

    private void start(long tick) {
        plannedStartTick = -1;
        startTick = tick;
        for (Port port : ports) {
            port.inFrame = port.mode != Mode.OFF && port.joinedFromTick <= tick;
            if (port.inFrame && port.maySend() && port.earliestStartTick() <= tick) {
                FrameBits sent = port.startSending();
                if (onBus == null || dominates(sent, onBusBits)) {
                    onBus = port.sent;
                    onBusBits = sent;
                }
            }
        }
        events.schedule(samples.edgePs(tick), STARTED, 0);
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            if (port.sent != null && !port.sent.equals(onBus)) {
                int differs = port.sentBits.firstDifference(onBusBits);
                events.schedule(
                        samples.edgePs(tick(onBusBits, differs)),
                        GAVE_WAY,
                        (long) i << 32 | differs);
            }
        }
        events.schedule(samples.edgePs(tick(onBusBits, lastAckSlot())), ACKNOWLEDGE, 0);
        if (onBus.fd() && isUnknownToSome()) {
            events.schedule(samples.edgePs(tick(onBusBits, onBusBits.fdf())), PASSED_OVER, 0);
        }
    }

    private boolean isUnknownToSome() {
        for (Port port : ports) {
            if (!port.fdSettings.knows(onBus)) {
                return true;
            }
        }
        return false;
    }

    /** Where the frame is acknowledged at the latest: one bit later in an FD frame. */
    private int lastAckSlot() {
        return onBusBits.ackSlot() + (onBus.fd() ? 1 : 0);
    }

    /** Whether {@code one} is dominant where it first differs from {@code other}. */
    private static boolean dominates(FrameBits one, FrameBits other) {
        int differs = one.firstDifference(other);
        return differs < one.length() && one.level(differs) == 0;
    }

    private void tellStarted(long nowPs) {
        SimTime at = new SimTime(nowPs);
        for (Port port : ports) {
            port.tell(new BusEvent.FrameStarted(at, port.sent != null));
        }
    }

    private void giveWay(Port port, int bit, long nowPs) {
        SimTime at = new SimTime(nowPs);
        FrameBits own = port.sentBits;
        boolean arbitrates = own.inArbitration(bit);
        if (!arbitrates && handsOver(nowPs)) {
            return;
        }
        port.stopSending();
        if (arbitrates) {
            arbitrationsLost++;
            port.tell(own.lostAt(at, bit));
        } else {
            collisions++;
            port.tell(new BusEvent.Collided(at));
        }
    }

    /** Whether another level goes on from an error, which then is the first thing it tells. */
    private boolean handsOver(long nowPs) {
        successor.ifPresent(next -> next.goOn(leave(nowPs, true), nowPs));
        return successor.isPresent();
    }

    private void acknowledge(long nowPs) {
        boolean acknowledged = false;
        boolean needed = false;
        for (Port port : ports) {
            needed |= port.sent != null && port.acknowledging.needs();
            acknowledged |=
                    port.inFrame
                            && port.sent == null
                            && port.acknowledging.gives()
                            && port.fdSettings.knows(onBus)
                            && port.mode.participates()
                            && !port.isIntruder();
        }
        int length = onBusBits.length();
        if (acknowledged || !needed) {
            events.schedule(samples.edgePs(tick(onBusBits, length - 2)), RECEIVED, 0);
            events.schedule(samples.edgePs(tick(onBusBits, length - 1)), TRANSMITTED, 0);
            return;
        }
        if (handsOver(nowPs)) {
            return;
        }
        int sent = lastAckSlot() + 1 + ERROR_FRAME_BITS;
        long free = tick(onBusBits, sent + FrameBits.INTERMISSION_BITS);
        freeFromTick = Math.max(freeFromTick, free);
        events.schedule(samples.edgePs(tick(onBusBits, sent - 1)), ERROR_END, 0);
        errorBits += sent;
        intermissionBits += FrameBits.INTERMISSION_BITS;
        notAcknowledged++;
        observer.errorFrame(sender(), Optional.of(CanError.ACKNOWLEDGEMENT), true, nowPs);
        SimTime at = new SimTime(nowPs);
        long flagPs = samples.edgePs(tick(onBusBits, lastAckSlot() + 1));
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            if (port.sent != null) {
                port.stopSending();
                port.tell(new BusEvent.NotAcknowledged(at));
            } else if (port.hears() && port.fdSettings.knows(onBus)) {
                events.schedule(flagPs, CUT_OFF, i);
            }
        }
    }

    private void tellPassedOver(long nowPs) {
        BusEvent event = new BusEvent.ProtocolException(new SimTime(nowPs));
        for (Port port : ports) {
            if (!port.fdSettings.knows(onBus)) {
                port.tell(event);
            }
        }
    }

    /** One who only listens to a frame that nobody acknowledged sees its sender's error flag. */
    private void tellCutOff(Port listener, long nowPs) {
        // an FD frame has had both bits at which the slot may be
        ErrorPlace place = onBus.fd() ? ErrorPlace.END_OF_FRAME : ErrorPlace.ACKNOWLEDGE;
        listener.tell(new BusEvent.ErrorSeen(new SimTime(nowPs), CanError.FORM, place, false));
    }

    private void tellReceived(long nowPs) {
        SimTime at = new SimTime(nowPs);
        BusEvent event = new BusEvent.Received(at, onBus);
        standIns.forEach(standIn -> standIn.passes(onBus, nowPs));
        for (Port port : ports) {
            if (port.sent != null || !port.fdSettings.knows(onBus)) {
                continue;
            }
            if (standIns.isEmpty() || port.isIntruder()) {
                port.tell(event);
            } else if (port.hears()) {
                instead(port.node).ifPresent(f -> port.tell(new BusEvent.Received(at, f)));
            }
        }
    }

    /** What those who stand between leave of the frame on the bus. */
    private Optional<CanFrame> instead(String node) {
        Optional<CanFrame> frame = Optional.of(onBus);
        for (FrameStandIn standIn : standIns) {
            frame = frame.flatMap(f -> standIn.received(node, f));
        }
        return frame;
    }

    private String sender() {
        for (Port port : ports) {
            if (port.sent != null) {
                return port.node;
            }
        }
        throw new IllegalStateException("a frame without a sender ended");
    }

    private void succeed(long nowPs) {
        BusEvent event = new BusEvent.Transmitted(new SimTime(nowPs), onBus);
        observer.sent(sender(), onBus, nowPs);
        frames++;
        frameTicks += tick(onBusBits, onBusBits.length()) - startTick;
        intermissionBits += FrameBits.INTERMISSION_BITS;
        long free = tick(onBusBits, onBusBits.length() + FrameBits.INTERMISSION_BITS);
        freeFromTick = Math.max(freeFromTick, free);
        onBus = null;
        onBusBits = null;
        for (Port port : ports) {
            if (port.sent != null) {
                port.sent = null;
                if (port.offer == Offer.ON_BUS) {
                    port.clear();
                }
                port.tell(event);
            }
        }
        plan();
    }

    @Override
    public void describe(Fields fields) {
        onBus = CanFrame.describe(fields, "onBus", onBus);
        if (fields.restoring()) {
            onBusBits = onBus == null ? null : FrameBits.of(onBus);
        }
        startTick = fields.i64("startBit", startTick);
        freeFromTick = fields.i64("freeFromBit", freeFromTick);
        plannedStartTick = fields.i64("plannedStartBit", plannedStartTick);
        frames = fields.i64("frames", frames);
        frameTicks = fields.i64("frameBits", frameTicks);
        errorBits = fields.i64("errorBits", errorBits);
        intermissionBits = fields.i64("intermissionBits", intermissionBits);
        arbitrationsLost = fields.i64("arbitrationsLost", arbitrationsLost);
        collisions = fields.i64("collisions", collisions);
        notAcknowledged = fields.i64("notAcknowledged", notAcknowledged);
        for (Port port : ports) {
            if (!port.isIntruder()) {
                fields.child(port.node, port);
            }
        }
    }

    private final class Port implements Intruder {
        private final String node;
        private final int rank;
        private final CanNode listener;
        private Mode mode = Mode.ACTIVE;
        private FdSettings fdSettings = FdSettings.usual(dataBitRate.isPresent());
        private Acknowledging acknowledging = Acknowledging.USUAL;
        private Optional<BitTiming> bitTiming = Optional.empty();
        private long joinedFromTick;
        private Offer offer = Offer.NONE;
        private CanFrame frame;
        private long readyAtPs;
        private boolean withdrawn;

        /** Whether the node was there at the start of the frame on the bus. */
        private boolean inFrame;

        /** The node's frame that is on the bus, or arbitrates, even if the node went off. */
        private CanFrame sent;

        private FrameBits sentBits;

        /** Of the offered frame, made when it first starts; it may have to start again. */
        private FrameBits bits;

        Port(String node, int rank, CanNode listener) {
            this.node = node;
            this.rank = rank;
            this.listener = listener;
        }

        @Override
        public void offer(CanFrame frame) {
            if (offer == Offer.ON_BUS) {
                throw new IllegalStateException(
                        node + " offers " + frame + " while " + this.frame + " is on the bus");
            }
            if (frame.fd() && dataBitRate.isEmpty()) {
                throw new IllegalArgumentException(
                        node + " offers " + frame + " on a bus without a data bit rate");
            }
            if (!fdSettings.knows(frame)) {
                throw new IllegalArgumentException(
                        "%s offers %s, expected a classic frame as it is %s"
                                .formatted(node, frame, fdSettings.support()));
            }
            this.frame = frame;
            bits = null;
            offer = Offer.WAITING;
            readyAtPs = events.nowPs();
            observer.offered(node, frame, readyAtPs);
            plan();
        }

        @Override
        public boolean withdraw() {
            if (offer == Offer.ON_BUS) {
                withdrawn = true;
                return false;
            }
            clear();
            plan();
            return true;
        }

        /** Frames begin and end in events, of which none lies before. */
        @Override
        public Offer offered(long nowPs) {
            return offer;
        }

        @Override
        public Offer offered() {
            return offer;
        }

        @Override
        public Mode mode() {
            return mode;
        }

        @Override
        public void mode(Mode next) {
            if (mode == Mode.OFF && next != Mode.OFF) {
                joinedFromTick = ticks.edgeAtOrAfter(events.nowPs()) + BITS_TO_JOIN * bitTicks;
                inFrame = false;
            }
            if (next.participates() && !mode.participates()) {
                readyAtPs = events.nowPs();
            }
            mode = next;
            if (next == Mode.OFF) {
                clear();
            }
            plan();
        }

        @Override
        public void acknowledging(Acknowledging next) {
            acknowledging = next;
        }

        @Override
        public FdSettings fdSettings() {
            return fdSettings;
        }

        @Override
        public void fdSettings(FdSettings next, long nowPs) {
            fdSettings = next;
        }

        @Override
        public void bitTiming(BitTiming timing, long nowPs) {
            if (mode != Mode.OFF) {
                throw new IllegalStateException(node + " is " + mode + ", expected OFF");
            }
            bitTiming = Optional.of(timing);
        }

        @Override
        public void offer(CanFrame next, long nowPs) {
            scheduler.advanceTo(nowPs);
            offer(next);
        }

        FrameBusState.NodeState state() {
            return new FrameBusState.NodeState(
                    mode,
                    fdSettings,
                    acknowledging,
                    bitTiming,
                    inFrame,
                    ticks.edgePs(joinedFromTick),
                    offer,
                    frame,
                    withdrawn,
                    sent);
        }

        boolean isIntruder() {
            return rank >= FIRST_INTRUDER_RANK;
        }

        boolean hears() {
            return inFrame && mode != Mode.OFF;
        }

        boolean maySend() {
            return offer == Offer.WAITING && mode.participates();
        }

        /**
         * First edge after the frame became ready at which the node takes part and the bus is free.
         */
        long earliestStartTick() {
            long afterReady = ticks.edgeAtOrBefore(readyAtPs) + 1;
            return edgeFrom(Math.max(Math.max(afterReady, joinedFromTick), freeFromTick));
        }

        FrameBits startSending() {
            if (bits == null) {
                bits = FrameBits.of(frame);
            }
            offer = Offer.ON_BUS;
            sent = frame;
            sentBits = bits;
            return bits;
        }

        /** The frame on the bus is no longer this node's: what it offered waits again. */
        void stopSending() {
            sent = null;
            if (offer == Offer.ON_BUS) {
                offer = Offer.WAITING;
                if (withdrawn) {
                    clear();
                }
            }
        }

        void clear() {
            offer = Offer.NONE;
            frame = null;
            withdrawn = false;
        }

        void tell(BusEvent event) {
            if (hears()) {
                listener.on(event);
            }
        }

        @Override
        public void describe(Fields fields) {
            mode = fields.constant("mode", mode, Mode.values());
            if (dataBitRate.isPresent()) {
                fdSettings = fdSettings.describe(fields);
            }
            acknowledging = acknowledging.describe(fields);
            bitTiming = BitTiming.describe(fields, "bitTiming", bitTiming);
            joinedFromTick = fields.i64("joinedFromBit", joinedFromTick);
            offer = fields.constant("offer", offer, Offer.values());
            frame = CanFrame.describe(fields, "frame", frame);
            readyAtPs = fields.i64("readyAtPs", readyAtPs);
            withdrawn = fields.bool("withdrawn", withdrawn);
            inFrame = fields.bool("inFrame", inFrame);
            sent = CanFrame.describe(fields, "sent", sent);
            if (fields.restoring()) {
                bits = null;
                sentBits = sent == null ? null : FrameBits.of(sent);
            }
        }
    }
}
