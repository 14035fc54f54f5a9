/**
 * The trace: every change that counts as an immutable record, its documented byte form, and the
 * running hashes over all records and over those of each partition.
 *
 * <p>Records and counts what others do; decides nothing. May use {@code dev.bulkhead.can}, {@code
 * dev.bulkhead.state}, {@code dev.bulkhead.memory} and {@code dev.bulkhead.system}.
 */
package dev.bulkhead.trace;
