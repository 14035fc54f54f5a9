package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Both runs of a trial made together are those made one after the other. */
class SideBySideTest {
    private static final List<Fault> WILD =
            List.of(Fault.parse("FAULT", "display:wild-store=braking@2s"));

    private static Subject subject(String profile) {
        Images images = Images.create();
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), images)
                        .read("system", Shipped.REFERENCE)
                        .under("--profile", profile);
        return new Subject(
                system,
                new ScenarioReader(Shipped.scenarios())
                        .read("scenario", "full-stop-dry", system.description()),
                new Twin.Settings(Mechanisms.ALL_ON, 1, profile),
                images::hostile);
    }

    @ParameterizedTest
    @CsvSource({
        "infotainment:hostile=loop-masked@1s, microkernel, IDENTICAL",
        "infotainment:illegal-instruction@window:infotainment#300, microkernel, IDENTICAL",
    })
    void theTrialIsTheSameInAllItsParts(String text, String profile, String verdict) {
        List<Fault> faults = List.of(Fault.parse("FAULT", text));
        Golden golden = Golden.run(subject(profile));
        Trial after = Trial.run(golden, faults, new Horizon.EndOfScenario(), Trial.Start.POWER_ON);

        SideBySide together = SideBySide.run(subject(profile), faults, Watch.NONE, Watch.NONE);

        assertEquals(after, together.trial());
        assertEquals(verdict, together.trial().verdict().label());
        assertEquals(golden.result(), together.golden().result());
        assertEquals(golden.trace(), together.golden().trace());
        assertEquals(
                Explanation.of(golden, after, Trial.Start.CHECKPOINT),
                Explanation.of(together.golden(), together.trial(), Trial.Start.CHECKPOINT));
    }

    @Tag("full")
    @Test
    void alsoOfAFaultThatReaches() {
        theTrialIsTheSameInAllItsParts("display:wild-store=braking@2s", "monolithic", "REACHED");
    }

    /** Neither is ever far ahead of the other, from power-on to the end. */
    @Test
    void theRunsKeepStep() {
        var healthy = new Standing();
        var faulty = new Standing();
        healthy.other = faulty;
        faulty.other = healthy;
        SideBySide.run(subject("microkernel"), WILD, healthy, faulty);

        SimTime most = SimTime.ofMs(60);
        assertTrue(healthy.ahead.compareTo(most) < 0, "healthy ahead by " + healthy.ahead);
        assertTrue(faulty.ahead.compareTo(SimTime.ZERO) == 0, "faulty ahead by " + faulty.ahead);
        assertTrue(faulty.looks > 100, faulty.looks + " looks");
    }

    /** Where a run stands, and how far it was ahead of the other at most. */
    private static final class Standing implements Watch {
        private Standing other;
        private SimTime at = SimTime.ZERO;
        private SimTime ahead = SimTime.ZERO;
        private int looks;

        @Override
        public void record(TraceRecord record) {}

        @Override
        public SimTime look(Twin twin) {
            at = twin.now();
            looks++;
            if (at.compareTo(other.at) > 0) {
                SimTime now = new SimTime(at.ps() - other.at.ps());
                ahead = now.compareTo(ahead) > 0 ? now : ahead;
            }
            return at.plus(SimTime.ofMs(10));
        }
    }
}
