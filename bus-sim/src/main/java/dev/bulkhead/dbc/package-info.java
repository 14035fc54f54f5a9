/**
 * Message databases in DBC form: which messages a bus carries, and how signals lie in their bytes.
 *
 * <p>Knows bytes, not frames on a bus, and not what a signal's value means. There is no public
 * standard of the format; what is read follows the files that tools write. May use {@code
 * dev.bulkhead.input}.
 */
package dev.bulkhead.dbc;
