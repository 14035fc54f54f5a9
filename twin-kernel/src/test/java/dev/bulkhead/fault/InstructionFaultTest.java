package dev.bulkhead.fault;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class InstructionFaultTest {
    private final FaultBench bench = FaultBench.running(InstructionFaultTest::addsOnce);

    /** state[0] becomes 1 + 1. */
    private static void addsOnce(Asm code) {
        code.li(SP, FaultBench.AUX_BASE + FaultBench.DATA + 0x1000)
                .li(S0, FaultBench.AUX_STATE)
                .li(A0, 1)
                .label("target")
                .addi(A0, A0, 1)
                .sw(A0, 0, S0)
                .label("loop")
                .addi(SP, SP, -16)
                .sw(A0, 0, SP)
                .addi(SP, SP, 16)
                .label("after")
                .j("loop");
    }

    @Test
    void withoutAFaultItIsTwo() {
        bench.until("60ms");
        assertEquals(2, bench.state(0));
    }

    @Test
    void aSkippedInstructionDoesNothing() {
        assertTrue(bench.run("aux:skip@exec:target").activated());
        assertEquals(1, bench.state(0));
    }

    @Test
    void aRepeatedInstructionIsExecutedTwice() {
        assertTrue(bench.run("aux:repeat@exec:target").activated());
        assertEquals(3, bench.state(0));
    }

    @ParameterizedTest
    @CsvSource({
        "aux:illegal-instruction@exec:loop#5, 2",
        "aux:privileged-instruction@exec:loop#5, 2",
        "aux:loop-masked@exec:loop#5, 2",
        "aux:stack-overflow@exec:loop#5, 7",
        "aux:jump=data@exec:loop#5, 1",
        "aux:jump=foreign@exec:loop#5, 1",
    })
    void aTrapEndsWhatAProgramMustNotDo(String fault, int cause) {
        Injection injection = bench.run(fault);
        assertTrue(injection.activated());
        assertFalse(injection.mayStillAct());
        assertEquals(List.of(cause), bench.causes(FaultBench.AUX), "once: then it is restarted");
    }

    @Test
    void aJumpIntoTheProgramItselfIsLegal() {
        bench.run("aux:jump=target@exec:loop#5");
        assertEquals(3, bench.state(0));
        assertEquals(List.of(), bench.causes(FaultBench.AUX));
    }

    @Test
    void anEndlessLoopStopsTheProgramOnly() {
        FaultBench counts = FaultBench.running(FaultBench::countForever);
        counts.run("aux:loop@exec:target#100");
        assertEquals(99, counts.state(0));
        assertEquals(List.of(), counts.causes(FaultBench.AUX));
        int lead = counts.word(FaultBench.LEAD_STATE);
        counts.again().until("60ms");
        assertEquals(counts.word(FaultBench.LEAD_STATE), lead);
    }

    @Test
    void aMutatedInstructionStaysAcrossARestart() {
        // the only call-free function has two stores; the seed takes one of them
        Injection mutation = bench.arm("aux:mutate=store-address,1@0s");
        bench.arm("aux:illegal-instruction@5500us");
        bench.until("60ms");
        assertTrue(mutation.activated());
        assertTrue(mutation.mayStillAct());
    }

    @Test
    void anArmedFaultThatNeverComesChangesNothing() {
        bench.until("60ms");
        String golden = bench.twin().trace().hash();
        bench.again();
        Injection never = bench.run("aux:skip@exec:target#1000000");
        assertFalse(never.begun());
        assertEquals(golden, bench.twin().trace().hash());
        bench.again();
        never = bench.run("aux:skip@read:0x80200000#1000000");
        assertFalse(never.begun());
        assertEquals(golden, bench.twin().trace().hash());
    }
}
