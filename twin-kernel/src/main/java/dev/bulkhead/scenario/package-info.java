/**
 * A scenario: road, car, driver and console input over time, and what must be true at the end; read
 * from YAML and checked against the system it runs on.
 *
 * <p>Plays and measures nothing; the twin does, and hands the measured values to the checks. May
 * use {@code dev.bulkhead.document}, {@code .system}, {@code .vehicle}, {@code .time} and {@code
 * .input}.
 */
package dev.bulkhead.scenario;
