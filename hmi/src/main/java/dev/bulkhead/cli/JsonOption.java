package dev.bulkhead.cli;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the result of a verb goes as one JSON object. */
final class JsonOption {
    private static final String PRINTED = "-";

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - for standard output instead of the text.")
    private String file;

    boolean isAsked() {
        return file != null;
    }

    /** Whether the object takes the place of the text. */
    boolean isPrinted() {
        return PRINTED.equals(file);
    }

    /**
     * The file, so that a mistake is found before a long run.
     *
     * @return {@code null} if there is none to write
     */
    NewFile open() {
        return apartFrom(null);
    }

    /** As {@link #open}, and another file than {@code other}, which may be {@code null}. */
    NewFile apartFrom(NewFile other) {
        return isAsked() && !isPrinted() ? NewFile.apart(other, "--json", file) : null;
    }

    /**
     * Writes the object where it was asked for, if it was.
     *
     * @param object that {@link #open} gave
     */
    void write(NewFile object, PrintWriter out, String json) throws IOException {
        if (isPrinted()) {
            out.print(json);
            out.flush();
        }
        if (object != null) {
            object.stream().write(json.getBytes(StandardCharsets.UTF_8));
            object.keep();
        }
    }
}
