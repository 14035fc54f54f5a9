package dev.bulkhead.time;

/** Who acts first among events of the same time; the order of the constants is that order. */
public enum EventClass {
    BUS,
    VEHICLE,
    DEVICE,
    HART
}
