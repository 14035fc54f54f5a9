package dev.bulkhead.runner;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes lines of what a partition writes to its console. */
public final class PrintedLines {
    private static final int LONGEST = 1000;

    private final Printed printed;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** Takes a line without its end. */
    @FunctionalInterface
    public interface Printed {
        void line(String text, long atPs);
    }

    public PrintedLines(Printed printed) {
        this.printed = printed;
    }

    /** A byte that was written, 0..255. */
    public void write(int value, long atPs) {
        if (value == '\n' || line.size() == LONGEST) {
            printed.line(line.toString(StandardCharsets.UTF_8), atPs);
            line.reset();
        }
        boolean printable = value >= ' ' && value != 0x7f || value == '\t';
        if (printable) {
            line.write(value);
        }
    }
}
