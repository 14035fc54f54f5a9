package dev.bulkhead.can.wire;

import dev.bulkhead.can.Acknowledging;
import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanNode;
import dev.bulkhead.can.ErrorPlace;
import dev.bulkhead.can.ErrorState;
import dev.bulkhead.can.FdSettings;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.can.FrameBusState.NodeState;
import dev.bulkhead.can.Intruder;
import dev.bulkhead.can.wire.FrameReceiver.Outcome;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;

import java.util.Optional;

/**
 * One node's protocol machine: what it drives in each bit and what it makes of each bit it samples.
 *
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), chapters 3 to 7"
 */
final class WireNode implements Intruder {
    static final int DOMINANT = 0;
    static final int RECESSIVE = 1;

    private static final int FLAG_BITS = 6;

    /** Of an error frame; as many are the last of a frame, with the acknowledge delimiter. */
    static final int DELIMITER_BITS = 8;

    private static final int SUSPEND_BITS = 8;
    static final int BITS_TO_JOIN = 11;
    private static final int SEQUENCES_TO_RECOVER = 128;

    /** Overload frames at a receiver's wish before one frame. */
    private static final int MOST_OVERLOADS = 2;

    /** How many dominant bits behind a flag count as one more error. */
    private static final int TOO_LATE_BITS = 8;

    /** Where the node stands in the stream of bits. */
    enum Phase {
        OFF,
        /** Waits for eleven recessive bits. */
        INTEGRATING,
        IDLE,
        FRAME,
        ACTIVE_FLAG,
        PASSIVE_FLAG,
        OVERLOAD_FLAG,
        /** A flag was sent; others may go on with theirs. */
        DELIMITER_START,
        DELIMITER,
        INTERMISSION,
        SUSPEND,
        BUS_OFF
    }

    private final WireBus bus;
    private final String name;
    private final int rank;
    private final CanNode listener;
    private final WireNodeParameters parameters;
    private final NodeLine line = new NodeLine(this);
    private final BitClock clock;
    private final FrameReceiver receiver;
    private final ErrorCounters counters = new ErrorCounters();
    private final SecondarySampling secondary = new SecondarySampling();

    private Mode mode = Mode.ACTIVE;
    private Acknowledging acknowledging = Acknowledging.USUAL;
    private Offer offer = Offer.NONE;
    private CanFrame frame;
    private boolean withdrawn;

    /** The frame that is sent. */
    private CanFrame sent;

    /** Whether the node went off within the frame that it sends, and no longer hears of it. */
    private boolean left;

    /** How it divides its bits when that frame is over, if otherwise. */
    private Optional<BitTiming> whenLeft = Optional.empty();

    private FrameBits sentBits;

    private Phase phase = Phase.IDLE;
    private int count;

    /** Whether the node sent the frame that is on the bus, or was the last one there. */
    private boolean transmitter;

    /** Place on the wire of the transmitter's present bit. */
    private int sendPlace;

    /** Level that the node drives from the last bit's edge on. */
    private int driven = RECESSIVE;

    private int lastLevel = RECESSIVE;
    private int lastFlagLevel;

    /** Whether a dominant bit right behind the flag means that others saw the error first. */
    private boolean errorFlagEnded;

    /**
     * Whether a missing acknowledgement counts as soon as the passive flag meets a dominant bit.
     */
    private boolean acknowledgementInDoubt;

    /** Whether the bit that runs began before the node was switched on. */
    private boolean beganEarlier;

    /** Whether the node goes through what it has learnt already. */
    private boolean hearsNothing;

    /** Overload frames that the node wished since the last frame. */
    private int overloads;

    private int recoveries;
    private long bitsSinceStart;

    WireNode(WireBus bus, String name, int rank, CanNode listener, WireNodeParameters parameters) {
        this.bus = bus;
        this.name = name;
        this.rank = rank;
        this.listener = listener;
        this.parameters = parameters;
        clock = new BitClock(parameters.timing(), parameters.oscillatorErrorPpb());
        receiver = new FrameReceiver(parameters.fdSupport());
    }

    String name() {
        return name;
    }

    int rank() {
        return rank;
    }

    BitClock clock() {
        return clock;
    }

    int driven() {
        return driven;
    }

    NodeLine line() {
        return line;
    }

    boolean isIntruder() {
        return rank >= WireBus.FIRST_INTRUDER_RANK;
    }

    WireNodeParameters parameters() {
        return parameters;
    }

    boolean isTransmitting() {
        return phase == Phase.FRAME && transmitter;
    }

    /** The frame that the node sends; only while {@link #isTransmitting}. */
    CanFrame sentFrame() {
        return sent;
    }

    /** Place on the wire of the bit that the node sends. */
    int sendPlace() {
        return sendPlace;
    }

    /** Whether the node needs to look at the bus's bits although nothing happens there. */
    boolean isAwake() {
        return switch (phase) {
            case OFF -> false;
            case IDLE -> wantsToSend();
            default -> true;
        };
    }

    private boolean wantsToSend() {
        return offer == Offer.WAITING && mode.participates();
    }

    /** A bit begins: decides what the node drives in it. */
    void beginBit() {
        long edgePs = clock.nextBitPs();
        clock.nextBit();
        beganEarlier = false;
        driven = levelToDrive(edgePs);
        if (isTransmitting()) {
            if (sent.fd() && sendPlace == sentBits.reservedBit()) {
                secondary.beginMeasuring(edgePs);
            }
            secondary.bitBegins(edgePs, driven);
        }
    }

    /** When the node looks at a bit that it sent, beside its sample point. */
    long nextSecondaryPs() {
        return secondary.nextPs();
    }

    void sampleSecondary(int level) {
        secondary.look(level);
    }

    private int levelToDrive(long edgePs) {
        switch (phase) {
            case IDLE -> {
                if (wantsToSend() && !bus.isHeld(edgePs)) {
                    startSending(0);
                    return DOMINANT;
                }
                return RECESSIVE;
            }
            case FRAME -> {
                if (transmitter) {
                    sendPlace++;
                    return sendPlace == sentBits.ackSlot() && bus.acknowledgesAll(this, edgePs)
                            ? DOMINANT
                            : sentBits.level(sendPlace);
                }
                return acknowledges(edgePs) ? DOMINANT : RECESSIVE;
            }
            case INTERMISSION -> {
                if (wishesOverload(edgePs)) {
                    overloads++;
                    phase = Phase.OVERLOAD_FLAG;
                    errorFlagEnded = false;
                    bus.signals(this, Optional.empty(), false, edgePs);
                    return DOMINANT;
                }
                return RECESSIVE;
            }
            case ACTIVE_FLAG, OVERLOAD_FLAG -> {
                return mode == Mode.LISTENING || silent() ? RECESSIVE : DOMINANT;
            }
            default -> {
                return RECESSIVE;
            }
        }
    }

    private boolean acknowledges(long nowPs) {
        return receiver.expectsAcknowledge()
                && acknowledging.gives()
                && mode.participates()
                && !isIntruder()
                && takesForRight(nowPs);
    }

    private boolean takesForRight(long nowPs) {
        return receiver.isCrcRight() || bus.acknowledgesAll(this, nowPs);
    }

    private boolean wishesOverload(long nowPs) {
        return count == 0
                && !transmitter
                && mode == Mode.ACTIVE
                && !isIntruder()
                && overloads < MOST_OVERLOADS
                && bus.wishesOverload(this, nowPs);
    }

    /** Whether the node, as a receiver, must leave no trace on the bus. */
    private boolean silent() {
        return isIntruder() && !transmitter;
    }

    /** Whether errors neither count nor are signalled. */
    private boolean ignoresErrors() {
        return mode == Mode.RESTRICTED || mode == Mode.LISTENING || silent() || left;
    }

    private void startSending(int place) {
        sent = frame;
        boolean passive = counters.state() == ErrorState.ERROR_PASSIVE;
        if (frame.fd() && passive && !frame.errorPassive()) {
            sent =
                    new CanFrame(
                            frame.identifier(),
                            frame.extended(),
                            frame.format(),
                            true,
                            frame.dlc(),
                            frame.data());
        }
        sentBits = FrameBits.of(sent);
        offer = Offer.ON_BUS;
        transmitter = true;
        sendPlace = place;
        startFrame();
    }

    private void startFrame() {
        phase = Phase.FRAME;
        overloads = 0;
        receiver.start();
        bitsSinceStart = 0;
    }

    /**
     * An edge from recessive to dominant reached the node.
     *
     * @see "section 8, synchronization rules 2 to 5"
     */
    void edge(long edgePs) {
        secondary.edge(edgePs);
        // a node that follows no frame samples too seldom to see a short recessive bit
        boolean follows = phase != Phase.OFF && phase != Phase.INTEGRATING;
        if (follows && lastLevel == DOMINANT) {
            return;
        }
        boolean startsFrame =
                switch (phase) {
                    case OFF, IDLE, SUSPEND, INTEGRATING, BUS_OFF -> true;
                    case INTERMISSION -> count > 0;
                    case FRAME -> !transmitter && receiver.expectsReservedBit();
                    default -> false;
                };
        if (startsFrame) {
            clock.hardSynchronise(edgePs);
            if (phase == Phase.INTEGRATING) {
                // samples at the nominal rate may miss the dominant bits of a data phase
                count = 0;
            }
        } else if (!(isTransmitting() && clock.isFast())) {
            clock.resynchronise(edgePs, driven == DOMINANT);
        }
    }

    /** The node's sample point: takes the level that it sees. */
    void sample(int level, long nowPs) {
        clock.sample();
        bitsSinceStart++;
        switch (phase) {
            case OFF -> {}
            case INTEGRATING -> integrate(level);
            case IDLE -> {
                if (level == DOMINANT) {
                    transmitter = false;
                    startFrame();
                    bitsSinceStart = 1;
                    sampleFrame(level, nowPs);
                }
            }
            case FRAME -> sampleFrame(level, nowPs);
            case ACTIVE_FLAG, OVERLOAD_FLAG -> sampleActiveFlag(level, nowPs);
            case PASSIVE_FLAG -> samplePassiveFlag(level, nowPs);
            case DELIMITER_START -> sampleDelimiterStart(level, nowPs);
            case DELIMITER -> sampleDelimiter(level, nowPs);
            case INTERMISSION -> sampleIntermission(level, nowPs);
            case SUSPEND -> {
                if (level == DOMINANT) {
                    transmitter = false;
                    startFrame();
                    bitsSinceStart = 1;
                    sampleFrame(level, nowPs);
                } else if (++count == SUSPEND_BITS) {
                    becomeIdle();
                }
            }
            case BUS_OFF -> recover(level, nowPs);
        }
        lastLevel = level;
    }

    private void integrate(int level) {
        countRecessive(level);
        if (count == BITS_TO_JOIN) {
            becomeIdle();
        }
    }

    private void countRecessive(int level) {
        if (!beganEarlier) {
            count = level == RECESSIVE ? count + 1 : 0;
        }
    }

    private void becomeIdle() {
        phase = Phase.IDLE;
        count = 0;
        transmitter = false;
    }

    /** Rule 12. */
    private void recover(int level, long nowPs) {
        count = level == RECESSIVE ? count + 1 : 0;
        if (count == BITS_TO_JOIN) {
            count = 0;
            recoveries++;
            if (recoveries == SEQUENCES_TO_RECOVER) {
                ErrorCounters.Standing before = counters.standing();
                counters.clear();
                becomeIdle();
                tellIfChanged(before, nowPs);
            }
        }
    }

    private void sampleFrame(int level, long nowPs) {
        if (left) {
            countRecessive(level);
        }
        if (transmitter && secondary.isActive()) {
            // what is seen now was sent a delay ago; the secondary sample points look at it
            if (secondary.sawError()) {
                bus.countIfCollided(this);
                fail(CanError.BIT, nowPs, Count.AS_RULED);
            } else {
                follow(receiver.take(driven), nowPs);
            }
            return;
        }
        boolean stuffBit = receiver.expectsStuffBit();
        if (transmitter && level != driven) {
            boolean overridden = level == DOMINANT;
            boolean arbitrates = overridden && sentBits.inArbitration(sendPlace);
            if (arbitrates && !stuffBit) {
                loseArbitration(level, nowPs);
                return;
            }
            if (arbitrates) {
                fail(CanError.STUFF, nowPs, Count.UNCHANGED);
                return;
            }
            if (!overridden || !mayBeAcknowledged()) {
                if (overridden) {
                    bus.countIfCollided(this);
                }
                fail(CanError.BIT, nowPs, Count.AS_RULED);
                return;
            }
        }
        follow(receiver.take(level), nowPs);
    }

    /** Whether a dominant bit is no error at this place, as it acknowledges. */
    private boolean mayBeAcknowledged() {
        int behindDelimiter = sendPlace - sentBits.ackSlot();
        return behindDelimiter >= 0 && behindDelimiter <= (sent.fd() ? 2 : 0);
    }

    private void loseArbitration(int level, long nowPs) {
        SimTime at = new SimTime(nowPs);
        BusEvent lost = sentBits.lostAt(at, sendPlace);
        transmitter = false;
        stopSending(nowPs);
        bus.countArbitrationLost();
        if (phase != Phase.FRAME) {
            return; // went off meanwhile
        }
        Outcome outcome = receiver.take(level);
        tell(lost);
        follow(outcome, nowPs);
    }

    private void follow(Outcome outcome, long nowPs) {
        switch (outcome) {
            case CONTINUE -> {
                if (bitsSinceStart == 1) {
                    bus.frameStarted();
                    tell(new BusEvent.FrameStarted(new SimTime(nowPs), transmitter));
                }
            }
            case RATE_SWITCHED -> {
                clock.switchRate(true);
                if (transmitter) {
                    secondary.start();
                }
            }
            case PROTOCOL_EXCEPTION -> {
                integrateAgain(nowPs);
                tell(new BusEvent.ProtocolException(new SimTime(nowPs)));
            }
            case STUFF_ERROR -> fail(CanError.STUFF, nowPs, Count.AS_RULED);
            case FORM_ERROR -> fail(CanError.FORM, nowPs, Count.AS_RULED);
            case CRC_DELIMITER -> endDataPhase();
            case NOT_ACKNOWLEDGED -> {
                if (transmitter) {
                    if (acknowledging.needs()) {
                        fail(CanError.ACKNOWLEDGEMENT, nowPs, Count.AS_RULED);
                    }
                } else if (!receiver.expectsAcknowledgeDelimiter() && !takesForRight(nowPs)) {
                    fail(CanError.CRC, nowPs, Count.AS_RULED);
                }
            }
            case ACKNOWLEDGED -> {
                if (!transmitter && driven == DOMINANT) {
                    countReceived();
                }
            }
            case ACKNOWLEDGE_DELIMITER -> {
                if (!transmitter && !takesForRight(nowPs)) {
                    fail(CanError.CRC, nowPs, Count.AS_RULED);
                }
            }
            case VALID -> {
                if (!transmitter) {
                    bus.received(this, receiver.frame(), nowPs);
                }
            }
            case END -> end(nowPs);
            case END_OVERRIDDEN -> {
                if (transmitter) {
                    fail(CanError.FORM, nowPs, Count.AS_RULED);
                } else {
                    overload(nowPs);
                }
            }
        }
    }

    private void countReceived() {
        if (!ignoresErrors()) {
            ErrorCounters.Standing before = counters.standing();
            counters.received();
            tellIfChanged(before, bus.nowPs());
        }
    }

    private void end(long nowPs) {
        phase = Phase.INTERMISSION;
        if (!transmitter) {
            count = 0;
            return;
        }
        ErrorCounters.Standing before = counters.standing();
        if (!ignoresErrors()) {
            counters.transmitted();
        }
        CanFrame done = sent;
        bus.sent(this, done, sentBits, nowPs);
        sent = null;
        sentBits = null;
        if (offer == Offer.ON_BUS) {
            clear();
        }
        if (left) {
            leave(nowPs);
            return;
        }
        count = 0;
        tell(new BusEvent.Transmitted(new SimTime(nowPs), done));
        tellIfChanged(before, nowPs);
    }

    /** The frame on the bus is no longer this node's: what it offered waits again. */
    private void stopSending(long nowPs) {
        sent = null;
        sentBits = null;
        if (offer == Offer.ON_BUS) {
            offer = Offer.WAITING;
            if (withdrawn) {
                clear();
            }
        }
        if (left) {
            leave(nowPs);
        }
    }

    /** The frame of a node that went off meanwhile is over. */
    private void leave(long nowPs) {
        left = false;
        whenLeft.ifPresent(timing -> clock.divide(timing, nowPs));
        whenLeft = Optional.empty();
        transmitter = false;
        phase = mode == Mode.OFF ? Phase.OFF : Phase.INTEGRATING;
    }

    private void clear() {
        offer = Offer.NONE;
        frame = null;
        withdrawn = false;
    }

    private void endDataPhase() {
        clock.switchRate(false);
        secondary.stop();
    }

    private void integrateAgain(long nowPs) {
        endDataPhase();
        if (transmitter) {
            stopSending(nowPs);
        }
        if (phase == Phase.FRAME) {
            phase = Phase.INTEGRATING;
            count = 0;
            transmitter = false;
        }
    }

    /** Whether an error counts as rules 1 and 3 say, or is one of the exceptions of rule 3. */
    private enum Count {
        AS_RULED,
        UNCHANGED
    }

    private void fail(CanError error, long nowPs, Count rule) {
        boolean ownFrame = sent != null;
        ErrorPlace place = place(error);
        ErrorCounters.Standing before = counters.standing();
        boolean ignored = ignoresErrors();
        endDataPhase();
        acknowledgementInDoubt = false;
        if (!ignored) {
            if (!transmitter) {
                counters.receiverErred();
            } else if (error == CanError.ACKNOWLEDGEMENT
                    && before.state() == ErrorState.ERROR_PASSIVE) {
                acknowledgementInDoubt = true;
            } else if (rule == Count.AS_RULED) {
                counters.transmitterErred();
            }
        }
        if (ownFrame) {
            stopSending(nowPs);
        }
        if (phase == Phase.OFF || phase == Phase.INTEGRATING) {
            return;
        }
        if (counters.state() == ErrorState.BUS_OFF) {
            goBusOff();
        } else if (mode == Mode.RESTRICTED || silent()) {
            phase = Phase.INTEGRATING;
            count = 0;
            transmitter = false;
        } else {
            startErrorFlag(before.state());
        }
        if (!ignored && !hearsNothing) {
            bus.signals(this, Optional.of(error), ownFrame, nowPs);
        }
        SimTime at = new SimTime(nowPs);
        if (error == CanError.ACKNOWLEDGEMENT) {
            bus.countNotAcknowledged();
            tell(new BusEvent.NotAcknowledged(at));
        } else {
            tell(new BusEvent.ErrorSeen(at, error, place, ownFrame));
        }
        tellIfChanged(before, nowPs);
    }

    private ErrorPlace place(CanError error) {
        if (phase != Phase.FRAME) {
            return errorFlagEnded ? ErrorPlace.ERROR_FRAME : ErrorPlace.OVERLOAD_FRAME;
        }
        // told behind the acknowledge delimiter, when EOF comes next
        return error == CanError.CRC ? ErrorPlace.ACKNOWLEDGE : receiver.place();
    }

    private void goBusOff() {
        phase = Phase.BUS_OFF;
        count = 0;
        recoveries = 0;
        transmitter = false;
    }

    private void overload(long nowPs) {
        if (mode == Mode.RESTRICTED || silent()) {
            phase = Phase.INTEGRATING;
        } else {
            if (mode != Mode.LISTENING) {
                bus.signals(this, Optional.empty(), transmitter, nowPs);
            }
            phase = Phase.OVERLOAD_FLAG;
            errorFlagEnded = false;
        }
        count = 0;
    }

    /** Rules 4 and 5: a bit error within a dominant flag is answered by a flag anew. */
    private void sampleActiveFlag(int level, long nowPs) {
        if (level == RECESSIVE && driven == DOMINANT) {
            countEight(nowPs);
            if (counters.state() != ErrorState.BUS_OFF) {
                startErrorFlag(counters.state());
            }
            return;
        }
        count++;
        endFlag();
    }

    private void startErrorFlag(ErrorState state) {
        phase = state == ErrorState.ERROR_PASSIVE ? Phase.PASSIVE_FLAG : Phase.ACTIVE_FLAG;
        count = 0;
        errorFlagEnded = true;
    }

    private void endFlag() {
        if (count == FLAG_BITS) {
            phase = Phase.DELIMITER_START;
            count = 0;
        }
    }

    private void samplePassiveFlag(int level, long nowPs) {
        if (level == DOMINANT && acknowledgementInDoubt) {
            acknowledgementInDoubt = false;
            countEight(nowPs);
            if (counters.state() == ErrorState.BUS_OFF) {
                return;
            }
        }
        count = count == 0 || level == lastFlagLevel ? count + 1 : 1;
        lastFlagLevel = level;
        endFlag();
    }

    /** Rules 2 and 6. */
    private void sampleDelimiterStart(int level, long nowPs) {
        if (level == RECESSIVE) {
            phase = Phase.DELIMITER;
            count = 1;
            return;
        }
        count++;
        boolean sawErrorFirst = count == 1 && errorFlagEnded && !transmitter;
        if (sawErrorFirst || count % TOO_LATE_BITS == 0) {
            countEight(nowPs);
        }
    }

    private void countEight(long nowPs) {
        if (ignoresErrors()) {
            return;
        }
        ErrorCounters.Standing before = counters.standing();
        if (transmitter) {
            counters.transmitterErred();
        } else {
            counters.receiverErredFirst();
        }
        if (counters.state() == ErrorState.BUS_OFF) {
            goBusOff();
        }
        tellIfChanged(before, nowPs);
    }

    private void sampleDelimiter(int level, long nowPs) {
        count++;
        if (level == DOMINANT) {
            if (count == DELIMITER_BITS) {
                overload(nowPs);
            } else {
                fail(CanError.FORM, nowPs, Count.AS_RULED);
            }
        } else if (count == DELIMITER_BITS) {
            phase = Phase.INTERMISSION;
            count = 0;
            bus.delimiterEnded();
            if (transmitter) {
                bus.errorFrameEnded(bitsSinceStart);
            }
        }
    }

    private void sampleIntermission(int level, long nowPs) {
        count++;
        boolean passiveTransmitter = transmitter && counters.state() == ErrorState.ERROR_PASSIVE;
        if (level == DOMINANT) {
            if (count < FrameBits.INTERMISSION_BITS) {
                overload(nowPs);
                return;
            }
            if (wantsToSend() && !passiveTransmitter && !bus.isHeld(nowPs)) {
                startSending(0);
            } else {
                transmitter = false;
                startFrame();
            }
            bitsSinceStart = 1;
            follow(receiver.take(level), nowPs);
        } else if (count == FrameBits.INTERMISSION_BITS) {
            if (passiveTransmitter) {
                phase = Phase.SUSPEND;
                count = 0;
            } else {
                becomeIdle();
            }
        }
    }

    /** Begins anew where a bus at frame level stands; what it learns up to now it has learnt. */
    void resume(NodeState state, long beginPs, boolean inFrame, boolean isPaused) {
        counters.clear();
        clear();
        sent = null;
        sentBits = null;
        left = state.sent() != null && (state.mode() == Mode.OFF || !state.takesPart());
        transmitter = false;
        count = 0;
        beganEarlier = false;
        driven = RECESSIVE;
        lastLevel = RECESSIVE;
        hearsNothing = true;
        mode = Mode.ACTIVE;
        state.bitTiming().ifPresent(timing -> clock.divide(timing, beginPs));
        clock.beginNextBitAt(beginPs);
        secondary.stop();
        settle(state.fdSettings());
        acknowledging = state.acknowledging();
        boolean takesPart = inFrame ? state.takesPart() : state.joinedFromPs() <= beginPs;
        if (state.mode() == Mode.OFF && state.sent() == null) {
            mode = Mode.OFF;
            phase = Phase.OFF;
        } else if (takesPart || state.sent() != null) {
            phase = isPaused ? Phase.INTERMISSION : Phase.IDLE;
            if (state.sent() == null && !state.mode().participates()) {
                mode = state.mode();
            }
        } else {
            phase = Phase.INTEGRATING;
        }
        if (state.sent() != null) {
            frame = state.sent();
            offer = Offer.WAITING;
        }
    }

    /** Whether it goes through again what it has learnt. */
    boolean hearsNothing() {
        return hearsNothing;
    }

    /**
     * Has, after {@link #resume}, what the node has had meanwhile.
     *
     * @param recessiveBefore recessive bits on the bus before those gone through again, at least
     */
    void takeOver(NodeState state, int recessiveBefore) {
        hearsNothing = false;
        mode = state.mode();
        left &= sent != null;
        if (left || phase == Phase.INTEGRATING) {
            long fromPs = state.joinedFromPs() - BITS_TO_JOIN * clock.bitPs();
            long before = Math.floorDiv(clock.bitStartPs() - fromPs, clock.bitPs());
            int most = Math.min(count + recessiveBefore, BITS_TO_JOIN);
            count = Math.clamp(before + (clock.isSampled() ? 1 : 0), 0, most);
            if (phase == Phase.INTEGRATING && count == BITS_TO_JOIN) {
                becomeIdle();
            }
        }
        frame = state.offered();
        offer = state.offer();
        withdrawn = state.withdrawn();
    }

    private void tellIfChanged(ErrorCounters.Standing before, long nowPs) {
        ErrorCounters.Standing now = counters.standing();
        if (now.warns() != before.warns()) {
            tell(new BusEvent.WarningChanged(new SimTime(nowPs), now.warns()));
        }
        if (now.state() != before.state()) {
            tell(new BusEvent.StateChanged(new SimTime(nowPs), now.state()));
        }
    }

    void tell(BusEvent event) {
        if (mode != Mode.OFF && !left && !hearsNothing) {
            listener.on(event);
        }
    }

    @Override
    public void offer(CanFrame next) {
        bus.catchUp();
        if (offer == Offer.ON_BUS) {
            throw new IllegalStateException(
                    name + " offers " + next + " while " + frame + " is on the bus");
        }
        if (next.fd() && parameters.timing().data().isEmpty()) {
            throw new IllegalArgumentException(
                    name + " offers " + next + " on a bus without a data bit rate");
        }
        if (next.fd() && receiver.support() != FdSupport.ENABLED) {
            throw new IllegalArgumentException(
                    "%s offers %s, expected a classic frame as it is %s"
                            .formatted(name, next, receiver.support()));
        }
        frame = next;
        offer = Offer.WAITING;
        bus.offered(this, next);
        bus.wake();
    }

    @Override
    public void offer(CanFrame next, long nowPs) {
        bus.advanceTo(nowPs);
        offer(next);
    }

    @Override
    public boolean withdraw() {
        bus.catchUp();
        if (offer == Offer.ON_BUS) {
            withdrawn = true;
            return false;
        }
        clear();
        bus.wake();
        return true;
    }

    @Override
    public Offer offered(long nowPs) {
        bus.advanceTo(nowPs);
        return offered();
    }

    @Override
    public Offer offered() {
        bus.catchUp();
        return offer;
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public void mode(Mode next) {
        bus.catchUp();
        if (mode == Mode.OFF && next != Mode.OFF) {
            if (!left) {
                boolean busOff = counters.state() == ErrorState.BUS_OFF;
                phase = busOff ? Phase.BUS_OFF : Phase.INTEGRATING;
                transmitter = false;
            }
            count = 0;
            recoveries = 0;
            beganEarlier = clock.bitStartPs() < bus.nowPs();
        }
        mode = next;
        if (next == Mode.OFF) {
            clear();
            if (sent == null) {
                phase = Phase.OFF;
                driven = RECESSIVE;
                endDataPhase();
            } else {
                left = true;
            }
        }
        bus.wake();
    }

    @Override
    public void acknowledging(Acknowledging next) {
        bus.catchUp();
        acknowledging = next;
    }

    @Override
    public FdSettings fdSettings() {
        return new FdSettings(receiver.support(), secondary.place());
    }

    @Override
    public void fdSettings(FdSettings settings, long nowPs) {
        bus.catchUp();
        settle(settings);
    }

    private void settle(FdSettings settings) {
        receiver.support(settings.support());
        secondary.place(settings.secondarySamplePoint());
    }

    @Override
    public void bitTiming(BitTiming timing, long nowPs) {
        requireOff();
        bus.catchUp();
        if (left) {
            whenLeft = Optional.of(timing);
        } else {
            clock.divide(timing, nowPs);
            bus.wake();
        }
    }

    private void requireOff() {
        if (mode != Mode.OFF) {
            throw new IllegalStateException(name + " is " + mode + ", expected OFF");
        }
    }

    @Override
    public long transmitterDelayPs() {
        return secondary.delayPs();
    }

    @Override
    public ErrorState errorState() {
        return counters.state();
    }

    @Override
    public void clearErrors() {
        requireOff();
        bus.catchUp();
        counters.clear();
    }

    @Override
    public int transmitErrors() {
        return counters.transmit();
    }

    @Override
    public int receiveErrors() {
        return counters.receive();
    }

    int mostTransmitErrors() {
        return counters.mostTransmit();
    }

    int mostReceiveErrors() {
        return counters.mostReceive();
    }

    /** Sets the error counters, as a test host may. */
    void errorCounts(int transmit, int receive) {
        counters.set(transmit, receive);
    }

    @Override
    public void describe(Fields fields) {
        fields.child("line", line);
        fields.child("clock", clock);
        fields.child("receiver", receiver);
        fields.child("counters", counters);
        mode = fields.constant("mode", mode, Mode.values());
        acknowledging = acknowledging.describe(fields);
        if (parameters.timing().data().isPresent()) {
            settle(fdSettings().describe(fields));
            fields.child("secondary", secondary);
        }
        offer = fields.constant("offer", offer, Offer.values());
        frame = CanFrame.describe(fields, "frame", frame);
        withdrawn = fields.bool("withdrawn", withdrawn);
        sent = CanFrame.describe(fields, "sent", sent);
        left = fields.bool("left", left);
        whenLeft = BitTiming.describe(fields, "whenLeft", whenLeft);
        if (fields.restoring()) {
            sentBits = sent == null ? null : FrameBits.of(sent);
        }
        phase = fields.constant("phase", phase, Phase.values());
        count = fields.i32("count", count);
        transmitter = fields.bool("transmitter", transmitter);
        sendPlace = fields.i32("sendPlace", sendPlace);
        driven = fields.i32("driven", driven);
        lastLevel = fields.i32("lastLevel", lastLevel);
        lastFlagLevel = fields.i32("lastFlagLevel", lastFlagLevel);
        errorFlagEnded = fields.bool("errorFlagEnded", errorFlagEnded);
        acknowledgementInDoubt = fields.bool("acknowledgementInDoubt", acknowledgementInDoubt);
        beganEarlier = fields.bool("beganEarlier", beganEarlier);
        overloads = fields.i32("overloads", overloads);
        recoveries = fields.i32("recoveries", recoveries);
        bitsSinceStart = fields.i64("bitsSinceStart", bitsSinceStart);
    }
}
