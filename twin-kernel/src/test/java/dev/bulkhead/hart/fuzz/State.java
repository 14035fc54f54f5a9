package dev.bulkhead.hart.fuzz;

import java.nio.ByteBuffer;
import java.util.Random;

/** Random register and memory contents in which special values are frequent. */
final class State {
    private static final int[] INTEGERS = {
        0,
        1,
        2,
        3,
        31,
        32,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0x8000,
        0xffff,
        0x1_0000,
        0x7fff_ffff,
        0x8000_0000,
        0x8000_0001,
        -1,
        -2,
        -3,
        0x5555_5555,
        0xaaaa_aaaa
    };

    private static final int[] SINGLES = {
        0x0000_0000, 0x8000_0000, 0x0000_0001, 0x8000_0001, 0x007f_ffff, 0x0080_0000, 0x8080_0000,
        0x0080_0001, 0x3f80_0000, 0xbf80_0000, 0x3f7f_ffff, 0x3f80_0001, 0x4000_0000, 0x3f00_0000,
        0x7f7f_ffff, 0xff7f_ffff, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc0_0000, 0x7f80_0001,
        0xff80_0001, 0x7fff_ffff, 0x4f00_0000, 0xcf00_0000, 0x4eff_ffff, 0x4f7f_ffff, 0x4f80_0000,
        0x4b00_0000, 0x4b7f_ffff, 0x3fc0_0000, 0x4020_0000, 0x1f80_0000, 0x2000_0000, 0x5f00_0000
    };

    private static final long[] DOUBLES = {
        0x0000_0000_0000_0000L, 0x8000_0000_0000_0000L, 0x0000_0000_0000_0001L,
        0x800f_ffff_ffff_ffffL, 0x0010_0000_0000_0000L, 0x8010_0000_0000_0001L,
        0x3ff0_0000_0000_0000L, 0xbff0_0000_0000_0000L, 0x3fef_ffff_ffff_ffffL,
        0x3ff0_0000_0000_0001L, 0x4000_0000_0000_0000L, 0x3fe0_0000_0000_0000L,
        0x7fef_ffff_ffff_ffffL, 0xffef_ffff_ffff_ffffL, 0x7ff0_0000_0000_0000L,
        0xfff0_0000_0000_0000L, 0x7ff8_0000_0000_0000L, 0x7ff0_0000_0000_0001L,
        0xffff_ffff_ffff_fffeL, 0x41df_ffff_ffc0_0000L, 0x41e0_0000_0000_0000L,
        0xc1e0_0000_0000_0000L, 0xc1e0_0000_0020_0000L, 0x41ef_ffff_ffe0_0000L,
        0x41f0_0000_0000_0000L, 0x47ef_ffff_e000_0000L, 0x47ef_ffff_f000_0000L,
        0x3810_0000_0000_0000L, 0x380f_ffff_ffff_ffffL, 0x36a0_0000_0000_0000L,
        0x3690_0000_0000_0000L, 0x4330_0000_0000_0001L, 0x1ff0_0000_0000_0000L
    };

    private State() {}

    /** Writes the state that a run starts with. */
    static void write(ByteBuffer memory, int page, long seed) {
        Random random = new Random(seed);
        for (int at = 0; at < Page.SCRATCH_BYTES; at += 8) {
            memory.putLong(page + at, random.nextBoolean() ? floating(random) : integers(random));
        }
        for (int i = 1; i < 32; i++) {
            memory.putInt(page + Page.X + 4 * i, integer(random));
        }
        for (int i = 0; i < 32; i++) {
            memory.putLong(page + Page.F + 8 * i, floating(random));
        }
        int fs = random.nextInt(32) == 0 ? 0 : 1 + random.nextInt(3);
        int mpp = random.nextBoolean() ? 3 : 0;
        int otherBits = random.nextInt() & (1 << 3 | 1 << 7 | mpp >> 1 << 17 | 1 << 21);
        memory.putInt(page + Page.MSTATUS, fs << 13 | mpp << 11 | otherBits);
        memory.putInt(page + Page.MSCRATCH, random.nextInt());
        memory.putInt(page + Page.MCOUNTEREN, random.nextInt(8));
        int rounding = random.nextInt(10) == 0 ? 5 + random.nextInt(3) : random.nextInt(5);
        memory.putInt(page + Page.FCSR, rounding << 5 | random.nextInt(32));
    }

    private static long integers(Random random) {
        return (long) integer(random) << 32 | Integer.toUnsignedLong(integer(random));
    }

    private static int integer(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> INTEGERS[random.nextInt(INTEGERS.length)];
            case 1 -> random.nextInt() >> random.nextInt(32);
            case 2 -> random.nextInt() >>> random.nextInt(32);
            default -> random.nextInt();
        };
    }

    /** The content of a floating-point register, a boxed single as often as a double. */
    private static long floating(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> boxed(SINGLES[random.nextInt(SINGLES.length)]);
            case 2 -> boxed(random.nextInt());
            case 3 -> boxed(127 - 12 + random.nextInt(24) << 23 | random.nextInt() & 0x807f_ffff);
            case 4, 5 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 6 -> random.nextLong();
            default ->
                    (long) (1023 - 32 + random.nextInt(64)) << 52
                            | random.nextLong() & 0x800f_ffff_ffff_ffffL;
        };
    }

    private static long boxed(int single) {
        return 0xffff_ffff_0000_0000L | Integer.toUnsignedLong(single);
    }
}
