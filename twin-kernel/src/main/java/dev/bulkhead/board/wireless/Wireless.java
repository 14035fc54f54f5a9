package dev.bulkhead.board.wireless;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.board.bus.MemoryBus;
import dev.bulkhead.board.wireless.PacketSource.Packet;
import dev.bulkhead.memory.DmaPort;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

import java.util.ArrayList;
import java.util.List;

/**
 * A wireless network device: packets of its source go to the buffers of the receive ring, buffers
 * of the transmit ring go out. One DMA engine moves descriptors and data in bursts of up to 64
 * bytes, one packet after the other, received ones first. Believes every descriptor: what is wrong
 * in one has its effect in memory, unless something on the way refuses the access.
 *
 * <p>Register map: docs/board.md. Registers take 32-bit accesses only.
 */
public final class Wireless implements Device {
    public static final int SIZE = 0x1000;

    /** Longest packet in either direction. */
    public static final int MAX_PACKET_BYTES = 1536;

    /** Lengths and the place in the packet buffer count so far. */
    private static final int LENGTH_BITS = 11;

    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    /** Beats of the longest burst. */
    public static final int MAX_BURST_BEATS = 8;

    static final int CONTROL = 0x00;
    static final int STATUS = 0x04;
    static final int RX_BASE = 0x08;
    static final int RX_COUNT = 0x0c;
    static final int RX_HEAD = 0x10;
    static final int RX_TAIL = 0x14;
    static final int TX_BASE = 0x18;
    static final int TX_COUNT = 0x1c;
    static final int TX_HEAD = 0x20;
    static final int TX_TAIL = 0x24;
    static final int ERROR_ADDRESS = 0x28;
    static final int DROPPED = 0x2c;

    static final int CONTROL_RX = 1;
    static final int CONTROL_TX = 2;
    static final int CONTROL_RX_INTERRUPT = 4;
    static final int CONTROL_TX_INTERRUPT = 8;
    static final int STATUS_RECEIVED = 1;
    static final int STATUS_TRANSMITTED = 2;
    static final int STATUS_OVERRUN = 4;
    static final int STATUS_DMA_ERROR = 8;
    static final int FLAG_DONE = 1;
    static final int FLAG_ERROR = 2;

    /** Packets that wait in the device for the ring or for its way to memory. */
    static final int FIFO_PACKETS = 8;

    /** Cycles between two bursts: the device's own side is slower than the bus. */
    public static final int GAP_CYCLES = 56;

    private static final int BURST_BYTES = 64;
    private static final int ARRIVAL = 0;
    private static final int STEP = 1;

    /** Told of a packet that went out. */
    @FunctionalInterface
    public interface TransmitListener {
        void transmitted(byte[] packet, long atPs);
    }

    /** What the DMA engine does with its next burst. */
    private enum Phase {
        IDLE,
        FETCH,
        DATA,
        WRITE_BACK
    }

    private final String name;
    private final DmaPort dma;
    private final MemoryBus bus;
    private final PacketSource source;
    private final EventSource events;
    private final InterruptLine interrupt;
    private final Ring rx = new Ring();
    private final Ring tx = new Ring();
    private final byte[] packet = new byte[1 << LENGTH_BITS];
    private TransmitListener listener = (_, _) -> {};
    private List<Packet> fifo = new ArrayList<>();
    private int control;
    private int status;
    private int errorAddress;
    private int dropped;
    private Phase phase = Phase.IDLE;
    private boolean receiving;
    private boolean heldBack;
    private int buffer;
    private int length;
    private int moved;
    private int flags;

    /**
     * @param dma its way to memory
     * @param bus on which its bursts take their time
     * @param source what it hears
     * @param rank among the devices, for events at the same time
     */
    public Wireless(
            String name,
            DmaPort dma,
            MemoryBus bus,
            PacketSource source,
            Scheduler scheduler,
            int rank) {
        this.name = name;
        this.dma = dma;
        this.bus = bus;
        this.source = source;
        interrupt = new InterruptLine(name);
        events = scheduler.register(EventClass.DEVICE, rank, this::event);
        dma.onOpen(this::opened);
        if (!source.isSilent()) {
            events.schedule(source.gapPs(), ARRIVAL, 0);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return SIZE;
    }

    /** High while an enabled cause stands in {@code STATUS}. */
    public InterruptLine interrupt() {
        return interrupt;
    }

    @Override
    public List<InterruptLine> lines() {
        return List.of(interrupt());
    }

    /** Sends what goes out to {@code target} instead of nowhere. */
    public void onTransmit(TransmitListener target) {
        listener = target;
    }

    private void event(int kind, long argument, long nowPs) {
        if (kind == ARRIVAL) {
            arrive(nowPs);
        } else if (dma.isOpen()) {
            step(nowPs);
        } else {
            heldBack = true;
        }
    }

    private void arrive(long nowPs) {
        events.schedule(nowPs + source.gapPs(), ARRIVAL, 0);
        Packet heard = source.packet();
        if ((control & CONTROL_RX) == 0) {
            return;
        }
        if (fifo.size() == FIFO_PACKETS) {
            dropped++;
            status |= STATUS_OVERRUN;
            updateInterrupt(nowPs);
        } else {
            fifo.add(heard);
            begin(nowPs);
        }
    }

    private void opened(long nowPs) {
        if (heldBack) {
            heldBack = false;
            events.schedule(nowPs, STEP, 0);
        }
    }

    /** Starts on a packet if the engine has nothing to do and there is one. */
    private void begin(long fromPs) {
        if (phase != Phase.IDLE) {
            return;
        }
        boolean receives = (control & CONTROL_RX) != 0 && !fifo.isEmpty() && !rx.isEmpty();
        boolean transmits = (control & CONTROL_TX) != 0 && !tx.isEmpty();
        if (receives || transmits) {
            receiving = receives;
            phase = Phase.FETCH;
            events.schedule(fromPs, STEP, 0);
        }
    }

    private void step(long nowPs) {
        switch (phase) {
            case IDLE -> {} // the driver took the packet back
            case FETCH -> fetch(nowPs);
            case DATA -> data(nowPs);
            case WRITE_BACK -> writeBack(nowPs);
        }
    }

    private Ring ring() {
        return receiving ? rx : tx;
    }

    private void fetch(long nowPs) {
        byte[] descriptor = new byte[Ring.DESCRIPTOR_BYTES];
        int at = ring().descriptor();
        if (!dma.load(at, descriptor, nowPs)) {
            halt(at, nowPs);
            return;
        }
        buffer = word(descriptor, 0);
        int bytes = word(descriptor, 4);
        moved = 0;
        flags = FLAG_DONE;
        if (receiving) {
            Packet heard = fifo.removeFirst();
            System.arraycopy(heard.content(), 0, packet, 0, heard.length());
            boolean fits = Integer.compareUnsigned(heard.length(), bytes) <= 0;
            length = fits ? heard.length() : bytes;
            flags |= fits ? 0 : FLAG_ERROR;
        } else {
            boolean fits = Integer.compareUnsigned(bytes, MAX_PACKET_BYTES) <= 0;
            length = fits ? bytes : 0;
            flags |= fits ? 0 : FLAG_ERROR;
        }
        next(length == 0 ? Phase.WRITE_BACK : Phase.DATA, at, Ring.DESCRIPTOR_BYTES, nowPs);
    }

    private void data(long nowPs) {
        int at = buffer + moved;
        int left = Math.min(length - moved & LENGTH_MASK, packet.length - moved);
        int bytes = Math.min(left, BURST_BYTES - (at & BURST_BYTES - 1));
        byte[] burst = new byte[bytes];
        boolean done;
        if (receiving) {
            System.arraycopy(packet, moved, burst, 0, bytes);
            done = dma.store(at, burst, nowPs);
        } else {
            done = dma.load(at, burst, nowPs);
            System.arraycopy(burst, 0, packet, moved, bytes);
        }
        if (!done) {
            flags |= FLAG_ERROR;
            fail(at, nowPs);
            continueAt(Phase.WRITE_BACK, nowPs);
            return;
        }
        moved = moved + bytes & LENGTH_MASK;
        next(moved == length ? Phase.WRITE_BACK : Phase.DATA, at, bytes, nowPs);
    }

    private void writeBack(long nowPs) {
        int at = ring().descriptor() + 4;
        byte[] result = new byte[8];
        put(result, 0, moved);
        put(result, 4, flags);
        if (!dma.store(at, result, nowPs)) {
            halt(at, nowPs);
            return;
        }
        ring().advance();
        if (!receiving && (flags & FLAG_ERROR) == 0) {
            listener.transmitted(java.util.Arrays.copyOf(packet, length), nowPs);
        }
        status |= receiving ? STATUS_RECEIVED : STATUS_TRANSMITTED;
        updateInterrupt(nowPs);
        phase = Phase.IDLE;
        begin(bus.after(bus.burst(MemoryBus.beats(at, result.length), nowPs), GAP_CYCLES));
    }

    private void next(Phase following, int address, int bytes, long nowPs) {
        continueAt(following, bus.burst(MemoryBus.beats(address, bytes), nowPs));
    }

    private void continueAt(Phase following, long fromPs) {
        phase = following;
        events.schedule(bus.after(fromPs, GAP_CYCLES), STEP, 0);
    }

    /** A ring that cannot be reached stops its direction. */
    private void halt(int address, long nowPs) {
        if (receiving && phase == Phase.FETCH) {
            dropped++;
        }
        fail(address, nowPs);
        setControl(control & ~(receiving ? CONTROL_RX : CONTROL_TX), nowPs);
        begin(bus.after(nowPs, GAP_CYCLES));
    }

    private void fail(int address, long nowPs) {
        errorAddress = address;
        status |= STATUS_DMA_ERROR;
        updateInterrupt(nowPs);
    }

    private void setControl(int value, long nowPs) {
        control = value & (CONTROL_RX | CONTROL_TX | CONTROL_RX_INTERRUPT | CONTROL_TX_INTERRUPT);
        if ((control & CONTROL_RX) == 0) {
            rx.clear();
            fifo.clear();
            abandon(true);
        }
        if ((control & CONTROL_TX) == 0) {
            tx.clear();
            abandon(false);
        }
        updateInterrupt(nowPs);
    }

    /** Gives up the packet under way, if it goes in that direction. */
    private void abandon(boolean received) {
        if (receiving == received) {
            phase = Phase.IDLE;
            heldBack = false;
            events.cancel(STEP);
        }
    }

    private void updateInterrupt(long nowPs) {
        int receive = STATUS_RECEIVED | STATUS_OVERRUN | STATUS_DMA_ERROR;
        int transmit = STATUS_TRANSMITTED | STATUS_DMA_ERROR;
        boolean high =
                (control & CONTROL_RX_INTERRUPT) != 0 && (status & receive) != 0
                        || (control & CONTROL_TX_INTERRUPT) != 0 && (status & transmit) != 0;
        interrupt.set(high, nowPs);
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        if (bytes != 4) {
            return MemoryPort.BUS_ERROR;
        }
        int value =
                switch (offset) {
                    case CONTROL -> control;
                    case STATUS -> status;
                    case RX_BASE -> rx.base();
                    case RX_COUNT -> rx.count();
                    case RX_HEAD -> rx.head();
                    case RX_TAIL -> rx.tail();
                    case TX_BASE -> tx.base();
                    case TX_COUNT -> tx.count();
                    case TX_HEAD -> tx.head();
                    case TX_TAIL -> tx.tail();
                    case ERROR_ADDRESS -> errorAddress;
                    case DROPPED -> dropped;
                    default -> 0;
                };
        return Integer.toUnsignedLong(value);
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (bytes != 4) {
            return false;
        }
        switch (offset) {
            case CONTROL -> setControl(value, nowPs);
            case STATUS -> {
                status &= ~value;
                updateInterrupt(nowPs);
            }
            case RX_BASE -> rx.setBase(value);
            case RX_COUNT -> rx.setCount(value);
            case RX_TAIL -> rx.setTail(value);
            case TX_BASE -> tx.setBase(value);
            case TX_COUNT -> tx.setCount(value);
            case TX_TAIL -> tx.setTail(value);
            default -> {} // the rest is read-only
        }
        begin(nowPs);
        return true;
    }

    /** What is on the air goes on; the device is deaf until its driver starts it. */
    @Override
    public void reset(long nowPs) {
        status = 0;
        errorAddress = 0;
        dropped = 0;
        rx.reset();
        tx.reset();
        setControl(0, nowPs);
    }

    private static int word(byte[] bytes, int at) {
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    private static void put(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    @Override
    public void describe(Fields fields) {
        control = fields.i32("control", control);
        status = fields.i32("status", status);
        errorAddress = fields.i32("errorAddress", errorAddress);
        dropped = fields.i32("dropped", dropped);
        fields.child("rx", rx);
        fields.child("tx", tx);
        fifo = fields.list("fifo", fifo, Wireless::packet);
        phase = fields.constant("phase", phase, Phase.values());
        receiving = fields.bool("receiving", receiving);
        heldBack = fields.bool("heldBack", heldBack);
        buffer = fields.i32("buffer", buffer);
        length = fields.bits("length", length, LENGTH_BITS);
        moved = fields.bits("moved", moved, LENGTH_BITS);
        flags = fields.i32("flags", flags);
        fields.bytes("packet", packet);
        fields.child("source", source);
        fields.child("interrupt", interrupt);
    }

    private static Packet packet(Fields fields, Packet present) {
        Packet given = fields.restoring() ? new Packet(0, 0, 0) : present;
        return new Packet(
                fields.i64("seed", given.seed()),
                fields.i32("sequence", given.sequence()),
                fields.bits("length", given.length(), LENGTH_BITS));
    }
}
