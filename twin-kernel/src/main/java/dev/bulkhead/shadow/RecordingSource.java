package dev.bulkhead.shadow;

import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** A recording that can be read more than once. */
public interface RecordingSource {
    /** As messages call it. */
    String name();

    /**
     * Reads it from its beginning, as {@link dev.bulkhead.canlog.Recording#read} does.
     *
     * @return where it broke first, if it did
     */
    Optional<InputError> read(Consumer<LogEntry> sink) throws IOException;
}
