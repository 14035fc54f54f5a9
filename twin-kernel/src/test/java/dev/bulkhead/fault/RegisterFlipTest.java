package dev.bulkhead.fault;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RegisterFlipTest {
    @Test
    void aStuckBitOfAnFRegisterIsTakenByTheArithmetic() {
        // fcvt.d.w f1, a0 with a0 = 1 is 0x3ff0..0; bit 52 stuck at 0 makes it 0.5
        FaultBench floats =
                FaultBench.running(
                        code ->
                                code.li(Asm.S0, FaultBench.AUX_STATE)
                                        .li(Asm.A0, 1)
                                        .label("loop")
                                        .word(0xd205_00d3) // fcvt.d.w f1, a0
                                        .label("target")
                                        .word(0x0014_3427) // fsd f1, 8(s0)
                                        .j("loop"));
        Injection injection = floats.run("aux:stuck=f1.52,0@exec:target#100");
        assertEquals(0x3ff0_0000_0000_0000L, injection.activation().orElseThrow().before());
        assertEquals(0x3fe0_0000, floats.state(3), "0.5");
    }

    private final FaultBench bench = FaultBench.running(FaultBench::countForever);

    @Nested
    class OfAnIntegerRegister {
        @Test
        void isTakenByTheInstructionThatReadsIt() {
            Activation activation =
                    bench.run("aux:flip=x10.20@exec:target#100").activation().orElseThrow();
            assertEquals("x10", activation.where());
            assertEquals(100, activation.before());
            assertEquals(100 + (1 << 20), activation.after());
            assertEquals("aux target", activation.place());
            assertEquals(1, bench.state(0) >>> 20, "the count goes on from 2^20 higher");
        }

        @Test
        void isNotActivatedIfTheRegisterIsOverwrittenFirst() {
            Injection injection = bench.run("aux:flip=x10.20@exec:loop#100");
            assertTrue(injection.begun());
            assertFalse(injection.activated());
            assertFalse(injection.mayStillAct());
            assertEquals(0, bench.state(0) >>> 20);
        }

        @Test
        void ofTwoNeighboursTakesBoth() {
            bench.run("aux:flip2=x10.20@exec:target#100");
            assertEquals(3, bench.state(0) >>> 20);
        }

        @Test
        void followsTheRegisterThroughContextSwitches() {
            FaultBench late = FaultBench.running(RegisterFlipTest::readsS1Late);
            Injection injection = late.arm("aux:flip=x9.4@2500us");
            late.until("4ms");
            assertFalse(injection.activated());
            assertTrue(injection.mayStillAct());
            late.until("60ms");
            assertEquals("aux after", injection.activation().orElseThrow().place());
            assertEquals(5 ^ 16, late.state(2));
        }

        @Test
        void isLostWithTheContextOfAPartitionThatIsRestarted() {
            FaultBench late = FaultBench.running(RegisterFlipTest::readsS1Late);
            Injection flip = late.arm("aux:flip=x9.4@2500us");
            late.arm("aux:illegal-instruction@3500us");
            late.until("60ms");
            assertFalse(flip.activated());
            assertFalse(flip.mayStillAct());
            assertEquals(5, late.state(2));
        }

        @Test
        void survivesASnapshotInTheMiddle() {
            FaultBench late = FaultBench.running(RegisterFlipTest::readsS1Late);
            Injection injection = late.arm("aux:flip=x9.4@2500us");
            late.until("5200us");
            var twin = late.twin().snapshot();
            var fault = dev.bulkhead.state.Snapshot.of(injection);
            late.until("60ms");
            Activation unbroken = injection.activation().orElseThrow();
            String hash = late.twin().trace().hash();
            late.twin().restore(twin);
            fault.restoreInto(injection);
            assertFalse(injection.activated());
            late.until("60ms");
            assertEquals(unbroken, injection.activation().orElseThrow());
            assertEquals(hash, late.twin().trace().hash());
        }
    }

    /** Counts to 60,000, which takes several windows, and then stores s1. */
    private static void readsS1Late(Asm code) {
        code.li(S0, FaultBench.AUX_STATE)
                .li(S1, 5)
                .li(T0, 60_000)
                .label("loop")
                .lw(A0, 0, S0)
                .addi(A0, A0, 1)
                .sw(A0, 0, S0)
                .blt(A0, T0, "loop")
                .label("after")
                .sw(S1, 8, S0)
                .label("target")
                .j("target");
    }

    @Nested
    class OfAFloatRegister {
        @Test
        void isTakenByTheStoreOfItsHalf() {
            FaultBench floats =
                    FaultBench.running(
                            code ->
                                    code.li(S0, FaultBench.AUX_STATE)
                                            .word(0xd200_01d3) // fcvt.d.w f3, x0
                                            .label("target")
                                            .word(0x0034_3427) // fsd f3, 8(s0)
                                            .label("after")
                                            .j("after"));
            Injection injection = floats.run("aux:flip=f3.40@exec:target");
            assertTrue(injection.activated());
            assertEquals(0, floats.state(2));
            assertEquals(1 << 8, floats.state(3));
        }
    }

    @Nested
    class OfACsr {
        @Test
        void trapVectorSendsTheNextTrapElsewhere() {
            Activation activation =
                    bench.run("hart:flip=mtvec.4@5500us").activation().orElseThrow();
            assertEquals("mtvec", activation.where());
            assertEquals(activation.before() ^ 16, activation.after());
            assertTrue(activation.atPs() > 5_500_000_000L, "not before a trap is taken");
        }

        @Test
        void exceptionPcIsOverwrittenByTheNextTrap() {
            Injection injection = bench.run("hart:flip=mepc.4@5500us");
            assertFalse(injection.activated());
            assertFalse(injection.mayStillAct());
        }

        @Test
        void pmpEntryCountsAtOnce() {
            Injection injection = bench.run("pmp:flip=pmpcfg0.0@5500us");
            assertEquals("pmpcfg0", injection.activation().orElseThrow().where());
        }
    }

    @Test
    void aFetchedInstructionIsAnotherOneOnce() {
        // sw a0, 0(s0) with bit 25, which is bit 5 of its offset
        bench.run("aux:flip=instruction.25@exec:target#100");
        assertEquals(100, bench.state(8));
    }

    @Test
    void aStuckBitIsSetWheneverTheRegisterIsRead() {
        assertTrue(bench.run("aux:stuck=x10.0,1@5ms").activated());
        assertEquals(1, bench.state(0) & 1);
        bench.until("60ms");
    }

    @Test
    void whatTheHartDoesNotHaveIsRefused() {
        InputError error = assertThrows(InputError.class, () -> bench.arm("hart:flip=mepk.4"));
        assertEquals(
                "--fault: there is no register 'mepk'; did you mean 'mepc'?", error.getMessage());
        error = assertThrows(InputError.class, () -> bench.arm("aux:flip=x10.32"));
        assertEquals("--fault: 'x10' has 32 bits; choose another bit", error.getMessage());
    }
}
