package dev.bulkhead.hart;

import dev.bulkhead.memory.Ram;

import java.util.Arrays;

/**
 * What PMP allows for one sort of access, remembered as ranges until permissions change. One of
 * them, cut to RAM, is the primary one that the interpreter compares with by itself.
 */
final class AllowedRanges {
    private static final int KEPT = 8;

    private final Access access;
    private final Pmp pmp;
    private final long ramFrom;
    private final long ramTo;
    private final Pmp.Range[] kept = new Pmp.Range[KEPT];
    private final int[] keptFrom = new int[KEPT];
    private final int[] keptBytes = new int[KEPT];
    private int next;

    /** First address of the primary range. */
    int from;

    /** Where in RAM the primary range starts. */
    int ramOffset;

    /** Bytes of the primary range, a multiple of 4; 0 if there is none. */
    int bytes;

    AllowedRanges(Access access, Pmp pmp, Ram ram) {
        this.access = access;
        this.pmp = pmp;
        ramFrom = Integer.toUnsignedLong(ram.base());
        ramTo = ramFrom + ram.size();
        forget();
    }

    void forget() {
        Arrays.fill(kept, Pmp.Range.EMPTY);
        Arrays.fill(keptBytes, 0);
        next = 0;
        bytes = 0;
    }

    /** Whether an access inside the word at this address is allowed; may move the primary range. */
    boolean allow(int address, Privilege privilege) {
        if (Integer.compareUnsigned(address - from, bytes) < 0) {
            return true;
        }
        Pmp.Range range = around(address, privilege);
        recall(address);
        return range.contains(address, 1);
    }

    /**
     * Makes the remembered range that holds the word at this address the primary one.
     *
     * @return false if none is remembered, or if it is not RAM
     */
    boolean recall(int address) {
        for (int i = 0; i < KEPT; i++) {
            if (Integer.compareUnsigned(address - keptFrom[i], keptBytes[i]) < 0) {
                from = keptFrom[i];
                ramOffset = (int) (Integer.toUnsignedLong(from) - ramFrom);
                bytes = keptBytes[i];
                return true;
            }
        }
        return false;
    }

    /** The remembered or new range around an address; empty if nothing is allowed there. */
    Pmp.Range around(int address, Privilege privilege) {
        for (Pmp.Range range : kept) {
            if (range.contains(address, 1)) {
                return range;
            }
        }
        Pmp.Range found = pmp.allowedAround(address, access, privilege);
        if (!found.equals(Pmp.Range.EMPTY)) {
            kept[next] = found;
            long start = Math.max(found.from(), ramFrom);
            keptFrom[next] = (int) start;
            keptBytes[next] = (int) Math.max(0, Math.min(found.to(), ramTo) - start);
            next = (next + 1) % KEPT;
        }
        return found;
    }
}
