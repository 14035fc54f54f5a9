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
    private final Ram ram;
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
        this.ram = ram;
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
        boolean allowed = range.contains(address, 1);
        if (!recall(address) && allowed && ram.isAnyAttended() && !isAttended(address)) {
            keep(range, address); // another part of it is remembered
            recall(address);
        }
        return allowed;
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
            keep(found, address);
        }
        return found;
    }

    /** Remembers a range, and of its RAM as much as lies around the address without attention. */
    private void keep(Pmp.Range range, int address) {
        long start = Math.max(range.from(), ramFrom);
        long end = Math.min(range.to(), ramTo);
        if (ram.isAnyAttended() && !ram.contains(address, 1)) {
            end = start; // what of it is RAM is asked for another time
        } else if (ram.isAnyAttended()) {
            long page = Integer.toUnsignedLong(address) & -(1L << Ram.PAGE_SHIFT);
            long from = page;
            while (from >= start && !isAttended((int) from)) {
                from -= 1 << Ram.PAGE_SHIFT;
            }
            long to = page;
            while (to < end && !isAttended((int) to)) {
                to += 1 << Ram.PAGE_SHIFT;
            }
            start = Math.max(start, from + (1 << Ram.PAGE_SHIFT));
            end = Math.min(end, to);
        }
        kept[next] = range;
        keptFrom[next] = (int) start;
        keptBytes[next] = (int) Math.max(0, end - start);
        next = (next + 1) % KEPT;
    }

    private boolean isAttended(int address) {
        return ram.contains(address, 1) && ram.isAttended(address, 1);
    }
}
