package dev.bulkhead.hart;

/** The privilege modes of this hart; it has no supervisor mode. */
public enum Privilege {
    USER(0),
    MACHINE(3);

    private final int encoding;

    Privilege(int encoding) {
        this.encoding = encoding;
    }

    /** The value of this mode in {@code mstatus.MPP}. */
    public int encoding() {
        return encoding;
    }
}
