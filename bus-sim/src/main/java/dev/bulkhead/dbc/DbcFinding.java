package dev.bulkhead.dbc;

import dev.bulkhead.input.InputError;

/**
 * Something about a database that its author should know.
 *
 * @param rule name of what is not kept, such as {@code overlap}
 * @param line where, from 1
 * @param what what is found, with names and values; no full stop
 * @param remedy what to do about it; no full stop
 */
public record DbcFinding(Severity severity, String rule, int line, String what, String remedy) {
    /** How bad it is. */
    public enum Severity {
        /** The file contradicts itself or the form; something may be read wrongly. */
        WARNING,
        /** Read well, and probably not what was meant. */
        HINT
    }

    static DbcFinding warning(String rule, int line, String what, String remedy) {
        return new DbcFinding(Severity.WARNING, rule, line, what, remedy);
    }

    static DbcFinding hint(String rule, int line, String what, String remedy) {
        return new DbcFinding(Severity.HINT, rule, line, what, remedy);
    }

    /** The finding as the mistake that it is to who wants the file without any. */
    public InputError in(String file) {
        return InputError.at(file, line, what, remedy);
    }
}
