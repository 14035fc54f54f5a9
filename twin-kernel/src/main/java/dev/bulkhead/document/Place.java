package dev.bulkhead.document;

import dev.bulkhead.input.InputError;

/**
 * Where a value stands.
 *
 * @param line from 1
 */
public record Place(SourceFile file, int line) {

    public InputError error(String what, String remedy) {
        return InputError.at(file.display(), line, what, remedy);
    }

    /** File and line as messages show them. */
    @Override
    public String toString() {
        return file.display() + ":" + line;
    }
}
