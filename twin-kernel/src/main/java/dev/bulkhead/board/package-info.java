/**
 * What every device of the board has in common: registers with a name and a size, a power-on state,
 * and interrupt lines. One sub-package holds one device.
 *
 * <p>Does not know which devices a machine has, nor where they lie; {@code dev.bulkhead.twin} puts
 * them together. May use {@code dev.bulkhead.memory}, {@code dev.bulkhead.state} and {@code
 * dev.bulkhead.time}.
 */
package dev.bulkhead.board;
