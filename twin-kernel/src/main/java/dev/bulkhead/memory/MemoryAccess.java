package dev.bulkhead.memory;

/**
 * One access of a master.
 *
 * @param address of the first byte
 * @param bytes 1, 2 or 4
 * @param value what a store brings, what a load got; 0 before a load
 * @param nowPs start of the access
 */
public record MemoryAccess(
        Master master, Kind kind, int address, int bytes, int value, long nowPs) {
    /** What an access does. */
    public enum Kind {
        FETCH,
        LOAD,
        STORE
    }

    /** Whether it touches one of these bytes. */
    public boolean touches(int from, int count) {
        return from - address < bytes && from - address > -count;
    }
}
