package dev.bulkhead.board.display;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.board.TimeBase;
import dev.bulkhead.board.bus.MemoryBus;
import dev.bulkhead.memory.DmaPort;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A display of 480 by 272 pixels in RGB565, two frame buffers in RAM, and the panel that shows what
 * was scanned out last. At each vertical synchronisation, 60 a second whether the display is on or
 * off, a requested flip happens and the whole front buffer goes to the panel; an off display shows
 * black. An {@link Overlay} is drawn over the picture, whatever becomes of the picture.
 *
 * <p>Each line takes its slot on the memory bus at its own time, whether the display is on, off or
 * reads what it may not: so how it is used delays nobody.
 *
 * <p>Deviation: the content of a frame is read at one instant, not line by line, so that no tearing
 * is seen. A buffer that does not lie in RAM, or is refused on the way, sets the underflow bit and
 * leaves the picture as it was.
 *
 * <p>Register map: docs/board.md. Registers take 32-bit accesses only.
 */
public final class Display implements Device {
    public static final int SIZE = 0x1000;
    public static final int WIDTH = 480;
    public static final int HEIGHT = 272;

    /**
     * Bytes of one frame: rows from the top, pixels from the left, two bytes each, low one first.
     */
    public static final int FRAME_BYTES = 2 * WIDTH * HEIGHT;

    static final int CONTROL = 0x00;
    static final int STATUS = 0x04;
    static final int BUFFER_0 = 0x08;
    static final int BUFFER_1 = 0x0c;
    static final int FLIP = 0x10;
    static final int FRAMES = 0x14;
    static final int GEOMETRY = 0x18;

    private static final int CONTROL_ON = 1;
    private static final int CONTROL_INTERRUPT = 2;
    private static final int STATUS_FRONT = 1;
    private static final int STATUS_FLIP_PENDING = 2;
    private static final int STATUS_VSYNC = 4;
    private static final int STATUS_UNDERFLOW = 8;

    private static final int VSYNC = 0;
    private static final int LINE = 1;
    private static final int LINES = 286;
    private static final Clock REFRESH = Clock.ofHz(60);
    private static final Clock LINE_CLOCK = Clock.ofHz(60 * LINES);

    /** Beats in which one line is read. */
    public static final int BURST_BEATS = 2 * WIDTH / MemoryBus.BEAT_BYTES;

    /** Lines a second, one burst each, less those that are not shown. */
    public static final int BURSTS_PER_S = 60 * LINES;

    private final DmaPort dma;
    private final MemoryBus bus;
    private final EventSource events;
    private final InterruptLine interrupt = new InterruptLine("display");
    private final byte[] frame = new byte[FRAME_BYTES];
    private final Ram panel = new Ram(0, wholePages(FRAME_BYTES));
    private final int[] buffer = new int[2];
    private final byte[] beneath = new byte[2 * Overlay.MAX_SIDE * Overlay.MAX_SIDE];
    private Rectangle covered = Rectangle.NONE;
    private Optional<Overlay> overlay = Optional.empty();
    private final TimeBase timeBase = new TimeBase();
    private int control;
    private int front;
    private boolean flipPending;
    private boolean vsync;
    private boolean underflow;
    private int frames;
    private long pictures;

    /**
     * @param dma its way to the frame buffers
     * @param bus on which each line takes its time
     * @param rank among the devices, for events at the same time
     */
    public Display(DmaPort dma, MemoryBus bus, Scheduler scheduler, int rank) {
        this.dma = dma;
        this.bus = bus;
        events = scheduler.register(EventClass.DEVICE, rank, this::event);
        scheduleVsync(1);
        scheduleLine(1);
    }

    /** Draws {@code above} over every picture from now on. */
    public void setOverlay(Overlay above) {
        overlay = Optional.of(above);
    }

    private static int wholePages(int bytes) {
        return (bytes + Ram.PAGE_BYTES - 1) / Ram.PAGE_BYTES * Ram.PAGE_BYTES;
    }

    @Override
    public String name() {
        return "display";
    }

    @Override
    public int size() {
        return SIZE;
    }

    /** High while a vertical synchronisation is not acknowledged and its interrupt is enabled. */
    public InterruptLine interrupt() {
        return interrupt;
    }

    @Override
    public List<InterruptLine> lines() {
        return List.of(interrupt());
    }

    /** Flips done since power-on: how many pictures were shown. */
    public long pictures() {
        return pictures;
    }

    /** What a person in front of the panel sees: a copy of {@link #FRAME_BYTES} bytes. */
    public byte[] panel() {
        return Arrays.copyOf(panel.bytes(), FRAME_BYTES);
    }

    private void scheduleVsync(long edge) {
        events.schedule(timeBase.real(REFRESH.edgePs(edge)), VSYNC, edge);
    }

    private void scheduleLine(long line) {
        events.schedule(timeBase.real(LINE_CLOCK.edgePs(line)), LINE, line);
    }

    @Override
    public boolean hasTimeBase() {
        return true;
    }

    /** The pixel clock drifts: lines and pictures come early or late. */
    @Override
    public void drift(int ppm, long nowPs) {
        timeBase.drift(ppm, nowPs);
        long ownPs = timeBase.own(nowPs);
        events.cancel(VSYNC);
        scheduleVsync(REFRESH.edgeAtOrBefore(ownPs) + 1);
        events.cancel(LINE);
        long line = LINE_CLOCK.edgeAtOrBefore(ownPs) + 1;
        long inFrame = line % LINES;
        boolean shown = inFrame >= 1 && inFrame <= HEIGHT;
        scheduleLine(shown ? line : Math.ceilDiv(line, LINES) * LINES + 1);
    }

    private void event(int kind, long edge, long nowPs) {
        if (kind == VSYNC) {
            vsync(edge, nowPs);
        } else {
            bus.burst(BURST_BEATS, nowPs);
            boolean last = edge % LINES == HEIGHT;
            scheduleLine(last ? edge + LINES - HEIGHT + 1 : edge + 1);
        }
    }

    private void vsync(long edge, long nowPs) {
        scheduleVsync(edge + 1);
        frames++;
        if (flipPending) {
            flipPending = false;
            front ^= 1;
            pictures++;
        }
        scanOut(nowPs);
        vsync = true;
        updateInterrupt(nowPs);
    }

    private void scanOut(long nowPs) {
        if ((control & CONTROL_ON) == 0) {
            Arrays.fill(frame, (byte) 0);
        } else if (!dma.load(buffer[front], frame, nowPs)) {
            underflow = true;
            System.arraycopy(panel.bytes(), 0, frame, 0, FRAME_BYTES);
            uncover();
        }
        overlay.ifPresent(this::cover);
        for (int from = 0; from < FRAME_BYTES; from += Ram.PAGE_BYTES) {
            int to = Math.min(from + Ram.PAGE_BYTES, FRAME_BYTES);
            if (Arrays.mismatch(frame, from, to, panel.bytes(), from, to) >= 0) {
                panel.store(from, Arrays.copyOfRange(frame, from, to));
            }
        }
        overlay.ifPresent(above -> above.scannedOut(frame));
    }

    /** Puts back what the last picture has beneath the overlay. */
    private void uncover() {
        for (int row = 0; row < covered.height(); row++) {
            int bytes = covered.rowBytes();
            System.arraycopy(beneath, row * bytes, frame, covered.offset(row), bytes);
        }
    }

    private void cover(Overlay above) {
        covered = above.isOn() ? above.visible() : Rectangle.NONE;
        for (int row = 0; row < covered.height(); row++) {
            int bytes = covered.rowBytes();
            int at = covered.offset(row);
            System.arraycopy(frame, at, beneath, row * bytes, bytes);
            System.arraycopy(above.row(row, covered.width()), 0, frame, at, bytes);
        }
    }

    private void updateInterrupt(long nowPs) {
        interrupt.set(vsync && (control & CONTROL_INTERRUPT) != 0, nowPs);
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        if (bytes != 4) {
            return MemoryPort.BUS_ERROR;
        }
        int value =
                switch (offset) {
                    case CONTROL -> control;
                    case STATUS -> status();
                    case BUFFER_0 -> buffer[0];
                    case BUFFER_1 -> buffer[1];
                    case FRAMES -> frames;
                    case GEOMETRY -> HEIGHT << 16 | WIDTH;
                    default -> 0;
                };
        return Integer.toUnsignedLong(value);
    }

    private int status() {
        return (front == 0 ? 0 : STATUS_FRONT)
                | (flipPending ? STATUS_FLIP_PENDING : 0)
                | (vsync ? STATUS_VSYNC : 0)
                | (underflow ? STATUS_UNDERFLOW : 0);
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (bytes != 4) {
            return false;
        }
        switch (offset) {
            case CONTROL -> control = value & (CONTROL_ON | CONTROL_INTERRUPT);
            case STATUS -> {
                vsync &= (value & STATUS_VSYNC) == 0;
                underflow &= (value & STATUS_UNDERFLOW) == 0;
            }
            case BUFFER_0 -> buffer[0] = value;
            case BUFFER_1 -> buffer[1] = value;
            case FLIP -> flipPending = (value & 1) != 0;
            default -> {} // the rest is read-only
        }
        updateInterrupt(nowPs);
        return true;
    }

    /** The refresh goes on; the panel turns black at its next vertical synchronisation. */
    @Override
    public void reset(long nowPs) {
        Arrays.fill(buffer, 0);
        control = 0;
        front = 0;
        flipPending = false;
        vsync = false;
        underflow = false;
        frames = 0;
        updateInterrupt(nowPs);
    }

    @Override
    public void describe(Fields fields) {
        fields.i32s("buffer", buffer);
        fields.bytes("beneath", beneath);
        fields.enter("covered");
        covered = covered.visit(fields);
        fields.leave();
        fields.child("timeBase", timeBase);
        control = fields.i32("control", control);
        front = fields.bits("front", front, 1);
        pictures = fields.i64("pictures", pictures);
        flipPending = fields.bool("flipPending", flipPending);
        vsync = fields.bool("vsync", vsync);
        underflow = fields.bool("underflow", underflow);
        frames = fields.i32("frames", frames);
        fields.child("interrupt", interrupt);
        fields.child("panel", panel);
    }
}
