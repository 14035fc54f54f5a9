package dev.bulkhead.can;

/** How much a node may still do on the bus, after the errors it has seen. */
public enum ErrorState {
    /** Takes part, and signals errors with dominant bits. */
    ERROR_ACTIVE,
    /** Takes part, but signals errors with recessive bits, and waits after each own frame. */
    ERROR_PASSIVE,
    /** Has no influence on the bus. */
    BUS_OFF
}
