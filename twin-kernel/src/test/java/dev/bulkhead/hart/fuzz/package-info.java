/**
 * The hart against QEMU's: random programs, PMP, and every CSR number run as one ELF file on both,
 * and what they leave in RAM is compared. Knows the known differences and proves that each still
 * exists. Uses the hart by the bare machine only, as a program sees it.
 */
package dev.bulkhead.hart.fuzz;
