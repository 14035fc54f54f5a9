package dev.bulkhead.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.bulkhead.state.PageTable;

import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

class RamPoolTest {
    private static final int BASE = 0x8000_0000;
    private static final int PAGE = 1 << Ram.PAGE_SHIFT;
    private static final int SIZE = 8 * PAGE;

    private final RamPool pool = new RamPool();

    /** A second run's memory after the first run did something to its own. */
    private Ram after(Consumer<Ram> firstRun) {
        Ram first = pool.ram(BASE, SIZE);
        firstRun.accept(first);
        pool.takeBack(first);
        Ram second = pool.ram(BASE, SIZE);
        assertSame(first.bytes(), second.bytes());
        return second;
    }

    private static void assertAsAtPowerOn(Ram ram) {
        assertEquals(-1, ram.save().firstDifference(new Ram(BASE, SIZE).save()));
        for (int offset = 0; offset < SIZE; offset += Integer.BYTES) {
            assertEquals(0, ram.load(BASE + offset, Integer.BYTES));
        }
    }

    @Test
    void holdsNothingOfWhatTheRunBeforeStored() {
        assertAsAtPowerOn(after(ram -> ram.store(BASE + 3 * PAGE - 2, new byte[] {1, 2, 3, 4})));
    }

    @Test
    void holdsNothingOfWhatAHartStoredToAnOpenPage() {
        assertAsAtPowerOn(
                after(
                        ram -> {
                            ram.beforeStore(5);
                            ram.bytes()[5 * PAGE + 17] = 1;
                        }));
    }

    @Test
    void holdsNothingOfWhatTheRunBeforeStoredBeforeItsLastSnapshot() {
        assertAsAtPowerOn(
                after(
                        ram -> {
                            ram.store(BASE + PAGE, 4, -1);
                            ram.save();
                        }));
    }

    @Test
    void holdsNothingOfTheSnapshotThatTheRunBeforeStartedFrom() {
        Ram healthy = new Ram(BASE, SIZE);
        healthy.store(BASE + 6 * PAGE, 4, -1);
        PageTable snapshot = healthy.save();
        assertAsAtPowerOn(after(ram -> ram.restore(snapshot)));
    }

    @Test
    void pagesAreClosedAgain() {
        Ram second = after(ram -> ram.store(BASE, 4, -1));
        assertEquals(0, second.openPages()[0]);
    }

    @Test
    void aThirdRunsMemoryIsClearedOfTheSecondsToo() {
        Ram second = after(ram -> ram.store(BASE, 4, -1));
        second.store(BASE + 2 * PAGE, 4, -1);
        pool.takeBack(second);
        assertAsAtPowerOn(pool.ram(BASE, SIZE));
    }

    @Test
    void isNotSharedByRunsAtOneTime() {
        assertNotSame(pool.ram(BASE, SIZE).bytes(), pool.ram(BASE, SIZE).bytes());
    }

    @Test
    void memoryOfAnotherSizeIsMadeAnew() {
        pool.takeBack(pool.ram(BASE, SIZE));
        Ram larger = pool.ram(BASE, 2 * SIZE);
        assertEquals(2 * SIZE, larger.size());
        assertEquals(2 * SIZE, larger.bytes().length);
    }
}
