package dev.bulkhead.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.NotificationsTaken;
import dev.bulkhead.trace.TraceRecord.PortRead;
import dev.bulkhead.trace.TraceRecord.WindowStarted;
import dev.bulkhead.twin.Disturbance;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Each seeded defect has the effect that its name says; in the system that ships. */
class KernelDefectTest {
    private static final SimTime END = SimTime.ofMs(90);
    private static final int FRAME_US = 5000;
    private static final int START_US = 50_000;
    private static final LoadedSystem SYSTEM =
            new SystemReader(Shipped.descriptions(), Images.create())
                    .read("system", Shipped.REFERENCE);
    private static final SystemDescription DESCRIPTION = SYSTEM.description();
    private static final Scenario SCENARIO =
            new ScenarioReader(Shipped.scenarios()).read("scenario", "loaded", DESCRIPTION);

    private final List<TraceRecord> records = new ArrayList<>();

    private Twin twin() {
        return new Twin(SYSTEM, SCENARIO, Twin.Settings.SHIPPED, records::add);
    }

    private Twin run(KernelDefect defect) {
        Twin twin = twin();
        defect.seed(twin);
        twin.runUntil(END);
        return twin;
    }

    private <R> List<R> records(Class<R> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static int partition(String name) {
        return DESCRIPTION.partitions().stream()
                .map(SystemDescription.Partition::name)
                .toList()
                .indexOf(name);
    }

    private static int saved(int partition) {
        return KernelLayout.PARTITIONS + partition * KernelLayout.PARTITION_STRIDE;
    }

    /** Looks at the hart whenever a thread has just been made to run. */
    private record Switches(Twin twin, Runnable look) implements Disturbance {
        @Override
        public long nextCycle() {
            return NEVER;
        }

        @Override
        public void act() {}

        @Override
        public void kernelLeft() {
            look.run();
        }
    }

    @Test
    void fRegistersAreThoseOfTheThreadBefore() {
        Twin twin = twin();
        new KernelDefect.FRegistersNotSwitched().seed(twin);
        List<Integer> foreign = new ArrayList<>();
        twin.disturb(
                new Switches(
                        twin,
                        () -> {
                            int loaded = twin.ecu().ram().load(KernelLayout.LOADED, 4);
                            for (int f = 0; f < 32 && loaded >= 0; f++) {
                                int at = saved(loaded) + KernelLayout.F + 8 * f;
                                if ((int) twin.ecu().hart().f(f) != twin.ecu().ram().load(at, 4)) {
                                    foreign.add(loaded);
                                    return;
                                }
                            }
                        }));
        twin.runUntil(END);
        assertTrue(foreign.contains(partition("braking")), "of " + foreign.size());
    }

    @Test
    void aPmpEntryIsThatOfTheThreadBefore() {
        Twin twin = twin();
        new KernelDefect.StalePmpEntry(2, partition("braking")).seed(twin);
        List<Integer> stale = new ArrayList<>();
        twin.disturb(
                new Switches(
                        twin,
                        () -> {
                            int loaded = twin.ecu().ram().load(KernelLayout.LOADED, 4);
                            if (loaded >= 0
                                    && twin.ecu().hart().csr(0x3b0 + 2)
                                            != twin.ecu()
                                                    .ram()
                                                    .load(
                                                            saved(loaded)
                                                                    + KernelLayout.PMPADDR
                                                                    + 8,
                                                            4)) {
                                stale.add(loaded);
                            }
                        }));
        twin.runUntil(END);
        assertEquals(Set.of(partition("braking")), Set.copyOf(stale));
    }

    @Test
    void aNotificationArrivesWhereItShouldNot() {
        int braking = partition("braking");
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < DESCRIPTION.channels().size(); i++) {
            ends.add(2 * i);
            ends.add(2 * i + 1);
        }
        List<List<NotificationsTaken>> taken = new ArrayList<>();
        for (int end : ends) {
            records.clear();
            run(new KernelDefect.NotificationToTheWrongEnd(end, braking, 61));
            taken.add(
                    records(NotificationsTaken.class).stream()
                            .filter(r -> r.partition() == braking && r.bits() >>> 61 == 1)
                            .toList());
        }
        assertTrue(taken.stream().anyMatch(found -> !found.isEmpty()));
    }

    @Test
    void theAgeOfAPortGrowsThoughItIsWritten() {
        run(new KernelDefect.AgeNotReset(0));
        SystemDescription.SamplingPort port = DESCRIPTION.ports().getFirst();
        List<PortRead> reads =
                records(PortRead.class).stream()
                        .filter(
                                r ->
                                        port.readers()
                                                .contains(
                                                        new SystemDescription.End(
                                                                DESCRIPTION
                                                                        .partitions()
                                                                        .get(r.partition())
                                                                        .name(),
                                                                r.port())))
                        .toList();
        assertTrue(reads.getLast().ageUs() > 4L * FRAME_US, () -> reads.getLast().toString());
    }

    @Test
    void aWindowOpensAMicrosecondLate() {
        run(new KernelDefect.WindowTableOffByOne(2));
        List<Long> offsets =
                records(WindowStarted.class).stream()
                        .filter(r -> r.window() == 2)
                        .map(r -> (r.atPs() / 1_000_000 - START_US) % FRAME_US)
                        .distinct()
                        .toList();
        int shipped = DESCRIPTION.schedule().windows().get(2).startUs();
        assertEquals(List.of(shipped + 1L), offsets);
    }

    /** What a defective kernel remembers is in the snapshot. */
    @Test
    void aSnapshotContinuesWithTheSameTrace() {
        for (KernelDefect defect :
                List.of(
                        new KernelDefect.FRegistersNotSwitched(),
                        new KernelDefect.StalePmpEntry(2, partition("braking")),
                        new KernelDefect.AgeNotReset(0))) {
            Twin unbroken = run(defect);
            Twin first = twin();
            defect.seed(first);
            first.runUntil(SimTime.parse("67.3 ms").orElseThrow());
            Snapshot snapshot = first.snapshot();
            Twin other = twin();
            defect.seed(other);
            other.restore(snapshot);
            other.runUntil(END);
            assertEquals(unbroken.trace().hash(), other.trace().hash());
            assertEquals(Optional.empty(), other.snapshot().firstDifference(unbroken.snapshot()));
        }
    }

    @Test
    void aDefectChangesTheTrace() {
        Twin healthy = twin();
        healthy.runUntil(END);
        Twin defective = run(new KernelDefect.StalePmpEntry(2, partition("braking")));
        assertNotEquals(healthy.trace().hash(), defective.trace().hash());
    }
}
