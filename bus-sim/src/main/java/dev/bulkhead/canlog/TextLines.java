package dev.bulkhead.canlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The lines of a text with their numbers. Ends are LF, CR LF or CR; a very long line is damage. */
final class TextLines {
    /** The longest line that a tool writes is that of a 64-byte frame in ASC, below 500 bytes. */
    private static final int MAX_BYTES = 1 << 14;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 13];
    private final Damage damage;
    private final byte[] line = new byte[MAX_BYTES];
    private long number;
    private int buffered;
    private int taken;

    TextLines(InputStream in, Damage damage) {
        this.in = in;
        this.damage = damage;
    }

    /** The number of the line that {@link #next} returned last, the first being 1. */
    long number() {
        return number;
    }

    /** The next line without its end, or {@code null} after the last one. */
    String next() throws IOException {
        int length = 0;
        boolean tooLong = false;
        int value = take();
        if (value < 0) {
            return null;
        }
        number++;
        while (value >= 0 && value != '\n' && value != '\r') {
            if (length < MAX_BYTES) {
                line[length++] = (byte) value;
            } else {
                tooLong = true;
            }
            value = take();
        }
        if (value == '\r') {
            int after = take();
            if (after >= 0 && after != '\n') {
                taken--;
            }
        }
        if (tooLong) {
            damage.atLine(
                    number,
                    "the line has more than " + MAX_BYTES + " bytes",
                    "check that the file is a text recording");
            return "";
        }
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private int take() throws IOException {
        if (taken == buffered) {
            buffered = Math.max(0, in.read(buffer));
            taken = 0;
            if (buffered == 0) {
                return -1;
            }
        }
        return buffer[taken++] & 0xFF;
    }
}
