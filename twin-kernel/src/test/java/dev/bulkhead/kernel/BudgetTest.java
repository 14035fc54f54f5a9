package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.trace.TraceRecord.BudgetExhausted;

import org.junit.jupiter.api.Test;

import java.util.List;

class BudgetTest {

    /** Two in one window of the whole frame; the greedy one has the higher priority. */
    private static EcuBuilder shared(int budgetUs, int periodUs) {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "greedy", "modest");
        system.partition("greedy")
                .priority(20)
                .budget(budgetUs, periodUs)
                .runs(g -> g.forever(() -> g.count(0)));
        system.partition("modest").priority(10).runs(g -> g.forever(() -> g.count(0)));
        return system;
    }

    @Test
    void atPriorityTheHigherTakesAllThatItsBudgetAllows() {
        Ecu ecu = shared(1000, 1000).build().runFrames(2);
        assertEquals(0, ecu.word("modest", 0));
    }

    @Test
    void aSpentBudgetLetsTheLowerRun() {
        Ecu ecu = shared(300, 1000).build().runFrames(4);
        assertEquals(300, ecu.statistics.cycles(0) / 100.0 / 4, 3, "and the cost of ending it");
        assertTrue(ecu.word("modest", 0) > 1000);
    }

    /** Once a frame; the modest one is never stopped by its budget. */
    @Test
    void aSpentBudgetOfWhoWouldRunOnIsInTheTrace() {
        Ecu ecu = shared(300, 1000).build().runFrames(4);
        List<BudgetExhausted> spent = ecu.records(BudgetExhausted.class);
        assertEquals(4, spent.size());
        assertTrue(spent.stream().allMatch(r -> r.partition() == ecu.partition("greedy")));
    }

    @Test
    void whatWasUsedComesBackOnePeriodAfterItsUse() {
        Ecu ecu = shared(100, 500).build().runUntilUs(EcuBuilder.START_US + 110);
        int used = ecu.word("greedy", 0);
        ecu.runUntilUs(EcuBuilder.START_US + 490);
        assertEquals(used, ecu.word("greedy", 0), "spent");
        ecu.runUntilUs(EcuBuilder.START_US + 550);
        assertTrue(ecu.word("greedy", 0) > used, "refilled at 500");
    }

    @Test
    void aSleeperThatWakesOftenGetsNoMoreThanItsBudgetInAPeriod() {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "sleeper", "modest");
        system.partition("sleeper")
                .priority(20)
                .budget(200, 1000)
                .timer(0, 25, 0, 0)
                .runs(g -> g.forever(() -> g.receive().delay(300)));
        system.partition("modest").priority(10).runs(g -> g.forever(() -> g.count(0)));
        Ecu ecu = system.build().runFrames(10);
        double usPerFrame = ecu.statistics.cycles(0) / 100.0 / 10;
        assertTrue(usPerFrame < 210, () -> "used " + usPerFrame + " us a frame");
        assertTrue(usPerFrame > 50, () -> "used " + usPerFrame + " us a frame");
    }

    @Test
    void aCalleeRunsOnItsCallersBudget() {
        EcuBuilder system = new EcuBuilder().window(0, 1000, "client", "server", "modest");
        system.partition("client")
                .priority(20)
                .budget(200, 1000)
                .runs(g -> g.forever(() -> g.call(0, 0)));
        system.partition("server")
                .priority(30)
                .budget(500, 1000)
                .runs(g -> g.receive().forever(() -> g.delay(500).count(0).replyAndReceive(0)));
        system.partition("modest").priority(10).runs(g -> g.forever(() -> g.count(0)));
        system.channel("client", 0, "server", 0, true);
        Ecu ecu = system.build().runFrames(4);
        assertEquals(200, ecu.statistics.cycles(0) / 100.0 / 4, 15, "the client pays");
        assertTrue(ecu.statistics.cycles(1) < 2000, "the server hardly does");
        assertTrue(ecu.word("modest", 0) > 1000);
    }
}
