package dev.bulkhead.campaign;

import static dev.bulkhead.campaign.CampaignFixture.SPAN;
import static dev.bulkhead.campaign.CampaignFixture.planned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.CampaignPlan.Order;
import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.campaign.TrialOutcome.Challenged;
import dev.bulkhead.campaign.TrialOutcome.End;
import dev.bulkhead.fault.Attack;
import dev.bulkhead.fault.FaultKind;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a campaign plans, how it runs a trial, and that its shortcuts change no verdict. */
class CampaignTrialsTest {
    private static Golden golden;

    @BeforeAll
    static void runOnce() {
        golden = Golden.dense(CampaignFixture.subject(), Watch.NONE);
    }

    private static TrialOutcome run(Effort effort, String... faults) {
        return new CampaignTrials(golden, SPAN, effort).run(planned(faults));
    }

    private static String verdict(TrialOutcome outcome) {
        return outcome.result().verdict().label();
    }

    @Nested
    class ARunEnds {
        /** t0 is written by the next instructions that need it; nothing is left of the flip. */
        @Test
        void whereItHasRejoinedTheGoldenOne() {
            TrialOutcome outcome = run(Effort.SHORTCUTS, "infotainment:skip@300ms");
            assertEquals(End.REJOINED, outcome.end());
            assertEquals("IDENTICAL", verdict(outcome));
            assertTrue(outcome.simulatedPs() < SPAN.ps(), outcome.simulatedPs() + " ps");
        }

        @Test
        void atTheHorizonWhereItStaysDifferentOutsideTheProtectedDomain() {
            TrialOutcome outcome = run(Effort.SHORTCUTS, "infotainment:wild-store=braking@300ms");
            assertEquals(End.HORIZON, outcome.end());
            assertEquals("IDENTICAL", verdict(outcome));
            assertEquals(List.of(new Challenged(Mechanism.PMP, "braking")), outcome.challenged());
        }

        @Test
        void atTheHorizonWhereNothingEverReadsIt() {
            TrialOutcome outcome = run(Effort.SHORTCUTS, "ram:flip=0x807ff000.3@300ms;ecc=off");
            assertEquals(End.HORIZON, outcome.end());
            assertEquals("NOT_ACTIVATED", verdict(outcome));
        }

        @Test
        void atTheScenariosEndWhereItReachedSoThatTheCarIsJudged() {
            TrialOutcome outcome = run(Effort.SHORTCUTS, "braking:loop@300ms");
            assertEquals(End.SCENARIO_END, outcome.end());
            assertEquals("REACHED", verdict(outcome));
            assertTrue(outcome.safetyJudged());
        }

        @Test
        void atTheHorizonWhereItReachedAndOnlyTheVerdictIsWanted() {
            TrialOutcome outcome = run(Effort.VERDICT_ONLY, "braking:loop@300ms");
            assertEquals(End.VERDICT, outcome.end());
            assertEquals("REACHED", verdict(outcome));
            assertFalse(outcome.safetyJudged());
        }
    }

    private static CampaignPlan plan(Population population, int faults, String... strata) {
        List<StratumWeight> weights =
                Stream.of(strata).map(it -> StratumWeight.parse(it).orElseThrow()).toList();
        return CampaignPlan.of(golden, new Order(population, 3, faults, weights, List.of()));
    }

    private static CampaignPlan plan(Population population, String... strata) {
        return plan(population, 40, strata);
    }

    @Nested
    class AnEnumeratedStratum {
        /** The scenario ends while the car brakes; at boot no partition's code runs. */
        private static final Set<Phase> PHASES =
                EnumSet.complementOf(EnumSet.of(Phase.BOOT, Phase.STANDSTILL));

        /** 31 bits of pc and 8 of fcsr, of each of six partitions, in each phase. */
        @Test
        void hasEachFaultOnceInEachPhase() {
            int phases = PHASES.size();
            List<PlannedTrial> trials = plan(Population.A, 10_000, "every-control-bit").trials();
            assertEquals(39 * 6 * phases, trials.size());
            Set<String> seen = new HashSet<>();
            for (PlannedTrial trial : trials) {
                String text = trial.faults().getLast().text();
                String what = text.substring(0, text.indexOf('@'));
                assertTrue(seen.add(what + trial.phase()), trial::text);
            }
        }

        @Test
        void hasEachAttackThatAPartitionCanMakeInEachPhase() {
            CampaignPlan plan = plan(Population.A, 10_000, "every-attack");
            for (Attack attack : Attack.values()) {
                for (String kind : List.of("hostile", "rewritten")) {
                    String text = ":" + kind + "=" + attack.label() + "@";
                    Set<Phase> phases = EnumSet.noneOf(Phase.class);
                    plan.trials().stream()
                            .filter(trial -> trial.faults().getLast().text().contains(text))
                            .forEach(trial -> phases.add(trial.phase()));
                    assertEquals(
                            attack.aim() == Attack.Aim.QUEUE ? Set.of() : PHASES, phases, text);
                }
            }
        }

        /** It begins with the crash and knows no end, so the restart falls into it. */
        @Test
        void attacksWhileAnotherPartitionRestarts() {
            for (String kind : List.of(":hostile=loop@", ":rewritten=loop@")) {
                PlannedTrial planned =
                        plan(Population.A, 10_000, "every-attack").trials().stream()
                                .filter(trial -> trial.phase() == Phase.RESTART)
                                .filter(trial -> trial.attacker().equals("gateway"))
                                .filter(trial -> trial.text().contains(kind))
                                .findFirst()
                                .orElseThrow();
                Trial trial =
                        Trial.run(
                                golden,
                                planned.faults(),
                                new Horizon.After(SPAN),
                                Trial.Start.POWER_ON);
                String other = planned.faults().getFirst().target();
                long begun = trial.activation().orElseThrow().atPs();
                assertTrue(
                        trial.story().stream()
                                .anyMatch(
                                        it ->
                                                it instanceof PartitionStarted started
                                                        && started.atPs() >= begun
                                                        && name(started.partition()).equals(other)),
                        planned::text);
            }
        }

        private static String name(int partition) {
            return golden.subject().domain().system().partitions().get(partition).name();
        }

        @Test
        void leavesTheRestToThoseThatAreDrawn() {
            List<PlannedTrial> trials =
                    plan(Population.A, 2_000, "every-control-bit", "wild").trials();
            assertEquals(2_000, trials.size());
            assertTrue(trials.stream().anyMatch(trial -> trial.stratum().equals("wild")));
        }

        @Test
        void isWholeOrRefused() {
            int all = plan(Population.A, 10_000, "every-attack").trials().size();
            assertEquals(
                    "--faults: in every-attack are %d faults; allow at least so many, or name fewer --strata or --phases"
                            .formatted(all),
                    assertThrows(
                                    InputError.class,
                                    () -> plan(Population.A, all - 1, "every-attack"))
                            .getMessage());
            assertEquals(all, plan(Population.A, all, "every-attack").trials().size());
        }
    }

    @Nested
    class FaultsOfWires {
        @Test
        void areDrawnOnlyWhereTheyAreAskedFor() {
            assertFalse(
                    plan(Population.A).strata().stream()
                            .anyMatch(stratum -> stratum.name().equals("wires")));
            assertTrue(
                    plan(Population.A, "wires=1", "control=1").trials().stream()
                            .anyMatch(trial -> trial.text().contains("wire-")));
        }

        @Test
        void areOfBusesOnTheirSideOfTheBorderAndOfEachKind() {
            List<PlannedTrial> outside = plan(Population.A, "wires").trials();
            assertTrue(
                    outside.stream().allMatch(trial -> trial.attacker().equals("body")),
                    outside::toString);
            for (FaultKind kind : FaultKind.values()) {
                if (kind.label().startsWith("wire-")) {
                    assertTrue(
                            outside.stream()
                                    .anyMatch(
                                            trial ->
                                                    trial.text()
                                                            .contains(":" + kind.label() + "=")),
                            kind::label);
                }
            }
            assertTrue(
                    outside.stream().anyMatch(t -> t.text().startsWith("body/body-controller:")),
                    "the ECU's own controller");
            assertTrue(
                    plan(Population.C, "wires").trials().stream()
                            .allMatch(trial -> trial.attacker().equals("chassis")));
        }

        @Test
        void haveTheSameVerdictsWithShortcutsAndWithout() {
            for (PlannedTrial trial : plan(Population.A, "wires").trials().subList(0, 6)) {
                assertEquals(
                        new CampaignTrials(golden, SPAN, Effort.FULL).run(trial).result().verdict(),
                        new CampaignTrials(golden, SPAN, Effort.SHORTCUTS)
                                .run(trial)
                                .result()
                                .verdict(),
                        trial.text());
            }
        }
    }

    @Test
    void aFaultDuringAnothersRestartActsThenAndStartsFromACheckpoint() {
        TrialOutcome outcome =
                run(
                        Effort.SHORTCUTS,
                        "display:illegal-instruction@600ms",
                        "infotainment:wild-store=braking@restart:display");
        SimTime acted = new SimTime(outcome.result().activation().orElseThrow().atPs());
        assertTrue(acted.compareTo(SimTime.ofMs(600)) > 0, acted.toString());
        assertEquals("IDENTICAL", verdict(outcome));
        assertTrue(outcome.simulatedPs() < SimTime.ofMs(600).ps(), "started at power-on");
    }

    /** The watch over the fault's moment would end right after it acted. */
    @Test
    void aFaultThatActsLateIsWatchedAsLongAsAnother() {
        String fault = "display:repeat@60ms";
        long actsPs =
                new CampaignTrials(golden, SimTime.ofMs(1000), Effort.SHORTCUTS)
                        .run(planned(fault))
                        .result()
                        .activation()
                        .orElseThrow()
                        .atPs();
        for (int moreMs = 5; moreMs <= 45; moreMs += 10) {
            SimTime span = new SimTime(actsPs - SimTime.ofMs(60).ps() + SimTime.ofMs(moreMs).ps());
            TrialOutcome outcome =
                    new CampaignTrials(golden, span, Effort.FULL).run(planned(fault));
            outcome.result()
                    .activation()
                    .ifPresent(
                            acted ->
                                    assertTrue(
                                            outcome.result().horizon().ps()
                                                    >= acted.atPs() + span.ps(),
                                            "watched up to " + outcome.result().horizon()));
        }
    }

    @Test
    void aBarrierThatIsOffIsSeen() {
        Golden without = Golden.dense(CampaignFixture.subject("pmp"), Watch.NONE);
        TrialOutcome outcome =
                new CampaignTrials(without, SPAN, Effort.SHORTCUTS)
                        .run(planned("infotainment:wild-store=braking@300ms"));
        assertEquals("REACHED", verdict(outcome));
    }

    /** One that only brings about the moment may be the one that reaches. */
    @Test
    void whatAFaultBeforeTheOneUnderTestDidIsTold() {
        Trial trial =
                new CampaignTrials(golden, SPAN, Effort.SHORTCUTS)
                        .run(
                                planned(
                                        "chassis-can:illegal-instruction@300ms",
                                        "infotainment:illegal-instruction@9s"))
                        .result();

        assertTrue(trial.verdict() instanceof Verdict.Reached, trial.verdict()::toString);
        assertEquals(Optional.empty(), trial.activation());
        assertEquals(List.of(), trial.challenges());
        assertEquals(
                List.of("chassis-can"),
                trial.recoveries().stream().map(Recovery::partition).toList());
    }

    /** The attacks of docs/mechanisms.md, from all who can make them. */
    @Nested
    class WithoutABarrier {
        private static Set<String> aimed(String off) {
            Golden without = Golden.dense(CampaignFixture.subject(off), Watch.NONE);
            Set<String> texts = new TreeSet<>();
            for (PlannedTrial trial :
                    CampaignPlan.of(without, new Order(Population.A, 1, 600)).trials()) {
                if (trial.stratum().equals("aimed")) {
                    texts.add(trial.text().substring(0, trial.text().indexOf('@')));
                }
            }
            return texts;
        }

        @Test
        void aPlanHasTheAttacksThatItStandsAgainst() {
            assertEquals(
                    Set.of(
                            "display:hostile=dma,braking",
                            "display:hostile=dma,chassis-can",
                            "wireless:hostile=dma,braking",
                            "wireless:hostile=dma,chassis-can"),
                    aimed("dma-check"));
            Set<String> frames = aimed("gateway-allow-list");
            assertTrue(frames.size() > 3, frames::toString);
            for (String frame : frames) {
                assertTrue(frame.startsWith("body/0x"), frame);
                assertTrue(frame.contains(":spoof=0000000000000000,"), frame);
            }
        }

        @Test
        void thePlanOfAWholeSystemHasNone() {
            assertTrue(
                    plan(Population.A, 600).strata().stream()
                            .noneMatch(stratum -> stratum.name().equals("aimed")));
        }

        @Test
        void nothingIsAimedFromOutsideAtWhatRefusesNothing() {
            assertEquals(Set.of(), aimed("watchdog"));
        }
    }

    @Nested
    class APlan {
        private List<PlannedTrial> trials(Population population, long seed, int faults) {
            return CampaignPlan.of(golden, new Order(population, seed, faults)).trials();
        }

        private static final List<StratumWeight> MEMORY =
                List.of(StratumWeight.parse("memory").orElseThrow());

        @Test
        void isTheSameForTheSameSeedAndAnotherForAnother() {
            assertEquals(trials(Population.A, 3, 100), trials(Population.A, 3, 100));
            assertFalse(trials(Population.A, 3, 100).equals(trials(Population.A, 4, 100)));
        }

        @Test
        void drawsOfTheStrataThatAreNamedByTheirWeights() {
            List<StratumWeight> strata =
                    Stream.of("wild=3", "memory=1")
                            .map(text -> StratumWeight.parse(text).orElseThrow())
                            .toList();
            CampaignPlan plan =
                    CampaignPlan.of(golden, new Order(Population.A, 1, 40, strata, List.of()));
            assertEquals(
                    30, plan.trials().stream().filter(t -> t.stratum().equals("wild")).count());
            assertEquals(
                    10, plan.trials().stream().filter(t -> t.stratum().equals("memory")).count());
            assertEquals(
                    List.of("memory", "wild"), plan.strata().stream().map(Stratum::name).toList());
        }

        @Test
        void drawsInThePhasesThatAreNamed() {
            List<Phase> phases = List.of(Phase.BOOT, Phase.ABS_ACTIVE);
            CampaignPlan plan =
                    CampaignPlan.of(golden, new Order(Population.A, 1, 40, MEMORY, phases));
            assertEquals(
                    EnumSet.copyOf(phases),
                    EnumSet.copyOf(plan.trials().stream().map(PlannedTrial::phase).toList()));
        }

        @Test
        void refusesPhasesInWhichAStratumHasNothing() {
            Order order = new Order(Population.A, 1, 40, MEMORY, List.of(Phase.STANDSTILL));
            assertEquals(
                    "--phases: no fault of stratum memory begins in standstill; in this scenario it"
                            + " has boot, cruise, brake-onset, braking, abs-active; or leave it out"
                            + " with --strata",
                    assertThrows(InputError.class, () -> CampaignPlan.of(golden, order))
                            .getMessage());
        }

        @Test
        void hasAsManyFaultsAsOrderedInAllStrataAndPhases() {
            CampaignPlan plan = CampaignPlan.of(golden, new Order(Population.A, 1, 600));
            Set<String> strata = new HashSet<>();
            Set<Phase> phases = EnumSet.noneOf(Phase.class);
            for (PlannedTrial trial : plan.trials()) {
                strata.add(trial.stratum());
                phases.add(trial.phase());
            }
            assertEquals(600, plan.trials().size());
            assertEquals(Set.copyOf(plan.strata().stream().map(Stratum::name).toList()), strata);
            assertTrue(
                    phases.containsAll(
                            List.of(
                                    Phase.BOOT,
                                    Phase.CRUISE,
                                    Phase.BRAKE_ONSET,
                                    Phase.ABS_ACTIVE,
                                    Phase.RESTART)),
                    phases.toString());
        }

        @Test
        void ofPopulationAHitsNothingThatIsProtected() {
            ProtectedDomain domain = golden.subject().domain();
            for (PlannedTrial trial : trials(Population.A, 1, 600)) {
                assertFalse(domain.names().contains(trial.attacker()), trial.text());
            }
        }

        @Test
        void ofPopulationCHitsWhatIsProtected() {
            Set<String> hit = new HashSet<>();
            trials(Population.C, 1, 200).forEach(trial -> hit.add(trial.attacker()));
            assertEquals(Set.of("braking", "chassis-can", "chassis"), hit);
        }

        @Test
        void ofPopulationBHitsWhatAllShare() {
            Set<String> hit = new HashSet<>();
            trials(Population.B, 1, 300).forEach(trial -> hit.add(trial.attacker()));
            assertTrue(hit.containsAll(Set.of("hart", "kernel", "pmp", "iopmp", "ram")), "" + hit);
        }

        /** Privileged specification: counters have 64 bits; f registers, too. */
        @Test
        void ofPopulationBHitsAllThatHoldsBits() {
            List<PlannedTrial> trials = trials(Population.B, 1, 2_000);
            for (String register : List.of("mcycleh", "minstreth", "mcountinhibit")) {
                assertTrue(has(trials, "hart:flip=" + register + "\\..*"), register);
            }
            assertTrue(has(trials, "hart:stuck=f\\d+\\.(3[2-9]|[45]\\d|6[0-3]),.*"), "high half");
            assertTrue(has(trials, "ram:flip2=.*"), "two bits of a word under the correction");
            assertTrue(trials.stream().anyMatch(trial -> trial.phase() == Phase.BOOT));
        }

        /** A slot of a queue is the length and a message; each begins at a word. */
        @Test
        void ofPopulationBHitsWordsOfTheBuffersOfPortsAndNothingElse() {
            SystemDescription system = golden.subject().system().description();
            int words =
                    system.ports().stream().mapToInt(p -> (p.size() + 3) / 4).sum()
                            + system.queues().stream()
                                    .mapToInt(q -> q.depth() * (1 + (q.size() + 3) / 4))
                                    .sum();
            List<Integer> buffers =
                    golden.twinBefore(SimTime.ofMs(1)).ecu().kernel().portBufferWords();
            assertEquals(words, buffers.size());
            Set<String> hit = new TreeSet<>();
            trials(Population.B, 1, 2_000).stream()
                    .filter(trial -> trial.stratum().equals("port-buffers"))
                    .forEach(trial -> hit.add(trial.faults().getLast().effect().arguments()));
            assertTrue(hit.size() > 50, "" + hit);
            for (String each : hit) {
                String address = each.substring(0, each.indexOf('.'));
                assertTrue(buffers.contains(Long.decode(address).intValue()), each);
            }
        }

        @Test
        void ofPopulationBComesInThePhasesOfDrivingAndARestartOfAnother() {
            Map<String, Set<Phase>> phases = new TreeMap<>();
            trials(Population.B, 1, 2_000)
                    .forEach(
                            trial ->
                                    phases.computeIfAbsent(trial.stratum(), _ -> new TreeSet<>())
                                            .add(trial.phase()));
            assertEquals(11, phases.size());
            phases.forEach(
                    (stratum, seen) -> assertTrue(seen.contains(Phase.RESTART), stratum + seen));
        }

        private static boolean has(List<PlannedTrial> trials, String pattern) {
            return trials.stream().anyMatch(trial -> trial.text().matches(pattern));
        }
    }

    @Test
    void aVerdictIsAsInjectFindsIt() {
        for (String fault :
                List.of(
                        "gateway:flip=x2.23@900ms",
                        "braking:loop@300ms",
                        "display:wild-store=braking@300ms",
                        "prefill-hint:corrupt=2.4@400ms")) {
            Trial trial =
                    Trial.run(
                            golden,
                            planned(fault).faults(),
                            new Horizon.After(SPAN),
                            Trial.Start.POWER_ON);
            Verdict verdict = run(Effort.SHORTCUTS, fault).result().verdict();
            assertInstanceOf(trial.verdict().getClass(), verdict, fault);
            assertEquals(trial.verdict(), verdict, fault);
        }
    }
}
