package dev.bulkhead.can;

/**
 * The kinds of errors that a node detects.
 *
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), section 6.1"
 */
public enum CanError {
    /** A transmitter saw another level than it sent. */
    BIT,
    /** Six equal bits where bits are stuffed. */
    STUFF,
    /** The checksum or the stuff count is not that of the received bits. */
    CRC,
    /** A bit of fixed form has the other level. */
    FORM,
    /** No node acknowledged. */
    ACKNOWLEDGEMENT
}
