package dev.bulkhead.input;

import java.util.Objects;

/**
 * A mistake of the user in a description, scenario, image, message database, log or option.
 *
 * <p>Its message is the one line the user sees: {@code place: what; remedy}. The command line
 * prints it and ends with status 2; nothing below that catches it to go on.
 */
public final class InputError extends RuntimeException {
    private final String place;
    private final String what;
    private final String remedy;

    /**
     * @param place file and line, such as {@code braking.yaml:14}, or the option, such as {@code
     *     --for}
     * @param what what is wrong, with the values in it; no full stop
     * @param remedy what to do about it; no full stop
     * @throws IllegalArgumentException if a part is blank or longer than one line
     */
    public InputError(String place, String what, String remedy) {
        this.place = oneLine("place", place);
        this.what = oneLine("what", what);
        this.remedy = oneLine("remedy", remedy);
        super(place + ": " + what + "; " + remedy);
    }

    /** A mistake in one line of a file, the first line being 1. */
    public static InputError at(String file, int line, String what, String remedy) {
        return new InputError(file + ":" + line, what, remedy);
    }

    public String place() {
        return place;
    }

    public String what() {
        return what;
    }

    public String remedy() {
        return remedy;
    }

    private static String oneLine(String part, String text) {
        Objects.requireNonNull(text, part);
        if (text.isBlank() || text.lines().count() != 1) {
            throw new IllegalArgumentException(part + "=\"" + text + "\", expected one line");
        }
        return text;
    }
}
