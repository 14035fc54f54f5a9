package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.bulkhead.memory.RamPool;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.HostedSystem;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;

import java.util.Collections;

/** Twins of one hosted system, in memory that others used before. */
class ForksTest {
    private static final SimTime MIDDLE = SimTime.ofMs(60);
    private static final SimTime END = SimTime.ofMs(120);

    private final Reference reference = new Reference();
    private final HostedSystem hosted = HostedSystem.of(reference.loaded(), Twin.Settings.SHIPPED);
    private final RamPool pool = new RamPool();

    private Twin twin(RamSource memory) {
        return new Twin(
                hosted,
                reference.scenario("loaded"),
                Collections.emptySortedMap(),
                memory,
                _ -> {});
    }

    /** One in the memory of a twin that ran and wrote all that a run writes, and more. */
    private Twin inUsedMemory() {
        Twin used = twin(pool);
        used.runOn(END);
        for (int page = 0; page < used.ecu().ram().size(); page += 4096) {
            used.ecu().ram().store(used.ecu().ram().base() + page, Integer.BYTES, -1);
        }
        pool.takeBack(used.ecu().ram());
        Twin next = twin(pool);
        assertSame(used.ecu().ram().bytes(), next.ecu().ram().bytes());
        return next;
    }

    @Test
    void atPowerOnAllAreAlike() {
        assertEquals(twin(RamSource.NEW).snapshot().hash(), inUsedMemory().snapshot().hash());
    }

    @Test
    void oneInUsedMemoryRunsAsOneInItsOwn() {
        Twin own = twin(RamSource.NEW);
        own.runOn(END);
        Twin other = inUsedMemory();
        other.runOn(END);
        assertEquals(own.snapshot().hash(), other.snapshot().hash());
    }

    @Test
    void aForkInUsedMemoryGoesOnAsItsOriginal() {
        Twin original = twin(RamSource.NEW);
        original.runOn(MIDDLE);
        Snapshot middle = original.snapshot();
        Twin fork = inUsedMemory();
        fork.restore(middle);
        original.runOn(END);
        fork.runOn(END);
        assertEquals(original.trace().hash(), fork.trace().hash());
        assertEquals(original.snapshot().hash(), fork.snapshot().hash());
    }

    @Test
    void twinsOfOneHostedSystemDoNotTouchEachOther() {
        Twin alone = twin(RamSource.NEW);
        alone.runOn(END);
        Twin first = twin(RamSource.NEW);
        Twin second = twin(RamSource.NEW);
        first.runOn(MIDDLE);
        second.runOn(END);
        first.runOn(END);
        assertEquals(alone.snapshot().hash(), first.snapshot().hash());
        assertEquals(alone.snapshot().hash(), second.snapshot().hash());
    }
}
