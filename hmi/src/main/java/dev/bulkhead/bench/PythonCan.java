package dev.bulkhead.bench;

import dev.bulkhead.input.InputError;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** python-can, where a Python in the search path has it. */
public final class PythonCan {
    /** What to install, as Debian calls it. */
    public static final String PACKAGE = "python3-can";

    private static final String PYTHON = "python3";
    private static final String SCRIPT = "python_can.py";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path python;
    private final Path script;
    private final Path scratch;
    private final String version;

    private PythonCan(Path python, Path script, Path scratch) {
        this.python = python;
        this.script = script;
        this.scratch = scratch;
        this.version = ask("version");
    }

    /**
     * @param path folders as in the environment variable PATH; null is none
     * @param scratch a folder for files that nobody needs afterwards
     * @return empty if there is no Python, or it does not have python-can
     */
    public static Optional<PythonCan> find(String path, Path scratch) throws IOException {
        Path script = scratch.resolve(SCRIPT);
        try (InputStream in = PythonCan.class.getResourceAsStream(SCRIPT)) {
            Files.write(script, in.readAllBytes());
        }
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            Optional<Path> python = SearchPath.find(folder, PYTHON);
            if (python.isPresent()) {
                try {
                    return Optional.of(new PythonCan(python.get(), script, scratch));
                } catch (InputError _) {
                    // this Python does not have it; the next one may
                }
            }
        }
        return Optional.empty();
    }

    String version() {
        return version;
    }

    /** Messages a second of processor time that its virtual bus hands on. */
    double virtualBus(int count) {
        return perSecond("virtual", Integer.toString(count));
    }

    /** Frames a second of processor time that it reads of a recording. */
    double reads(Path recording) {
        return perSecond("read", recording.toString());
    }

    private double perSecond(String... arguments) {
        String[] told = ask(arguments).split(" ", -1);
        return Double.parseDouble(told[0]) / Double.parseDouble(told[1]);
    }

    private String ask(String... arguments) {
        List<String> command =
                Stream.concat(Stream.of(python.toString(), script.toString()), Stream.of(arguments))
                        .toList();
        return TimedProcess.run(command, scratch, LIMIT).output().strip();
    }
}
