/**
 * Measures how fast the product is: the hart beside QEMU on the same programs, a scenario beside
 * real time. Prints nothing. May use the packages of the three modules to its left, not {@code
 * dev.bulkhead.cli}.
 *
 * <p>Among the tests the same package holds benchmarks by JMH of the parts whose speed is promised;
 * each says what one operation is. They are run by {@code mvn -q -Pjmh test}.
 */
package dev.bulkhead.bench;
