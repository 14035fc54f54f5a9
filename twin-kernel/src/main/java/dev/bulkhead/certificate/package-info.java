/**
 * The static isolation certificate: judges a system description by every {@link
 * dev.bulkhead.system.Rule}, each in a class of its own.
 *
 * <p>Looks at the tables that the kernel would boot with, at the images and at the description;
 * runs nothing but the measurement of execution times, which are measurements and no bounds. Says
 * what it found; what is printed and drawn of it is others'. May use {@code dev.bulkhead.system},
 * {@code .kernel}, {@code .rta}, {@code .twin}, {@code .hart} and what those use.
 */
package dev.bulkhead.certificate;
