/**
 * Recordings of buses in the forms of other people's tools: candump, Vector ASC and BLF, PCAPNG and
 * CSV, read and written one entry at a time, so that a long one takes no more memory than a short
 * one.
 *
 * <p>Vector publishes neither of its forms; both follow python-can, and BLF also Wireshark, which
 * tests hold beside them. Times are nanoseconds since 1970 where a recording says when it was made,
 * else since its own zero; a date without a zone counts as UTC. Leaves the meaning of the bytes to
 * {@code dev.bulkhead.dbc}. May use {@code dev.bulkhead.can} and {@code dev.bulkhead.input}.
 */
package dev.bulkhead.canlog;
