package dev.bulkhead.trace;

import java.util.Arrays;

/** A buffer that numbers are appended to, lowest byte first. */
final class TraceBytes {
    private byte[] bytes = new byte[256];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    TraceBytes head(int type, TraceRecord record) {
        return u8(type).i64(record.atPs());
    }

    TraceBytes u8(int value) {
        return put(value, 1);
    }

    TraceBytes u16(int value) {
        return put(value, 2);
    }

    TraceBytes i32(int value) {
        return put(value, 4);
    }

    TraceBytes i64(long value) {
        return put(value, 8);
    }

    /** The length in two bytes, then the bytes. */
    TraceBytes bytes(Payload payload) {
        u16(payload.length());
        for (int i = 0; i < payload.length(); i++) {
            u8(payload.at(i));
        }
        return this;
    }

    private TraceBytes put(long value, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) (value >>> 8 * i);
        }
        return this;
    }
}
