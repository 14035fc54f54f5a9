package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.wire.LeveledBus;
import dev.bulkhead.can.wire.WiredBus;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;

/** Buses by whole frames and by bits are the same to a system that nothing disturbs. */
class BusLevelTest {
    private final Reference reference = new Reference();

    private Twin run(BusLevel level) {
        Twin twin =
                new Twin(
                        reference.loaded(),
                        reference.scenario("full-stop-dry"),
                        new Twin.Settings(Mechanisms.ALL_ON, 1, KernelProfile.MICROKERNEL, level),
                        _ -> {});
        twin.runUntil(SimTime.ofMs(1_000));
        return twin;
    }

    /** Each controller was enabled by then, with bits divided as the bus's nodes divide theirs. */
    @Test
    void theBitTimingOfTheShippedFirmwareLeavesTheBusesAtFrameLevel() {
        for (WiredBus bus : run(BusLevel.FRAME).buses()) {
            assertTrue(bus.statistics().frames() > 0, bus.name());
            assertFalse(((LeveledBus) bus).isOnWire(), bus.name());
        }
    }

    @Test
    void bothLevelsGiveTheSameTraceAndCounts() {
        Twin frames = run(BusLevel.FRAME);
        Twin bits = run(BusLevel.BIT);
        assertEquals(frames.trace().hash(), bits.trace().hash());
        assertEquals(
                frames.buses().stream().map(CanBus::statistics).toList(),
                bits.buses().stream().map(CanBus::statistics).toList());
    }
}
