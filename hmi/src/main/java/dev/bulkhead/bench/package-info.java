/**
 * Measures how fast the product is: the hart beside QEMU on the same programs, a scenario beside
 * real time. Prints nothing. May use the packages of the three modules to its left, not {@code
 * dev.bulkhead.cli}. Benchmarks by JMH lie in the same package among the tests.
 */
package dev.bulkhead.bench;
