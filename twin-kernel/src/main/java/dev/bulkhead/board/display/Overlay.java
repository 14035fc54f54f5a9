package dev.bulkhead.board.display;

import dev.bulkhead.board.Device;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;

import java.util.zip.CRC32;

/**
 * A small picture that is drawn over whatever the display shows, for a telltale that must be seen.
 * It is a device of its own, in a block of its own: neither the display's registers nor its frame
 * buffers can hide it. What stands in its rectangle on the panel can be read back as a CRC.
 *
 * <p>Register map: docs/board.md. Registers take 32-bit accesses only, pixels 16-bit and 32-bit
 * ones.
 */
public final class Overlay implements Device {
    public static final int SIZE = 0x4000;

    /** Most pixels in either direction. */
    public static final int MAX_SIDE = 64;

    static final int CONTROL = 0x00;
    static final int STATUS = 0x04;
    static final int POSITION = 0x08;
    static final int RECTANGLE = 0x0c;
    static final int CRC = 0x10;
    static final int FRAME = 0x14;
    static final int PIXELS = 0x2000;

    private static final int CONTROL_ON = 1;
    private static final int STATUS_SHOWN = 1;
    private static final int PIXEL_BYTES = 2;
    private static final int POSITION_BITS = 16;

    /** What it takes to hold {@link #MAX_SIDE}. */
    private static final int SIDE_BITS = 7;

    private final String name;
    private final Ram pixels = new Ram(0, PIXEL_BYTES * MAX_SIDE * MAX_SIDE);
    private boolean on;
    private boolean shown;
    private int x;
    private int y;
    private int width;
    private int height;
    private int crc;
    private int frame;

    public Overlay(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return SIZE;
    }

    /** Whether it is drawn at the next scan-out. */
    boolean isOn() {
        return on;
    }

    /** The part of its rectangle that lies on the panel; what lies beyond is not drawn. */
    Rectangle visible() {
        int right = Math.min(x + width, Display.WIDTH);
        int bottom = Math.min(y + height, Display.HEIGHT);
        boolean any = right > x && bottom > y;
        return any ? new Rectangle(x, y, right - x, bottom - y) : Rectangle.NONE;
    }

    /** The pixels of one row of the rectangle. */
    byte[] row(int row, int count) {
        byte[] bytes = new byte[PIXEL_BYTES * count];
        System.arraycopy(pixels.bytes(), PIXEL_BYTES * row * width, bytes, 0, bytes.length);
        return bytes;
    }

    /**
     * The panel has a new picture, this overlay included if it is on.
     *
     * @param panel rows of {@link Display#WIDTH} pixels
     */
    void scannedOut(byte[] panel) {
        Rectangle rectangle = visible();
        CRC32 sum = new CRC32();
        for (int row = 0; row < rectangle.height(); row++) {
            sum.update(panel, rectangle.offset(row), rectangle.rowBytes());
        }
        crc = (int) sum.getValue();
        frame++;
        boolean whole = rectangle.width() == width && rectangle.height() == height;
        shown |= on && whole && width > 0 && height > 0;
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        if (offset >= PIXELS) {
            return bytes == 1
                    ? MemoryPort.BUS_ERROR
                    : Integer.toUnsignedLong(pixels.load(offset - PIXELS, bytes));
        }
        if (bytes != 4) {
            return MemoryPort.BUS_ERROR;
        }
        int value =
                switch (offset) {
                    case CONTROL -> on ? CONTROL_ON : 0;
                    case STATUS -> shown ? STATUS_SHOWN : 0;
                    case POSITION -> y << 16 | x;
                    case RECTANGLE -> height << 16 | width;
                    case CRC -> crc;
                    case FRAME -> frame;
                    default -> 0;
                };
        return Integer.toUnsignedLong(value);
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (offset >= PIXELS) {
            if (bytes == 1) {
                return false;
            }
            pixels.store(offset - PIXELS, bytes, value);
            return true;
        }
        if (bytes != 4) {
            return false;
        }
        switch (offset) {
            case CONTROL -> on = (value & CONTROL_ON) != 0;
            case STATUS -> shown &= (value & STATUS_SHOWN) == 0;
            case POSITION -> {
                x = value & 0xffff;
                y = value >>> 16;
            }
            case RECTANGLE -> {
                width = Math.min(value & 0xffff, MAX_SIDE);
                height = Math.min(value >>> 16, MAX_SIDE);
            }
            default -> {} // the rest is read-only
        }
        return true;
    }

    /** Its pixels keep what they hold, as memory does. */
    @Override
    public void reset(long nowPs) {
        on = false;
        shown = false;
        x = 0;
        y = 0;
        width = 0;
        height = 0;
        crc = 0;
        frame = 0;
    }

    @Override
    public void describe(Fields fields) {
        on = fields.bool("on", on);
        shown = fields.bool("shown", shown);
        x = fields.bits("x", x, POSITION_BITS);
        y = fields.bits("y", y, POSITION_BITS);
        width = Math.min(fields.bits("width", width, SIDE_BITS), MAX_SIDE);
        height = Math.min(fields.bits("height", height, SIDE_BITS), MAX_SIDE);
        crc = fields.i32("crc", crc);
        frame = fields.i32("frame", frame);
        fields.child("pixels", pixels);
    }
}
