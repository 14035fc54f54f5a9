/**
 * Binary floating-point arithmetic as the F and D extensions define it: results bit for bit and
 * exception flags, in all five rounding modes, as pure functions on bit patterns.
 *
 * <p>Leaves to the hart: registers, {@code fcsr}, the choice between static and dynamic rounding
 * mode, and the reserved rounding modes. Uses nothing but {@code java.lang}.
 */
package dev.bulkhead.hart.fp;
