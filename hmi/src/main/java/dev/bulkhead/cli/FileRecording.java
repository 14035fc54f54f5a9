package dev.bulkhead.cli;

import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogFormat;
import dev.bulkhead.canlog.Recording;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.shadow.RecordingSource;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A recording in a file, read as often as it is asked for.
 *
 * @param format empty: as it begins
 * @param ours whether the file is removed when nobody needs it
 */
record FileRecording(InputFile file, Optional<LogFormat> format, boolean ours)
        implements RecordingSource, Closeable {

    FileRecording(InputFile file, Optional<LogFormat> format) {
        this(file, format, false);
    }

    /** The form of that name, of option {@code --from}. */
    static LogFormat format(String label) {
        return LogFormat.ofLabel(label)
                .orElseThrow(
                        () ->
                                new InputError(
                                        "--from",
                                        "no form " + Text.quote(label),
                                        "name one of " + TraceTarget.labels()));
    }

    @Override
    public String name() {
        return file.shown();
    }

    @Override
    public Optional<InputError> read(Consumer<LogEntry> sink) throws IOException {
        Path path = Path.of(file.name());
        if (Files.exists(path) && !Files.isDirectory(path) && !Files.isRegularFile(path)) {
            throw new InputError(
                    file.shown(),
                    "is no file, and a recording is read more than once",
                    "write it to a file first");
        }
        try (InputStream in = file.open()) {
            Recording recording =
                    format.isPresent()
                            ? Recording.of(format.get(), file.shown(), in)
                            : Recording.of(file.shown(), in);
            return recording.read(sink);
        }
    }

    @Override
    public void close() throws IOException {
        if (ours) {
            Files.deleteIfExists(Path.of(file.name()));
        }
    }
}
