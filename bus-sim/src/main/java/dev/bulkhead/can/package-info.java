/**
 * CAN at frame level: frames with their exact bits, and a bus on which nodes arbitrate, send and
 * receive whole frames at exact times.
 *
 * <p>Leaves acceptance filters, buffers and interrupts to the controllers, and the meaning of the
 * bytes to {@code dev.bulkhead.dbc}. Levels on the wire and error counters are {@code
 * dev.bulkhead.can.wire}'s. May use {@code dev.bulkhead.time} and {@code dev.bulkhead.state}.
 */
package dev.bulkhead.can;
