package dev.bulkhead.hart;

/** Where a run must stop; asked again after each device access, which may have moved it nearer. */
@FunctionalInterface
public interface RunLimit {

    /** No instruction starts at this cycle or later. */
    long limitCycle();
}
