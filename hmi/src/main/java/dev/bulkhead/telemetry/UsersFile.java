package dev.bulkhead.telemetry;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes a file of users, line by line: what else stands in it stays. It is written beside its
 * place and renamed, for its owner's eyes only if it is new.
 */
public final class UsersFile {
    private final Path file;
    private final String shown;

    /**
     * @param file need not exist yet
     */
    public UsersFile(Path file) {
        this.file = file;
        this.shown = Text.plain(file.toString());
    }

    /**
     * Adds a user, or gives one a new password.
     *
     * @param role empty to leave it as it is; a new user then may watch only
     * @return the role the user has now
     * @throws InputError if the name is none, or the file is wrong or cannot be written
     */
    public Role put(String name, char[] password, Optional<Role> role) {
        if (!Users.isName(name)) {
            throw new InputError(
                    Text.quote(name),
                    "is no name of a user",
                    "use up to 64 characters without space, colon and a leading #");
        }
        Users before = Files.exists(file) ? Users.read(file) : Users.of(List.of());
        Role now = role.or(() -> before.named(name).map(Users.User::role)).orElse(Role.TELEMETRY);
        List<String> lines = linesWithout(name);
        lines.add(Users.line(name, password, now));
        write(lines);
        return now;
    }

    /**
     * Takes a user out.
     *
     * @throws InputError if there is none of that name, or the file is wrong or cannot be written
     */
    public void remove(String name) {
        if (Users.read(file).named(name).isEmpty()) {
            throw new InputError(
                    shown, "holds no user " + Text.quote(name), "name one that it holds");
        }
        write(linesWithout(name));
    }

    private List<String> linesWithout(String name) {
        List<String> lines = new ArrayList<>();
        if (Files.exists(file)) {
            try {
                lines.addAll(Files.readAllLines(file));
            } catch (IOException _) {
                throw new InputError(shown, "cannot be read as text", "name a file of users");
            }
        }
        lines.removeIf(line -> line.strip().startsWith(name + ":"));
        return lines;
    }

    private void write(List<String> lines) {
        try {
            boolean exists = Files.exists(file);
            Path place = exists ? file.toRealPath() : file.toAbsolutePath().normalize();
            // such a file is for its owner only from the start
            Path part = Files.createTempFile(place.getParent(), "." + place.getFileName(), ".part");
            try {
                Files.write(part, lines);
                if (exists && Files.getFileStore(place).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(place));
                }
                Files.move(part, place, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException _) {
            throw new InputError(
                    shown,
                    "cannot be written",
                    "name a file in a folder that exists and is writable");
        }
    }
}
