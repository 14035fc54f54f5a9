package dev.bulkhead.hart.fuzz;

/** Little-endian instructions, appended to a block of bytes. */
final class Code {
    private final byte[] bytes;
    private int at;

    Code(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** Where the next instruction goes. */
    int at() {
        return at;
    }

    void half(int bits) {
        bytes[at++] = (byte) bits;
        bytes[at++] = (byte) (bits >>> 8);
    }

    void word(int bits) {
        half(bits);
        half(bits >>> 16);
    }
}
