package dev.bulkhead.fault;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.hart.Cause;

import org.junit.jupiter.api.Test;

import java.util.List;

class WildAccessTest {
    private final FaultBench bench = FaultBench.running(FaultBench::countForever);

    @Test
    void aWildStoreIsTheProgramsOwnStoreWithAnotherBase() {
        Injection injection = bench.run("aux:wild-store=lead@5ms");
        Activation activation = injection.activation().orElseThrow();
        assertEquals("x8", activation.where());
        assertEquals(FaultBench.AUX_STATE, activation.before());
        assertEquals(FaultBench.LEAD_STATE, activation.after());
        assertEquals("aux target", activation.place());
        assertEquals(FaultBench.AUX, activation.partition());
    }

    @Test
    void pmpStopsItAndThePartitionIsRestarted() {
        bench.run("aux:wild-store=lead@5ms");
        assertEquals(List.of(Cause.STORE_ACCESS_FAULT), bench.causes(FaultBench.AUX));
    }

    @Test
    void aWildLoadOfForeignMemoryFaults() {
        assertTrue(bench.run("aux:wild-load=lead.state+4@5ms").activated());
        assertEquals(List.of(Cause.LOAD_ACCESS_FAULT), bench.causes(FaultBench.AUX));
    }

    @Test
    void aWildStoreIntoOwnMemoryHitsTheWordMeant() {
        bench.run("aux:wild-store=aux.state+64@5ms");
        assertTrue(bench.word(FaultBench.AUX_STATE + 64) > 0);
        assertEquals(List.of(), bench.causes(FaultBench.AUX));
    }

    @Test
    void beforeItsMomentNothingHappens() {
        Injection injection = bench.arm("aux:wild-store=lead@5ms");
        bench.until("4999us");
        assertFalse(injection.begun());
        assertFalse(injection.activated());
        assertTrue(injection.mayStillAct());
        bench.until("6ms");
        assertTrue(injection.activated());
        assertFalse(injection.mayStillAct());
    }

    @Test
    void aMomentInAnothersWindowWaitsForTheTargetsNextStore() {
        // lead's window is 5.0 to 5.4 ms
        Injection injection = bench.run("aux:wild-store=lead@5100us");
        long atUs = injection.activation().orElseThrow().atPs() / 1_000_000;
        assertTrue(atUs >= 5400 && atUs < 5402, "at " + atUs + " us");
    }
}
