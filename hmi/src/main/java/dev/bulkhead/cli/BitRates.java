package dev.bulkhead.cli;

import java.util.OptionalInt;

/**
 * Of a bus that an option names, bits a second.
 *
 * @param data of the data phase of CAN FD; empty: there is none
 */
record BitRates(int nominal, OptionalInt data) {}
