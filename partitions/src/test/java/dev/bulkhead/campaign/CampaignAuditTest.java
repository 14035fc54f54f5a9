package dev.bulkhead.campaign;

import static dev.bulkhead.campaign.CampaignFixture.SPAN;
import static dev.bulkhead.campaign.CampaignFixture.planned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.CampaignPlan.Order;
import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Shortcuts of campaigns against brute force; and that each comparison can fail. */
@Tag("full")
class CampaignAuditTest {
    private static final long SEED = 11;

    private static Golden golden;

    @BeforeAll
    static void runOnce() {
        golden = Golden.dense(CampaignFixture.subject(), Watch.NONE);
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
            CampaignTrials careless =
                    new CampaignTrials(
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
            Order order = new Order(Population.C, SEED, 200);
            List<PlannedTrial> memory =
                    CampaignPlan.of(golden, order).trials().stream()
                            .filter(trial -> !trial.stratum().equals("messages"))
                            .toList();
            assertFalse(
                    memory.stream()
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

        /** A read of a register that is missed is taken for no access. */
        @Test
        void areCaughtWhenTheyLookPastReads() {
            CampaignTrials quick = new CampaignTrials(golden, SPAN, Effort.SHORTCUTS);
            UnreadFlips careless = UnreadFlips.of(golden, SPAN, flips, (_, _) -> false);
            assertTrue(
                    flips.stream()
                            .filter(trial -> careless.horizon(trial).isPresent())
                            .anyMatch(
                                    trial ->
                                            !verdict(quick, trial).label().equals("NOT_ACTIVATED")),
                    "no read was missed");
        }
    }

    @Test
    void aRunFromASnapshotIsJudgedAsOneFromPowerOn() {
        CampaignTrials quick = new CampaignTrials(golden, SPAN, Effort.SHORTCUTS);
        Order order = new Order(Population.A, SEED + 1, 40);
        int compared = 0;
        for (PlannedTrial trial : CampaignPlan.of(golden, order).trials()) {
            TrialOutcome outcome = quick.run(trial);
            if (outcome.result().activation().isPresent()) {
                Trial fromReset =
                        Trial.run(
                                golden,
                                trial.faults(),
                                new Horizon.After(SPAN),
                                Trial.Start.POWER_ON);
                assertEquals(fromReset.verdict(), outcome.result().verdict(), trial.text());
                compared++;
            }
        }
        assertTrue(compared > 10, compared + " compared");
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
