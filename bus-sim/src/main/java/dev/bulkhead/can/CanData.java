package dev.bulkhead.can;

import java.util.Arrays;
import java.util.HexFormat;

/** The bytes of a frame's data field; immutable, compared by content. */
public final class CanData {
    public static final CanData EMPTY = new CanData(new byte[0]);

    private final byte[] bytes;

    private CanData(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of {@code bytes}. */
    public static CanData of(byte... bytes) {
        return new CanData(bytes.clone());
    }

    /**
     * Reads pairs of hexadecimal digits; blanks between them do not count.
     *
     * @throws IllegalArgumentException if the text has other characters or an odd count of digits
     */
    public static CanData ofHex(String hex) {
        return new CanData(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    public int length() {
        return bytes.length;
    }

    /**
     * The byte at {@code index}, 0..255.
     *
     * @throws IndexOutOfBoundsException if there is no such byte
     */
    public int at(int index) {
        return bytes[index] & 0xFF;
    }

    /** A new array with the bytes. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** Copies all bytes into {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CanData data && Arrays.equals(bytes, data.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Upper-case hexadecimal digits without blanks. */
    @Override
    public String toString() {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
