package dev.bulkhead.board.iopmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.memory.DmaPort;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Requestor 0 has domain 0 with four entries, requestor 1 domain 1 with one, requestor 2 none. */
class IopmpTest {
    private static final int R = 1;
    private static final int W = 2;
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int NAPOT = 3 << 3;

    private static final class World implements Stateful {
        final Ram ram = new Ram(0x8000_0000, 1 << 20);
        final List<String> refused = new ArrayList<>();
        final Iopmp iopmp =
                new Iopmp(
                        new MemoryPort(ram),
                        (rrid, at, write, ps) ->
                                refused.add(
                                        "%d %s %08x @%d"
                                                .formatted(
                                                        rrid, write ? "write" : "read", at, ps)));
        final List<DmaPort> ports = new ArrayList<>();

        World() {
            for (int rrid = 0; rrid < 3; rrid++) {
                ports.add(iopmp.port(rrid, Master.dma(rrid)));
            }
            entry(0, 0x8001_0000 >>> 2 | 0x1ff, NAPOT | R | W); // 4 KiB at 0x8001_0000
            entry(1, 0x8002_0000 >>> 2, 0);
            entry(2, 0x8002_0100 >>> 2, TOR | R); // 256 bytes at 0x8002_0000
            entry(3, 0x8003_0000 >>> 2, NA4 | W);
            entry(4, 0x8004_0000 >>> 2 | 0x1ff, NAPOT | R | W);
            write(Iopmp.MDCFG, 4);
            write(Iopmp.MDCFG + 4, 5);
            write(Iopmp.SRCMD_EN, 1 << 1);
            write(Iopmp.SRCMD_EN + Iopmp.SRCMD_STRIDE, 1 << 2);
        }

        void entry(int index, int address, int configuration) {
            write(Iopmp.ENTRY_ADDR + 16 * index, address);
            write(Iopmp.ENTRY_CFG + 16 * index, configuration);
        }

        void write(int register, int value) {
            assertTrue(iopmp.write(register, 4, value, 5));
        }

        int read(int register) {
            return (int) iopmp.read(register, 4, 5);
        }

        boolean load(int rrid, int address, int bytes) {
            return ports.get(rrid).load(address, new byte[bytes], 5);
        }

        boolean store(int rrid, int address, int bytes) {
            byte[] ones = new byte[bytes];
            java.util.Arrays.fill(ones, (byte) 1);
            return ports.get(rrid).store(address, ones, 5);
        }

        /** Violation of the last error record. */
        int type() {
            assertEquals(1, read(Iopmp.ERR_REQINFO) & 1);
            return read(Iopmp.ERR_REQINFO) >>> 4 & 7;
        }

        @Override
        public void describe(Fields fields) {
            fields.child("ram", ram);
            fields.child("iopmp", iopmp);
        }
    }

    private final World world = new World();

    @Nested
    class Permits {
        @Test
        void whatAnEntryCoversWithItsRights() {
            assertTrue(world.load(0, 0x8001_0000, 64));
            assertTrue(world.store(0, 0x8001_0fc0, 64));
            assertTrue(world.load(0, 0x8002_00c0, 64), "the end of a range from the entry before");
            assertTrue(world.store(0, 0x8003_0000, 4));
            assertTrue(world.store(1, 0x8004_0000, 64));
            assertEquals(List.of(), world.refused);
        }

        @Test
        void aLargeBlockBurstByBurst() {
            world.entry(0, 0x8001_0000 >>> 2 | 0x1fff, NAPOT | R); // 64 KiB
            assertTrue(world.load(0, 0x8001_f000, 0x1100), "over two entries that touch");
        }
    }

    @Nested
    class Refuses {
        private void check(int type, boolean done, String refusal) {
            assertFalse(done);
            assertEquals(type, world.type());
            assertEquals(List.of(refusal), world.refused);
        }

        @Test
        void whatNoEntryCovers() {
            check(5, world.store(0, 0x8005_0000, 4), "0 write 80050000 @5");
            assertEquals(0, world.ram.load(0x8005_0000, 4));
        }

        @Test
        void whatAnEntryCoversInPart() {
            check(4, world.store(0, 0x8003_0000, 8), "0 write 80030000 @5");
        }

        @Test
        void whatAnotherRequestorsDomainCovers() {
            check(5, world.load(1, 0x8001_0000, 4), "1 read 80010000 @5");
        }

        @Test
        void aWriteWhereOnlyReadingIsAllowed() {
            check(2, world.store(0, 0x8002_0000, 4), "0 write 80020000 @5");
        }

        @Test
        void aReadWhereOnlyWritingIsAllowed() {
            check(1, world.load(0, 0x8003_0000, 4), "0 read 80030000 @5");
        }

        @Test
        void aRequestorWithoutADomain() {
            check(6, world.load(2, 0x8001_0000, 4), "2 read 80010000 @5");
        }

        @Test
        void aLargeBlockAtTheFirstForeignBurst() {
            check(5, world.load(0, 0x8001_0f80, 0x100), "0 read 80011000 @5");
        }

        @Test
        void everythingAfterReset() {
            world.iopmp.reset(5);
            check(6, world.load(0, 0x8001_0000, 4), "0 read 80010000 @5");
        }

        @Test
        void byTheEntryOfHighestPriority() {
            world.entry(0, 0x8001_0000 >>> 2 | 0x1ff, NAPOT);
            world.entry(3, 0x8001_0000 >>> 2 | 0x1ff, NAPOT | R);
            check(1, world.load(0, 0x8001_0000, 4), "0 read 80010000 @5");
        }
    }

    @Nested
    class ErrorRecord {
        @Test
        void holdsTheFirstViolationUntilItIsCleared() {
            world.store(0, 0x8005_0004, 4);
            world.load(1, 0x8001_0000, 4);
            assertEquals(1 | 2 << 1 | 5 << 4, world.read(Iopmp.ERR_REQINFO));
            assertEquals(0x8005_0004 >>> 2, world.read(Iopmp.ERR_REQADDR));
            assertEquals(0xffff_0000, world.read(Iopmp.ERR_REQID));
            world.write(Iopmp.ERR_REQINFO, 1);
            assertEquals(0, world.read(Iopmp.ERR_REQINFO));
            world.load(1, 0x8001_0000, 4);
            assertEquals(1 | 1 << 1 | 5 << 4, world.read(Iopmp.ERR_REQINFO));
            assertEquals(0xffff_0001, world.read(Iopmp.ERR_REQID));
        }

        @Test
        void namesTheEntryThatCaughtIt() {
            world.store(0, 0x8002_0000, 4);
            assertEquals(2 << 16, world.read(Iopmp.ERR_REQID));
        }
    }

    @Nested
    class Locks {
        @Test
        void keepEntriesBelowTheirCount() {
            world.write(Iopmp.ENTRYLCK, 2 << 1);
            world.entry(1, 7, 7);
            world.entry(2, 7, 7);
            assertEquals(0x8002_0000 >>> 2, world.read(Iopmp.ENTRY_ADDR + 16));
            assertEquals(7, world.read(Iopmp.ENTRY_ADDR + 32));
            world.write(Iopmp.ENTRYLCK, 1 << 1);
            assertEquals(2 << 1, world.read(Iopmp.ENTRYLCK), "it only grows");
        }

        @Test
        void keepDomains() {
            world.write(Iopmp.MDCFGLCK, 1 << 1);
            world.write(Iopmp.MDCFG, 64);
            world.write(Iopmp.MDCFG + 4, 64);
            assertEquals(4, world.read(Iopmp.MDCFG));
            assertEquals(64, world.read(Iopmp.MDCFG + 4));
        }

        @Test
        void keepAssociations() {
            world.write(Iopmp.SRCMD_EN, 1 << 1 | 1);
            world.write(Iopmp.SRCMD_EN, 1 << 2);
            assertEquals(1 << 1 | 1, world.read(Iopmp.SRCMD_EN));
            world.write(Iopmp.MDLCK, 1 << 1);
            world.write(Iopmp.SRCMD_EN + 2 * Iopmp.SRCMD_STRIDE, 1 << 1 | 1 << 3);
            assertEquals(1 << 3, world.read(Iopmp.SRCMD_EN + 2 * Iopmp.SRCMD_STRIDE));
        }

        @Test
        void endAtReset() {
            world.write(Iopmp.ENTRYLCK, 64 << 1 | 1);
            world.iopmp.reset(5);
            world.entry(0, 7, 7);
            assertEquals(7, world.read(Iopmp.ENTRY_ADDR));
        }
    }

    @Nested
    class Stall {
        @Test
        void holdsTheChosenDomainsBackAndTellsWhenItEnds() {
            List<Long> opened = new ArrayList<>();
            world.ports.get(0).onOpen(opened::add);
            world.write(Iopmp.MDSTALL, 1 << 1);
            assertFalse(world.ports.get(0).isOpen());
            assertTrue(world.ports.get(1).isOpen());
            assertEquals(1 << 1 | 1, world.read(Iopmp.MDSTALL));
            world.iopmp.write(Iopmp.MDSTALL, 4, 1 << 2, 77);
            assertTrue(world.ports.get(0).isOpen());
            assertFalse(world.ports.get(1).isOpen());
            assertEquals(List.of(77L), opened);
        }

        @Test
        void canExemptTheChosenDomains() {
            world.write(Iopmp.MDSTALL, 1 << 1 | 1);
            assertTrue(world.ports.get(0).isOpen());
            assertFalse(world.ports.get(1).isOpen());
        }
    }

    @Test
    void tellsItsConfiguration() {
        assertEquals(1 << 31 | 8 << 24 | 1 << 13 | 1 << 4, world.read(Iopmp.HWCFG0));
        assertEquals(64 << 16 | 8, world.read(Iopmp.HWCFG1));
        assertEquals(0x2000, world.read(Iopmp.ENTRYOFFSET));
    }

    @Test
    void goesOnEquallyFromASnapshotWithAnErrorAndAStall() {
        world.write(Iopmp.MDSTALL, 1 << 2);
        world.store(0, 0x8005_0004, 4);
        World restored = new World();
        restored.iopmp.reset(5);
        Snapshot.of(world).restoreInto(restored);
        assertFalse(restored.ports.get(1).isOpen());
        assertEquals(5, restored.type());
        assertTrue(restored.store(0, 0x8001_0000, 4));
        assertFalse(restored.store(0, 0x8002_0000, 4));
    }
}
