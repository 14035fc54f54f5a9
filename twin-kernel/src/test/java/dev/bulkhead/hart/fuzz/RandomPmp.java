package dev.bulkhead.hart.fuzz;

import java.util.Random;

/** Random PMP entries whose borders lie close together, and addresses close to the borders. */
final class RandomPmp {
    private final Random random;
    private final long arena;
    private final int arenaBytes;

    /** Entries and addresses mostly lie in this arena. */
    RandomPmp(Random random, int arena, int arenaBytes) {
        this.random = random;
        this.arena = Integer.toUnsignedLong(arena);
        this.arenaBytes = arenaBytes;
    }

    /** A word in the arena, often close to the begin of a page. */
    private long word() {
        int offset =
                random.nextInt(3) == 0
                        ? random.nextInt(arenaBytes / 4096) * 4096 + random.nextInt(9) * 4 - 16
                        : random.nextInt(arenaBytes);
        return arena + offset & ~3L;
    }

    /** A {@code pmpaddr} for the mode in bits 3 and 4 of {@code cfg}. */
    int addr(int cfg) {
        long at = word();
        if ((cfg & 0x18) != 0x18) {
            return random.nextInt(16) == 0 ? random.nextInt() : (int) (at >>> 2);
        }
        // 8 bytes up to 4 GiB and more, small ones more often
        int size = 3 + (random.nextInt(4) == 0 ? random.nextInt(32) : random.nextInt(12));
        long ones = (1L << size - 3) - 1;
        return (int) ((at >>> 2) & ~(2 * ones + 1) | ones);
    }

    /** Mode, rights, sometimes the lock; never W without R. */
    int cfg(boolean mayLock) {
        int rights = random.nextInt(8);
        if ((rights & 3) == 2) {
            rights |= 1;
        }
        int mode = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
        int lock = mayLock && random.nextInt(3) == 0 ? 0x80 : 0;
        return lock | mode << 3 | rights;
    }

    /** An address close to where one of the entries starts or ends, or anywhere in the arena. */
    int address(int[] addrs) {
        long about =
                switch (random.nextInt(4)) {
                    case 0 -> word();
                    case 1 -> arena + random.nextInt(arenaBytes);
                    default -> border(Integer.toUnsignedLong(addrs[random.nextInt(addrs.length)]));
                };
        return (int) (about + random.nextInt(17) - 8);
    }

    private long border(long addr) {
        if (random.nextBoolean()) {
            return addr << 2;
        }
        long ones = addr ^ addr + 1;
        long start = (addr & ~ones) << 2;
        return random.nextBoolean() ? start : start + (ones + 1 << 2);
    }
}
