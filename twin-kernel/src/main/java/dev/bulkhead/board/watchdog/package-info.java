/**
 * The window watchdog: resets the ECU when it is served too early, too late or wrongly. May use
 * {@code dev.bulkhead.board} and {@code dev.bulkhead.time}.
 */
package dev.bulkhead.board.watchdog;
