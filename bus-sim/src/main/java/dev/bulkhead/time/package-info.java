/**
 * Virtual time: clocks, and the one queue of events that everything in a twin shares.
 *
 * <p>Does not know what an event means to its owner. May use {@code dev.bulkhead.state}.
 */
package dev.bulkhead.time;
