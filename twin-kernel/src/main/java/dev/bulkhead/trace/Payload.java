package dev.bulkhead.trace;

import java.util.Arrays;
import java.util.HexFormat;

/** The bytes of a message, never to change. */
public final class Payload {
    public static final Payload EMPTY = new Payload(new byte[0]);

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies the first {@code length} bytes. */
    public static Payload of(byte[] bytes, int length) {
        return length == 0 ? EMPTY : new Payload(Arrays.copyOf(bytes, length));
    }

    public static Payload of(byte[] bytes) {
        return of(bytes, bytes.length);
    }

    public int length() {
        return bytes.length;
    }

    /** The byte at {@code index}, 0..255. */
    public int at(int index) {
        return bytes[index] & 0xff;
    }

    /** Index of the first byte in which both differ, or where the shorter ends; -1 if equal. */
    public int mismatch(Payload other) {
        return Arrays.mismatch(bytes, other.bytes);
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Two hexadecimal digits a byte. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
