/**
 * Machine timer and machine software interrupts. May use {@code dev.bulkhead.board} and {@code
 * dev.bulkhead.time}.
 */
package dev.bulkhead.board.aclint;
