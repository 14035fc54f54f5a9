package dev.bulkhead.cli;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A result file that appears whole or not at all: written beside its place, then renamed. Closing
 * it before {@link #keep} drops what was written, and so does the end of the process. A link stays
 * and its target is replaced; a device or a pipe is written to as it stands.
 */
final class NewFile implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path place;
    private final Path part;
    private final OutputStream file;
    private final OutputStream stream;
    private boolean kept;

    private NewFile(String name, Path place, Path part) throws IOException {
        this.place = place;
        this.part = part;
        this.file = Files.newOutputStream(part);
        this.stream = new BufferedOutputStream(new Telling(name, file), BUFFER_BYTES);
        if (!part.equals(place)) {
            part.toFile().deleteOnExit();
        }
    }

    /**
     * @param option that names the file
     * @throws InputError if no file can be made there
     */
    static NewFile at(String option, String name) {
        return apart(List.of(), option, name);
    }

    /** As {@link #at}, and another file than {@code first}, which may be {@code null}. */
    static NewFile apart(NewFile first, String option, String name) {
        return apart(first == null ? List.of() : List.of(first), option, name);
    }

    /** As {@link #at}, and another file than each of {@code others}. */
    static NewFile apart(List<NewFile> others, String option, String name) {
        if (name.isBlank()) {
            throw new InputError(option, "names no file", "name one");
        }
        String shown = Text.plain(name);
        try {
            Path place = Path.of(name).toAbsolutePath();
            if (Files.isDirectory(place)) {
                throw new InputError(shown, "is a folder", "name a file");
            }
            boolean exists = Files.exists(place);
            place = exists ? place.toRealPath() : place.normalize();
            Path wanted = place;
            if (others.stream().anyMatch(other -> other.place.equals(wanted))) {
                throw new InputError(option, shown + " is written to already", "name another file");
            }
            boolean replaces = !exists || Files.isRegularFile(place);
            return new NewFile(shown, place, replaces ? beside(place) : place);
        } catch (IOException | InvalidPathException _) {
            throw new InputError(
                    shown,
                    "cannot be written",
                    "name a file in a folder that exists and is writable");
        }
    }

    private static Path beside(Path place) {
        return place.resolveSibling(place.getFileName() + ".part");
    }

    /** Where it is written until it is kept, for who writes by name. */
    Path written() {
        return part;
    }

    OutputStream stream() {
        return stream;
    }

    /** Makes the file appear in its place. */
    void keep() throws IOException {
        stream.close();
        if (!part.equals(place)) {
            Files.move(part, place, StandardCopyOption.REPLACE_EXISTING);
        }
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            file.close();
            if (!part.equals(place)) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** Tells the user of a write that fails, such as on a full disk. */
    private static final class Telling extends OutputStream {
        private final String name;
        private final OutputStream out;

        Telling(String name, OutputStream out) {
            this.name = name;
            this.out = out;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private InputError failed(IOException e) {
            String why =
                    e instanceof FileSystemException system ? system.getReason() : e.getMessage();
            return new InputError(
                    name,
                    "cannot be written" + (why == null ? "" : ": " + Text.plain(why)),
                    "make room or name another file");
        }
    }
}
