/**
 * One RISC-V hart: RV32IMAFDC with Zicsr, Zifencei and Zicntr, machine and user mode, 16 PMP
 * entries, precise traps, and a cycle count exact to each instruction.
 *
 * <p>Written from "The RISC-V Instruction Set Manual", volumes I (unprivileged) and II
 * (privileged). {@link dev.bulkhead.hart.Hart} holds the state, an {@link dev.bulkhead.hart.Engine}
 * moves it; memory and devices are {@code dev.bulkhead.memory}'s, floating-point results {@code
 * dev.bulkhead.hart.fp}'s, what the kernel does on a kernel entry is the kernel model's. May use
 * {@code dev.bulkhead.memory}, {@code dev.bulkhead.state} and {@code dev.bulkhead.time}.
 */
package dev.bulkhead.hart;
