package dev.bulkhead.campaign;

import static dev.bulkhead.campaign.CampaignFixture.SPAN;
import static dev.bulkhead.campaign.CampaignFixture.planned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.CampaignPlan.Order;
import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Shortcuts of campaigns against brute force; and that each comparison can fail. */
@Tag("full")
class CampaignAuditTest {
    private static final long SEED = 11;

    /** What comes of a trial from power-on, by its faults. */
    private static final SortedMap<String, Verdict> fromPowerOn = new TreeMap<>();

    private static Golden golden;

    @BeforeAll
    static void runOnce() {
        golden = Golden.dense(CampaignFixture.subject(), Watch.NONE);
    }

    /** Take a run for the healthy one if all but memory is equal. */
    private static CampaignTrials lookingPastMemory() {
        return new CampaignTrials(
                golden,
                SPAN,
                Effort.SHORTCUTS,
                UnreadFlips.NONE,
                new Rejoining(
                        field ->
                                field.startsWith("trace.")
                                        || field.startsWith("statistics.")
                                        || field.startsWith("ecu.ram")
                                        || field.equals("ecu.hart.instret")));
    }

    /** Flips in the protected set's own registers and memory. */
    private static List<PlannedTrial> flipsInside() {
        return CampaignPlan.of(golden, new Order(Population.C, SEED, 200)).trials().stream()
                .filter(trial -> !trial.stratum().equals("messages"))
                .toList();
    }

    private static Verdict verdict(CampaignTrials trials, PlannedTrial trial) {
        return trials.run(trial).result().verdict();
    }

    @Nested
    class EarlyStops {
        private final CampaignTrials whole = new CampaignTrials(golden, SPAN, Effort.FULL);

        @Test
        void changeNoVerdict() {
            CampaignTrials quick = new CampaignTrials(golden, SPAN, Effort.SHORTCUTS);
            for (Population population : Population.values()) {
                Order order = new Order(population, SEED, 60);
                for (PlannedTrial trial : CampaignPlan.of(golden, order).trials()) {
                    assertEquals(verdict(whole, trial), verdict(quick, trial), trial.text());
                }
            }
        }

        /** Read by the loop, its low bit has no effect on it: only memory differs. */
        @Test
        void areCaughtWhenTheyLookPastMemory() {
            CampaignTrials careless = lookingPastMemory();
            assertFalse(
                    flipsInside().stream()
                            .allMatch(
                                    trial ->
                                            verdict(careless, trial).label().equals("REACHED")
                                                    == verdict(whole, trial)
                                                            .label()
                                                            .equals("REACHED")),
                    "nothing was missed");
        }
    }

    @Nested
    class FlipsThatAreNotRun {
        private final List<PlannedTrial> flips =
                numbered(
                        drawn(
                                150,
                                List.of(),
                                "registers=3",
                                "memory=2",
                                "memory-ecc=1",
                                "regions=1"),
                        drawn(30, List.of(Phase.BOOT), "memory"));

        private static List<PlannedTrial> drawn(int faults, List<Phase> phases, String... strata) {
            List<StratumWeight> weights = Stream.of(strata).map(it -> weight(it)).toList();
            return CampaignPlan.of(golden, new Order(Population.A, SEED, faults, weights, phases))
                    .trials();
        }

        private static List<PlannedTrial> numbered(
                List<PlannedTrial> some, List<PlannedTrial> others) {
            List<PlannedTrial> all = new ArrayList<>(some);
            others.forEach(trial -> all.add(trial.withIndex(all.size())));
            return all;
        }

        private static StratumWeight weight(String text) {
            return StratumWeight.parse(text).orElseThrow();
        }

        /** Those that are run to the scenario's end are activated by a read, if by any. */
        @Test
        void areNotActivated() {
            CampaignTrials whole = new CampaignTrials(golden, SPAN, Effort.FULL);
            UnreadFlips unread = UnreadFlips.of(golden, SPAN, flips);
            int spared = 0;
            for (PlannedTrial trial : flips) {
                if (unread.horizon(trial).isPresent()) {
                    assertEquals(
                            new Verdict.NotActivated(false), verdict(whole, trial), trial.text());
                    spared++;
                }
            }
            assertTrue(spared > 50, spared + " need not be run");
        }

        /** Of a run that is not activated, nothing but the bit differs: few are missed. */
        @Test
        void areMostOfThoseThatAreNotActivated() {
            CampaignTrials quick = new CampaignTrials(golden, SPAN, Effort.SHORTCUTS);
            UnreadFlips unread = UnreadFlips.of(golden, SPAN, flips);
            long missed =
                    flips.stream()
                            .filter(trial -> trial.phase() != Phase.RESTART)
                            .filter(trial -> trial.phase() != Phase.BOOT)
                            .filter(trial -> unread.horizon(trial).isEmpty())
                            .filter(trial -> verdict(quick, trial).label().equals("NOT_ACTIVATED"))
                            .count();
            assertTrue(missed <= 3, missed + " are run for nothing");
        }

        /** A read that is missed is taken for no access. */
        @ParameterizedTest
        @EnumSource
        void areCaughtWhenTheyLookPastReads(Blind blind) {
            CampaignTrials quick = new CampaignTrials(golden, SPAN, Effort.SHORTCUTS);
            UnreadFlips careless = UnreadFlips.of(golden, SPAN, flips, blind);
            UnreadFlips right = UnreadFlips.of(golden, SPAN, flips);
            assertTrue(
                    flips.stream()
                            .filter(careless::has)
                            .filter(trial -> !right.has(trial))
                            .anyMatch(
                                    trial ->
                                            !verdict(quick, trial).label().equals("NOT_ACTIVATED")),
                    "no read was missed");
        }
    }

    /** What a defective pass over the healthy run misses. */
    enum Blind implements UnreadFlips.Reading {
        FOR_X_REGISTERS {
            @Override
            public boolean reads(Instruction instruction, int register) {
                return register >= 32 && super.reads(instruction, register);
            }
        },
        FOR_LOADS {
            @Override
            public boolean sees(MemoryAccess access) {
                return access.kind() != MemoryAccess.Kind.LOAD;
            }
        },
        FOR_FETCHES {
            @Override
            public boolean sees(MemoryAccess access) {
                return access.kind() != MemoryAccess.Kind.FETCH;
            }
        }
    }

    /** What is called identical, run from power-on to the end with everything recorded. */
    @Nested
    class IdenticalRuns {
        /** Of each population. */
        private static final int COMPARED = 8;

        private final Whole healthy = new Whole(List.of());

        @ParameterizedTest
        @EnumSource
        void haveTheWholeTraceOfTheHealthyRun(Population population) {
            List<PlannedTrial> plan =
                    CampaignPlan.of(golden, new Order(population, SEED + 2, 120)).trials();
            List<PlannedTrial> sample =
                    identical(new CampaignTrials(golden, SPAN, Effort.SHORTCUTS), plan)
                            .limit(COMPARED)
                            .toList();
            assertEquals(COMPARED, sample.size());
            for (PlannedTrial trial : sample) {
                assertEquals("", new Whole(trial.faults()).difference(healthy), trial.text());
            }
        }

        @Test
        void areCaughtWhenOnlyTheirBeginningIs() {
            assertTrue(
                    identical(lookingPastMemory(), flipsInside())
                            .anyMatch(
                                    trial ->
                                            !new Whole(trial.faults())
                                                    .difference(healthy)
                                                    .isEmpty()),
                    "all are identical");
        }

        private static Stream<PlannedTrial> identical(
                CampaignTrials trials, List<PlannedTrial> plan) {
            return plan.stream()
                    .filter(trial -> verdict(trials, trial) instanceof Verdict.Identical);
        }
    }

    /** A run from power-on to the scenario's end by itself. */
    private static final class Whole {
        private final Recorder recorder = new Recorder(golden.subject().domain());
        private final ProtectedState atEnd;

        Whole(List<Fault> faults) {
            Subject subject = golden.subject().under(faults, "FAULT");
            Twin twin = subject.twin(recorder);
            FaultyRun.arm(twin, faults);
            SimTime last =
                    Horizon.frameEndBefore(golden.end(), subject.system().description().schedule());
            StateAt state = new StateAt(twin, recorder.domain(), last);
            twin.run();
            atEnd = state.taken();
        }

        /** Where it leaves another run; empty if nowhere. */
        String difference(Whole other) {
            List<TraceRecord> mine = recorder.trace();
            List<TraceRecord> theirs = other.recorder.trace();
            for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
                if (!mine.get(i).equals(theirs.get(i))) {
                    return mine.get(i) + ", not " + theirs.get(i);
                }
            }
            if (mine.size() != theirs.size()) {
                return mine.size() + " records, not " + theirs.size();
            }
            return atEnd.differences(other.atEnd).stream()
                    .findFirst()
                    .map(Object::toString)
                    .orElse("");
        }
    }

    @Nested
    class RunsFromSnapshots {
        private static List<PlannedTrial> activated(Population population, int faults) {
            CampaignTrials quick = new CampaignTrials(golden, SPAN, Effort.SHORTCUTS);
            List<PlannedTrial> activated =
                    CampaignPlan.of(golden, new Order(population, SEED + 1, 40)).trials().stream()
                            .filter(trial -> quick.run(trial).result().activation().isPresent())
                            .limit(faults)
                            .toList();
            assertEquals(faults, activated.size());
            return activated;
        }

        @ParameterizedTest
        @CsvSource({"A, 10", "B, 5", "C, 5"})
        void areJudgedAsThoseFromPowerOn(Population population, int faults) {
            assertEquals(faults, judgedAlike(golden, activated(population, faults)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"ecu.ram", "world.vehicle.motion"})
        void areCaughtWhenASnapshotLacks(String part) {
            List<PlannedTrial> sample = activated(Population.A, 10);
            assertTrue(judgedAlike(lacking(part), sample) < sample.size(), "nobody misses it");
        }

        /** How many of the sample are judged as from power-on, up to one that is not. */
        private int judgedAlike(Golden starts, List<PlannedTrial> sample) {
            CampaignTrials quick = new CampaignTrials(starts, SPAN, Effort.SHORTCUTS);
            int alike = 0;
            while (alike < sample.size()
                    && fromPowerOn(sample.get(alike)).equals(verdict(quick, sample.get(alike)))) {
                alike++;
            }
            return alike;
        }

        private static Verdict fromPowerOn(PlannedTrial trial) {
            return fromPowerOn.computeIfAbsent(
                    trial.text(),
                    _ ->
                            Trial.run(
                                            golden,
                                            trial.faults(),
                                            new Horizon.After(SPAN),
                                            Trial.Start.POWER_ON)
                                    .verdict());
        }

        /** The healthy run, each of its snapshots without a part. */
        private static Golden lacking(String part) {
            List<Golden.Checkpoint> checkpoints = new ArrayList<>();
            for (Golden.Checkpoint each : golden.checkpoints()) {
                Twin twin = golden.subject().twin(_ -> {});
                twin.restore(each.snapshot());
                checkpoints.add(
                        new Golden.Checkpoint(
                                each.wanted(),
                                each.at(),
                                Forgetting.of(twin, part),
                                each.records()));
            }
            return new Golden(
                    golden.subject(),
                    golden.assembly(),
                    golden.recorder(),
                    checkpoints,
                    golden.course(),
                    golden.end(),
                    golden.result());
        }
    }

    /** What a campaign holds of the heap for each of its faults, whatever they are. */
    @Nested
    class PlansOfManyFaults {
        private static final int FAULTS = 200_000;

        @ParameterizedTest
        @EnumSource
        void takeNoMoreThanIsAllowedForThem(Population population) {
            List<PlannedTrial> drawn =
                    CampaignPlan.of(golden, new Order(population, SEED, 500)).trials();
            List<PlannedTrial> many = new ArrayList<>();
            long before = heldBytes();
            for (int i = 0; i < FAULTS; i++) {
                many.add(likeDrawn(drawn.get(i % drawn.size()), i));
            }
            long each = (heldBytes() - before) / many.size();
            assertTrue(
                    each > 50 && each <= CampaignPlan.FAULT_BYTES, each + " bytes for each fault");
        }

        /** It shares no more with the others than those of a plan do. */
        private static PlannedTrial likeDrawn(PlannedTrial one, int index) {
            return new PlannedTrial(
                    index,
                    one.stratum(),
                    one.phase(),
                    one.attacker(),
                    one.faults().stream().map(it -> Fault.parse("plan", it.text())).toList(),
                    one.weight());
        }

        /** Live objects, which differ by tens of megabytes: what others leave is no matter. */
        private static long heldBytes() {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
    }

    /** Flips anywhere in the space against the class that stands for them. */
    @Nested
    class Classes {
        private static final String PARTITION = "gateway";
        private static final SimTime FROM = SimTime.ofMs(301);
        private static final int SITES = 150;
        private static final long MOST_CLASSES = 60_000;

        private final CampaignTrials trials = new CampaignTrials(golden, SPAN, Effort.VERDICT_ONLY);

        /** A bit, and a time at which it may flip. */
        private record Site(DefUse.Place place, int bit, long cycle) {}

        @Test
        void standForAllTheirFlips() {
            assertEquals(List.of(), mistaken(FlipSpace.record(golden, PARTITION, FROM, SPAN)));
        }

        @Test
        void areCaughtWhenTheyLookPastWrites() {
            DefUse accesses = FlipSpace.record(golden, PARTITION, FROM, SPAN);
            accesses.forget(event -> !event.read());
            assertFalse(mistaken(accesses).isEmpty());
        }

        private List<String> mistaken(DefUse accesses) {
            var enumeration = FlipSpace.of(accesses, PARTITION, Phase.CRUISE, MOST_CLASSES, SEED);
            FlipSpace space = enumeration.space();
            Set<String> classes = new HashSet<>();
            enumeration.trials().forEach(trial -> classes.add(trial.text()));
            assertTrue(space.classes() > 1000, space.told());
            SplittableRandom random = new SplittableRandom(SEED);
            List<DefUse.Place> places = List.copyOf(accesses.places().keySet());
            List<String> mistaken = new ArrayList<>();
            for (int i = 0; i < SITES; i++) {
                DefUse.Place place = places.get(random.nextInt(places.size()));
                long cycle = random.nextLong(space.fromCycle(), space.toCycle());
                Site site = new Site(place, random.nextInt(place.bits()), cycle);
                if (place.isRegister() && accesses.ran(cycle, cycle + 1) == 0) {
                    continue; // it is nobody's then
                }
                String brute = run(site.place.flip(PARTITION, site.bit, site.cycle));
                String byClass =
                        accesses.places().get(place).stream()
                                .filter(event -> event.cycle() >= cycle)
                                .findFirst()
                                .filter(DefUse.Event::read)
                                .map(event -> place.flip(PARTITION, site.bit, event.cycle()))
                                .map(flip -> classes.contains(flip) ? run(flip) : "no class")
                                .orElse("NOT_ACTIVATED");
                if (!brute.equals(byClass)) {
                    mistaken.add(site + ": " + brute + ", its class " + byClass);
                }
            }
            return mistaken;
        }

        private String run(String fault) {
            return verdict(trials, planned(fault)).label();
        }
    }
}
