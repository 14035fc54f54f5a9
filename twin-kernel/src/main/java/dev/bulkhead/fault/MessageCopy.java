package dev.bulkhead.fault;

import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.memory.MemoryAccess.Kind;

/**
 * Follows one byte through a copy that the kernel makes byte by byte: the n-th byte of a run of
 * loads goes to the n-th byte of the run of stores that comes next.
 */
final class MessageCopy {
    private int loadFrom;
    private int loadNext;
    private int storeFrom;
    private int storeNext;
    private int offset = -1;

    /** A byte that the kernel loads, flipped or not. */
    void loads(MemoryAccess access) {
        if (access.address() != loadNext) {
            loadFrom = access.address();
        }
        loadNext = access.address() + 1;
    }

    /** The byte loaded last is the flipped one. */
    void follow() {
        offset = loadNext - 1 - loadFrom;
        storeNext = 0;
    }

    boolean follows() {
        return offset >= 0;
    }

    /** Whether this store, the kernel's, puts the flipped byte down. */
    boolean puts(MemoryAccess access) {
        if (access.kind() != Kind.STORE || access.bytes() != 1) {
            return false;
        }
        if (access.address() != storeNext) {
            storeFrom = access.address();
        }
        storeNext = access.address() + 1;
        return follows() && access.address() - storeFrom == offset;
    }

    /** The kernel operation is over, and with it the copy. */
    void end() {
        offset = -1;
        loadNext = 0;
    }
}
