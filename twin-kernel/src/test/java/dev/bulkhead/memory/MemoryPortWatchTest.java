package dev.bulkhead.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.memory.MemoryAccess.Kind;
import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class MemoryPortWatchTest {
    private static final int BASE = 0x8000_0000;
    private static final Master HART = Master.hart(0);

    private final Ram ram = new Ram(BASE, 0x4000);
    private final MemoryPort port = new MemoryPort(ram);
    private final List<MemoryAccess> seen = new ArrayList<>();

    @Test
    void aWatchSeesAnAccessBeforeItIsMade() {
        port.watch(BASE + 8, 4, access -> ram.store(BASE + 8, 4, 7));
        assertEquals(7, port.load(HART, BASE + 8, 4, 0));
    }

    @Test
    void aWatchSeesItsBytesOnly() {
        port.watch(BASE + 8, 4, seen::add);
        port.load(HART, BASE + 4, 4, 0);
        port.load(HART, BASE + 7, 2, 5);
        port.store(HART, BASE + 11, 1, 3, 6);
        port.store(HART, BASE + 12, 4, 3, 7);
        assertEquals(
                List.of(
                        new MemoryAccess(HART, Kind.LOAD, BASE + 7, 2, 0, 5),
                        new MemoryAccess(HART, Kind.STORE, BASE + 11, 1, 3, 6)),
                seen);
    }

    @Test
    void aWatchThatIsTakenAwayLeavesItsPageAsItWas() {
        AccessWatch watch = seen::add;
        port.watch(BASE, 4, watch);
        assertTrue(ram.isAttended(BASE + 0xffc, 4));
        port.unwatch(watch);
        assertFalse(ram.isAttended(BASE, 4));
    }

    @Test
    void anObserverSeesWhatWentOverTheBus() {
        port.observe(seen::add);
        port.store(HART, BASE, 4, 0x1234, 1);
        port.load(HART, BASE, 2, 2);
        port.fetch(HART, BASE, 3);
        assertEquals(
                List.of(
                        new MemoryAccess(HART, Kind.STORE, BASE, 4, 0x1234, 1),
                        new MemoryAccess(HART, Kind.LOAD, BASE, 2, 0x1234, 2),
                        new MemoryAccess(HART, Kind.FETCH, BASE, 2, 0x1234, 3)),
                seen);
    }

    @Nested
    class ErrorCorrection {
        private final List<Integer> corrected = new ArrayList<>();

        ErrorCorrection() {
            port.faults().correct(true);
            port.faults().onCorrection((_, address, _) -> corrected.add(address));
            ram.store(BASE, 4, 0x11223344);
        }

        @Test
        void aSingleFlipReadsRightInEachSize() {
            port.faults().flip(BASE, 1 << 9, false);
            assertEquals(0x11223344, port.load(HART, BASE, 4, 0));
            assertEquals(0x33, port.load(HART, BASE + 1, 1, 0));
            assertEquals(0x1122, port.load(HART, BASE + 2, 2, 0));
            assertEquals(List.of(BASE, BASE, BASE), corrected);
        }

        @Test
        void aMisalignedLoadMeetsBothWords() {
            ram.store(BASE + 4, 4, 0x55667788);
            port.faults().flip(BASE, 1, false);
            port.faults().flip(BASE + 4, 2, false);
            assertEquals(0x77881122L, port.load(HART, BASE + 2, 4, 0));
            assertEquals(List.of(BASE, BASE + 4), corrected);
        }

        @Test
        void twoFlipsAreABusErrorForLoadsAndPartialStores() {
            port.faults().flip(BASE, 3, false);
            assertEquals(MemoryPort.BUS_ERROR, port.load(HART, BASE, 1, 0));
            assertFalse(port.store(HART, BASE, 1, 0, 0));
            assertFalse(port.loadBlock(HART, BASE, new byte[8], 0));
        }

        @Test
        void theSameBitTwiceIsNoFlip() {
            port.faults().flip(BASE, 1, false);
            port.faults().flip(BASE, 1, false);
            port.load(HART, BASE, 4, 0);
            assertEquals(List.of(), corrected);
        }

        @Test
        void aWholeWordMakesNewCheckBits() {
            port.faults().flip(BASE, 3, false);
            assertTrue(port.store(HART, BASE, 4, 0x55, 0));
            assertEquals(0x55, port.load(HART, BASE, 4, 0));
            assertEquals(List.of(), corrected);
        }

        @Test
        void aBlockIsCorrectedWordByWord() {
            port.faults().flip(BASE, 1, false);
            byte[] block = new byte[4];
            assertTrue(port.loadBlock(HART, BASE, block, 0));
            assertArrayEquals(new byte[] {0x44, 0x33, 0x22, 0x11}, block);
            assertEquals(List.of(BASE), corrected);
        }

        @Test
        void flipsAreState() {
            port.faults().flip(BASE, 1, false);
            Snapshot saved = Snapshot.of(port.faults());
            port.store(HART, BASE, 4, 0, 0);
            saved.restoreInto(port.faults());
            port.load(HART, BASE, 4, 0);
            assertEquals(List.of(BASE), corrected);
        }
    }

    @Test
    void aStuckBitIsCorrectedToo() {
        port.faults().correct(true);
        port.faults().stick(BASE, 1, 1);
        assertEquals(0, port.load(HART, BASE, 4, 0));
        port.faults().correct(false);
        assertEquals(1, port.load(HART, BASE, 4, 0));
        port.store(HART, BASE, 4, 2, 0);
        assertEquals(3, port.load(HART, BASE, 4, 0));
    }

    @Test
    void aWrongWordIsReachedInEachSize() {
        port.faults().misaddress(BASE, BASE + 0x40);
        port.store(HART, BASE + 1, 1, 0x77, 0);
        assertEquals(0x7700, ram.load(BASE + 0x40, 4));
        assertEquals(0, ram.load(BASE, 4));
        assertEquals(0x7700, port.load(HART, BASE, 4, 0));
    }
}
