package dev.bulkhead.can;

/**
 * Where on the bus a node detected an error.
 *
 * @see "register description of the TWAI FD controllers of ESP32-C5, error capture"
 */
public enum ErrorPlace {
    START_OF_FRAME,
    /** Up to IDE in a base frame, to the bit behind the identifier in an extended one. */
    ARBITRATION,
    CONTROL,
    DATA,
    /** With the stuff count of an FD frame. */
    CRC,
    /** With the delimiters before and behind. */
    ACKNOWLEDGE,
    END_OF_FRAME,
    ERROR_FRAME,
    OVERLOAD_FRAME
}
