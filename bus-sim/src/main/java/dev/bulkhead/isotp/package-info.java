/**
 * Messages longer than a frame, by ISO 15765-2 (ISO-TP): one end of a link with normal addressing
 * and classic frames of 8 bytes. The firmware has the same in C, as the other end.
 *
 * <p>Knows bytes, not frames or buses. The standard itself was not at hand; public readings stand
 * in for it: Linux, {@code net/can/isotp.c}, and the documentation of Zephyr's ISO-TP. May use
 * {@code dev.bulkhead.state}.
 */
package dev.bulkhead.isotp;
