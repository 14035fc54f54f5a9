/** The platform-level interrupt controller. May use {@code dev.bulkhead.board}. */
package dev.bulkhead.board.plic;
