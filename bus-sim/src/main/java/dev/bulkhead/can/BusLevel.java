package dev.bulkhead.can;

/** How closely a bus is modelled. */
public enum BusLevel {
    /** Whole frames, as long as nothing disturbs the wire; bits from then on. */
    FRAME,
    /** Each bit, from the beginning. */
    BIT
}
