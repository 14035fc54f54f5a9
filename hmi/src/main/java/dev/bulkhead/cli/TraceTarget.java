package dev.bulkhead.cli;

import dev.bulkhead.canlog.LogFormat;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file that {@code ./twin trace} writes.
 *
 * @param name of the file
 * @param format of a recording; empty for Perfetto's
 */
record TraceTarget(String name, Optional<LogFormat> format) {
    static final String OPTION = "--to";
    static final String PERFETTO = "perfetto";

    private static final String PERFETTO_FILE = ".json";

    /**
     * Reads {@code FILE}, whose ending tells the form, or {@code FORM:FILE}.
     *
     * @throws InputError if neither tells a form
     */
    static TraceTarget of(String text) {
        int colon = text.indexOf(':');
        if (colon > 0 && colon < text.length() - 1) {
            String label = text.substring(0, colon);
            Optional<LogFormat> format = LogFormat.ofLabel(label);
            if (format.isPresent() || label.equals(PERFETTO)) {
                return new TraceTarget(text.substring(colon + 1), format);
            }
        }
        Optional<LogFormat> format = LogFormat.ofFileName(text);
        if (format.isEmpty() && !text.toLowerCase(Locale.ROOT).endsWith(PERFETTO_FILE)) {
            throw new InputError(
                    OPTION,
                    "the end of " + Text.quote(text) + " tells no form",
                    "write FORM:FILE, FORM being " + labels() + " or " + PERFETTO);
        }
        return new TraceTarget(text, format);
    }

    /** Where the healthy run of a pair goes: beside the other, with a word before the ending. */
    TraceTarget ofHealthyRun() {
        int ending = name.lastIndexOf('.');
        boolean has = ending > Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        String stem = has ? name.substring(0, ending) : name;
        return new TraceTarget(stem + "-healthy" + (has ? name.substring(ending) : ""), format);
    }

    String label() {
        return format.map(LogFormat::label).orElse(PERFETTO);
    }

    /** All forms of recordings, in their order. */
    static String labels() {
        return Arrays.stream(LogFormat.values())
                .map(LogFormat::label)
                .collect(Collectors.joining(", "));
    }
}
