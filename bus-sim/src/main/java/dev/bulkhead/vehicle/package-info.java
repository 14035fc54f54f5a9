/**
 * The car as a body that moves: four wheels, tyres, brake hydraulics, the road under them. Plane
 * motion only (forward, sideways, turn); pitch and roll appear as load transfer.
 *
 * <p>Axes: x forward, y to the left, yaw positive to the left. Knows no bus and no message; the
 * nodes that read and drive it are {@code dev.bulkhead.restbus}'s. May use {@code
 * dev.bulkhead.time} and {@code dev.bulkhead.state}.
 */
package dev.bulkhead.vehicle;
