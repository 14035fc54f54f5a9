package dev.bulkhead.cli;

import dev.bulkhead.input.InputError;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A result file that appears whole or not at all: written beside its place, then renamed. Closing
 * it before {@link #keep} drops what was written.
 */
final class NewFile implements Closeable {
    private final Path target;
    private final Path part;
    private final OutputStream stream;
    private boolean kept;

    private NewFile(Path target, Path part, OutputStream stream) {
        this.target = target;
        this.part = part;
        this.stream = stream;
    }

    /**
     * @throws InputError if no file can be made there
     */
    static NewFile at(Path target) {
        Path place = target.toAbsolutePath();
        Path part = place.resolveSibling(place.getFileName() + ".part");
        if (Files.isDirectory(place)) {
            throw new InputError(target.toString(), "is a folder", "name a file");
        }
        try {
            return new NewFile(
                    place, part, new BufferedOutputStream(Files.newOutputStream(part), 1 << 16));
        } catch (IOException _) {
            throw new InputError(
                    target.toString(),
                    "cannot be written",
                    "name a file in a folder that exists and is writable");
        }
    }

    OutputStream stream() {
        return stream;
    }

    /** Makes the file appear in its place. */
    void keep() throws IOException {
        stream.close();
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            stream.close();
            Files.deleteIfExists(part);
        }
    }
}
