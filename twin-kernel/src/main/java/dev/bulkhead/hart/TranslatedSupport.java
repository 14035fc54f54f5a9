package dev.bulkhead.hart;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What translated code calls. The methods are small enough for HotSpot to inline them wherever they
 * are called.
 */
final class TranslatedSupport {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private TranslatedSupport() {}

    /**
     * Where in RAM an access goes that needs nothing but memory; negative if it needs more.
     *
     * @param lowBits of the address that must be 0
     */
    static int place(int address, int lowBits, AllowedRanges ranges) {
        int offset = address - ranges.from;
        return (offset & lowBits) == 0
                        && offset + Integer.MIN_VALUE < ranges.bytes + Integer.MIN_VALUE
                ? offset + ranges.ramOffset
                : recalled(address, lowBits, ranges);
    }

    private static int recalled(int address, int lowBits, AllowedRanges ranges) {
        return (address & lowBits) == 0 && ranges.recall(address)
                ? address - ranges.from + ranges.ramOffset
                : -1;
    }

    static int less(int a, int b) {
        return a < b ? 1 : 0;
    }

    static int below(int a, int b) {
        return Integer.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    static int word(byte[] ram, int offset) {
        return (int) INT.get(ram, offset);
    }

    static int half(byte[] ram, int offset) {
        return (short) SHORT.get(ram, offset);
    }

    static int unsignedHalf(byte[] ram, int offset) {
        return (short) SHORT.get(ram, offset) & 0xffff;
    }

    static void setWord(byte[] ram, int offset, int value) {
        INT.set(ram, offset, value);
    }

    static void setHalf(byte[] ram, int offset, int value) {
        SHORT.set(ram, offset, (short) value);
    }
}
