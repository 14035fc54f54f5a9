package dev.bulkhead.bench;

import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that has ended.
 *
 * @param seconds from its start to its end
 * @param output what it wrote to standard output
 */
public record TimedProcess(double seconds, String output) {

    /**
     * Starts a process without input and waits for its end.
     *
     * @param scratch a folder for what it writes
     * @throws InputError if it cannot be started, takes longer than {@code limit} or ends with
     *     another status than 0
     */
    public static TimedProcess run(List<String> command, Path scratch, Duration limit) {
        return run(command, scratch, limit, List.of(0));
    }

    /**
     * As {@link #run(List, Path, Duration)}.
     *
     * @param good the statuses that it may end with
     */
    static TimedProcess run(
            List<String> command, Path scratch, Duration limit, List<Integer> good) {
        String program = command.getFirst();
        try {
            Path out = Files.createTempFile(scratch, "out", "");
            Path err = Files.createTempFile(scratch, "err", "");
            var builder = new ProcessBuilder(command);
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            long startNs = System.nanoTime();
            Process process = start(builder, program);
            boolean ended = false;
            try {
                ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                process.destroyForcibly();
            }
            double seconds = (System.nanoTime() - startNs) / 1e9;
            if (!ended) {
                throw new InputError(
                        program,
                        "did not end within " + limit.toSeconds() + " s",
                        "try again with less --seconds, --runs or --faults on an idle machine");
            }
            if (!good.contains(process.exitValue())) {
                String first =
                        Files.readString(err, StandardCharsets.UTF_8)
                                .lines()
                                .findFirst()
                                .orElse("");
                throw new InputError(
                        program,
                        "ended with status " + process.exitValue() + ": " + first,
                        "see that it runs by itself: " + String.join(" ", command));
            }
            return new TimedProcess(seconds, Files.readString(out, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the output of " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " ran", e);
        }
    }

    private static Process start(ProcessBuilder builder, String program) {
        try {
            return builder.start();
        } catch (IOException _) {
            throw new InputError(program, "cannot be started", "make it executable");
        }
    }
}
