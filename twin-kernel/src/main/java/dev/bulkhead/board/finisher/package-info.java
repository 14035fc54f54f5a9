/** The test finisher: the guest's way to end the run. May use {@code dev.bulkhead.board}. */
package dev.bulkhead.board.finisher;
