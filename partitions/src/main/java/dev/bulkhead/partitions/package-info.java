/**
 * The software that ships and the way from C to an image: finds the compiler, builds a folder of C
 * into an ELF file, and hands out shipped descriptions, scenarios and images by name.
 *
 * <p>Does not know what the images do. May use {@code dev.bulkhead.system}, {@code .document} and
 * {@code .input}.
 */
package dev.bulkhead.partitions;
