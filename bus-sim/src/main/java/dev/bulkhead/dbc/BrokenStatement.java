package dev.bulkhead.dbc;

import dev.bulkhead.input.InputError;

/** A statement that cannot be cut into its parts; the reader says what becomes of it. */
final class BrokenStatement extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final String what;
    private final String remedy;

    BrokenStatement(int line, String what, String remedy) {
        super(line + ": " + what + "; " + remedy);
        this.line = line;
        this.what = what;
        this.remedy = remedy;
    }

    DbcFinding warning() {
        return DbcFinding.warning("form", line, what, remedy);
    }

    InputError in(String file) {
        return InputError.at(file, line, what, remedy);
    }
}
