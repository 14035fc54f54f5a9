/**
 * The microkernel model: windows, budgets, channels, ports, interrupts, health monitor, restart.
 *
 * <p>Its data lies in simulated RAM and is loaded afresh by each operation through the memory port;
 * classes here hold addresses and configuration in final fields, never a value of the kernel. Only
 * {@link dev.bulkhead.kernel.Operation} changes, and none outlives one kernel entry. A bad value
 * has the effect it would have on hardware: an access fault in machine mode, or a hang that only a
 * watchdog ends. docs/kernel-abi.md says what partitions see.
 *
 * <p>Does not know what devices other than ACLINT, PLIC, watchdog, IOPMP and finisher do. May use
 * {@code dev.bulkhead.hart}, {@code .board}, {@code .memory}, {@code .system}, {@code .elf}, {@code
 * .trace}, {@code .state} and {@code .time}.
 */
package dev.bulkhead.kernel;
