package dev.bulkhead.cli;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file of the user's that is read, of whatever size; a pipe may stand for it. */
record InputFile(String name) {

    /** As messages have it. */
    String shown() {
        return Text.plain(name);
    }

    /** Whether there is a file of that name, and no folder, pipe or device. */
    boolean isThere() {
        try {
            return Files.isRegularFile(Path.of(name));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /**
     * @throws InputError if it cannot be read
     */
    InputStream open() {
        try {
            Path file = Path.of(name);
            if (Files.isDirectory(file)) {
                throw new InputError(shown(), "is a folder", "name a file");
            }
            if (!Files.exists(file)) {
                throw new InputError(shown(), "no such file", "correct the path");
            }
            return Files.newInputStream(file);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(e);
        }
    }

    /**
     * All of it.
     *
     * @throws InputError if it cannot be read, or is longer than that, as a device is
     */
    byte[] bytes(int most) {
        try (InputStream in = open()) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new InputError(
                        shown(),
                        "is larger than %d MiB".formatted(most >> 20),
                        "name a smaller one");
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InputError unreadable(Exception e) {
        return new InputError(
                shown(),
                "cannot be read (" + e.getClass().getSimpleName() + ")",
                "check path and permissions");
    }
}
