package dev.bulkhead.canlog;

import dev.bulkhead.input.InputError;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** A recording that is read: all that is whole of it, and then where it broke. */
public final class Recording {
    private static final int BEGINNING_BYTES = 4096;
    private static final int BUFFER_BYTES = 1 << 16;

    private final String file;
    private final BufferedInputStream in;
    private final LogFormat format;

    private Recording(String file, BufferedInputStream in, LogFormat format) {
        this.file = file;
        this.in = in;
        this.format = format;
    }

    /** Of a form that is known. */
    public static Recording of(LogFormat format, String file, InputStream in) {
        return new Recording(file, new BufferedInputStream(in, BUFFER_BYTES), format);
    }

    /**
     * Of the form that its first bytes show.
     *
     * @param file as messages call it
     * @throws InputError if it begins like none of the forms
     */
    public static Recording of(String file, InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(BEGINNING_BYTES);
        byte[] beginning = buffered.readNBytes(BEGINNING_BYTES);
        buffered.reset();
        if (beginning.length == 0) {
            throw new InputError(file, "the file is empty", "name a recording of a bus");
        }
        LogFormat format =
                LogFormat.ofBeginning(beginning)
                        .orElseThrow(
                                () ->
                                        new InputError(
                                                file,
                                                "begins like no recording that can be read",
                                                "name a candump, ASC, BLF, PCAPNG or CSV file"));
        return new Recording(file, buffered, format);
    }

    /** The form that the first bytes of a file show; empty if it is no recording. */
    public static Optional<LogFormat> formOf(InputStream in) throws IOException {
        return LogFormat.ofBeginning(in.readNBytes(BEGINNING_BYTES));
    }

    public LogFormat format() {
        return format;
    }

    /**
     * Reads to the end, or to where nothing more can be read.
     *
     * @param sink takes every entry that is whole, in the file's order
     * @return where it broke first, if it did
     */
    public Optional<InputError> read(Consumer<LogEntry> sink) throws IOException {
        Damage damage = new Damage(file);
        switch (format) {
            case CANDUMP, CANDUMP_X ->
                    new CandumpReader(damage, sink).read(new TextLines(in, damage));
            case CANDUMP_TA -> new CandumpTaReader(damage, sink).read(new TextLines(in, damage));
            case ASC -> new AscReader(damage, sink).read(new TextLines(in, damage));
            case BLF -> new BlfReader(in, damage, sink).read();
            case PCAPNG -> new PcapngReader(in, damage, sink).read();
            case CSV -> new CsvTable.Reader(damage, sink).read(new TextLines(in, damage));
            case CSV_PYTHON_CAN ->
                    new CsvPythonCan.Reader(damage, sink).read(new TextLines(in, damage));
        }
        return damage.first();
    }
}
