package dev.bulkhead.memory;

/** Memory-mapped registers. An access never throws: what hardware refuses is a bus error. */
public interface RegisterBlock {

    /**
     * Reads a register; may change the device, as a read of a receive buffer does.
     *
     * @param offset from the start of the block, aligned to {@code bytes}
     * @param bytes 1, 2 or 4
     * @param nowPs start of the instruction that reads
     * @return the value, zero-extended, or {@link MemoryPort#BUS_ERROR}
     */
    long read(int offset, int bytes, long nowPs);

    /**
     * Writes a register.
     *
     * @param offset from the start of the block, aligned to {@code bytes}
     * @param bytes 1, 2 or 4
     * @param value in its low bits
     * @param nowPs start of the instruction that writes
     * @return false for a bus error
     */
    boolean write(int offset, int bytes, int value, long nowPs);
}
