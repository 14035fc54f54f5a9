package dev.bulkhead.canlog;

import java.io.IOException;
import java.io.Writer;

/** Writes a recording that is a text. */
final class TextLogWriter implements LogWriter {
    private final Writer out;
    private final TextForm form;
    private boolean begun;

    TextLogWriter(Writer out, TextForm form) {
        this.out = out;
        this.form = form;
    }

    @Override
    public void write(LogEntry entry) throws IOException {
        String line = form.line(entry);
        if (!begun) {
            begun = true;
            put(form.begin(entry));
            line = form.line(entry);
        }
        put(line + "\n");
    }

    private void put(String text) throws IOException {
        out.write(text);
    }

    @Override
    public void close() throws IOException {
        put((begun ? "" : form.begin()) + form.end());
        out.close();
    }
}
