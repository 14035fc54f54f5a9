package dev.bulkhead.canlog;

import dev.bulkhead.input.InputError;

import java.util.Optional;

/** Where a recording broke: the first place, and how many more there are. */
final class Damage {
    private final String file;
    private InputError first;
    private long more;

    Damage(String file) {
        this.file = file;
    }

    /** A line of a text, the first being 1. */
    void atLine(long line, String what, String remedy) {
        at(file + ":" + line, what, remedy);
    }

    /** A byte of the file, the first being 0. */
    void atByte(long offset, String what, String remedy) {
        at(file + ": byte " + offset, what, remedy);
    }

    private void at(String place, String what, String remedy) {
        if (first == null) {
            first = new InputError(place, what, remedy);
        } else {
            more++;
        }
    }

    boolean none() {
        return first == null;
    }

    /** One line that says where it broke first, if it did. */
    Optional<InputError> first() {
        if (more == 0) {
            return Optional.ofNullable(first);
        }
        String places = more == 1 ? "1 more place" : more + " more places";
        return Optional.of(
                new InputError(
                        first.place(), first.what() + " (and " + places + ")", first.remedy()));
    }
}
