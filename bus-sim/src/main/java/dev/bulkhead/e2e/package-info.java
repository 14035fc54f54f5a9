/**
 * End-to-end protection of messages: AUTOSAR E2E profiles 1, 2, 4, 5, 6, 7, 11 and 22, their checks
 * and the state machine over the results. The firmware has the same in C.
 *
 * <p>Knows bytes, not frames or signals. The standard itself was not at hand: layouts, checksums
 * and test vectors follow the public {@code autosar-e2e} packages (Python and Rust), checks and
 * state machine the structure and status codes of public C implementations (for profiles 4 to 22:
 * the receiver's counter starts at its highest value). May use {@code dev.bulkhead.state}.
 */
package dev.bulkhead.e2e;
