package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PmpTest {
    private static final int R = 1;
    private static final int W = 2;
    private static final int X = 4;
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int NAPOT = 3 << 3;
    private static final int LOCK = 0x80;

    private final Pmp pmp = new Pmp();

    private void entry(int index, int cfg, int addr) {
        pmp.writeAddr(index, addr);
        int shift = 8 * (index & 3);
        int old = pmp.readCfg(index >> 2) & ~(0xff << shift);
        pmp.writeCfg(index >> 2, old | cfg << shift);
    }

    private boolean loads(int address, int bytes) {
        return pmp.allows(address, bytes, Access.LOAD, Privilege.USER);
    }

    @Test
    void withoutAMatchOnlyMachineModeMayPass() {
        assertFalse(loads(0x8000_0000, 4));
        assertTrue(pmp.allows(0x8000_0000, 4, Access.FETCH, Privilege.MACHINE));
    }

    @Nested
    class Ranges {
        @Test
        void na4IsOneWord() {
            entry(0, NA4 | R, 0x8000_0010 >>> 2);
            assertFalse(loads(0x8000_000f, 1));
            assertTrue(loads(0x8000_0010, 4));
            assertTrue(loads(0x8000_0013, 1));
            assertFalse(loads(0x8000_0014, 1));
        }

        @ParameterizedTest(name = "pmpaddr {0}: {1} up to {2}")
        @CsvSource({
            "20000000, 80000000, 80000007", // no trailing one: 8 bytes
            "20000001, 80000000, 8000000f",
            "200001ff, 80000000, 80000fff", // nine: 4 KiB
            "3fffffff, 00000000, ffffffff", // beyond the 32-bit space
            "ffffffff, 00000000, ffffffff",
            "1fffffff, 00000000, ffffffff" // 2^32 bytes
        })
        void napotSizeIsInTheTrailingOnes(String addr, String first, String last) {
            entry(0, NAPOT | R, Integer.parseUnsignedInt(addr, 16));
            int from = Integer.parseUnsignedInt(first, 16);
            int to = Integer.parseUnsignedInt(last, 16);
            assertTrue(loads(from, 1));
            assertTrue(loads(to, 1));
            assertEquals(from == 0, loads(from - 1, 1));
            assertEquals(to == -1, loads(to + 1, 1));
        }

        @Test
        void torStartsAtTheEntryBefore() {
            entry(3, 0, 0x8000_0100 >>> 2);
            entry(4, TOR | R, 0x8000_0200 >>> 2);
            assertFalse(loads(0x8000_00ff, 1));
            assertTrue(loads(0x8000_0100, 1));
            assertTrue(loads(0x8000_01ff, 1));
            assertFalse(loads(0x8000_0200, 1));
        }

        @Test
        void theFirstTorStartsAtZero() {
            entry(0, TOR | R, 0x8000_0000 >>> 2);
            assertTrue(loads(0, 4));
            assertTrue(loads(0x7fff_fffc, 4));
            assertFalse(loads(0x8000_0000, 4));
        }

        @Test
        void anEmptyTorMatchesNothing() {
            entry(0, 0, 0x8000_0100 >>> 2);
            entry(1, TOR | R, 0x8000_0100 >>> 2);
            assertFalse(loads(0x8000_00fe, 4));
            entry(1, TOR | R, 0x8000_0080 >>> 2);
            assertFalse(loads(0x8000_0080, 4));
            assertFalse(pmp.allows(0x8000_0080, 4, Access.LOAD, Privilege.USER));
        }
    }

    @Nested
    class Priority {
        @Test
        void theLowestNumberedMatchDecides() {
            entry(0, NA4, 0x8000_0010 >>> 2);
            entry(1, NAPOT | R, 0x200001ff);
            assertTrue(loads(0x8000_000c, 4));
            assertFalse(loads(0x8000_0010, 4));
        }

        @Test
        void anAccessThatItsMatchDoesNotCoverFailsInEveryMode() {
            entry(0, NA4 | R | W | X, 0x8000_000c >>> 2);
            entry(1, NAPOT | R | W | X, 0x200001ff);
            assertFalse(loads(0x8000_0008, 8));
            assertFalse(pmp.allows(0x8000_0008, 8, Access.LOAD, Privilege.MACHINE));
            assertTrue(loads(0x8000_0010, 8));
        }
    }

    @Nested
    class Permissions {
        @ParameterizedTest
        @CsvSource({
            "1, true, false, false",
            "3, true, true, false",
            "4, false, false, true",
            "5, true, false, true",
            "7, true, true, true",
            "0, false, false, false"
        })
        void areThreeBits(int bits, boolean load, boolean store, boolean fetch) {
            entry(0, NAPOT | bits, -1);
            assertEquals(load, pmp.allows(0, 4, Access.LOAD, Privilege.USER));
            assertEquals(store, pmp.allows(0, 4, Access.STORE, Privilege.USER));
            assertEquals(fetch, pmp.allows(0, 4, Access.FETCH, Privilege.USER));
            assertTrue(pmp.allows(0, 4, Access.STORE, Privilege.MACHINE));
        }

        @Test
        void bindMachineModeOnlyWhenLocked() {
            entry(0, NAPOT | R | LOCK, -1);
            assertTrue(pmp.allows(0, 4, Access.LOAD, Privilege.MACHINE));
            assertFalse(pmp.allows(0, 4, Access.STORE, Privilege.MACHINE));
        }
    }

    @Nested
    class Locks {
        @Test
        void keepTheirEntryAndNoOther() {
            entry(1, NA4 | R | LOCK, 5);
            entry(2, NA4 | R, 6);
            pmp.writeCfg(0, 0);
            pmp.writeAddr(1, 9);
            pmp.writeAddr(0, 9);
            assertEquals((NA4 | R | LOCK) << 8, pmp.readCfg(0));
            assertEquals(5, pmp.readAddr(1));
            assertEquals(9, pmp.readAddr(0));
        }

        @Test
        void ofATorKeepTheAddressBelowToo() {
            entry(3, 0, 7);
            entry(4, TOR | LOCK, 9);
            pmp.writeAddr(3, 1);
            assertEquals(7, pmp.readAddr(3));
        }
    }

    @Nested
    class OnTheHart {
        /** All of memory for user mode, but for what an earlier entry says. */
        private Bench bench(int cfg0, int addr0, java.util.function.Consumer<Asm> program) {
            var bench = new Bench().open().load(program);
            bench.hart.setCsr(Csr.PMPADDR0, addr0);
            bench.hart.setCsr(Csr.PMPCFG0, cfg0);
            return bench.user();
        }

        @Test
        void aDeniedStoreWritesNothing() {
            var bench =
                    bench(
                            NA4 | R,
                            Bench.DATA >>> 2,
                            asm -> asm.li(A1, Bench.DATA).li(A2, -1).sw(A2, -2, A1));
            bench.run();
            assertEquals(Cause.STORE_ACCESS_FAULT, bench.cause());
            assertEquals(Bench.DATA, bench.hart.csr(Csr.MTVAL), "the part that is denied");
            assertEquals(0, bench.ram.load(Bench.DATA - 4, 4));
        }

        @Test
        void aDeniedLoadFaultsAndNeighboursDoNot() {
            var bench =
                    bench(
                            NA4 | W,
                            Bench.DATA >>> 2,
                            asm ->
                                    asm.li(A1, Bench.DATA)
                                            .lw(A0, -4, A1)
                                            .lw(A0, 4, A1)
                                            .lb(A0, 3, A1));
            bench.run();
            assertEquals(Cause.LOAD_ACCESS_FAULT, bench.cause());
            assertEquals(Bench.DATA + 3, bench.hart.csr(Csr.MTVAL));
        }

        @Test
        void aPageCutForFetchingRunsUpToTheBorder() {
            var bench = bench(NA4 | R, Bench.BASE + 8 >>> 2, asm -> asm.nop().nop().nop());
            bench.run();
            assertEquals(Cause.FETCH_ACCESS_FAULT, bench.cause());
            assertEquals(Bench.BASE + 8, bench.hart.csr(Csr.MEPC));
            assertEquals(Bench.BASE + 8, bench.hart.csr(Csr.MTVAL));
        }

        @Test
        void anInstructionCutInHalfFaultsAtItsSecondHalf() {
            var bench = bench(NA4 | R, Bench.BASE + 4 >>> 2, asm -> asm.half(1).word(0x0000_0013));
            bench.run();
            assertEquals(Cause.FETCH_ACCESS_FAULT, bench.cause());
            assertEquals(Bench.BASE + 2, bench.hart.csr(Csr.MEPC));
            assertEquals(Bench.BASE + 4, bench.hart.csr(Csr.MTVAL));
        }

        @Test
        void theNextPageIsCheckedEvenIfItsHalfWasDecodedBefore() {
            var bench = new Bench().open();
            int at = Bench.BASE + 0xffe;
            bench.ram.store(at, new Asm(at).li(A0, 7).ecall().bytes());
            bench.hart.setPc(at);
            bench.user().run();
            assertEquals(Cause.ECALL_FROM_USER, bench.cause());
            bench.hart.setCsr(Csr.PMPADDR0, Bench.BASE + 0x1000 >>> 2 | 0x1ff);
            bench.hart.setCsr(Csr.PMPCFG0, NAPOT | R);
            bench.hart.setPc(at);
            bench.user().run();
            assertEquals(Cause.FETCH_ACCESS_FAULT, bench.cause());
            assertEquals(at, bench.hart.csr(Csr.MEPC));
            assertEquals(at + 2, bench.hart.csr(Csr.MTVAL));
        }

        @Test
        void aChangeActsOnTheNextInstruction() {
            var bench =
                    new Bench()
                            .load(
                                    asm ->
                                            asm.li(A1, Bench.DATA)
                                                    .lw(A0, 0, A1)
                                                    .srli(A2, A1, 2)
                                                    .csrw(Csr.PMPADDR0, A2)
                                                    .li(A2, NA4 | LOCK)
                                                    .csrw(Csr.PMPCFG0, A2)
                                                    .lw(A0, 0, A1));
            bench.run();
            assertEquals(Cause.LOAD_ACCESS_FAULT, bench.cause());
            assertEquals(Bench.BASE + 24, bench.hart.csr(Csr.MEPC));
        }

        @Test
        void mprvGivesLoadsAndStoresTheRightsOfMpp() {
            var bench = new Bench().load(asm -> asm.li(A1, Bench.DATA).lw(A0, 0, A1));
            bench.hart.setCsr(Csr.MSTATUS, 1 << 17);
            bench.run();
            assertEquals(Cause.LOAD_ACCESS_FAULT, bench.cause(), "fetching goes on as machine");
            bench = new Bench().load(asm -> asm.li(A1, Bench.DATA).lw(A0, 0, A1));
            bench.hart.setCsr(Csr.MSTATUS, 1 << 17 | 3 << 11);
            bench.run();
            assertFalse(bench.trapped());
        }

        @Test
        void anAmoNeedsBothRightsAndAllItsFaultsAreStoreFaults() {
            var bench =
                    bench(
                            NA4 | R,
                            Bench.DATA >>> 2,
                            asm -> asm.li(A1, Bench.DATA).lr(A0, A1).amoadd(A0, A0, A1));
            bench.run();
            assertEquals(Cause.STORE_ACCESS_FAULT, bench.cause());
            assertEquals(Bench.BASE + 8, bench.hart.csr(Csr.MEPC));
        }
    }
}
