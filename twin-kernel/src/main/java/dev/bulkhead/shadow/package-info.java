/**
 * Holds the twin against a recording of the ECU that it is a twin of: recorded inputs drive it, its
 * outputs are compared with the recorded ones on one clock, frame by frame and signal by signal.
 * Reads the map that says which is which.
 *
 * <p>Opens no file and words no report. May use {@code dev.bulkhead.twin}, {@code .scenario},
 * {@code .system}, {@code .document}, {@code .canlog}, {@code .restbus}, {@code .dbc}, {@code
 * .e2e}, {@code .can}, {@code .input} and {@code .time}.
 */
package dev.bulkhead.shadow;
