package dev.bulkhead.canlog;

/** A line or object of a recording that cannot be read; never leaves the package. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;

    /** Of something that no tool writes so. */
    Malformed(String what) {
        this(what, "correct or remove it");
    }

    Malformed(String what, String remedy) {
        super(what, null, false, false);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
