package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.FaultCatalogue;
import dev.bulkhead.fault.FaultKind;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the catalogue shows works on the system that ships. */
class FaultExamplesTest {
    private static final String SCENARIO = "full-stop-dry";

    private final Reference reference = new Reference();

    /** A hostile image is another system: HostileImageTest has it. */
    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HOSTILE", "REWRITTEN"})
    void theExampleOfEachKindCanBeArmed(FaultKind kind) {
        Twin twin = reference.twin(SCENARIO);
        Injection injection =
                Injection.arm(twin, Fault.parse("example", kind.example()), "example");
        assertTrue(injection.mayStillAct());
        assertFalse(injection.begun());
    }

    @Test
    void aWildPointerOfInfotainmentIsStoppedAtBrakingsMemory() {
        Twin twin = reference.twin(SCENARIO);
        Fault fault = Fault.parse("fault", "infotainment:wild-store=braking@200ms");
        Injection injection = Injection.arm(twin, fault, "fault");
        twin.runUntil(SimTime.ofMs(300));
        var activation = injection.activation().orElseThrow();
        assertEquals(3, activation.partition(), "infotainment is the fourth in the description");
        assertTrue(activation.place().startsWith("infotainment "), activation.place());
    }

    @Test
    void theCatalogueSaysWhatAWildPointerHits() {
        var rows = new FaultCatalogue(reference.twin(SCENARIO).loaded()).rows();
        assertEquals(FaultKind.values().length, rows.size());
        var wild = rows.stream().filter(r -> r.kind() == FaultKind.WILD_STORE).findFirst();
        assertTrue(
                wild.orElseThrow().hits().stream().anyMatch(h -> h.startsWith("braking: 0x801")),
                wild.orElseThrow().hits().toString());
    }
}
