/**
 * Machines put together: harts, memory and devices, and the loop that runs them event by event.
 *
 * <p>Leaves what a device or a hart does to its own package, and terminals, files and host time to
 * hmi. May use every other package of this module and of bus-sim.
 */
package dev.bulkhead.twin;
