/**
 * The 16550 serial port, a partition's console. May use {@code dev.bulkhead.board} and {@code
 * dev.bulkhead.time}.
 */
package dev.bulkhead.board.uart;
