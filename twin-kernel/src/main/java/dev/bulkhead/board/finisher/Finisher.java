package dev.bulkhead.board.finisher;

import dev.bulkhead.board.Device;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;

/**
 * The finisher of QEMU's {@code virt}: one register at offset 0 whose low 16 bits say how the
 * program ends. It reads as zero; other values and offsets are ignored, byte accesses are bus
 * errors.
 *
 * @see "QEMU, hw/misc/sifive_test.c"
 */
public final class Finisher implements Device {
    public static final int SIZE = 0x1000;

    private static final int FAIL = 0x3333;
    private static final int PASS = 0x5555;
    private static final int RESET = 0x7777;

    /** What the guest asks for. */
    public enum Request {
        PASS,
        FAIL,
        RESET
    }

    /** Told when the guest writes one of the three requests. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param code 0 to 65535 with {@link Request#FAIL}, else 0
         */
        void requested(Request request, int code, long nowPs);
    }

    private final Listener listener;

    public Finisher(Listener listener) {
        this.listener = listener;
    }

    @Override
    public String name() {
        return "finisher";
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        return bytes == 1 ? MemoryPort.BUS_ERROR : 0;
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (bytes == 1) {
            return false;
        }
        if (offset == 0) {
            switch (value & 0xffff) {
                case PASS -> listener.requested(Request.PASS, 0, nowPs);
                case FAIL -> listener.requested(Request.FAIL, bytes == 4 ? value >>> 16 : 0, nowPs);
                case RESET -> listener.requested(Request.RESET, 0, nowPs);
                default -> {}
            }
        }
        return true;
    }

    @Override
    public void reset(long nowPs) {
        // holds nothing
    }

    @Override
    public void describe(Fields fields) {
        // holds nothing
    }
}
