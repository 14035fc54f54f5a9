package dev.bulkhead.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.hart.Access;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Privilege;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

class ProtectionEntryTest {
    @ParameterizedTest(name = "{2}: {3}")
    @CsvSource({
        "20040c00, 20040000, 0d, 0x80100000..0x80102fff", // TOR
        "20040000, 20040c00, 0d, nothing", // TOR upside down
        "20000004, 0, 11, 0x80000010..0x80000013", // NA4
        "044001ff, 0, 1b, 0x11000000..0x11000fff", // NAPOT of 4 KiB
        "20000000, 0, 1b, 0x80000000..0x80000007", // NAPOT of 8 bytes
        "ffffffff, 0, 1f, 0x00000000..0xffffffff", // NAPOT of everything
        "20040000, 0, 00, nothing" // off
    })
    void matchesWhatTheManualSays(String address, String below, String cfg, String stretch) {
        assertEquals(stretch, entry(hex(address), hex(cfg), hex(below)).stretch().toString());
    }

    /** Whatever the bits: first and last byte are open to the hart, the bytes around are not. */
    @Test
    void matchesWhatTheHartMatches() {
        SplittableRandom random = new SplittableRandom(7);
        Hart hart =
                new Hart(
                        0,
                        Clock.ofHz(100_000_000),
                        new MemoryPort(new Ram(0x8000_0000, 0x1000)),
                        CostTable.defaults(),
                        () -> Long.MAX_VALUE);
        int checked = 0;
        for (int round = 0; round < 20_000; round++) {
            int below = random.nextInt();
            int address = random.nextInt() | (1 << random.nextInt(31)) - 1;
            int cfg = random.nextInt(32) & ~7 | 1;
            hart.setCsr(Csr.PMPADDR0, below);
            hart.setCsr(Csr.PMPADDR0 + 1, address);
            hart.setCsr(Csr.PMPCFG0, cfg << 8);
            ProtectionEntry.Stretch stretch = entry(address, cfg, below).stretch();
            for (long at :
                    new long[] {
                        stretch.from() - 1, stretch.from(), stretch.to() - 1, stretch.to()
                    }) {
                if (at >= 0 && at < 1L << 32) {
                    boolean inside = at >= stretch.from() && at < stretch.to();
                    assertEquals(
                            inside,
                            hart.pmp().allows((int) at, 1, Access.LOAD, Privilege.USER),
                            "round %d, 0x%x of %s".formatted(round, at, stretch));
                    checked++;
                }
            }
        }
        assertTrue(checked > 20_000, checked + " bytes looked at");
    }

    private static ProtectionEntry entry(int address, int configuration, int below) {
        return new ProtectionEntry(1, address, configuration, below);
    }

    private static int hex(String digits) {
        return Integer.parseUnsignedInt(digits, 16);
    }
}
