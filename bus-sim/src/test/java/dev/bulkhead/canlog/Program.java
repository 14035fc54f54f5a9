package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of Debian's that reads and writes recordings too. Without it skipped, not in CI. */
record Program(Path file, String debianPackage) {
    static final Program TSHARK = new Program(Path.of("/usr/bin/tshark"), "tshark");

    /** Debian's, which sees Debian's python3-can. */
    static final Program PYTHON = new Program(Path.of("/usr/bin/python3"), "python3-can");

    /**
     * @param needed what must be installed beside the program, or the program itself
     */
    void mustBeThere(Path needed) {
        boolean present = Files.isExecutable(file) && Files.exists(needed);
        if (!present && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(needed + " is missing, though this is CI");
        }
        assumeTrue(present, needed + " is not there: apt-get install " + debianPackage);
    }

    /** Its output; its error stream is shown if it fails. */
    String output(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        Path in = Files.createTempFile("canlog", ".in");
        Path err = Files.createTempFile("canlog", ".err");
        try {
            Files.writeString(in, input);
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(in.toFile())
                            .redirectError(err.toFile())
                            .start();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), command + "\n" + Files.readString(err));
            return out;
        } finally {
            Files.delete(in);
            Files.delete(err);
        }
    }
}
