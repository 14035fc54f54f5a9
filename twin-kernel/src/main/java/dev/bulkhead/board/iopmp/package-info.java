/**
 * The check on every device's way to memory. Knows ranges and rights, not whose they are. May use
 * {@code dev.bulkhead.board}, {@code dev.bulkhead.memory} and {@code dev.bulkhead.state}.
 */
package dev.bulkhead.board.iopmp;
