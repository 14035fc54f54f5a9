/**
 * Reads linked programs: ELF files for 32-bit little-endian RISC-V. Refuses what is malformed in
 * one line; a size in the file never makes it allocate more than the file holds.
 *
 * <p>Does not load anything; whoever owns the memory does. May use {@code dev.bulkhead.input}.
 */
package dev.bulkhead.elf;
