package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A start as the launcher makes it: its JVM options in a JVM of its own. */
class StartTest {
    @TempDir private Path folder;

    @Test
    void aStartWritesNothingToTheErrorStream() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process start =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@src/main/launcher/jvm.args",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "--version")
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();

        assertTrue(start.waitFor(60, TimeUnit.SECONDS));

        assertEquals("", Files.readString(err, StandardCharsets.UTF_8));
        assertTrue(Files.readString(out, StandardCharsets.UTF_8).startsWith("bulkhead "));
        assertEquals(0, start.exitValue());
    }

    @Test
    void aPasswordComesFromTheInputWhereThereIsNoTerminal() throws Exception {
        Path users = folder.resolve("users");
        Process passwd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@src/main/launcher/jvm.args",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "passwd",
                                "ann",
                                "--role",
                                "telemetry",
                                "--users",
                                users.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        passwd.getOutputStream().write("right-horse\n".getBytes(StandardCharsets.UTF_8));
        passwd.getOutputStream().close();

        assertTrue(passwd.waitFor(60, TimeUnit.SECONDS));

        assertEquals(
                "user ann, role telemetry, in " + users + "\n",
                Files.readString(folder.resolve("out"), StandardCharsets.UTF_8));
        assertTrue(Files.readString(users).startsWith("ann:$pbkdf2-sha256$"));
    }

    @Test
    void anInterruptedRunIsOneLineAndStatus3AndLeavesNoFile() throws Exception {
        Path err = folder.resolve("err");
        Path picture = folder.resolve("picture.png");
        List<String> command = new ArrayList<>(heedsInterrupts());
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@src/main/launcher/jvm.args",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--pace",
                        "0.001",
                        "--screenshot",
                        picture.toString()));
        Process run =
                new ProcessBuilder(command)
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(err.toFile())
                        .start();
        while (run.isAlive() && !hasPart(picture)) {
            Thread.onSpinWait();
        }

        new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor();

        assertTrue(run.waitFor(60, TimeUnit.SECONDS));
        assertEquals(
                "run: interrupted, so there is no result; let it end, or shorten it by --for\n",
                Files.readString(err, StandardCharsets.UTF_8));
        assertEquals(3, run.exitValue());
        assertEquals(Set.of("out", "err"), Set.of(folder.toFile().list()));
    }

    /**
     * What starts a command with SIGINT as it is by default. A shell ignores it in what runs in the
     * background, such as a build, and all that starts from there inherits that; a JVM then does
     * not install its own handler.
     */
    private static List<String> heedsInterrupts() throws Exception {
        List<String> env = List.of("env", "--default-signal=INT"); // coreutils 8.31 or newer
        List<String> probe = new ArrayList<>(env);
        probe.add("true");
        try {
            Process tried =
                    new ProcessBuilder(probe)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return tried.waitFor() == 0 ? env : List.of();
        } catch (IOException _) { // no env at all
            return List.of();
        }
    }

    private static boolean hasPart(Path file) {
        return file.getParent().toFile().list().length > 2;
    }
}
