package dev.bulkhead.kernel;

/** Ends a kernel operation in its middle; caught by {@link Microkernel} alone. */
abstract sealed class KernelTrap extends RuntimeException {
    private KernelTrap() {
        super(null, null, false, false);
    }

    /** The kernel's own access or instruction trapped in machine mode. */
    static final class MachineFault extends KernelTrap {
        final int cause;
        final int address;

        MachineFault(int cause, int address) {
            this.cause = cause;
            this.address = address;
        }
    }

    /** The kernel follows data that have no end. */
    static final class EndlessLoop extends KernelTrap {}

    /** A partition's memory did not answer the kernel. */
    static final class PartitionMemory extends KernelTrap {
        final int partition;
        final int cause;
        final int address;

        PartitionMemory(int partition, int cause, int address) {
            this.partition = partition;
            this.cause = cause;
            this.address = address;
        }
    }
}
