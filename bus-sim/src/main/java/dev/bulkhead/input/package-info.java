/**
 * The user's mistakes: one exception with place, what and remedy, thrown by whatever reads input.
 * Leaves printing and the exit status to {@code dev.bulkhead.cli}. Uses nothing.
 */
package dev.bulkhead.input;
