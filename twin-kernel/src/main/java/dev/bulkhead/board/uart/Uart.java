package dev.bulkhead.board.uart;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.board.TimeBase;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

import java.util.List;

/**
 * A 16550A with 16-byte receive FIFO, registers one byte apart as on QEMU's {@code virt}.
 *
 * <p>Deviations. Transmission takes no time: a byte leaves in the instruction that writes it, so
 * THRE and TEMT always read 1 and the THRE interrupt is pending again at once, as on {@code virt}.
 * Modem inputs stand at CTS, DSR and DCD asserted and never change. No parity, framing or break
 * condition arises. Reception takes the time the sender gives it; the character time of the
 * time-out interrupt follows from divisor and line control with a 3.6864 MHz clock.
 *
 * @see "QEMU, hw/char/serial.c; National Semiconductor PC16550D data sheet, chapter 8"
 */
public final class Uart implements Device {
    public static final int SIZE = 0x100;
    public static final int CLOCK_HZ = 3_686_400;

    private static final Clock CLOCK = Clock.ofHz(CLOCK_HZ);
    private static final int REGISTERS = 8;
    private static final int FIFO_BYTES = 16;

    private static final int IER_RECEIVED = 1;
    private static final int IER_THR_EMPTY = 2;
    private static final int IER_LINE_STATUS = 4;
    private static final int IIR_NONE = 1;
    private static final int IIR_THR_EMPTY = 2;
    private static final int IIR_RECEIVED = 4;
    private static final int IIR_LINE_STATUS = 6;
    private static final int IIR_TIMEOUT = 0xc;
    private static final int IIR_FIFOS = 0xc0;
    private static final int FCR_ENABLE = 1;
    private static final int FCR_CLEAR_RECEIVER = 2;
    private static final int FCR_KEPT = 0xc9;
    private static final int LCR_DIVISOR_ACCESS = 0x80;
    private static final int MCR_OUT2 = 8;
    private static final int MCR_LOOPBACK = 0x10;
    private static final int LSR_DATA_READY = 1;
    private static final int LSR_OVERRUN = 2;
    private static final int LSR_TRANSMITTER_EMPTY = 0x60;
    private static final int MSR_INPUTS = 0xb0;
    private static final int[] TRIGGER_BYTES = {1, 4, 8, 14};

    private static final int ARRIVES = 0;
    private static final int TIMES_OUT = 1;

    /** Told of each byte that leaves. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param value 0 to 255
         */
        void sent(int value, long nowPs);
    }

    private final String name;
    private final InterruptLine interrupt;
    private final EventSource events;
    private Listener listener = (_, _) -> {};
    private ByteSource source = ByteSource.NONE;

    private final byte[] fifo = new byte[FIFO_BYTES];
    private int fifoFirst;
    private int fifoCount;
    private boolean timedOut;
    private boolean overrun;
    private boolean thrEmptyPending;
    private int ier;
    private int fcr;
    private int lcr;
    private int mcr;
    private int scratch;
    private final TimeBase timeBase = new TimeBase();
    private int divisor;

    /**
     * @param rank among the devices, for events at the same time
     */
    public Uart(String name, Scheduler scheduler, int rank) {
        this.name = name;
        interrupt = new InterruptLine(name);
        events = scheduler.register(EventClass.DEVICE, rank, this::handle);
        reset(0);
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
        return interrupt;
    }

    @Override
    public List<InterruptLine> lines() {
        return List.of(interrupt());
    }

    /** Sends what the guest transmits to {@code target} from now on. */
    public void onTransmit(Listener target) {
        listener = target;
    }

    /**
     * Lets a byte arrive: its stop bit ends at {@code atPs}.
     *
     * @param value 0 to 255
     */
    public void receive(int value, long atPs) {
        events.schedule(atPs, ARRIVES, value & 0xff);
    }

    /**
     * Connects input without timing: whatever {@code input} has ready stands behind the FIFO, is
     * seen as data ready and as a reached trigger level, and is taken by a read of the receive
     * buffer. No byte of it overruns or is cleared with the FIFO.
     */
    public void feedFrom(ByteSource input, long nowPs) {
        source = input;
        updateInterrupt(nowPs);
    }

    /** The connected input may have become ready: raises the interrupt that the guest asked for. */
    public void look(long nowPs) {
        updateInterrupt(nowPs);
    }

    /** Whether no input is ready and some would raise an interrupt. */
    public boolean awaitsInput() {
        return (ier & IER_RECEIVED) != 0 && !source.ready();
    }

    private void handle(int kind, long argument, long nowPs) {
        if (kind == ARRIVES) {
            put((int) argument, nowPs);
        } else {
            timedOut = fifoCount > 0;
        }
        updateInterrupt(nowPs);
    }

    private void put(int value, long nowPs) {
        int capacity = fifosEnabled() ? FIFO_BYTES : 1;
        if (fifoCount < capacity) {
            fifo[(fifoFirst + fifoCount) % FIFO_BYTES] = (byte) value;
            fifoCount++;
        } else {
            overrun = true;
            if (!fifosEnabled()) {
                fifo[fifoFirst] = (byte) value;
            }
        }
        if (fifosEnabled()) {
            restartTimeout(nowPs);
        }
    }

    private void restartTimeout(long nowPs) {
        events.cancel(TIMES_OUT);
        if (fifoCount > 0) {
            events.schedule(timeBase.real(timeBase.own(nowPs) + timeoutPs()), TIMES_OUT, 0);
        }
    }

    /** Four characters of start, data, parity and stop bits; a divisor of 0 counts as 65536. */
    private long timeoutPs() {
        int bits = 1 + 5 + (lcr & 3) + ((lcr & 4) != 0 ? 2 : 1) + ((lcr & 8) != 0 ? 1 : 0);
        long clocks = 16L * (divisor == 0 ? 65536 : divisor) * bits;
        return CLOCK.edgePs(4 * clocks);
    }

    private boolean fifosEnabled() {
        return (fcr & FCR_ENABLE) != 0;
    }

    @Override
    public boolean hasTimeBase() {
        return true;
    }

    /** A time-out that has begun ends as it would have. */
    @Override
    public void drift(int ppm, long nowPs) {
        timeBase.drift(ppm, nowPs);
    }

    private boolean divisorAccess() {
        return (lcr & LCR_DIVISOR_ACCESS) != 0;
    }

    private boolean dataReady() {
        return fifoCount > 0 || source.ready();
    }

    private boolean triggerReached() {
        return source.ready() || fifoCount >= (fifosEnabled() ? TRIGGER_BYTES[fcr >>> 6] : 1);
    }

    private int interruptId() {
        if ((ier & IER_LINE_STATUS) != 0 && overrun) {
            return IIR_LINE_STATUS;
        }
        if ((ier & IER_RECEIVED) != 0 && triggerReached()) {
            return IIR_RECEIVED;
        }
        if ((ier & IER_RECEIVED) != 0 && timedOut) {
            return IIR_TIMEOUT;
        }
        if ((ier & IER_THR_EMPTY) != 0 && thrEmptyPending) {
            return IIR_THR_EMPTY;
        }
        return IIR_NONE;
    }

    private void updateInterrupt(long nowPs) {
        interrupt.set(interruptId() != IIR_NONE, nowPs);
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        int value =
                switch (offset) {
                    case 0 -> divisorAccess() ? divisor & 0xff : receiveBuffer(nowPs);
                    case 1 -> divisorAccess() ? divisor >>> 8 : ier;
                    case 2 -> interruptIdentification();
                    case 3 -> lcr;
                    case 4 -> mcr;
                    case 5 -> lineStatus();
                    case 6 -> modemStatus();
                    case 7 -> scratch;
                    default -> -1;
                };
        if (value < 0) {
            return MemoryPort.BUS_ERROR;
        }
        updateInterrupt(nowPs);
        return value;
    }

    private int receiveBuffer(long nowPs) {
        timedOut = false;
        if (fifoCount > 0) {
            int value = fifo[fifoFirst] & 0xff;
            fifoFirst = (fifoFirst + 1) % FIFO_BYTES;
            fifoCount--;
            restartTimeout(nowPs);
            return value;
        }
        return source.ready() ? source.take() & 0xff : 0;
    }

    private int interruptIdentification() {
        int id = interruptId();
        if (id == IIR_THR_EMPTY) {
            thrEmptyPending = false;
        }
        return id | (fifosEnabled() ? IIR_FIFOS : 0);
    }

    private int lineStatus() {
        int status =
                LSR_TRANSMITTER_EMPTY
                        | (dataReady() ? LSR_DATA_READY : 0)
                        | (overrun ? LSR_OVERRUN : 0);
        overrun = false;
        return status;
    }

    private int modemStatus() {
        if ((mcr & MCR_LOOPBACK) == 0) {
            return MSR_INPUTS;
        }
        int dtr = mcr & 1;
        int rts = mcr >>> 1 & 1;
        int outputs = mcr >>> 2 & 3;
        return rts << 4 | dtr << 5 | outputs << 6;
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (offset >= REGISTERS) {
            return false;
        }
        int octet = value & 0xff;
        switch (offset) {
            case 0 -> {
                if (divisorAccess()) {
                    divisor = divisor & 0xff00 | octet;
                } else {
                    transmit(octet, nowPs);
                }
            }
            case 1 -> {
                if (divisorAccess()) {
                    divisor = divisor & 0xff | octet << 8;
                } else {
                    enableInterrupts(octet & 0xf);
                }
            }
            case 2 -> controlFifos(octet);
            case 3 -> lcr = octet;
            case 4 -> mcr = octet & 0x1f;
            case 7 -> scratch = octet;
            default -> {} // LSR and MSR are read-only
        }
        updateInterrupt(nowPs);
        return true;
    }

    private void transmit(int octet, long nowPs) {
        if ((mcr & MCR_LOOPBACK) != 0) {
            put(octet, nowPs);
        } else {
            listener.sent(octet, nowPs);
        }
        thrEmptyPending = true;
    }

    private void enableInterrupts(int mask) {
        if (((ier ^ mask) & IER_THR_EMPTY) != 0) {
            thrEmptyPending = (mask & IER_THR_EMPTY) != 0;
        }
        ier = mask;
    }

    private void controlFifos(int octet) {
        boolean toggled = ((octet ^ fcr) & FCR_ENABLE) != 0;
        if (toggled || (octet & FCR_CLEAR_RECEIVER) != 0) {
            clearReceiver();
        }
        fcr = (octet & FCR_ENABLE) != 0 ? octet & FCR_KEPT : 0;
    }

    private void clearReceiver() {
        fifoFirst = 0;
        fifoCount = 0;
        timedOut = false;
        events.cancel(TIMES_OUT);
    }

    /** Bytes on their way in still arrive. */
    @Override
    public void reset(long nowPs) {
        clearReceiver();
        overrun = false;
        thrEmptyPending = false;
        ier = 0;
        fcr = 0;
        lcr = 0;
        mcr = MCR_OUT2;
        scratch = 0;
        divisor = 12;
        updateInterrupt(nowPs);
    }

    @Override
    public void describe(Fields fields) {
        fields.bytes("fifo", fifo);
        fifoFirst = fields.i32("fifoFirst", fifoFirst);
        fifoCount = fields.i32("fifoCount", fifoCount);
        timedOut = fields.bool("timedOut", timedOut);
        overrun = fields.bool("overrun", overrun);
        thrEmptyPending = fields.bool("thrEmptyPending", thrEmptyPending);
        ier = fields.i32("ier", ier);
        fcr = fields.i32("fcr", fcr);
        lcr = fields.i32("lcr", lcr);
        mcr = fields.i32("mcr", mcr);
        scratch = fields.i32("scratch", scratch);
        divisor = fields.i32("divisor", divisor);
        fields.child("timeBase", timeBase);
        fields.child("interrupt", interrupt);
    }
}
