package dev.bulkhead.hart;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/**
 * Physical memory protection: 16 entries, granularity 4 bytes. An access is decided by the
 * lowest-numbered entry that matches any of its bytes, and fails if that entry does not match all.
 *
 * <p>Choices where the manual leaves them: the reserved combination R=0 W=1 is written as R=0 W=0;
 * bits 5 and 6 of a configuration read zero; all 32 bits of an address register are kept.
 *
 * @see "RISC-V Privileged Architecture, 3.7 Physical Memory Protection"
 */
public final class Pmp implements Stateful {
    /** Number of entries. */
    public static final int ENTRIES = 16;

    private static final int R = 1;
    private static final int W = 2;
    private static final int A_SHIFT = 3;
    private static final int L = 0x80;
    private static final int OFF = 0;
    private static final int TOR = 1;
    private static final int NA4 = 2;
    private static final long END = 1L << 32;

    private final int[] cfg = new int[ENTRIES];
    private final int[] addr = new int[ENTRIES];

    /** Set during a call of {@link #ignoreLocks} only, so no state. */
    private boolean ignoringLocks;

    /** Addresses from {@code from} up to but not including {@code to}; at most 2^32. */
    record Range(long from, long to) {
        static final Range EMPTY = new Range(0, 0);

        boolean contains(int address, int bytes) {
            long start = Integer.toUnsignedLong(address);
            return start >= from && start + bytes <= to;
        }
    }

    private boolean isLocked(int entry) {
        return !ignoringLocks && (cfg[entry] & L) != 0;
    }

    /** Lets {@code change} write locked entries too, as an upset of their bits does. */
    void ignoreLocks(Runnable change) {
        ignoringLocks = true;
        change.run();
        ignoringLocks = false;
    }

    /** Reads {@code pmpcfg<register>}: four configurations. */
    int readCfg(int register) {
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | cfg[4 * register + i];
        }
        return value;
    }

    /** Writes {@code pmpcfg<register>}; a locked entry keeps its byte. */
    void writeCfg(int register, int value) {
        for (int i = 0; i < 4; i++) {
            int entry = 4 * register + i;
            if (!isLocked(entry)) {
                int byteValue = value >>> 8 * i & 0x9f;
                cfg[entry] = (byteValue & R) == 0 ? byteValue & ~W : byteValue;
            }
        }
    }

    int readAddr(int entry) {
        return addr[entry];
    }

    /** Writes {@code pmpaddr<entry>} unless it is locked, by itself or as the next TOR's bottom. */
    void writeAddr(int entry, int value) {
        boolean locked = isLocked(entry);
        if (entry + 1 < ENTRIES) {
            locked |= isLocked(entry + 1) && mode(entry + 1) == TOR;
        }
        if (!locked) {
            addr[entry] = value;
        }
    }

    /**
     * Whether an access is allowed.
     *
     * @param bytes its size; all bytes must be matched by the same entry
     * @param privilege the mode that counts, {@code mstatus.MPRV} being considered already
     */
    public boolean allows(int address, int bytes, Access access, Privilege privilege) {
        long from = Integer.toUnsignedLong(address);
        long to = from + bytes;
        for (int entry = 0; entry < ENTRIES; entry++) {
            if (mode(entry) != OFF) {
                long bottom = bottom(entry);
                long top = top(entry);
                if (bottom < top && from < top && to > bottom) {
                    return from >= bottom && to <= top && permits(entry, access, privilege);
                }
            }
        }
        return privilege == Privilege.MACHINE;
    }

    /**
     * The largest range around a word in which every naturally aligned access of at most 4 bytes is
     * allowed; empty if the word itself is not.
     */
    Range allowedAround(int address, Access access, Privilege privilege) {
        if (!allows(address & ~3, 4, access, privilege)) {
            return Range.EMPTY;
        }
        long from = Integer.toUnsignedLong(address & ~3);
        long to = nextBorder(from);
        while (to < END && allows((int) to, 4, access, privilege)) {
            to = nextBorder(to);
        }
        long start = borderAtOrBelow(from);
        while (start > 0 && allows((int) (start - 4), 4, access, privilege)) {
            start = borderAtOrBelow(start - 4);
        }
        return new Range(start, to);
    }

    private long nextBorder(long from) {
        long next = END;
        for (int entry = 0; entry < ENTRIES; entry++) {
            if (mode(entry) != OFF) {
                long bottom = bottom(entry);
                long top = top(entry);
                if (bottom > from && bottom < next) {
                    next = bottom;
                }
                if (top > from && top < next) {
                    next = top;
                }
            }
        }
        return next;
    }

    private long borderAtOrBelow(long from) {
        long border = 0;
        for (int entry = 0; entry < ENTRIES; entry++) {
            if (mode(entry) != OFF) {
                long bottom = bottom(entry);
                long top = top(entry);
                if (bottom <= from && bottom > border) {
                    border = bottom;
                }
                if (top <= from && top > border) {
                    border = top;
                }
            }
        }
        return border;
    }

    private int mode(int entry) {
        return cfg[entry] >>> A_SHIFT & 3;
    }

    private boolean permits(int entry, Access access, Privilege privilege) {
        boolean enforced = privilege == Privilege.USER || (cfg[entry] & L) != 0;
        return !enforced || (cfg[entry] & access.permissionBit()) != 0;
    }

    /** First byte of an active entry; addresses have 34 bits. */
    private long bottom(int entry) {
        long own = Integer.toUnsignedLong(addr[entry]);
        return switch (mode(entry)) {
            case TOR -> entry == 0 ? 0 : Integer.toUnsignedLong(addr[entry - 1]) << 2;
            case NA4 -> own << 2;
            default -> (own & own + 1) << 2;
        };
    }

    /**
     * Byte after the last of an active entry; an empty TOR range ends where it starts, or before.
     */
    private long top(int entry) {
        long own = Integer.toUnsignedLong(addr[entry]);
        return switch (mode(entry)) {
            case TOR -> own << 2;
            case NA4 -> (own << 2) + 4;
            // n trailing ones mean 2^(n+3) bytes: the bits that own + 1 flips, and one more
            default -> (own & own + 1) + (own ^ own + 1) + 1 << 2;
        };
    }

    @Override
    public void describe(Fields fields) {
        fields.i32s("pmpcfg", cfg);
        fields.i32s("pmpaddr", addr);
    }
}
