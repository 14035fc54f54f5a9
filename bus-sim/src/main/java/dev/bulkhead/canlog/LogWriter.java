package dev.bulkhead.canlog;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/** Writes a recording, entry by entry in the order of time. Only {@link #close} makes it whole. */
public sealed interface LogWriter extends Closeable permits TextLogWriter, BlfWriter, PcapngWriter {

    /**
     * @throws dev.bulkhead.input.InputError if this form cannot hold the entry
     */
    void write(LogEntry entry) throws IOException;

    /** Begins a recording at the channel's position. */
    static LogWriter of(LogFormat format, SeekableByteChannel channel) throws IOException {
        return switch (format) {
            case BLF -> new BlfWriter(channel);
            case PCAPNG -> new PcapngWriter(channel);
            case CANDUMP, CANDUMP_X, CANDUMP_TA, ASC, CSV, CSV_PYTHON_CAN -> {
                Writer text = Channels.newWriter(channel, StandardCharsets.UTF_8);
                yield new TextLogWriter(new BufferedWriter(text, 1 << 16), form(format));
            }
        };
    }

    /**
     * Begins a recording that is a text.
     *
     * @throws IllegalArgumentException if the form is none
     */
    static LogWriter of(LogFormat format, Writer text) {
        return new TextLogWriter(text, form(format));
    }

    private static TextForm form(LogFormat format) {
        return switch (format) {
            case CANDUMP -> new CandumpForm(false);
            case CANDUMP_X -> new CandumpForm(true);
            case CANDUMP_TA -> new CandumpTaForm();
            case ASC -> new AscForm();
            case CSV -> new CsvTable();
            case CSV_PYTHON_CAN -> new CsvPythonCan();
            case BLF, PCAPNG -> throw new IllegalArgumentException(format + " is no text");
        };
    }
}
