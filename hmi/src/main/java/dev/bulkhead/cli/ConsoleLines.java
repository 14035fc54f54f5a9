package dev.bulkhead.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Prints what a partition writes, line by line, with its name before each. */
final class ConsoleLines {
    private static final int LONGEST = 1000;

    private final String partition;
    private final Consumer<String> out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    ConsoleLines(String partition, Consumer<String> out) {
        this.partition = partition;
        this.out = out;
    }

    void write(int value) {
        if (value == '\n' || line.size() == LONGEST) {
            out.accept(partition + "| " + line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
        boolean printable = value >= ' ' && value != 0x7f || value == '\t';
        if (printable) {
            line.write(value);
        }
    }
}
