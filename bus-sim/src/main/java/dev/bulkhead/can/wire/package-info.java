/**
 * CAN at bit level: levels on a wire, nodes with clocks of their own that sample it, and the
 * protocol machine of each, with its error counters.
 *
 * <p>Stands behind the same ports and events as the frame level in {@code dev.bulkhead.can}, and is
 * silent about acceptance and buffers too. May use {@code dev.bulkhead.can}, {@code
 * dev.bulkhead.time} and {@code dev.bulkhead.state}.
 */
package dev.bulkhead.can.wire;
