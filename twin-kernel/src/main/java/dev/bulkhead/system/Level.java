package dev.bulkhead.system;

/** Integrity level of a partition, as in ISO 26262: quality managed, then ASIL A to D. */
public enum Level {
    QM,
    A,
    B,
    C,
    D
}
