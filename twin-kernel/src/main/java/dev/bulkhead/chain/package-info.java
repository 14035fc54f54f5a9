/**
 * How a fault came from where it acted to where it showed: follows what derives from it through a
 * rerun, beside the healthy run, and reads the record backwards. Knows nothing of kinds of faults;
 * what the fault changed is what differs between the two runs where it was activated.
 *
 * <p>May use twin, kernel, hart, memory, fault, elf, system, state, trace and time.
 */
package dev.bulkhead.chain;
