package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.NotificationSent;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the judge must not overlook. */
class VerdictTest {
    private static final SimTime SPAN = SimTime.ofMs(100);

    private static Golden golden;

    @BeforeAll
    static void runOnce() {
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
        golden =
                Golden.run(
                        new Subject(
                                system,
                                new ScenarioReader(Shipped.scenarios())
                                        .read("scenario", "full-stop-dry", system.description()),
                                Twin.Settings.SHIPPED));
    }

    private static Trial trial(String fault) {
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", fault)),
                new Horizon.After(SPAN),
                Trial.Start.POWER_ON);
    }

    @Nested
    class TheHorizon {
        @Test
        void countsFromWhereAFaultActsThatWaitsForAnEvent() {
            Trial trial = trial("infotainment:illegal-instruction@window:infotainment#300");
            SimTime acted = new SimTime(trial.activation().orElseThrow().atPs());
            assertTrue(acted.compareTo(SimTime.ofMs(1500)) > 0, acted.toString());
            assertTrue(
                    trial.horizon().compareTo(acted.plus(SPAN)) >= 0,
                    "compared up to " + trial.horizon() + ", acted at " + acted);
        }

        @Test
        void countsFromWhereAFaultActsWhoseTargetRunsLater() {
            Trial trial = trial("display:wild-store=braking@500ms");
            SimTime acted = new SimTime(trial.activation().orElseThrow().atPs());
            assertTrue(trial.horizon().compareTo(acted.plus(SPAN)) >= 0);
        }
    }

    @Nested
    class AnAdditionalRecordAtTheEnd {
        private final List<TraceRecord> healthy =
                List.of(new NotificationSent(100, 0, 1), new NotificationSent(200, 0, 1));
        private final List<TraceRecord> more = new ArrayList<>(healthy);

        AnAdditionalRecordAtTheEnd() {
            more.add(new NotificationSent(300, 0, 1));
        }

        @Test
        void breaksAComparisonWithTheLoopCut() {
            var cut = new LoopCut(golden.subject().domain(), golden.bounds());
            assertInstanceOf(
                    LoopCut.Outcome.Broken.class,
                    cut.compare(healthy, more, 1000, Alike.SAME_EVENT));
            assertInstanceOf(
                    LoopCut.Outcome.Late.class,
                    cut.compare(healthy, healthy, 1000, Alike.SAME_EVENT));
        }

        @Test
        void isTheFirstDifferenceToAHealthyRunWithTheSameInputs() {
            ProtectedDomain domain = golden.subject().domain();
            TraceComparison comparison =
                    new TraceComparison(domain, healthy, 0, TraceRecord::equals);
            more.forEach(comparison::record);
            assertEquals(
                    Optional.of(more.getLast()),
                    comparison.until(1000).flatMap(FirstDifference::actual));
        }
    }

    @Nested
    class ATimeInTheKernelsData {
        private static final long MOST = 100;

        /** The state at power-on, with {@code more} added to a field of kernel RAM. */
        private static ProtectedState with(String field, int more) {
            Twin twin = golden.subject().twin(_ -> {});
            ProtectedDomain domain = golden.subject().domain();
            Ram ram = twin.ecu().ram();
            int address =
                    twin.kernelObjects().fields().stream()
                            .filter(it -> it.name().equals(field))
                            .findFirst()
                            .orElseThrow()
                            .address();
            ram.store(address, 4, ram.load(address, 4) + more);
            return ProtectedState.of(twin, domain);
        }

        private static boolean inTimesOnly(String field, int more) {
            return with(field, 0).differsInTimesOnly(with(field, more), MOST);
        }

        @Test
        void mayDifferByABoundIfItSaysWhenSomethingHappened() {
            assertTrue(inTimesOnly("chassis-can.busy-since", 100));
            assertFalse(inTimesOnly("chassis-can.busy-since", 101));
        }

        @Test
        void mayNotDifferIfTheDescriptionFixesIt() {
            assertFalse(inTimesOnly("chassis-can.budget", 1));
            assertFalse(inTimesOnly("braking.timer0.deadline", 1));
            assertFalse(inTimesOnly("braking.timer0.next", 1));
        }

        @Test
        void isNotTakenForOneWhereNothingDiffers() {
            assertFalse(inTimesOnly("chassis-can.busy-since", 0));
        }
    }

    /** chassis-can declares when it last sent a request; 100 cycles of 100 MHz are 1000 ns. */
    @Nested
    class ATimeInAnImagesMemory {
        private static final long MOST = 100;

        private static int sentNs() {
            return golden.subject()
                            .system()
                            .images()
                            .get("chassis-can")
                            .symbol("filter")
                            .orElseThrow()
                            .address()
                    + 8;
        }

        /** The state at power-on, with {@code more} added to a word of RAM. */
        private static ProtectedState with(int address, int more) {
            Twin twin = golden.subject().twin(_ -> {});
            Ram ram = twin.ecu().ram();
            ram.store(address, 4, ram.load(address, 4) + more);
            return ProtectedState.of(twin, golden.subject().domain());
        }

        private static boolean inTimesOnly(int address, int more) {
            return with(address, 0).differsInTimesOnly(with(address, more), MOST);
        }

        @Test
        void mayDifferByABound() {
            assertTrue(inTimesOnly(sentNs(), 1000));
            assertFalse(inTimesOnly(sentNs(), 1001));
            assertFalse(inTimesOnly(sentNs() + 4, 1), "4.3 s");
        }

        @Test
        void isComparedToTheBitForIdentical() {
            assertEquals(
                    List.of("time chassis-can.filter+8: expected 0 ns, is 1 ns"),
                    with(sentNs(), 0).differences(with(sentNs(), 1)).stream()
                            .map(ProtectedState.Difference::toString)
                            .toList());
        }

        @Test
        void excusesNoOtherByte() {
            assertFalse(inTimesOnly(sentNs() - 4, 1));
            assertFalse(inTimesOnly(sentNs() + 8, 1));
        }
    }

    @Test
    void anAdvisoryInputThatIsNeverGivenIsAChangedInput() {
        Trial trial = trial("gateway:loop@51ms");
        Verdict.Contract contract =
                assertInstanceOf(
                        Verdict.Contract.class, trial.verdict(), () -> trial.verdict().toString());
        assertEquals(List.of("prefill-hint"), contract.inputs());
    }
}
