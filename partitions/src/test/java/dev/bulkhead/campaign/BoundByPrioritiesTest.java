package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelDelays;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord.DeadlineMet;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalLong;

/** What is promised, and what comes of it, under a kernel with priorities and no time table. */
class BoundByPrioritiesTest {
    private static final String MONOLITHIC = "monolithic";

    private static SystemDescription system;
    private static long protectedOnes;
    private static Golden golden;

    @BeforeAll
    static void runOnce() {
        LoadedSystem shipped =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
        LoadedSystem hosted = shipped.under("--profile", MONOLITHIC);
        system = hosted.description();
        protectedOnes = ProtectedDomain.of(system).partitions();
        golden =
                Golden.run(
                        new Subject(
                                hosted,
                                new ScenarioReader(Shipped.scenarios())
                                        .read("scenario", "full-stop-ice", system),
                                new Twin.Settings(Mechanisms.ALL_ON, 1, MONOLITHIC)));
    }

    private static Trial trial(String fault) {
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", fault)),
                new Horizon.After(SimTime.ofMs(1000)),
                Trial.Start.CHECKPOINT);
    }

    /**
     * By hand: a next thread is 64 words at 5, f registers and PMP 168, timer 9: 497 cycles. An
     * interrupt is 961 + 3 + 497 = 1461, a timer's 80 + 6 rows at 16 + 5 accesses at 3 + 497 = 688.
     * The longest operation is a reply with words and a notification, 453 + 1658 + 320 + 497 =
     * 2928. Others have 4 lines and are 6: 4 x 1461 + 12 x 688 = 14100. Braking may use 900 us and
     * its driver 800 us in 5 ms.
     */
    @Test
    void isAFixedPointThatCanBeCalculatedByHand() {
        long longestInstruction = 100;
        long blocking = 2928 + longestInstruction + 120 + 8;
        long once = 4 * 1461 + 12 * 688;
        long busy = 0;
        long delay = blocking + once;
        for (long next = delay + 170_000; next > busy; next = delay + 170_000) {
            busy = next;
            long scanOut = (1 + busy * 60 * 286 / 100_000_000) * 120;
            long wireless = (1 + busy / 64) * 8;
            delay = blocking + once + scanOut + wireless + 5 * 688;
        }
        assertTrue(busy < 500_000, "the periods of 5 ms count once");
        assertEquals(
                OptionalLong.of(delay),
                new KernelDelays(system, KernelCosts.DEFAULTS)
                        .longestDelayByLowerPriorities(protectedOnes));
    }

    @Test
    void isNoneWhereAnotherHasAPriorityThatIsNotBelow() {
        long brakingAlone = 1; // its driver runs before it
        assertEquals(
                OptionalLong.empty(),
                new KernelDelays(system, KernelCosts.DEFAULTS)
                        .longestDelayByLowerPriorities(brakingAlone));
    }

    /** Braking's deadline is 900 us after the release; this one was met 889.5 us after it. */
    @Test
    void isNoMoreThanADeadlineLeaves() {
        long releasedPs = SimTime.ofMs(100).ps();
        var met = new DeadlineMet(releasedPs + 889_500_000, 0, 0, releasedPs);
        Bounds bounds = new Bounds(golden.subject().domain(), List.of(met));
        assertEquals(1050, bounds.sharedCycles(), "10.5 us at 100 MHz");
        assertTrue(golden.bounds().sharedCycles() > 1050);
    }

    @Test
    void holdsForAFaultOfAnApplication() {
        Trial trial = trial("infotainment:wild-store=braking@2s");
        Verdict.Contract contract = assertInstanceOf(Verdict.Contract.class, trial.verdict());
        assertFalse(contract.delays().isEmpty());
        contract.delays()
                .forEach(delay -> assertTrue(delay.largestPs() <= delay.boundPs(), "" + delay));
    }

    /**
     * A message that is illegal is read some nanoseconds later, and the moment that braking keeps
     * of its last cycle is another.
     */
    @Tag("full")
    @Test
    void holdsWhereAnApplicationIsStartedAgainAndAgain() {
        assertInstanceOf(
                Verdict.Contract.class,
                trial("warning:mutate=return-lost,679201@0.052128772s").verdict());
    }

    @Test
    void doesNotHideWhatADriverInTheKernelDoes() {
        assertInstanceOf(Verdict.Reached.class, trial("display:wild-store=braking@2s").verdict());
    }

    @Test
    void isExceededByADriverInTheKernelThatMasksInterrupts() {
        assertInstanceOf(Verdict.Reached.class, trial("display:loop-masked@2s").verdict());
    }
}
