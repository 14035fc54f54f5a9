/**
 * The simulated nodes around the ECU. Those of a chassis bus (pedal, wheel-speed and inertial
 * sensors, brake actuators) read and drive the car; a periodic sender and a listener stand for any
 * other neighbour, a diagnostic tester asks an ECU by ISO-TP. They speak in messages of a database
 * with end-to-end protection, and report what they did as events.
 *
 * <p>Does not know the ECU, nor who listens. May use {@code dev.bulkhead.vehicle}, {@code .can},
 * {@code .dbc}, {@code .e2e}, {@code .isotp}, {@code .input}, {@code .time} and {@code .state}.
 */
package dev.bulkhead.restbus;
