package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Placement;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.ActuatorSafeState;
import dev.bulkhead.trace.TraceRecord.DeadlineMet;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.KernelPanic;
import dev.bulkhead.trace.TraceRecord.ResetCause;
import dev.bulkhead.trace.TraceRecord.WindowStarted;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** The reference system hosted on each kernel, from the same images. */
class ProfilesTest {
    private static final Reference REFERENCE = new Reference();

    private final List<TraceRecord> records = new ArrayList<>();

    private Twin twin(String profile, String scenario) {
        Twin.Settings settings = new Twin.Settings(Mechanisms.ALL_ON, 1, profile);
        return new Twin(REFERENCE.loaded(), REFERENCE.scenario(scenario), settings, records::add);
    }

    private <T extends TraceRecord> List<T> all(Class<T> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "microkernel",
                "monolithic",
                "monolithic-oops",
                "monolithic-windows",
                "hybrid-display-in",
                "hybrid-display-out"
            })
    void stopsTheCarWithoutAFaultUnderEachProfile(String profile) {
        Twin twin = twin(profile, "full-stop-dry");
        twin.runUntil(SimTime.ofMs(1500));
        Snapshot underWay = twin.snapshot();
        twin.run();
        RunResult result = RunResult.of(twin);
        assertTrue(result.passed(), () -> profile + ": " + result.checks());
        assertEquals(0, all(EcuReset.class).size());
        assertEquals(0, result.partitions().stream().mapToLong(p -> p.restarts()).sum());
        assertTrue(result.pictures() > 20, () -> result.pictures() + " pictures");

        Twin continued = twin(profile, "full-stop-dry");
        continued.restore(underWay);
        continued.run();
        assertEquals(twin.trace().hash(), continued.trace().hash(), "from the snapshot");
    }

    @Test
    void placesWhatTheProfileNamesAndNothingElse() {
        var system = twin("monolithic", "full-stop-dry").system();
        for (var partition : system.partitions()) {
            boolean driver = system.profile().kernel().contains(partition.name());
            assertEquals(driver ? Placement.KERNEL : Placement.USER, partition.placement());
        }
        assertEquals(Placement.USER, system.partition("braking").orElseThrow().placement());
        assertEquals(Placement.USER, system.partition("infotainment").orElseThrow().placement());
        assertEquals(List.of(), system.schedule().windows());
    }

    @Test
    void theMonolithicKernelOpensNoWindows() {
        Twin twin = twin("monolithic", "full-stop-dry");
        twin.runUntil(SimTime.ofMs(200));
        assertEquals(0, all(WindowStarted.class).size());
        assertTrue(all(DeadlineMet.class).size() > 20);
    }

    @Test
    void aProfileHasATraceOfItsOwn() {
        Twin micro = twin("microkernel", "full-stop-dry");
        Twin windows = twin("monolithic-windows", "full-stop-dry");
        micro.runUntil(SimTime.ofMs(200));
        windows.runUntil(SimTime.ofMs(200));
        assertNotEquals(micro.trace().hash(), windows.trace().hash());
    }

    /** The driver's first instruction becomes one that is none; the kernel gives up. */
    @Test
    void aPanicLeavesTheActuatorsToTheirSafeStateUntilBrakingIsBack() {
        Twin twin = twin("monolithic", "full-stop-ice");
        twin.runUntil(SimTime.ofMs(1500));
        int base = twin.system().partition("display").orElseThrow().base();
        for (int at = base; at < base + 0x1000; at += 4) {
            twin.ecu().ram().store(at, 4, 0);
        }
        twin.run();
        assertEquals(1, all(KernelPanic.class).size());
        assertEquals(ResetCause.KERNEL_PANIC, all(EcuReset.class).getFirst().cause());
        long resetPs = all(EcuReset.class).getFirst().atPs();
        long safePs =
                all(ActuatorSafeState.class).stream()
                        .filter(s -> s.entered() && s.atPs() > resetPs)
                        .findFirst()
                        .orElseThrow()
                        .atPs();
        // the actuators' timeout of 20 ms after the last command, which comes every 5 ms
        assertEquals(20.0, (safePs - resetPs) / 1e9, 6.0);
        long backPs =
                all(DeadlineMet.class).stream()
                        .filter(met -> met.atPs() > resetPs)
                        .findFirst()
                        .orElseThrow()
                        .atPs();
        // 50 ms to the first frame, 2 s of boot constant, and braking's offset in the frame
        assertEquals(2050.5, (backPs - resetPs) / 1e9, 1.5);
        assertTrue(!all(ActuatorSafeState.class).getLast().entered(), "actuators obey again");
    }

    @Test
    void anUnknownProfileIsRefusedWithTheNamesThereAre() {
        InputError error = assertThrows(InputError.class, () -> twin("monolith", "full-stop-dry"));
        assertEquals(
                "--profile: no profile 'monolith'; use one of microkernel, monolithic,"
                    + " monolithic-oops, monolithic-windows, hybrid-display-in, hybrid-display-out",
                error.getMessage());
    }
}
