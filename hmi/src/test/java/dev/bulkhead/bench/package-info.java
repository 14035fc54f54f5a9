/**
 * Benchmarks by JMH of the parts whose speed is promised; each says what one operation is. Compiled
 * with the tests, run by {@code mvn -q -Pjmh test}. May use any package.
 */
package dev.bulkhead.bench;
