package dev.bulkhead.dbc;

/** Whether a signal is always there. */
public sealed interface Multiplexing {
    /** Always. */
    record None() implements Multiplexing {}

    /** Always; its raw value selects the others. */
    record Switch() implements Multiplexing {}

    /** Only while the switch has this raw value. */
    record When(long value) implements Multiplexing {}
}
