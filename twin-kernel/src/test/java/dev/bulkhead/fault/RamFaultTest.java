package dev.bulkhead.fault;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.input.InputError;
import dev.bulkhead.memory.Master;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.trace.TraceRecord.EccCorrected;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;

class RamFaultTest {
    private final FaultBench bench = FaultBench.running(FaultBench::countForever);

    @Nested
    class WithErrorCorrection {
        @Test
        void oneFlippedBitIsCorrectedAndCountedUntilTheWordIsWritten() {
            Injection injection = bench.run("aux:flip=state.3@exec:loop#100");
            assertEquals(1, bench.count(EccCorrected.class));
            assertEquals(
                    "a read of the hart meets it, corrected by ECC",
                    injection.activation().orElseThrow().effect());
            int corrected = bench.state(0);
            bench.again().until("60ms");
            assertEquals(bench.state(0), corrected, "nothing came of it");
        }

        @Test
        void twoFlippedBitsAreABusError() {
            bench.run("aux:flip2=state.3@exec:loop#100");
            assertEquals(List.of(Cause.LOAD_ACCESS_FAULT), bench.causes(FaultBench.AUX));
            assertEquals(0, bench.count(EccCorrected.class));
        }

        @Test
        void aFlippedCheckBitIsCorrectedToo() {
            Injection injection = bench.run("ram:flip=aux.state.check.3@exec:aux.loop#100");
            assertEquals(1, bench.count(EccCorrected.class));
            assertEquals(
                    "a read meets them, corrected by ECC",
                    injection.activation().orElseThrow().effect());
            assertFalse(injection.mayStillAct(), "the store behind it makes new check bits");
        }

        @Test
        void aCheckBitAndADataBitAreABusError() {
            bench.arm("ram:flip=aux.state.check.3@exec:aux.loop#100");
            bench.run("aux:flip=state.3@exec:loop#100");
            assertEquals(List.of(Cause.LOAD_ACCESS_FAULT), bench.causes(FaultBench.AUX));
            assertEquals(0, bench.count(EccCorrected.class));
        }

        @Test
        void checkBitsThatAreMadeAnewBeforeARead() {
            // between the load and the store
            Injection injection = bench.run("ram:flip=aux.state.check.3@exec:aux.target#100");
            assertFalse(injection.activated());
            assertFalse(injection.mayStillAct());
        }

        @Test
        void flippedCheckBitsSurviveASnapshot() {
            Injection injection = bench.arm("ram:flip=lead.state.check.1@5500us");
            bench.until("5600us");
            var twin = bench.twin().snapshot();
            var fault = dev.bulkhead.state.Snapshot.of(injection);
            bench.until("60ms");
            assertTrue(injection.activated());
            bench.twin().restore(twin);
            fault.restoreInto(injection);
            assertFalse(injection.activated());
            bench.until("60ms");
            assertTrue(injection.activated());
        }

        @Test
        void aStoreToAPartReadsTheWordFirst() {
            FaultBench bytes =
                    FaultBench.running(
                            code ->
                                    code.li(S0, FaultBench.AUX_STATE)
                                            .li(A0, 0x5a)
                                            .label("target")
                                            .sb(A0, 1, S0)
                                            .label("after")
                                            .lw(A1, 0, S0)
                                            .j("after"));
            bytes.run("aux:flip=state.3@exec:target");
            assertEquals(0x5a00, bytes.state(0));
            assertEquals(1, bytes.count(EccCorrected.class), "new check bits were written");
        }

        @Test
        void theKernelsReadsCountToo() {
            bench.run("ram:flip=kernel.schedule.0@5500us");
            assertTrue(
                    bench.records().stream()
                            .anyMatch(
                                    r ->
                                            r instanceof EccCorrected e
                                                    && e.master() == Master.Kind.KERNEL));
        }

        @Test
        void aFetchMeetsTheFlipEachTime() {
            bench.run("aux:flip=target.7@5500us");
            assertTrue(bench.count(EccCorrected.class) > 1000);
            assertEquals(List.of(), bench.causes(FaultBench.AUX));
        }
    }

    @Nested
    class PastErrorCorrection {
        @Test
        void theNextLoadTakesTheFlip() {
            Activation activation =
                    bench.run("aux:flip=state.3@exec:loop#100;ecc=off").activation().orElseThrow();
            assertEquals(99, activation.before());
            assertEquals(99 ^ 8, activation.after());
            assertEquals(0, bench.count(EccCorrected.class));
        }

        @Test
        void aWholeStoreOverwritesIt() {
            Injection injection = bench.run("aux:flip=state.3@exec:target#100;ecc=off");
            assertFalse(injection.activated());
            assertFalse(injection.mayStillAct());
        }

        @Test
        void nobodyReadsIt() {
            Injection injection = bench.run("aux:flip=state+64.3@5ms;ecc=off");
            assertTrue(injection.begun());
            assertFalse(injection.activated());
            assertTrue(injection.mayStillAct(), "it is dormant");
        }

        @Test
        void theSwitchedOffMechanismIsTheSame() {
            bench.without(Mechanism.ECC);
            Activation activation =
                    bench.run("aux:flip=state.3@exec:loop#100").activation().orElseThrow();
            assertEquals(99 ^ 8, activation.after());
        }

        @Test
        void aFlippedInstructionIsExecutedEachTime() {
            // the store's offset becomes 32, from the 101st on: the 100th is fetched already
            bench.run("aux:flip=target+3.1@exec:target#100;ecc=off");
            assertEquals(101, bench.state(8));
            assertEquals(100, bench.state(0));
        }

        @Test
        void itGoesWithAMessageThatTheKernelCopies() {
            FaultBench ports =
                    FaultBench.running(
                            code ->
                                    code.li(S0, FaultBench.LEAD_STATE)
                                            .label("loop")
                                            .li(A0, 0)
                                            .addi(A1, S0, 64)
                                            .li(A2, 8)
                                            .li(A7, 6) // port_read
                                            .ecall()
                                            .label("after")
                                            .lw(A3, 68, S0)
                                            .j("loop"),
                            code ->
                                    code.li(A1, FaultBench.AUX_STATE)
                                            .li(A0, 0)
                                            .li(A2, 8)
                                            .li(A7, 5) // port_write
                                            .label("target")
                                            .ecall()
                                            .label("loop")
                                            .j("loop"));
            Injection injection = ports.arm("aux:flip=state+5.1@exec:target;ecc=off");
            ports.until("2900us");
            assertTrue(injection.begun());
            assertFalse(injection.activated(), "the kernel has copied it into the port only");
            ports.until("60ms");
            Activation activation = injection.activation().orElseThrow();
            assertEquals(FaultBench.LEAD, activation.partition());
            assertEquals("0x%08x".formatted(FaultBench.LEAD_STATE + 68), activation.where());
            assertEquals(0, activation.before());
            assertEquals(0x200, activation.after());
            assertEquals("lead after", activation.place());
        }

        @Test
        void theKernelsOwnReadTakesIt() {
            Activation activation =
                    bench.run("ram:flip=kernel.schedule.0@5500us;ecc=off")
                            .activation()
                            .orElseThrow();
            assertEquals("the kernel takes it", activation.effect());
            assertEquals(0, activation.before(), "start of the first window");
            assertEquals(1, activation.after());
        }
    }

    @Test
    void aStuckBitReadsAsOneValue() {
        bench.without(Mechanism.ECC);
        assertTrue(bench.run("aux:stuck=state.0,0@5ms").activated());
        // an even number is read, one is added, and the bit is lost again
        assertEquals(1, bench.state(0) & 1);
        int stays = bench.state(0);
        assertTrue(stays < 60_000);
    }

    @Test
    void aWrongWordIsReachedByWhoeverAddressesIt() {
        Injection injection = bench.arm("ram:wrong-word=0x80204400,0x80204440@5500us");
        bench.until("5499us");
        int before = bench.state(0);
        bench.until("60ms");
        assertTrue(injection.activated());
        assertTrue(bench.state(0) - before < 100, "the first word is never reached again");
        assertTrue(bench.state(16) > 10_000, "the count goes on in the other word");
    }

    @Test
    void whatIsNotRamIsRefused() {
        InputError error = assertThrows(InputError.class, () -> bench.arm("ram:flip=0x13000000.0"));
        assertEquals("--fault: 0x13000000 is not RAM; name an address in RAM", error.getMessage());
    }
}
