/**
 * The wireless network device: receive and transmit rings in RAM, filled and emptied by DMA, and
 * the seeded source of the packets it hears. Knows nothing of protocols above packets. May use
 * {@code dev.bulkhead.board}, {@code dev.bulkhead.memory} and {@code dev.bulkhead.time}.
 */
package dev.bulkhead.board.wireless;
