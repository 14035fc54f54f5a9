package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Access;
import dev.bulkhead.telemetry.Access.Login;
import dev.bulkhead.telemetry.Role;
import dev.bulkhead.telemetry.Users;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;

class PasswdCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;
    private Path users;

    @BeforeEach
    void noFileYet() {
        users = folder.resolve("users.txt");
    }

    private int passwd(String input, String... arguments) {
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return run(new PasswdCommand(in, Optional::empty), arguments);
    }

    private int onTerminal(List<String> answers, String... arguments) {
        Queue<String> next = new ArrayDeque<>(answers);
        return run(
                new PasswdCommand(
                        new ByteArrayInputStream(new byte[0]),
                        () -> Optional.of(_ -> next.remove().toCharArray())),
                arguments);
    }

    private int run(PasswdCommand command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--users", users.toString()));
        return Main.run(
                new CommandLine(command),
                new PrintWriter(out),
                new PrintWriter(err),
                all.toArray(String[]::new));
    }

    private Login login(String name, String password) {
        return Access.of(Users.read(users)).login("127.0.0.1", name, password);
    }

    private void assertRefused(String line, int status) {
        assertEquals(2, status);
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains(line), err::toString);
    }

    @Test
    void aNewUserMayWatch() {
        assertEquals(0, passwd("secret\n", "alice"));

        assertEquals("user alice, role telemetry, in " + users + "\n", out.toString());
        assertEquals(new Login.Granted("alice", Role.TELEMETRY), login("alice", "secret"));
        assertEquals(new Login.Refused(), login("alice", "secret\n"));
    }

    @Test
    void theFileHoldsNoPasswordAndIsForItsOwnerOnly() throws IOException {
        passwd("secret\n", "alice", "--role", "command");

        assertFalse(Files.readString(users).contains("secret"));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(users)));
    }

    @Test
    void aNewPasswordLeavesRoleCommentsAndOthersAsTheyWere() throws IOException {
        passwd("secret\n", "alice", "--role", "command");
        passwd("other\n", "bob");
        Files.writeString(users, "# ours\n" + Files.readString(users));

        assertEquals(0, passwd("changed\n", "alice"));

        assertEquals(new Login.Granted("alice", Role.COMMAND), login("alice", "changed"));
        assertEquals(new Login.Refused(), login("alice", "secret"));
        assertInstanceOf(Login.Granted.class, login("bob", "other"));
        assertTrue(Files.readString(users).startsWith("# ours\n"));
    }

    @Test
    void aRemovedUserIsOut() {
        passwd("secret\n", "alice");

        assertEquals(0, passwd("", "alice", "--remove"));

        assertTrue(Users.read(users).isEmpty());
        assertRefused("holds no user 'alice'", passwd("", "alice", "--remove"));
    }

    @Test
    void aTerminalIsAskedTwice() {
        assertEquals(0, onTerminal(List.of("secret", "secret"), "alice"));

        assertInstanceOf(Login.Granted.class, login("alice", "secret"));
    }

    @Test
    void twoDifferentAnswersChangeNothing() {
        assertRefused("not the same", onTerminal(List.of("secret", "sekret"), "alice"));

        assertFalse(Files.exists(users));
    }

    @Test
    void aShortOrMissingPasswordIsRefused() {
        assertRefused("fewer than 4 characters", passwd("abc\n", "alice"));
        err.getBuffer().setLength(0);
        assertRefused("fewer than 4 characters", passwd("", "alice"));
    }

    @Test
    void aNameOrRoleThatIsNoneIsRefused() {
        assertRefused("is no name of a user", passwd("secret\n", "a:b"));
        err.getBuffer().setLength(0);
        assertRefused("'root' is no role", passwd("secret\n", "alice", "--role", "root"));
    }

    @Test
    void aFileThatIsNoneOfUsersStaysAsItIs() throws IOException {
        Files.writeString(users, "something else\n");

        assertRefused("users.txt:1: no name:hash:role", passwd("secret\n", "alice"));

        assertEquals("something else\n", Files.readString(users));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(users), files.toList());
        }
    }

    @Test
    void aFolderThatIsMissingIsTold() {
        users = folder.resolve("nowhere/users.txt");

        assertRefused("cannot be written", passwd("secret\n", "alice"));
    }
}
