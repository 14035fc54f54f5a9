package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.Registers.*;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.board.TimeBase;
import dev.bulkhead.board.can.TransmitBuffers.State;
import dev.bulkhead.can.Acknowledging;
import dev.bulkhead.can.ArbitrationField;
import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BitTiming.Segments;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanMedium;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.ErrorState;
import dev.bulkhead.can.FdSettings;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.util.List;
import java.util.Optional;

/**
 * A CAN controller with the registers of the open CTU CAN FD core, version 2.4, with four TXT
 * buffers and four filters, as a node of a bus. The table in docs/ctu-can-fd.md says what each
 * register does here; the deviations are:
 *
 * <ul>
 *   <li>A TXT buffer with an FD frame fails as soon as it would be sent if FDE is 0, NISOFD is 1 or
 *       the bus has no data bit rate. Without FDE frames of FD destroy nothing at frame level.
 *   <li>The bit timing is compared with the bus when the controller is enabled, of the data phase
 *       too if it then knows FD frames. If the rates differ by more than half a percent, it never
 *       joins: it stays bus off and disturbs nobody, as with a phase segment 2 of no quantum.
 *   <li>A received frame is time-stamped at the sample point of SOF or of the last but one bit of
 *       EOF, by the core clock counted since power-on.
 *   <li>Modes TTTM, TSTM and SAM can be written and read but change nothing. NISOFD makes the
 *       controller deaf to FD frames, as no node here sends those of Bosch's own format.
 * </ul>
 *
 * @see "Linux, drivers/net/can/ctucanfd; register description of the TWAI FD controllers of
 *     ESP32-C5"
 */
public final class CtuCanFd implements Device {
    public static final int SIZE = 0x1000;

    private static final int BITS_TO_JOIN = 11;
    private static final int JOINS = 0;

    private final String name;
    private final Scheduler scheduler;
    private final EventSource events;
    private final Clock core;
    private final CanMedium bus;
    private final CanPort port;
    private final InterruptRegisters interrupts;
    private final ErrorCapture capture = new ErrorCapture();
    private final TransmitBuffers transmit = new TransmitBuffers();
    private final ReceiveFifo receive = new ReceiveFifo();
    private final AcceptanceFilters filters = new AcceptanceFilters();

    private int mode = MODE_RESET;
    private final TimeBase timeBase = new TimeBase();
    private final BitTimingRegisters timing = new BitTimingRegisters();
    private int receiveSettings;
    private int retransmissions;
    private int received;
    private int transmitted;
    private boolean overrun;
    private boolean protocolException;

    /** Whether the controller has joined the bus since it was enabled. */
    private boolean joined;

    private boolean receiving;
    private boolean transmitting;

    /** The buffer whose frame is offered to the bus, while one is. */
    private int offered;

    private boolean offers;

    private long frameStartPs;

    private Observer observer = new Observer() {};

    /** Is told of frames, to write them down. */
    public interface Observer {
        /** The controller took a frame into its receive FIFO. */
        default void taken(CanFrame frame, long atPs) {}

        /** The firmware made a frame ready to be sent. */
        default void requested(CanFrame frame, long atPs) {}
    }

    /**
     * Attaches a controller to a bus; it is off until its firmware enables it.
     *
     * @param rank among the devices, for events at the same time
     * @param core the core's clock: bit times and time stamps are counted in it
     * @param busRank order in which nodes of the bus learn of one event
     */
    public CtuCanFd(
            String name, Scheduler scheduler, int rank, Clock core, CanMedium bus, int busRank) {
        this.name = name;
        this.scheduler = scheduler;
        this.core = core;
        this.bus = bus;
        interrupts = new InterruptRegisters(name);
        events = scheduler.register(EventClass.DEVICE, rank, (_, _, at) -> join(at));
        port = bus.attach(name, busRank, this::on);
        port.mode(CanPort.Mode.OFF);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return SIZE;
    }

    public InterruptLine interrupt() {
        return interrupts.line();
    }

    @Override
    public List<InterruptLine> lines() {
        return List.of(interrupt());
    }

    public void observe(Observer target) {
        observer = target;
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        scheduler.advanceTo(nowPs);
        int word = readWord(offset & ~3, nowPs);
        if (offset == RX_DATA && bytes == 4 && (mode & MODE_RXBAM) != 0) {
            receive.advance();
        }
        long lanes = Integer.toUnsignedLong(word) >>> 8 * (offset & 3);
        return lanes & (1L << 8 * bytes) - 1;
    }

    private int readWord(int offset, long nowPs) {
        if (AcceptanceFilters.holds(offset)) {
            return filters.value(offset);
        }
        return switch (offset) {
            case DEVICE_ID -> DEVICE_ID_VALUE;
            case MODE -> mode;
            case STATUS -> status();
            case INT_STAT -> interrupts.status();
            case INT_ENA_SET, INT_ENA_CLR -> interrupts.enabled();
            case INT_MASK_SET, INT_MASK_CLR -> interrupts.masked();
            case BTR -> timing.nominal();
            case BTR_FD -> timing.data();
            case EWL -> EWL_LIMITS | faultState();
            case REC -> port.transmitErrors() << 16 | port.receiveErrors();
            case FILTER_CONTROL -> FILTER_STATUS_ALL | filters.control();
            case RX_MEM_INFO -> receive.freeWords() << 16 | ReceiveFifo.WORDS;
            case RX_POINTERS -> receive.readPointer() << 16 | receive.writePointer();
            case RX_STATUS -> receiveStatus();
            case RX_DATA -> receive.head();
            case TX_STATUS -> transmit.statusRegister();
            case TX_COMMAND -> TransmitBuffers.BUFFERS << TXTB_INFO_SHIFT;
            case TX_PRIORITY -> transmit.priorityRegister();
            case ERR_CAPT -> capture.word() | retransmissions << RETR_CTR_SHIFT | TS_INFO_64_BITS;
            case TRV_DELAY -> timing.secondary() | transmitterDelay();
            case RX_FR_CTR -> received;
            case TX_FR_CTR -> transmitted;
            case TIMESTAMP_LOW -> (int) timestamp(nowPs);
            case TIMESTAMP_HIGH -> (int) (timestamp(nowPs) >>> 32);
            default -> 0;
        };
    }

    /** In clocks of the core, the last one begun. */
    private int transmitterDelay() {
        long clockPs = SimTime.PS_PER_S / core.frequencyHz();
        return (int) Math.min(port.transmitterDelayPs() / clockPs, TRV_DELAY_MOST);
    }

    private int faultState() {
        if (!joined) {
            return EWL_BOF;
        }
        return switch (port.errorState()) {
            case ERROR_ACTIVE -> EWL_ERA;
            case ERROR_PASSIVE -> EWL_ERP;
            case BUS_OFF -> EWL_BOF;
        };
    }

    private long timestamp(long atPs) {
        return core.edgeAtOrBefore(timeBase.own(atPs));
    }

    private boolean warns() {
        return Math.max(port.transmitErrors(), port.receiveErrors()) >= EW_LIMIT;
    }

    private int status() {
        return STATUS_STCNT
                | (receive.isEmpty() ? 0 : STATUS_RXNE)
                | (overrun ? STATUS_DOR : 0)
                | (transmit.anyIsEmpty() ? STATUS_TXNF : 0)
                | (warns() ? STATUS_EWL : 0)
                | (receiving ? STATUS_RXS : 0)
                | (transmitting ? STATUS_TXS : 0)
                | (receiving || transmitting ? 0 : STATUS_IDLE)
                | (protocolException ? STATUS_PEXS : 0);
    }

    private int receiveStatus() {
        return (receive.isEmpty() ? 1 : 0)
                | (receive.isFull() ? 2 : 0)
                | (receive.inMiddleOfFrame() ? 4 : 0)
                | receive.frames() << 4
                | receiveSettings;
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        scheduler.advanceTo(nowPs);
        int shift = 8 * (offset & 3);
        int mask = (int) ((1L << 8 * bytes) - 1) << shift;
        writeWord(offset & ~3, value << shift & mask, mask, nowPs);
        updateInterrupt(nowPs);
        return true;
    }

    /**
     * @param value the written lanes, zero elsewhere
     * @param mask the lanes that are written
     */
    private void writeWord(int offset, int value, int mask, long nowPs) {
        if (offset >= TXTB1) {
            int buffer = offset / TXTB_STRIDE - 1;
            if (buffer < TransmitBuffers.BUFFERS) {
                transmit.write(buffer, offset % TXTB_STRIDE / 4, value, mask);
            }
            return;
        }
        if (AcceptanceFilters.holds(offset)) {
            filters.value(offset, filters.value(offset) & ~mask | value);
            return;
        }
        boolean enabled = isEnabled();
        switch (offset) {
            case MODE -> setMode(mode & ~mask | value, nowPs);
            case COMMAND -> command(value);
            case INT_STAT -> interrupts.clear(value);
            case INT_ENA_SET -> interrupts.enable(value);
            case INT_ENA_CLR -> interrupts.disable(value);
            case INT_MASK_SET -> interrupts.mask(value);
            case INT_MASK_CLR -> interrupts.unmask(value);
            case BTR -> {
                if (!enabled) {
                    timing.nominal(timing.nominal() & ~mask | value);
                }
            }
            case BTR_FD -> {
                if (!enabled) {
                    timing.data(timing.data() & ~mask | value);
                }
            }
            case TRV_DELAY -> {
                if (!enabled) {
                    timing.secondary(timing.secondary() & ~mask | value);
                }
            }
            case FILTER_CONTROL -> filters.control(filters.control() & ~mask | value);
            case RX_STATUS -> receiveSettings = (receiveSettings & ~mask | value) & RX_STATUS_RTSOP;
            case TX_COMMAND -> transmitCommand(value, nowPs);
            case TX_PRIORITY -> {
                transmit.priorityRegister(transmit.priorityRegister() & ~mask | value);
                offerNext();
            }
            default -> {} // read-only or not there
        }
    }

    private boolean isEnabled() {
        return (mode & MODE_ENA) != 0;
    }

    private boolean maySend() {
        return joined && (mode & (MODE_BMM | MODE_ROM)) == 0;
    }

    private void setMode(int value, long nowPs) {
        if ((value & MODE_RST) != 0) {
            reset(nowPs);
            return;
        }
        boolean wasEnabled = isEnabled();
        mode = value & MODE_WRITABLE;
        port.acknowledging(acknowledging());
        if (isEnabled() && !wasEnabled) {
            if (fitsBus()) {
                if (bus.dataBitRate().isPresent()) {
                    port.fdSettings(
                            new FdSettings(
                                    fdSupport(), timing.secondarySamplePoint(core.frequencyHz())),
                            nowPs);
                }
                port.bitTiming(bitTiming(), nowPs);
                events.schedule(nowPs + Clock.ofHz(bus.bitRate()).edgePs(BITS_TO_JOIN), JOINS, 0);
                port.mode(portMode());
            }
        } else if (!isEnabled() && wasEnabled) {
            leaveBus();
        } else if (port.mode() != CanPort.Mode.OFF) {
            port.mode(portMode());
            offerNext();
        }
    }

    private CanPort.Mode portMode() {
        if ((mode & MODE_BMM) != 0) {
            return CanPort.Mode.LISTENING;
        }
        return (mode & MODE_ROM) != 0 ? CanPort.Mode.RESTRICTED : CanPort.Mode.ACTIVE;
    }

    private Acknowledging acknowledging() {
        return new Acknowledging((mode & MODE_ACF) == 0, (mode & MODE_STM) == 0);
    }

    /** What the controller makes of FD frames. */
    private FdSupport fdSupport() {
        if ((mode & MODE_FDE) != 0 && (mode & MODE_NISOFD) == 0) {
            return FdSupport.ENABLED;
        }
        return (mode & MODE_FDE) != 0 || (mode & MODE_PEX) != 0
                ? FdSupport.TOLERANT
                : FdSupport.CLASSIC;
    }

    private boolean fitsBus() {
        long hz = core.frequencyHz() + core.frequencyHz() * timeBase.ppm() / 1_000_000;
        return fits(timing.nominalSegments(), bus.bitRate(), hz)
                && (!knowsFd() || fits(timing.dataSegments(), bus.dataBitRate().getAsLong(), hz));
    }

    private static boolean fits(Optional<Segments> segments, long bitRate, long hz) {
        return segments.isPresent() && BitTimingRegisters.fits(segments.get(), bitRate, hz);
    }

    private boolean knowsFd() {
        return bus.dataBitRate().isPresent() && fdSupport() == FdSupport.ENABLED;
    }

    /** Of a controller that fits the bus; by its clock as it is meant to be. */
    private BitTiming bitTiming() {
        return new BitTiming(
                core.frequencyHz(),
                timing.nominalSegments().orElseThrow(),
                knowsFd() ? timing.dataSegments() : Optional.empty());
    }

    @Override
    public boolean hasTimeBase() {
        return true;
    }

    /**
     * The core's clock drifts, and with it time stamps and bit times. A controller whose bit times
     * no longer fit the bus goes off it; how a real one disturbs others then is not modelled.
     */
    @Override
    public void drift(int ppm, long nowPs) {
        timeBase.drift(ppm, nowPs);
        if (isEnabled() && !fitsBus()) {
            leaveBus();
            updateInterrupt(nowPs);
        }
    }

    /** Eleven recessive bits were seen: the controller takes part from now on. */
    private void join(long nowPs) {
        joined = true;
        interrupts.raise(INT_FCSI);
        offerNext();
        updateInterrupt(nowPs);
    }

    private void leaveBus() {
        events.cancel(JOINS);
        goOff();
        port.clearErrors();
        if (joined) {
            interrupts.raise(INT_FCSI);
        }
        joined = false;
    }

    /** Is bus off: disabled, or by errors. */
    private void goOff() {
        port.mode(CanPort.Mode.OFF);
        for (int buffer = 0; buffer < TransmitBuffers.BUFFERS; buffer++) {
            State state = transmit.state(buffer);
            if (state == State.IN_PROGRESS
                    || state == State.ABORT_IN_PROGRESS
                    || state == State.READY && (mode & MODE_TBFBO) != 0) {
                finish(buffer, State.FAILED);
            }
        }
        receiving = false;
        transmitting = false;
        offers = false;
        retransmissions = 0;
    }

    private void command(int value) {
        if ((value & COMMAND_RXRPMV) != 0) {
            receive.advance();
        }
        if ((value & COMMAND_RRB) != 0) {
            receive.clear();
        }
        if ((value & COMMAND_CDO) != 0) {
            overrun = false;
        }
        if ((value & COMMAND_ERCRST) != 0 && isBusOffByErrors()) {
            port.mode(portMode());
            offerNext();
        }
        if ((value & COMMAND_RXFCRST) != 0) {
            received = 0;
        }
        if ((value & COMMAND_TXFCRST) != 0) {
            transmitted = 0;
        }
        if ((value & COMMAND_CPEXS) != 0) {
            protocolException = false;
        }
    }

    private void transmitCommand(int value, long nowPs) {
        if (!isEnabled()) {
            return;
        }
        for (int buffer = 0; buffer < TransmitBuffers.BUFFERS; buffer++) {
            if ((value >>> TX_COMMAND_TXB1_SHIFT + buffer & 1) != 0) {
                boolean waited = transmit.state(buffer) == State.READY;
                transmit.command(buffer, value);
                if (!waited && transmit.state(buffer) == State.READY) {
                    observer.requested(transmit.frame(buffer), nowPs);
                }
            }
        }
        offerNext();
    }

    /** Lets the frame of the first ready buffer wait at the bus, unless one is being sent. */
    private void offerNext() {
        if (port.offered() == CanPort.Offer.ON_BUS || port.mode() == CanPort.Mode.OFF) {
            return;
        }
        int next = maySend() ? transmit.next() : TransmitBuffers.NONE;
        while (next != TransmitBuffers.NONE && transmit.holdsFdFrame(next) && !sendsFd()) {
            finish(next, State.FAILED);
            next = transmit.next();
        }
        boolean another = !offers || next != offered;
        offers = next != TransmitBuffers.NONE;
        if (!offers) {
            port.withdraw();
            return;
        }
        offered = next;
        if (another) {
            retransmissions = 0;
        }
        if (another || port.offered() == CanPort.Offer.NONE) {
            port.offer(transmit.frame(next));
        }
    }

    private boolean sendsFd() {
        return bus.dataBitRate().isPresent() && port.fdSettings().support() == FdSupport.ENABLED;
    }

    private void finish(int buffer, State state) {
        transmit.state(buffer, state);
        interrupts.raise(INT_TXBHCI);
    }

    private void on(BusEvent event) {
        long nowPs = event.at().ps();
        switch (event) {
            case BusEvent.FrameStarted(_, var own) -> started(own, nowPs);
            case BusEvent.ArbitrationLost(_, var field, var bit) -> arbitrationLost(field, bit);
            case BusEvent.Collided _ -> {
                capture.collided();
                interrupts.raise(INT_BEI);
                failedAttempt(true);
            }
            case BusEvent.NotAcknowledged _ -> {
                capture.notAcknowledged();
                interrupts.raise(INT_BEI);
                failedAttempt(false);
            }
            case BusEvent.Received(_, var frame) -> {
                receiving = false;
                store(frame, nowPs);
            }
            case BusEvent.Transmitted(_, var frame) -> sent(frame, nowPs);
            case BusEvent.ErrorSeen(_, var error, var place, var own) -> {
                capture.saw(error, place);
                errorSeen(own);
            }
            case BusEvent.ProtocolException _ -> {
                receiving = false;
                protocolException |= (mode & MODE_PEX) != 0;
            }
            case BusEvent.WarningChanged _ -> interrupts.raise(INT_EWLI);
            case BusEvent.StateChanged(_, var state) -> stateChanged(state);
        }
        updateInterrupt(nowPs);
    }

    private void started(boolean own, long nowPs) {
        frameStartPs = nowPs;
        transmitting = own;
        receiving = !own;
        if (own) {
            transmit.state(offered, State.IN_PROGRESS);
        }
    }

    private void arbitrationLost(ArbitrationField field, int bit) {
        capture.arbitrationLost(field, bit);
        interrupts.raise(INT_ALI);
        failedAttempt(true);
    }

    private void errorSeen(boolean ownFrame) {
        interrupts.raise(INT_BEI);
        receiving = false;
        if (ownFrame) {
            failedAttempt(false);
        }
    }

    private void stateChanged(ErrorState state) {
        interrupts.raise(INT_FCSI);
        if (state == ErrorState.BUS_OFF) {
            goOff();
        }
    }

    /** Whether the controller waits, off the bus, for the command to come back. */
    private boolean isBusOffByErrors() {
        return joined && port.mode() == CanPort.Mode.OFF && port.errorState() == ErrorState.BUS_OFF;
    }

    private void failedAttempt(boolean anotherFrameGoesOn) {
        transmitting = false;
        receiving = anotherFrameGoesOn;
        int limit = mode >>> MODE_RTRTH_SHIFT & 0xf;
        if (transmit.state(offered) == State.ABORT_IN_PROGRESS) {
            finish(offered, State.ABORTED);
        } else if ((mode & MODE_RTRLE) != 0 && retransmissions >= limit) {
            finish(offered, State.FAILED);
        } else {
            transmit.state(offered, State.READY);
            retransmissions = Math.min(retransmissions + 1, 0xf);
        }
        if (transmit.state(offered) != State.READY) {
            port.withdraw();
            offers = false;
        }
        offerNext();
    }

    private void sent(CanFrame frame, long nowPs) {
        transmitting = false;
        transmitted++;
        retransmissions = 0;
        finish(offered, State.OK);
        offers = false;
        interrupts.raise(INT_TXI);
        if ((mode & MODE_ILBP) != 0) {
            store(frame, nowPs);
        }
        offerNext();
    }

    private void store(CanFrame frame, long nowPs) {
        received++;
        boolean dropsRemote = (mode & MODE_FDRF) != 0 && frame.remote();
        if ((mode & MODE_AFM) != 0 && (dropsRemote || !filters.accepts(frame))) {
            return;
        }
        long atPs = receiveSettings == RX_STATUS_RTSOP ? frameStartPs : nowPs;
        if (receive.offer(frame, timestamp(atPs))) {
            observer.taken(frame, nowPs);
            interrupts.raise(INT_RXI | (receive.isFull() ? INT_RXFI : 0));
        } else {
            overrun = true;
        }
    }

    /** Two interrupts come back as long as their reason stands. */
    private void updateInterrupt(long nowPs) {
        interrupts.raise((receive.isEmpty() ? 0 : INT_RBNEI) | (overrun ? INT_DOI : 0));
        interrupts.drive(nowPs);
    }

    @Override
    public void reset(long nowPs) {
        scheduler.advanceTo(nowPs);
        leaveBus();
        transmit.reset();
        receive.clear();
        filters.reset();
        mode = MODE_RESET;
        timing.reset();
        receiveSettings = 0;
        interrupts.reset();
        capture.reset();
        received = 0;
        transmitted = 0;
        overrun = false;
        protocolException = false;
        updateInterrupt(nowPs);
    }

    @Override
    public void describe(Fields fields) {
        fields.child("transmit", transmit);
        fields.child("receive", receive);
        fields.child("filters", filters);
        mode = fields.i32("mode", mode);
        fields.child("timeBase", timeBase);
        timing.describe(fields);
        receiveSettings = fields.i32("receiveSettings", receiveSettings);
        retransmissions = fields.i32("retransmissions", retransmissions);
        received = fields.i32("received", received);
        transmitted = fields.i32("transmitted", transmitted);
        overrun = fields.bool("overrun", overrun);
        protocolException = fields.bool("protocolException", protocolException);
        joined = fields.bool("joined", joined);
        receiving = fields.bool("receiving", receiving);
        transmitting = fields.bool("transmitting", transmitting);
        offers = fields.bool("offers", offers);
        offered = fields.bits("offered", offered, TransmitBuffers.NUMBER_BITS);
        frameStartPs = fields.i64("frameStartPs", frameStartPs);
        interrupts.describe(fields);
        capture.describe(fields);
    }
}
