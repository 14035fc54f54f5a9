package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.Verdict.Reached;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.kernel.KernelDefect;
import dev.bulkhead.kernel.KernelDefect.AgeNotReset;
import dev.bulkhead.kernel.KernelDefect.FRegistersNotSwitched;
import dev.bulkhead.kernel.KernelDefect.NotificationToTheWrongEnd;
import dev.bulkhead.kernel.KernelDefect.StalePmpEntry;
import dev.bulkhead.kernel.KernelDefect.WindowTableOffByOne;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.PortRead;
import dev.bulkhead.trace.TraceRecord.WindowEnded;
import dev.bulkhead.trace.TraceRecord.WindowStarted;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The kernel model has a defect, in the healthy run, the faulty one and each rerun. What opens a
 * path is found by the verdict on a fault; what is wrong in all runs alike by the conformance of
 * the healthy trace to the description. {@code docs/seeded-defects.md} holds what came of it;
 * {@code -Dmechanisms.write=true} writes it anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeededDefectsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "seeded-defects.md");
    private static final String BRAKING =
            """
            scenario: cruise-and-full-braking
            duration: 350 ms
            road: [{ from_m: 0, surface: dry }]
            vehicle: { speed_kmh: 100 }
            pedal: [{ at: 200 ms, percent: 100 }]
            checks:
              - { name: deadlines of level D, metric: deadline-misses, level: D, at_most: 0 }
            """;

    private static final LoadedSystem SYSTEM =
            new SystemReader(Shipped.descriptions(), Images.create())
                    .read("system", Shipped.REFERENCE);
    private static final SystemDescription DESCRIPTION = SYSTEM.description();

    /** Ends of a channel follow each other; the third channel is that of body-can and gateway. */
    private static final int END_OF_GATEWAY = 5;

    private static final int BRAKE_COMMAND = 0;
    private static final int WINDOW_OF_BRAKING = 1;

    enum FoundBy {
        VERDICT,
        CONFORMANCE
    }

    /**
     * @param what the defect is, in words
     * @param fault that finds it, or one of those that do not
     */
    record Row(KernelDefect defect, String what, String fault, FoundBy by) {
        @Override
        public String toString() {
            return defect + ": " + fault;
        }
    }

    static final List<Row> DEFECTS =
            List.of(
                    new Row(
                            new FRegistersNotSwitched(),
                            "a switch leaves the f registers as the thread before left them",
                            "infotainment:illegal-instruction@130ms",
                            FoundBy.VERDICT),
                    new Row(
                            new StalePmpEntry(3, partition("gateway")),
                            "a switch to `gateway` leaves PMP entry 3 as the thread before had it",
                            "gateway:wild-store=chassis-can@130ms",
                            FoundBy.VERDICT),
                    new Row(
                            new NotificationToTheWrongEnd(END_OF_GATEWAY, partition("braking"), 1),
                            "what `gateway` notifies `body-can` of arrives at `braking`'s end of"
                                    + " its channel to `chassis-can`",
                            "gateway:illegal-instruction@130ms",
                            FoundBy.VERDICT),
                    new Row(
                            new AgeNotReset(BRAKE_COMMAND),
                            "a write to port `brake-command` leaves the age of the first message",
                            "infotainment:wild-store=braking@130ms",
                            FoundBy.CONFORMANCE),
                    new Row(
                            new WindowTableOffByOne(WINDOW_OF_BRAKING),
                            "the window of `braking` stands in the time table 1 µs late",
                            "infotainment:wild-store=braking@130ms",
                            FoundBy.CONFORMANCE));

    private final List<String> rows = new ArrayList<>();

    @TempDir private static Path folder;
    private Subject subject;
    private Golden healthy;

    private static int partition(String name) {
        return DESCRIPTION.partitions().stream().map(Partition::name).toList().indexOf(name);
    }

    @BeforeAll
    void runOnce() throws IOException {
        String place = Files.writeString(folder.resolve("braking.yaml"), BRAKING).toString();
        Scenario scenario =
                new ScenarioReader(DocumentSource.NONE).read("scenario", place, DESCRIPTION);
        subject = new Subject(SYSTEM, scenario, Twin.Settings.SHIPPED);
        healthy = Golden.run(subject);
    }

    /** Each twin has the defect from power-on. */
    private static Assembly with(KernelDefect defect) {
        return (subject, scripts, memory, observer) -> {
            Twin twin = subject.twin(scripts, memory, observer);
            defect.seed(twin);
            return twin;
        };
    }

    private static Trial trial(Golden golden, String fault) {
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", fault)),
                new Horizon.EndOfScenario(),
                Trial.Start.CHECKPOINT);
    }

    private List<TraceRecord> trace(Assembly assembly) {
        List<TraceRecord> records = new ArrayList<>();
        assembly.twin(subject, records::add).run();
        return records;
    }

    private List<String> deviations(Assembly assembly) {
        return GoldenConformance.deviations(DESCRIPTION, trace(assembly));
    }

    private static boolean isContained(Trial trial) {
        return Set.of("IDENTICAL", "BOUNDED", "CONTRACT").contains(trial.verdict().label());
    }

    @ParameterizedTest
    @FieldSource("DEFECTS")
    void itIsFound(Row row) {
        Trial shipped = trial(healthy, row.fault());
        assertTrue(isContained(shipped), () -> "as shipped: " + shipped.verdict());
        Trial defective = trial(Golden.run(subject, with(row.defect())), row.fault());
        List<String> deviations = deviations(with(row.defect()));
        switch (row.by()) {
            case VERDICT -> {
                Reached reached =
                        assertInstanceOf(
                                Reached.class,
                                defective.verdict(),
                                () -> defective.verdict().toString());
                long faultPs = defective.activation().orElseThrow().atPs();
                reached.first().ifPresent(it -> assertTrue(it.atPs() >= faultPs, it::toString));
            }
            case CONFORMANCE -> {
                assertEquals(
                        shipped.verdict(), defective.verdict(), "golden and faulty run are alike");
                assertFalse(deviations.isEmpty());
            }
        }
        rows.add(
                "| %s | %s | `%s` | %s | %s | %s |"
                        .formatted(
                                row.defect().getClass().getSimpleName(),
                                row.what(),
                                row.fault(),
                                shipped.verdict().label(),
                                told(defective.verdict()),
                                deviations.isEmpty()
                                        ? "conforms"
                                        : "%d deviations, the first %s"
                                                .formatted(
                                                        deviations.size(), deviations.getFirst())));
    }

    private static String told(Verdict verdict) {
        if (!(verdict instanceof Reached reached)) {
            return verdict.label();
        }
        RecordText text = new RecordText(DESCRIPTION);
        return "REACHED"
                + reached.first()
                        .map(
                                first ->
                                        " at %s: \"%s\", expected \"%s\""
                                                .formatted(
                                                        new SimTime(first.atPs()),
                                                        first.actual()
                                                                .map(text::of)
                                                                .orElse("nothing"),
                                                        first.expected()
                                                                .map(text::of)
                                                                .orElse("nothing")))
                        .orElseGet(() -> ", latent: " + reached.state().getFirst());
    }

    @Test
    void theSystemAsShippedConforms() {
        assertEquals(List.of(), deviations(Assembly.PLAIN));
    }

    @Test
    void eachDefectIsInTheTable() {
        Set<Class<?>> missing =
                new HashSet<>(Arrays.asList(KernelDefect.class.getPermittedSubclasses()));
        missing.remove(KernelDefect.Seeded.class);
        DEFECTS.forEach(row -> missing.remove(row.defect().getClass()));
        assertEquals(Set.of(), missing);
    }

    /**
     * The healthy rerun with the advisory inputs and that with the loop cut have the defect too,
     * else braking's window alone would make them differ.
     */
    @ParameterizedTest
    @CsvSource({
        "CONTRACT, gateway:loop@130ms",
        "BOUNDED, body/0x080:spoof=0000000000000000;20ms@138ms"
    })
    void aRerunHasItToo(String verdict, String fault) {
        Golden golden = Golden.run(subject, with(new WindowTableOffByOne(WINDOW_OF_BRAKING)));
        Trial trial = trial(golden, fault.replace(';', ','));
        assertEquals(verdict, trial.verdict().label(), () -> trial.verdict().toString());
    }

    /** What conforms is a real trace; one record of it is changed. */
    @Nested
    class TheConformance {
        private List<String> after(UnaryOperator<TraceRecord> change) {
            List<TraceRecord> records = new ArrayList<>(trace(Assembly.PLAIN));
            for (int i = records.size() / 2; i < records.size(); i++) {
                TraceRecord changed = change.apply(records.get(i));
                if (!changed.equals(records.get(i))) {
                    records.set(i, changed);
                    break;
                }
            }
            return GoldenConformance.deviations(DESCRIPTION, records);
        }

        @Test
        void seesAWindowThatStartsACycleLate() {
            assertNotEquals(
                    List.of(),
                    after(
                            r ->
                                    r instanceof WindowStarted s
                                            ? new WindowStarted(
                                                    s.atPs() + 10_000, s.window(), s.partitions())
                                            : r));
        }

        @Test
        void seesAWindowThatIsCutShort() {
            assertNotEquals(
                    List.of(),
                    after(
                            r ->
                                    r instanceof WindowEnded e
                                            ? new WindowEnded(
                                                    e.atPs() - 100_000, e.window(), e.partitions())
                                            : r));
        }

        @Test
        void seesWhoActsInAWindowOfOthers() {
            assertNotEquals(
                    List.of(),
                    after(
                            r ->
                                    r instanceof PortRead p && p.partition() == partition("braking")
                                            ? new TraceRecord.NotificationSent(
                                                    p.atPs(), partition("infotainment"), 1)
                                            : r));
        }

        @Test
        void seesAWindowOfOthers() {
            assertNotEquals(
                    List.of(),
                    after(
                            r ->
                                    r instanceof WindowStarted s
                                            ? new WindowStarted(
                                                    s.atPs(), s.window(), s.partitions() | 1 << 3)
                                            : r));
        }

        @Test
        void seesAnAgeThatIsNotThatOfTheLastWrite() {
            assertNotEquals(
                    List.of(),
                    after(
                            r ->
                                    r instanceof PortRead p
                                            ? new PortRead(
                                                    p.atPs(),
                                                    p.partition(),
                                                    p.port(),
                                                    p.valid(),
                                                    p.ageUs() + 5000,
                                                    p.message())
                                            : r));
        }
    }

    /** All rows ran, else there is nothing to compare. */
    @AfterAll
    void theDocumentSaysWhatCameOut() throws IOException {
        if (rows.size() < DEFECTS.size()) {
            return;
        }
        String text = document();
        if (Boolean.getBoolean("mechanisms.write")) {
            Files.writeString(DOCUMENT, text);
        }
        assertEquals(
                Optional.of(text),
                Files.exists(DOCUMENT) ? Optional.of(Files.readString(DOCUMENT)) : Optional.empty(),
                "write it anew with -Dmechanisms.write=true and read the difference");
    }

    private String document() {
        return """
        # Seeded defects

        Written by `SeededDefectsTest` from its results. Would the evidence notice a mistake in the kernel model itself? Five
        mistakes are put into it, one at a time and from the tests alone (`KernelDefect`): into the healthy run, the faulty one
        and each rerun. The scenario lasts 350 ms at 100 km/h, from 200 ms on with full braking.

        - What opens a path into the protected domain is found by a **verdict**: the fault beside it is contained by the kernel
          as shipped and `REACHED` with the defect.
        - What is wrong in healthy and faulty run alike no comparison can see: the verdicts are equal. It is found by the
          **conformance** of the healthy trace to the description: each window starts on its cycle, for its partitions, and lasts
          as long as it should; partitions act in their own windows only; the age that a sampling port tells is that of its last
          write. The trace of the kernel as shipped conforms.

        | Defect | What it is | Fault | As shipped | Verdict with it | Healthy trace with it |
        | ------ | ---------- | ----- | ---------- | --------------- | --------------------- |
        %s

        What this shows is that these five are found, not that every defect would be.
        """
                .formatted(String.join("\n", rows));
    }
}
