package dev.bulkhead.memory;

/** Where a run's RAM comes from; it is all zero, as at power-on. */
@FunctionalInterface
public interface RamSource {
    /** Memory of its own for each. */
    RamSource NEW = Ram::new;

    /**
     * @param base first address, a multiple of {@code size} rounded up to a power of two
     * @param size in bytes, a positive multiple of 4096
     */
    Ram ram(int base, int size);
}
