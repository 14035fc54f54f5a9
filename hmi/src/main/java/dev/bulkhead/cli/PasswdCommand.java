package dev.bulkhead.cli;

import dev.bulkhead.input.InputError;
import dev.bulkhead.telemetry.Role;
import dev.bulkhead.telemetry.UsersFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sets the password and the role of who may connect to a live twin. */
@Command(
        name = "passwd",
        description = {
            "Sets a user's password for ./twin live --users FILE.",
            "Asks twice on a terminal; else it reads the first line of its input.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The file has a line name:hash:role for each user; the hash is PBKDF2 with",
            "HMAC-SHA-256 and a salt of its own.",
            "",
            "Example: ./twin passwd alice --role command --users users.txt",
        })
final class PasswdCommand implements Callable<Integer> {
    private static final int SHORTEST = 4;

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            converter = RoleConverter.class,
            description =
                    "telemetry (watch) or command (watch and act), else as it was; telemetry if"
                            + " the user is new.")
    private Role role;

    @Option(
            names = "--users",
            paramLabel = "FILE",
            defaultValue = "users.txt",
            description = "The file of users, else ${DEFAULT-VALUE} here.")
    private Path users;

    @Option(names = "--remove", description = "Take the user out of the file.")
    private boolean remove;

    @Spec private CommandSpec spec;

    private final InputStream input;
    private final Supplier<Optional<Function<String, char[]>>> terminal;

    /** Telemetry or command. */
    static final class RoleConverter implements ITypeConverter<Role> {
        @Override
        public Role convert(String text) {
            return Role.of(text)
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "'" + text + "' is no role; use telemetry or command"));
        }
    }

    PasswdCommand() {
        this(System.in, PasswdCommand::console);
    }

    /**
     * @param terminal if there is one: asks a question and shows nothing of the answer, which is
     *     {@code null} at the end of input
     */
    PasswdCommand(InputStream input, Supplier<Optional<Function<String, char[]>>> terminal) {
        this.input = input;
        this.terminal = terminal;
    }

    /** Looked for only when needed, as it takes its time. */
    @SuppressWarnings("SystemConsoleNull") // it is null where the launcher has no terminal
    private static Optional<Function<String, char[]>> console() {
        Console console = System.console();
        return console != null && console.isTerminal()
                ? Optional.of(question -> console.readPassword("%s", question))
                : Optional.empty();
    }

    @Override
    public Integer call() throws IOException {
        UsersFile file = new UsersFile(users);
        if (remove) {
            file.remove(name);
            say("user " + name + " is out of " + users);
            return 0;
        }
        Optional<Function<String, char[]>> asking = terminal.get();
        char[] password = asking.isPresent() ? asked(asking.get()) : read();
        try {
            Role now = file.put(name, password, Optional.ofNullable(role));
            say("user " + name + ", role " + now.word() + ", in " + users);
        } finally {
            Arrays.fill(password, '\0');
        }
        return 0;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    private char[] asked(Function<String, char[]> ask) {
        char[] first = longEnough(ask.apply("Password of " + name + ": "));
        char[] again = ask.apply("Again: ");
        if (!Arrays.equals(first, again)) {
            throw new InputError("password", "the two are not the same", "type it again");
        }
        return first;
    }

    private char[] read() throws IOException {
        var reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        String line = reader.readLine();
        return longEnough(line == null ? null : line.toCharArray());
    }

    private static char[] longEnough(char[] password) {
        if (password == null || password.length < SHORTEST) {
            throw new InputError(
                    "password",
                    "has fewer than " + SHORTEST + " characters",
                    "give a longer one on the terminal or as the first line of the input");
        }
        return password;
    }
}
