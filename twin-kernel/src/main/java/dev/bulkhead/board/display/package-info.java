/**
 * The display controller and its panel. May use {@code dev.bulkhead.board}, {@code
 * dev.bulkhead.memory} and {@code dev.bulkhead.time}.
 */
package dev.bulkhead.board.display;
