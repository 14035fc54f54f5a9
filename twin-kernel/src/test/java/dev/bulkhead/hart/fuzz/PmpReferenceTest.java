package dev.bulkhead.hart.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.hart.Access;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Privilege;
import dev.bulkhead.hart.fuzz.PmpBench.Kind;
import dev.bulkhead.memory.Ram;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

/** The hart's PMP decides as {@link PmpReference} does. */
class PmpReferenceTest {
    private static final int[] SIZES = {1, 2, 4, 8};
    private static final int[] RIGHTS = {0, 1, 3, 4, 5, 7};
    private static final int BASE = 0x8000_0000;
    private static final long END = 1L << 32;
    private static final int LOCK = 0x80;
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int NAPOT = 3 << 3;

    private final Ram ram = new Ram(BASE, PmpBench.ARENA_BYTES);

    private static void report(long cases, String what) {
        System.out.printf("PMP: %d cases, %s, 0 differences%n", cases, what);
    }

    /** All questions about the bytes around an address. */
    private static int askAround(PmpBench bench, long border) {
        int cases = 0;
        for (long address = Math.max(0, border - 8); address <= border + 4; address++) {
            for (int bytes : SIZES) {
                if (address + bytes > END) {
                    continue;
                }
                for (Access access : Access.values()) {
                    for (Privilege mode : Privilege.values()) {
                        bench.ask((int) address, bytes, access, mode);
                        cases++;
                    }
                }
            }
        }
        return cases;
    }

    @Test
    void everyModeSizeRightAndLockIsDecidedAlikeAtItsBorders() {
        long cases = 0;
        for (int locked = 0; locked <= LOCK; locked += LOCK) {
            for (int rights : RIGHTS) {
                cases += single(locked | rights, BASE, 4, true);
                for (int log = 3; log <= 32; log++) {
                    long bytes = 1L << log;
                    cases += single(locked | rights, BASE & -bytes & END - 1, bytes, false);
                }
                cases += wholeSpaceAndMore(locked | rights);
            }
        }
        report(cases, "one entry: each mode, size, right, lock, border, access size, privilege");
        assertTrue(cases > 400_000, cases + " cases");
    }

    /** NAPOT (NA4 for 4 bytes) in entry 2 and the same range as TOR in entries 3 and 4. */
    private int single(int cfg, long from, long bytes, boolean na4) {
        int cases = 0;
        PmpBench bench = new PmpBench(ram);
        bench.write(Csr.PMPADDR0 + 2, (int) (from >>> 2 | (na4 ? 0 : (bytes >>> 3) - 1)));
        bench.write(Csr.PMPCFG0, ((na4 ? NA4 : NAPOT) | cfg) << 16);
        cases += askAround(bench, from) + askAround(bench, from + bytes);
        bench = new PmpBench(ram);
        bench.write(Csr.PMPADDR0 + 3, (int) (from >>> 2));
        bench.write(Csr.PMPADDR0 + 4, (int) (from + bytes >>> 2));
        bench.write(Csr.PMPCFG0 + 1, TOR | cfg);
        return cases + askAround(bench, from) + askAround(bench, from + bytes);
    }

    private int wholeSpaceAndMore(int cfg) {
        int cases = 0;
        for (int addr : new int[] {0x1fff_ffff, 0x3fff_ffff, 0x7fff_ffff, -1}) {
            PmpBench bench = new PmpBench(ram);
            bench.write(Csr.PMPADDR0 + 15, addr);
            bench.write(Csr.PMPCFG0 + 3, (NAPOT | cfg) << 24);
            cases += askAround(bench, 0) + askAround(bench, BASE & END - 1) + askAround(bench, END);
        }
        return cases;
    }

    /** Fills all entries, or with {@code opened} all but entry 0; returns the address registers. */
    private static int[] fill(PmpBench bench, Random random, RandomPmp places, boolean opened) {
        int[] addrs = new int[16];
        boolean mayLock = random.nextBoolean();
        int used = 1 + random.nextInt(16);
        int[] cfgs = new int[16];
        for (int i = 0; i < used; i++) {
            cfgs[i] = places.cfg(mayLock);
            addrs[i] = places.addr(cfgs[i]);
            bench.write(Csr.PMPADDR0 + i, addrs[i]);
        }
        if (opened) {
            cfgs[0] = 0;
            bench.openInstructions();
            bench.write(Csr.PMPCFG0, 0x1c | cfgs[1] << 8 | cfgs[2] << 16 | cfgs[3] << 24);
        }
        for (int i = opened ? 4 : 0; i < 16; i += 4) {
            int value = cfgs[i] | cfgs[i + 1] << 8 | cfgs[i + 2] << 16 | cfgs[i + 3] << 24;
            bench.write(Csr.PMPCFG0 + i / 4, value);
        }
        return addrs;
    }

    @Test
    void amongOverlappingEntriesTheLowestThatMatchesAnyByteDecides() {
        Random random = new Random(7);
        RandomPmp places = new RandomPmp(random, BASE, PmpBench.ARENA_BYTES);
        long cases = 0;
        for (int set = 0; set < 4_000; set++) {
            PmpBench bench = new PmpBench(ram);
            int[] addrs = fill(bench, random, places, false);
            for (int i = 0; i < 100; i++) {
                int address = places.address(addrs);
                int bytes = SIZES[random.nextInt(4)];
                if (Integer.toUnsignedLong(address) + bytes <= END) {
                    Access access = Access.values()[random.nextInt(3)];
                    bench.ask(address, bytes, access, Privilege.values()[random.nextInt(2)]);
                    cases++;
                }
            }
        }
        report(cases, "sets of up to 16 overlapping entries, locked ones too");
        assertTrue(cases > 380_000, cases + " cases");
    }

    @Test
    void writesKeepWhatLocksAndReservedValuesKeep() {
        Random random = new Random(8);
        long writes = 0;
        for (int set = 0; set < 5_000; set++) {
            PmpBench bench = new PmpBench(ram);
            for (int i = 0; i < 20; i++) {
                boolean cfg = random.nextBoolean();
                int csr = cfg ? Csr.PMPCFG0 + random.nextInt(4) : Csr.PMPADDR0 + random.nextInt(16);
                bench.write(csr, random.nextInt() & (cfg ? random.nextInt() : -1));
                writes++;
                for (int read = 0; read < 16; read++) {
                    int number = Csr.PMPADDR0 + read;
                    assertEquals(bench.reference.read(number), bench.hart.csr(number));
                }
                for (int read = 0; read < 4; read++) {
                    int number = Csr.PMPCFG0 + read;
                    assertEquals(bench.reference.read(number), bench.hart.csr(number));
                }
            }
        }
        report(writes, "writes to PMP CSRs, each followed by reading all of them");
    }

    @ParameterizedTest(name = "arena at {0}")
    @ValueSource(ints = {0, BASE, 0xffff_0000})
    void instructionsTrapWhereTheReferenceSays(int base) {
        Ram arena = new Ram(base, PmpBench.ARENA_BYTES);
        Random random = new Random(9);
        RandomPmp places = new RandomPmp(random, base, PmpBench.ARENA_BYTES);
        long data = 0;
        long fetches = 0;
        for (int set = 0; set < 1_500; set++) {
            PmpBench bench = new PmpBench(arena);
            int[] addrs = fill(bench, random, places, random.nextBoolean());
            for (int i = 0; i < 100; i++) {
                int address = places.address(addrs);
                if (address - base < 16 || address - base > PmpBench.ARENA_BYTES - 16) {
                    continue;
                }
                Privilege mode = Privilege.values()[random.nextInt(2)];
                if (random.nextInt(4) == 0) {
                    bench.fetch(address & ~1, random.nextBoolean(), mode);
                    fetches++;
                } else {
                    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                    boolean mprv = mode == Privilege.MACHINE && random.nextBoolean();
                    bench.execute(kind, address, mode, mprv);
                    data++;
                }
                if (random.nextInt(50) == 0) {
                    int entry = random.nextInt(16);
                    bench.write(Csr.PMPADDR0 + entry, addrs[random.nextInt(16)]);
                }
            }
        }
        report(data, "loads, stores, LR, SC and AMO on the hart, MPRV too");
        report(fetches, "fetches on the hart");
        assertTrue(data > 75_000 && fetches > 25_000, data + " and " + fetches);
    }
}
