/**
 * The memory bus as a shared resource: who holds it and until when. Moves no data; that is {@code
 * dev.bulkhead.memory}'s. May use {@code dev.bulkhead.state} and {@code dev.bulkhead.time}.
 */
package dev.bulkhead.board.bus;
