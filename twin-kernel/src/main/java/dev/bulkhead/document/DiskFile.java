package dev.bulkhead.document;

import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file of the user's. */
public record DiskFile(Path file) implements SourceFile {

    public DiskFile {
        file = file.normalize();
    }

    /**
     * @throws InputError if the text cannot be a path
     */
    public static DiskFile of(String path) {
        return new DiskFile(toPath(path));
    }

    @Override
    public String display() {
        return Text.plain(file.toString());
    }

    @Override
    public boolean exists() {
        return Files.exists(file);
    }

    @Override
    public byte[] bytes() {
        if (!exists()) {
            throw new InputError(display(), "no such file", "correct the path");
        }
        if (!Files.isRegularFile(file)) {
            throw new InputError(display(), "not a file", "name a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new InputError(
                        display(), "larger than " + MAX_BYTES + " bytes", "name a smaller file");
            }
            return bytes;
        } catch (IOException e) {
            throw new InputError(
                    display(),
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "check its permissions");
        }
    }

    @Override
    public SourceFile sibling(String path) {
        return new DiskFile(file.resolveSibling(toPath(path)));
    }

    /** Always with a slash, which tells it from the name of a shipped image. */
    @Override
    public String path() {
        String path = file.toString().replace('\\', '/');
        return path.contains("/") ? path : "./" + path;
    }

    private static Path toPath(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException _) {
            throw new InputError(Text.plain(path), "not a path", "correct the path");
        }
    }
}
