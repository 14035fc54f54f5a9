package dev.bulkhead.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.kernel.PmpTable.Range;
import dev.bulkhead.system.Permissions;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Encodings by hand from the privileged architecture, "Physical Memory Protection". */
class PmpTableTest {

    private static Range range(long from, long to, Permissions permissions) {
        return new Range("r", from, to, permissions);
    }

    @Test
    void anAlignedPowerOfTwoIsOneNapotEntry() {
        PmpTable table = PmpTable.of(List.of(range(0x8000_0000L, 0x8000_1000L, Permissions.READ)));
        assertEquals(1, table.size());
        assertEquals(0x2000_01ff, table.address(0), "4 KiB: nine ones at the end");
        assertEquals(0x19, table.configuration(0));
    }

    @Test
    void anotherRangeIsABottomAndATop() {
        PmpTable table =
                PmpTable.of(List.of(range(0x8000_1000L, 0x8000_4000L, Permissions.READ_WRITE)));
        assertEquals(2, table.size());
        assertEquals(0x2000_0400, table.address(0));
        assertEquals(0x2000_1000, table.address(1));
        assertEquals(0x0b00, table.configuration(0));
    }

    @Test
    void neighboursShareABorder() {
        PmpTable table =
                PmpTable.of(
                        List.of(
                                range(0x8000_1000L, 0x8000_4000L, Permissions.READ_EXECUTE),
                                range(0x8000_4000L, 0x8000_7000L, Permissions.READ_WRITE)));
        assertEquals(3, table.size());
        assertEquals(0x2000_1c00, table.address(2));
        assertEquals(0x0b_0d_00, table.configuration(0));
    }

    @Test
    void aNapotEntryIsNoBottomForTheNext() {
        PmpTable table =
                PmpTable.of(
                        List.of(
                                range(0x8000_0000L, 0x8000_1000L, Permissions.READ),
                                range(0x8000_1000L, 0x8000_4000L, Permissions.READ)));
        assertEquals(3, table.size());
        assertEquals(0x2000_0400, table.address(1));
    }

    @Test
    void protectionOffIsOneEntryOverEverything() {
        PmpTable table = PmpTable.open();
        assertEquals(-1, table.address(0));
        assertEquals(0x1f, table.configuration(0));
    }
}
