package dev.bulkhead.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.certificate.ExecutionTimes.PortTime;
import dev.bulkhead.certificate.ExecutionTimes.RefusedCalls;
import dev.bulkhead.certificate.Judgement.Judged;
import dev.bulkhead.certificate.Judgement.Result;
import dev.bulkhead.certificate.PortsKeepUp.Pace;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.kernel.KernelTables.DmaMaster;
import dev.bulkhead.kernel.ProtectionEntry;
import dev.bulkhead.kernel.SeededTables;
import dev.bulkhead.system.AcceptedException;
import dev.bulkhead.system.Bench;
import dev.bulkhead.system.Inspection;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class CertificateTest {
    private static String results(Certificate certificate, Result result) {
        return certificate.judgements().stream()
                .filter(each -> each.result() == result)
                .map(each -> each.rule().name())
                .collect(Collectors.joining(" "));
    }

    @Nested
    class ASystemThatKeepsTheRules {
        private final Certificate certificate = Judging.judge("good");

        @Test
        void passes() {
            assertTrue(certificate.passed());
            assertEquals("", results(certificate, Result.FAIL));
        }

        @Test
        void isHeldAgainstEachRuleOnceInTheirOrder() {
            assertEquals(
                    List.of(Rule.values()),
                    certificate.judgements().stream().map(Judgement::rule).toList());
        }

        @Test
        void showsWhatEachResultCanBeCheckedBy() {
            for (Judgement each : certificate.judgements()) {
                assertFalse(each.evidence().isEmpty(), each.rule() + " has no evidence");
            }
        }

        @Test
        void isAcceptedWhereItsDescriptionGivesAReason() {
            assertEquals("C2 C5", results(certificate, Result.ACCEPTED));
            Judged judged = certificate.judgements().get(Rule.C5.ordinal()).findings().getFirst();
            assertEquals("Request", judged.finding().subject());
            assertEquals(
                    "a request is no safety message and brakes nothing",
                    judged.accepted().orElseThrow().reason());
        }
    }

    @Test
    void eachMessageThatAFilterOrAGatewayPassesIsShown() {
        List<String> evidence =
                Judging.judge("good").judgements().get(Rule.C4.ordinal()).evidence();

        assertTrue(
                evidence.contains(
                        "  0x700 'TesterRequest': from bus body, 8 bytes, at most each 10000.0 us"),
                evidence.toString());
        assertTrue(
                evidence.contains(
                        "port request into 'driver': allows 0x700 'Request' of 8 bytes to bus"
                                + " chassis, at most each 100000 us"),
                evidence.toString());
    }

    /**
     * Of two buses with one database, one has a node that sends 0x700; at 250 kbit/s its longest
     * frame, 135 bits with intermission, takes 540 us.
     */
    @Nested
    class AnAllowList {
        private final List<Bus> buses =
                Judging.inspect("two-bodies").description().buses().stream()
                        .filter(bus -> !bus.name().equals("chassis"))
                        .toList();

        private Examination examined(List<Bus> outside, AllowList.Entry... entries) {
            Examination examination = new Examination(Rule.C4);
            AllowListed.list(
                    "gate",
                    new AllowList(24 * entries.length, List.of(entries)),
                    outside,
                    examination);
            return examination;
        }

        private List<String> found(AllowList.Entry... entries) {
            return examined(buses, entries).findings().stream().map(Finding::what).toList();
        }

        private static AllowList.Entry entry(int way, int length, long minPeriodNs) {
            return new AllowList.Entry(0x700, length, minPeriodNs, way);
        }

        @Test
        void mayForwardFromOneBusToAnother() {
            assertEquals(List.of("body", "rear"), buses.stream().map(Bus::name).toList());
            assertEquals(
                    List.of(),
                    found(
                            entry(AllowList.FROM_BUS, 8, 10_000_000),
                            entry(AllowList.TO_BUS, 8, 10_000_000)));
        }

        @Test
        void isWrongWhereItFitsNone() {
            String entry = "its allow-list's entry for 0x700 'TesterRequest' ";
            assertEquals(
                    List.of(
                            entry + "lets 4 bytes pass, the message has 8",
                            entry + "takes in what no node of bus 'rear' sends",
                            entry + "lets 4 bytes pass, the message has 8"),
                    found(entry(AllowList.FROM_BUS, 4, 10_000_000)));
        }

        @Test
        void holdsBackMoreThanTheBus() {
            assertEquals(List.of(), found(entry(AllowList.FROM_BUS, 8, 540_001)));
            assertEquals(
                    "its allow-list's entry for 0x700 'TesterRequest' has a least period of 540000"
                            + " ns, a frame of it alone may take 540000 ns",
                    found(entry(AllowList.FROM_BUS, 8, 540_000)).getFirst());
        }

        @Test
        void betweenProtectedBusesGuardsAgainstNone() {
            Examination examination = examined(List.of(), entry(AllowList.FROM_BUS, 8, 10_000_000));

            assertEquals(List.of(), examination.findings());
            assertEquals(
                    List.of("  all its buses are protected, so it is guarded against none"),
                    examination.evidence());
        }
    }

    @Test
    void anExceptionThatMatchesNothingIsTold() {
        assertEquals(
                List.of("of-nothing"),
                Judging.judge("unused-exception").unused().stream()
                        .map(AcceptedException::name)
                        .toList());
    }

    @Test
    void whatTheKernelRefusesCannotBeAccepted() {
        assertEquals("T3", results(Judging.judge("bad/refused-and-accepted"), Result.FAIL));
    }

    /**
     * 135 bits at 500 kbit/s last 270 us, by a clock of 0.993 271.903; the line there and back 1.
     */
    @Test
    void framesLastAsLongAsTheSlowestClockAndTheLongestLineMakeThem() {
        List<String> evidence =
                Judging.judge("slow-clock").judgements().stream()
                        .filter(each -> each.rule() == Rule.T8)
                        .findFirst()
                        .orElseThrow()
                        .evidence();
        assertTrue(
                evidence.stream().anyMatch(note -> note.contains("'Pedal': frame 272.9 us")),
                evidence::toString);
    }

    @Test
    void withoutExecutionTimesWhatRestsOnThemIsNotJudged() {
        Certificate certificate = Judging.judge("bad/windows-overlap");

        assertEquals("T4 T6 T7 T8 C1 C5", results(certificate, Result.NOT_JUDGED));
    }

    @ParameterizedTest(name = "without {0}: {1}")
    @CsvSource({
        "pmp, S1 S2 S3 S6 S10",
        "region-permission=control.data, S1 S2",
        "region-permission=can0, S2 S3",
        "region-permission=port.feel, S2 S10",
        "capability, T6",
        "argument-check, S1 S10",
        "window-padding, T2",
        "budget, T3",
        "interrupt-mask, T5",
        "dma-check, S9 S10",
        "dma-window, S9",
        "transmit-filter, C2 C4",
        "gateway-allow-list, C4",
        "e2e, C5",
        "clamp, C2",
        "watchdog, T7",
        "restart, T7",
        "restart-limit, C6",
        "back-off, C6"
    })
    void aMechanismSwitchedOffBreaksTheRulesThatRestOnIt(String mechanism, String rules) {
        Mechanisms off = new Mechanisms(List.of(Mechanisms.parse("test", mechanism)));

        assertEquals(rules, results(Judging.judge("good", off), Result.FAIL));
    }

    @Test
    void errorCorrectionIsNoMatterOfTheDescription() {
        Certificate certificate = Judging.judge("good", Mechanisms.without(Mechanism.ECC));

        assertTrue(certificate.passed());
        assertEquals(List.of(Mechanism.ECC), certificate.unjudged());
    }

    /** No description can break the hart; a range that goes on behind the border stands for it. */
    @Test
    void aStoreThatPassesTheBorderIsFoundAtEachOffset() {
        Examination examination = new Examination(Rule.S8);

        WholeStores.tryOut("sw", WholeStores.SW, 4, 0x2000, examination);
        WholeStores.tryOut("fsd", WholeStores.FSD, 8, 0x2000, examination);

        assertEquals(3 + 7, examination.findings().size());
        assertEquals(
                "sw with 1 of 4 bytes inside its range passes",
                examination.findings().getFirst().what());
        assertEquals(
                "fsd with 7 of 8 bytes inside its range passes",
                examination.findings().getLast().what());
    }

    /** Offsets of the IOPMP specification: 0x40 MDLCK, 0x48 MDCFGLCK, 0x4c ENTRYLCK. */
    @Test
    void anIopmpThatIsNotLockedIsFound() {
        Map<Integer, Integer> settings =
                new LinkedHashMap<>(
                        Certificate.prepare(Judging.inspect("good"), Mechanisms.ALL_ON)
                                .tables()
                                .orElseThrow()
                                .dmaSettings());
        Examination locked = new Examination(Rule.S10);
        KernelsOwn.tryOut(settings, locked);
        assertEquals(List.of(), locked.findings());

        settings.keySet().removeAll(List.of(0x40, 0x48, 0x4c));
        Examination open = new Examination(Rule.S10);
        KernelsOwn.tryOut(settings, open);
        assertTrue(
                open.findings().getFirst().what().startsWith("IOPMP registers can be written"),
                open.findings().toString());
    }

    /**
     * By docs/board.md bit 1 of the control register, at 0, locks; the others keep while it runs.
     */
    @Test
    void aWatchdogThatIsNotLockedIsFound() {
        Map<Integer, Integer> settings =
                new LinkedHashMap<>(
                        Certificate.prepare(Judging.inspect("good"), Mechanisms.ALL_ON)
                                .tables()
                                .orElseThrow()
                                .watchdogSettings());
        Examination locked = new Examination(Rule.S10);
        KernelsOwn.tryOutWatchdog(settings, locked);
        assertEquals(List.of(), locked.findings());

        settings.put(0, 1);
        Examination open = new Examination(Rule.S10);
        KernelsOwn.tryOutWatchdog(settings, open);
        assertEquals(
                List.of("watchdog registers can be written after it is enabled: 0x0"),
                open.findings().stream().map(Finding::what).toList());
    }

    /** The kinds of the IOPMP specification's ERR_REQINFO.etype: 5 no hit, 6 unknown RRID. */
    @Test
    void whatTheIopmpRefusesIsReadBackByItsKind() {
        List<String> evidence =
                Judging.judge("good").judgements().get(Rule.S9.ordinal()).evidence();

        assertEquals(
                List.of(
                        "tried: a read of display0 (RRID 0) above its entries is error 5, no hit",
                        "tried: a read of display0 (RRID 0) across the end of its last entry to"
                                + " read is error 5, no hit",
                        "tried: a read of radio0 (RRID 1) above its entries is error 5, no hit",
                        "tried: a read of radio0 (RRID 1) across the end of its last entry to"
                                + " read is error 5, no hit",
                        "tried: a read of a stranger (RRID 7) without a domain is error 6, no such"
                                + " RRID"),
                evidence.stream().filter(each -> each.startsWith("tried")).toList());
    }

    /** An entry that ends inside a burst of 64 bytes: there the read hits it in part. */
    @Test
    void aReadThatHitsAnEntryInPartIsErrorFour() {
        KernelTables tables =
                Certificate.prepare(Judging.inspect("good"), Mechanisms.ALL_ON)
                        .tables()
                        .orElseThrow();
        DmaMaster display = tables.dma().getFirst();
        ProtectionEntry first = display.entries().getFirst();
        int word = (int) (first.stretch().from() >>> 2); // NAPOT of 8 bytes
        Map<Integer, Integer> settings = new LinkedHashMap<>(tables.dmaSettings());
        settings.replaceAll((register, value) -> register == 0x2000 ? word : value);
        Examination examination = new Examination(Rule.S9);

        DmaInBounds.tryOut(
                List.of(
                        new DmaMaster(
                                display.device(),
                                display.owners(),
                                display.gated(),
                                List.of(new ProtectionEntry(0, word, 0x19, 0)))),
                settings,
                "mend it",
                examination);

        assertTrue(
                examination
                        .evidence()
                        .contains(
                                "tried: a read of display0 (RRID 0) across the end of its last"
                                        + " entry to read is error 4, partial hit"),
                examination.evidence().toString());
    }

    /** Entries of display0 in the IOPMP, NAPOT of 4096 bytes from an address on. */
    private static Examination tried(int... configurations) {
        KernelTables tables =
                Certificate.prepare(Judging.inspect("good"), Mechanisms.ALL_ON)
                        .tables()
                        .orElseThrow();
        DmaMaster display = tables.dma().getFirst();
        Map<Integer, Integer> settings = new LinkedHashMap<>(tables.dmaSettings());
        List<ProtectionEntry> entries = new ArrayList<>();
        for (int i = 0; i < configurations.length; i++) {
            int address = (0x8040_0000 >>> 2) + 1024 * i + 511;
            int at = 16 * i;
            int configuration = configurations[i];
            settings.replaceAll(
                    (register, value) ->
                            register == 0x2000 + at
                                    ? address
                                    : register == 0x2008 + at ? configuration : value);
            entries.add(new ProtectionEntry(i, address, configuration, 0));
        }
        Examination examination = new Examination(Rule.S9);
        DmaInBounds.tryOut(
                List.of(
                        new DmaMaster(
                                display.device(), display.owners(), display.gated(), entries)),
                settings,
                "mend it",
                examination);
        return examination;
    }

    /** 0x19 is NAPOT and read, 0x1a NAPOT and write; error 1 of ERR_REQINFO.etype: illegal read. */
    @Test
    void aReadIsTriedWhereItsMasterMayRead() {
        assertEquals(List.of(), tried(0x1a).findings());

        Examination behind = tried(0x19, 0x1a);
        assertEquals(List.of(), behind.findings());
        assertTrue(
                behind.evidence()
                        .contains(
                                "tried: a read of display0 (RRID 0) across the end of its last"
                                        + " entry to read is error 1, no right to read"),
                behind.evidence().toString());
    }

    @Test
    void whatAnIopmpThatIsNotSetUpRefusesIsOfAnotherKind() {
        KernelTables tables =
                Certificate.prepare(Judging.inspect("good"), Mechanisms.ALL_ON)
                        .tables()
                        .orElseThrow();
        Examination examination = new Examination(Rule.S9);

        DmaInBounds.tryOut(tables.dma(), Map.of(), "mend it", examination);

        assertEquals(
                "a read above its entries is error 6", examination.findings().getFirst().what());
    }

    /** No description can open them; fflags, which user mode may write, stands for one that is. */
    @Test
    void aDebugRegisterThatUserModeCanWriteIsFound() {
        Examination examination = new Examination(Rule.S10);
        KernelsOwn.tryOutDebugging(List.of(0x7a1, 0x001), examination);

        assertEquals(
                List.of("user mode can write debug registers: 0x1"),
                examination.findings().stream().map(Finding::what).toList());
        assertTrue(
                Judging.judge("good").judgements().get(Rule.S10.ordinal()).evidence().stream()
                        .anyMatch(
                                each ->
                                        each.startsWith(
                                                "tried: a write of debug registers 0x7a0")));
    }

    /** {@code can_base} stands at 0x100 of the page of data, the second of driver's image. */
    @Test
    void whatIsDeclaredToKeepATimeIsShown() {
        assertTrue(
                Judging.judge("keeps-a-time")
                        .judgements()
                        .get(Rule.S1.ordinal())
                        .evidence()
                        .contains(
                                "driver: 8 bytes from 0x80121108 (can_base + 8) keep a time, which"
                                        + " a verdict compares by a bound"));
    }

    /**
     * Port {@code heard} of {@code bridge}, beside whose bus of a node each 20 ms stands a timer.
     */
    @Nested
    class WhatARunShows {
        private final Inspection inspection = Judging.inspect("bad/timer-beside-a-bus");

        private Configuration shown(List<PortTime> ports, List<RefusedCalls> refused) {
            ExecutionTimes hand = Judging.TIMES;
            return new Configuration(
                    inspection.description(),
                    inspection.images(),
                    Mechanisms.ALL_ON,
                    Certificate.prepare(inspection, Mechanisms.ALL_ON).tables(),
                    Optional.of(
                            new ExecutionTimes(
                                    hand.scenario(),
                                    hand.simulatedMs(),
                                    hand.marginPercent(),
                                    hand.entries(),
                                    hand.frames(),
                                    hand.windows(),
                                    ports,
                                    hand.calls(),
                                    hand.checks(),
                                    refused)),
                    List.of());
        }

        private Optional<Pace> pace(long longestGapUs) {
            Configuration shown = shown(List.of(new PortTime("heard", longestGapUs)), List.of());
            return PortsKeepUp.pace(
                    shown,
                    shown.system().ports().stream()
                            .filter(port -> port.name().equals("heard"))
                            .findFirst()
                            .orElseThrow());
        }

        @Test
        void isWhichPeriodAPortFollows() {
            assertEquals(Optional.of(new Pace(5000, false)), pace(5900));
            assertEquals(Optional.of(new Pace(20_000, false)), pace(19_100));
            assertEquals(Optional.of(new Pace(20_000, false)), pace(25_000), "a frame of jitter");
        }

        @Test
        void isHowSeldomAPortIsWrittenThatFollowsNone() {
            assertEquals(Optional.of(new Pace(25_001, true)), pace(25_001));
        }

        @Test
        void isThatTheKernelRefusesCalls() {
            Examination examination = new Examination(Rule.C1);

            new PortsKeepUp()
                    .examine(
                            shown(
                                    List.of(new PortTime("heard", 5000)),
                                    List.of(new RefusedCalls("bridge", "port_write", 200))),
                            examination);

            assertEquals(
                    List.of(
                            new Finding(
                                    "bridge",
                                    "the kernel refused 200 calls of port_write in scenario 'by"
                                            + " hand'",
                                    "give ports, queues and channels the ids and sizes that its"
                                            + " image has",
                                    true)),
                    examination.findings());
        }
    }

    /** A kernel whose tables are not those of the description, as after a defect of its builder. */
    @Nested
    class TablesOfAnotherDescription {
        private final Inspection judged = Judging.inspect("good");

        private String found(RuleCheck check, String tables) {
            return found(
                    check,
                    Certificate.prepare(Judging.inspect(tables), Mechanisms.ALL_ON)
                            .tables()
                            .orElseThrow());
        }

        private String found(RuleCheck check, KernelTables tables) {
            Examination examination = new Examination(check.rule());
            check.examine(
                    new Configuration(
                            judged.description(),
                            judged.images(),
                            Mechanisms.ALL_ON,
                            Optional.of(tables),
                            Optional.of(Judging.TIMES),
                            List.of()),
                    examination);
            return examination.findings().stream()
                    .map(f -> f.subject() + ": " + f.what())
                    .collect(Collectors.joining("; "));
        }

        @Test
        void areFoundByTheirWindows() {
            assertEquals(
                    "kernel: its window 2 is 1000..1300 us of 'control', not that of the"
                            + " description",
                    found(new TimeTable(), "bad/window-too-short"));
        }

        @Test
        void areFoundByAnEntryTooMany() {
            assertEquals(
                    "control: PMP entry 3 opens 0x80400000..0x8047ffff, of which"
                            + " 0x80400000..0x8047ffff is not given to it",
                    found(new NothingOverlaps(), "bad/read-above"));
        }

        private KernelTables right() {
            return Certificate.prepare(judged, Mechanisms.ALL_ON).tables().orElseThrow();
        }

        /** By docs/board.md source 40 is the first CAN controller, 41 the second. */
        @Test
        void areFoundByAMask() {
            assertEquals("", found(new InterruptsMasked(), right()));
            assertEquals(
                    "bridge: in window 2 the kernel's masks open interrupt 41 of it, by the"
                            + " description it is no interrupt",
                    found(new InterruptsMasked(), SeededTables.mask(right(), 0, 1 << 41 - 32)));
            assertEquals(
                    "driver: in window 1 the kernel's masks open no interrupt of it, by the"
                            + " description it is interrupt 40",
                    found(new InterruptsMasked(), SeededTables.mask(right(), 1, 0)));
        }

        /** By docs/board.md there is no source 50. */
        @Test
        void areFoundByAnInterruptOfNobody() {
            assertEquals(
                    "kernel: in window 2 its masks open interrupt 50 of nobody",
                    found(new InterruptsMasked(), SeededTables.mask(right(), 0, 1 << 50 - 32)));
            assertEquals(
                    "kernel: in window 1 its masks open interrupt 40 of nobody; driver: in window"
                            + " 1 the kernel's masks open no interrupt of it, by the description it"
                            + " is interrupt 40",
                    found(new InterruptsMasked(), SeededTables.owner(right(), 40, -1)));
        }

        @Test
        void areFoundByAnInterruptThatGoesToAnother() {
            assertEquals(
                    "control: in window 1 the kernel's masks open interrupt 40 of it, by the"
                            + " description it is no interrupt; driver: in window 1 the kernel's"
                            + " masks open no interrupt of it, by the description it is interrupt"
                            + " 40",
                    found(new InterruptsMasked(), SeededTables.owner(right(), 40, 0)));
        }

        @Test
        void areFoundByABudget() {
            assertEquals(
                    "screen: its budget is not enforced: the kernel holds 260000 cycles, 1200 us"
                            + " are 120000",
                    found(new BudgetsFit(), "bad/budgets-above-the-hart"));
        }
    }

    /** Whatever can be wrong with a description: a mistake in one line, or a certificate. */
    @ParameterizedTest
    @MethodSource("badDescriptions")
    void noDescriptionIsTooBadToBeJudged(Path file) {
        try {
            Inspection inspection = Bench.reader().inspect(DiskFile.of(file.toString()));
            Certificate.Prepared prepared = Certificate.prepare(inspection, Mechanisms.ALL_ON);
            assertEquals(24, prepared.judge(Optional.empty()).judgements().size());
        } catch (InputError e) {
            assertFalse(e.getMessage().isBlank());
        }
    }

    static List<Path> badDescriptions() throws IOException {
        Path folder = Path.of("src/test/resources/dev/bulkhead/system/bad");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @Nested
    class WaysFromPlaceToPlace {
        private final Flow flow = Flow.of(Judging.judge("good").system());

        private String way(String from, String bus) {
            List<Flow.Edge> path =
                    flow.path(
                            new Flow.Place.InPartition(from),
                            new Flow.Place.OnBus(bus),
                            edge -> !(edge.from() instanceof Flow.Place.InNode));
            return path.isEmpty() ? "none" : Flow.words(path);
        }

        @Test
        void leadOverPortsRegistersAndFrames() {
            assertEquals(
                    "screen -> port 'feel' (advisory) -> control -> port 'brake-command' -> driver"
                            + " -> registers 'can0' -> can0 -> frames -> chassis",
                    way("screen", "chassis"));
        }

        @Test
        void ofABusToABusHaveGatewaysButNotWhereTheyOnlyGoDown() {
            SystemDescription system = Judging.inspect("second-controller").description();

            assertEquals(List.of("gate"), Flow.of(system).gateways(system));
        }

        @Test
        void leadNowhereFromWhoHasNoWriter() {
            assertEquals("none", way("radio", "chassis"));
        }
    }
}
