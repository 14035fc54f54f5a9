/**
 * The system description: what one ECU consists of, read from YAML, checked, and held as records.
 *
 * <p>Says what is there, not how it behaves. Images come as ELF bytes from an {@link
 * dev.bulkhead.system.ImageSource}. May use {@code dev.bulkhead.time}, {@code .dbc}, {@code .elf},
 * {@code .restbus}, {@code .rta} and {@code .vehicle} for the shapes of what it describes.
 */
package dev.bulkhead.system;
