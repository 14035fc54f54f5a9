package dev.bulkhead.hart.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.bulkhead.hart.Access;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.fuzz.PmpBench.Kind;
import dev.bulkhead.hart.fuzz.PmpImage.End;
import dev.bulkhead.hart.fuzz.PmpImage.Mode;
import dev.bulkhead.hart.fuzz.PmpImage.Setting;
import dev.bulkhead.hart.fuzz.PmpImage.Try;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** PMP on our hart and on QEMU's, through programs. */
class PmpAgainstQemuTest {
    private static final int TRIES = 40;
    private static final int HARNESS = 0x1f;

    /** Differences that are QEMU's, or that the manual leaves open; each with its clause. */
    private enum Known {
        /**
         * Privileged, Machine Trap Value Register: {@code mtval} of an access that causes a fault
         * in a part of it is the address of that part. QEMU gives the start of the access.
         */
        MTVAL_OF_A_CUT_ACCESS {
            @Override
            boolean explains(Try tried, End ours, End theirs) {
                return crossesWords(tried)
                        && ours.cause() == theirs.cause()
                        && ours.tval() != theirs.tval()
                        && isAboutTheStart(tried, theirs);
            }
        },

        /**
         * Privileged, Priority and Matching Logic: an access may be decomposed into several. We do
         * so at words, QEMU does not and asks for one entry that matches it all.
         */
        CUT_ACCESS_AS_A_WHOLE {
            @Override
            boolean explains(Try tried, End ours, End theirs) {
                return crossesWords(tried)
                        && succeeded(ours)
                        && theirs.cause() == faultCause(tried)
                        && isAboutTheStart(tried, theirs);
            }
        },

        /**
         * Privileged, Priority and Matching Logic: an entry that matches any byte decides. QEMU
         * looks at the first and the last byte of an access, and so overlooks a word in the middle.
         */
        WORD_IN_THE_MIDDLE {
            @Override
            boolean explains(Try tried, End ours, End theirs) {
                return !tried.isFetch()
                        && tried.kind().bytes == 8
                        && (tried.address() & 3) != 0
                        && ours.cause() == faultCause(tried)
                        && ours.tval() == (tried.address() | 3) + 1
                        && succeeded(theirs);
            }
        },

        /**
         * Privileged Architecture, table of {@code mcause} values: AMOs raise store/AMO faults.
         * QEMU raises a load fault where loads are not allowed.
         */
        LOAD_FAULT_OF_AN_AMO {
            @Override
            boolean explains(Try tried, End ours, End theirs) {
                return tried.kind() == Kind.AMO
                        && ours.cause() == Cause.STORE_ACCESS_FAULT
                        && theirs.cause() == Cause.LOAD_ACCESS_FAULT
                        && ours.tval() == theirs.tval();
            }
        },

        /**
         * Privileged, Priority and Matching Logic: all bytes of an access must be matched. QEMU
         * asks for the first half of an instruction only.
         */
        FETCH_OF_A_SECOND_HALF {
            @Override
            boolean explains(Try tried, End ours, End theirs) {
                return tried.isFetch()
                        && ours.cause() == Cause.FETCH_ACCESS_FAULT
                        && ours.tval() == tried.address() + 2
                        && theirs.cause() == Cause.BREAKPOINT;
            }
        };

        abstract boolean explains(Try tried, End ours, End theirs);

        private static boolean crossesWords(Try tried) {
            int bytes = tried.isFetch() ? 4 : tried.kind().bytes;
            return (tried.address() & 3) + bytes > 4;
        }

        /** At the start or, where a page ends, of the aligned words that QEMU takes instead. */
        private static boolean isAboutTheStart(Try tried, End theirs) {
            int bytes = tried.isFetch() ? 4 : tried.kind().bytes;
            boolean crossesPages = (tried.address() & 0xfff) + bytes > 0x1000;
            return theirs.tval() == tried.address()
                    || crossesPages && Math.abs(theirs.tval() - tried.address()) < bytes;
        }

        private static boolean succeeded(End end) {
            return end.cause() == Cause.ECALL_FROM_USER
                    || end.cause() == Cause.ECALL_FROM_MACHINE
                    || end.cause() == Cause.BREAKPOINT;
        }

        private static int faultCause(Try tried) {
            return tried.isFetch()
                    ? Cause.FETCH_ACCESS_FAULT
                    : tried.kind().access == Access.LOAD
                            ? Cause.LOAD_ACCESS_FAULT
                            : Cause.STORE_ACCESS_FAULT;
        }
    }

    private final Map<Known, Integer> used = new EnumMap<>(Known.class);

    @Test
    void accessesEndTheSameUnderRandomEntries() {
        Qemu.require();
        Random random = new Random(3);
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            settings.add(setting(random, false));
        }
        int tries = compare(new PmpImage(settings));
        System.out.printf("PMP: %d accesses against QEMU, 0 differences but %s%n", tries, used);
        assertEquals(80_000, tries);
        assertEquals(Known.values().length, used.size(), "a known difference is gone: " + used);
    }

    @Test
    void accessesEndTheSameUnderLocksThatPileUp() {
        Qemu.require();
        Random random = new Random(4);
        int tries = 0;
        for (int start = 0; start < 12; start++) {
            List<Setting> settings = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                settings.add(setting(random, true));
            }
            tries += compare(new PmpImage(settings));
        }
        System.out.printf("PMP: %d accesses under locks against QEMU, 0 differences%n", tries);
        assertEquals(12 * 8 * TRIES, tries);
    }

    private static Setting setting(Random random, boolean mayLock) {
        RandomPmp places = new RandomPmp(random, PmpImage.ARENA, PmpImage.ARENA_BYTES);
        List<Integer> cfgs = new ArrayList<>();
        List<Integer> addrs = new ArrayList<>();
        int used = 1 + random.nextInt(16);
        for (int i = 0; i < 16; i++) {
            int cfg = i < used ? places.cfg(mayLock) : 0;
            cfgs.add(cfg);
            // QEMU knows 32 bits of an address where RV32 has 34
            addrs.add(i < used ? places.addr(cfg) & 0x3fff_ffff : 0);
        }
        // without any entry QEMU refuses to go to user mode
        cfgs.set(15, cfgs.get(15) | 0x10);
        boolean open = mayLock || random.nextInt(3) != 0;
        if (open) {
            cfgs.set(0, HARNESS);
            addrs.set(0, PmpImage.BASE >>> 2 | 0x1f_ffff);
        }
        if (mayLock) {
            // the finisher must stay within reach
            cfgs.set(1, HARNESS);
            addrs.set(1, 0x0fff_ffff);
        }
        List<Try> tries = new ArrayList<>();
        int[] near = addrs.stream().mapToInt(Integer::intValue).toArray();
        while (tries.size() < TRIES) {
            tries.add(attempt(random, places, near, open));
        }
        return new Setting(cfgs, addrs, tries);
    }

    private static Try attempt(Random random, RandomPmp places, int[] near, boolean open) {
        while (true) {
            int address = places.address(near);
            int offset = address - PmpImage.ARENA;
            if (offset < 0 || offset > PmpImage.ARENA_BYTES - 16) {
                continue;
            }
            if (offset >= PmpImage.SHORT_AT) {
                Mode mode = random.nextBoolean() ? Mode.USER : Mode.MACHINE;
                int at = offset < PmpImage.LONG_AT ? address & ~1 : address & ~3 | 2;
                return new Try(null, at, mode);
            }
            if (offset > PmpImage.SHORT_AT - 16) {
                continue;
            }
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            Mode mode = Mode.values()[random.nextInt(3)];
            if (mode == Mode.USER && !open) {
                mode = Mode.MACHINE_AS_USER;
            }
            return new Try(kind, kind.isAtomic() ? address & ~3 : address, mode);
        }
    }

    private int compare(PmpImage image) {
        byte[] elf = image.elf();
        byte[] ours = Differential.onOurs(elf, image.bytes());
        byte[] theirs = Qemu.run(elf, image.bytes());
        int index = 0;
        for (Setting setting : image.settings()) {
            for (Try each : setting.tries()) {
                End our = PmpImage.end(ours, index);
                End their = PmpImage.end(theirs, index);
                index++;
                if (!our.equals(their)) {
                    Known known = explanation(each, our, their);
                    assertNotNull(
                            known,
                            () ->
                                    "%s at %08x: ours %s, QEMU %s, under %s"
                                            .formatted(each, each.address(), our, their, setting));
                    used.merge(known, 1, Integer::sum);
                }
            }
        }
        return index;
    }

    private static Known explanation(Try tried, End ours, End theirs) {
        for (Known known : Known.values()) {
            if (known.explains(tried, ours, theirs)) {
                return known;
            }
        }
        return null;
    }
}
