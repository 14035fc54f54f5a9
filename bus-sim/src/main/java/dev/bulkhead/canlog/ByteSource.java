package dev.bulkhead.canlog;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a binary recording with their place in the file. */
final class ByteSource extends InputStream {
    private final InputStream in;
    private long offset;

    ByteSource(InputStream in) {
        this.in = in;
    }

    /** Place of the next byte, the first being 0. */
    long offset() {
        return offset;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        offset += value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = in.read(bytes, from, length);
        offset += Math.max(0, count);
        return count;
    }

    /**
     * Passes over bytes.
     *
     * @return how many there were, fewer than {@code count} at the end of the file
     */
    long pass(long count) throws IOException {
        byte[] buffer = new byte[1 << 12];
        long left = count;
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }
}
