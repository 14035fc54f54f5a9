package dev.bulkhead.telemetry;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may come in beyond loopback: a file with a line {@code name:hash:role} for each, the hash as
 * {@code ./twin passwd} writes it, the role {@code telemetry} or {@code command}. Empty lines and
 * those that begin with {@code #} say nothing.
 */
public final class Users {
    private static final int LONGEST_NAME = 64;
    private static final String REMEDY = "write the line with './twin passwd'";

    private final Map<String, User> byName;

    /** A user and what they may do. */
    record User(String name, PasswordHash hash, Role role) {
        String line() {
            return name + ":" + hash.text() + ":" + role.word();
        }
    }

    private Users(Map<String, User> byName) {
        this.byName = byName;
    }

    static Users of(Collection<User> users) {
        Map<String, User> byName = new LinkedHashMap<>();
        users.forEach(user -> byName.put(user.name(), user));
        return new Users(byName);
    }

    /**
     * @throws InputError if the file cannot be read, or a line in it is no user
     */
    public static Users read(Path file) {
        String shown = Text.plain(file.toString());
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException _) {
            throw new InputError(shown, "cannot be read as text", "name a file of users");
        }
        Map<String, User> byName = new LinkedHashMap<>();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            User user = user(shown, at + 1, line);
            if (byName.put(user.name(), user) != null) {
                String twice = "user " + Text.quote(user.name()) + " stands there twice";
                throw InputError.at(shown, at + 1, twice, "remove one of the lines");
            }
        }
        return new Users(byName);
    }

    private static User user(String file, int number, String line) {
        String[] parts = line.split(":", -1);
        if (parts.length != 3 || !isName(parts[0])) {
            throw InputError.at(file, number, "no name:hash:role", REMEDY);
        }
        Optional<PasswordHash> hash = PasswordHash.parse(parts[1]);
        if (hash.isEmpty()) {
            throw InputError.at(file, number, "the hash is none of ours", REMEDY);
        }
        Optional<Role> role = Role.of(parts[2]);
        if (role.isEmpty()) {
            String what = "unknown role " + Text.quote(parts[2]);
            throw InputError.at(file, number, what, "use telemetry or command");
        }
        return new User(parts[0], hash.get(), role.get());
    }

    /** A name without colon, space or control character, of at most 64 characters. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && !name.startsWith("#")
                && name.chars().allMatch(c -> c > ' ' && c != ':' && c != 0x7f);
    }

    /**
     * The line of a user for such a file.
     *
     * @throws IllegalArgumentException if {@link #isName} says no
     */
    public static String line(String name, char[] password, Role role) {
        if (!isName(name)) {
            throw new IllegalArgumentException("name=\"" + name + "\"");
        }
        return new User(name, PasswordHash.of(password), role).line();
    }

    Optional<User> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }
}
