package dev.bulkhead.memory;

/** Told of accesses to watched bytes of RAM or to watched registers. */
@FunctionalInterface
public interface AccessWatch {

    /**
     * An access is about to be made: what memory holds may be changed before it is. A store of
     * several words is told word by word.
     */
    void before(MemoryAccess access);
}
