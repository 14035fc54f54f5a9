package dev.bulkhead.system;

/** The protection domain a partition's code runs in. */
public enum Placement {
    /** User mode, behind its own PMP entries. */
    USER,
    /** Machine mode, in the kernel's protection domain. */
    KERNEL
}
