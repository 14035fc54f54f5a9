/**
 * Measures how fast the product is: the hart beside QEMU on the same programs, the MQTT endpoint
 * beside Mosquitto with the same subscribers, buses and recordings beside python-can, a scenario
 * beside real time. Prints nothing. May use the packages of the three modules to its left, {@code
 * dev.bulkhead.runner} and {@code dev.bulkhead.telemetry}, not {@code dev.bulkhead.cli}.
 *
 * <p>Among the tests the same package holds benchmarks by JMH of the parts whose speed is promised;
 * each says what one operation is. They are run by {@code mvn -q -Pjmh test}.
 */
package dev.bulkhead.bench;
