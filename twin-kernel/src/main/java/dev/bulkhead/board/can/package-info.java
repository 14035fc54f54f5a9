/**
 * The CAN controller: registers of the open CTU CAN FD core on one side, a node of a simulated bus
 * on the other. May use {@code dev.bulkhead.board}, {@code dev.bulkhead.can} and {@code
 * dev.bulkhead.time}.
 */
package dev.bulkhead.board.can;
