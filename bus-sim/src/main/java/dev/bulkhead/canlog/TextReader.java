package dev.bulkhead.canlog;

import java.io.IOException;
import java.util.function.Consumer;

/** Reads a recording line by line; a line that cannot be read does not keep the others back. */
abstract class TextReader {
    private final Damage damage;
    private final Consumer<LogEntry> sink;

    TextReader(Damage damage, Consumer<LogEntry> sink) {
        this.damage = damage;
        this.sink = sink;
    }

    final void read(TextLines lines) throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            String text = line.strip();
            if (text.isEmpty()) {
                continue;
            }
            try {
                LogEntry entry = entry(text);
                if (entry != null) {
                    sink.accept(entry);
                }
            } catch (Malformed wrong) {
                damage.atLine(lines.number(), wrong.getMessage(), wrong.remedy());
            }
        }
    }

    /** What a line tells; {@code null} if that is no entry. */
    abstract LogEntry entry(String line) throws Malformed;
}
