package dev.bulkhead.memory;

/** What answers at an address; the cost of an access depends on it. */
public enum RegionKind {
    RAM,
    ROM,
    DEVICE,
    /** Nothing answers: a bus error. */
    EMPTY
}
