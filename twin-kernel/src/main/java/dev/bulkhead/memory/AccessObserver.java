package dev.bulkhead.memory;

/** Sees every access of every master to RAM, ROM and registers. */
@FunctionalInterface
public interface AccessObserver {

    /** An access was made; {@code value} is what went over the bus. Refused ones are not told. */
    void made(MemoryAccess access);
}
