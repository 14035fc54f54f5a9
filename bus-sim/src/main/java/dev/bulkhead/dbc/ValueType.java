package dev.bulkhead.dbc;

/** What the bits of a signal are. */
public enum ValueType {
    UNSIGNED,
    /** In two's complement. */
    SIGNED,
    /** IEEE 754 binary32; the signal has 32 bits. */
    FLOAT,
    /** IEEE 754 binary64; the signal has 64 bits. */
    DOUBLE;

    /** Whether it is in floating point. */
    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE;
    }
}
