package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.Scenario.PedalStep;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord.QueueFull;
import dev.bulkhead.trace.TraceRecord.RestartLimitReached;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A hostile image in a partition's place attacks from 100 ms on while the car begins to brake at
 * 140 ms. What is expected follows from the description: nothing protected takes anything of
 * infotainment, display and wireless in a moving car, while braking takes the hint that body-can
 * and gateway do not deliver any more.
 */
class HostileImageTest {
    private static final String LIMIT = "restart-limit";
    private static final SimTime END = SimTime.ofMs(300);
    private static final SimTime BRAKES = SimTime.ofMs(140);
    private static final double FAST = 28;
    private static final double STANDING = 0;

    private static final Map<Setting, Golden> HEALTHY = new HashMap<>();

    private static Images images;
    private static LoadedSystem shipped;

    /** What a healthy run is made of. */
    private record Setting(String profile, Mechanisms off, double speedMps) {
        static final Setting USUAL =
                new Setting(KernelProfile.MICROKERNEL, Mechanisms.ALL_ON, FAST);

        Setting under(String other) {
            return new Setting(other, off, speedMps);
        }

        Setting without(Mechanism mechanism) {
            return new Setting(profile, Mechanisms.without(mechanism), speedMps);
        }

        Setting standing() {
            return new Setting(profile, off, STANDING);
        }
    }

    @BeforeAll
    static void readTheSystem() {
        images = Images.create();
        shipped = new SystemReader(Shipped.descriptions(), images).read("s", Shipped.REFERENCE);
    }

    @AfterAll
    static void forgetTheHealthyRuns() {
        HEALTHY.clear();
    }

    private static Subject subject(LoadedSystem system, Setting setting) {
        Scenario usual =
                new ScenarioReader(Shipped.scenarios())
                        .read("s", "full-stop-dry", system.description());
        Scenario scenario =
                new Scenario(
                        usual.name(),
                        usual.description(),
                        END,
                        usual.stopAfterStandstill(),
                        setting.speedMps(),
                        usual.vehicle(),
                        usual.road(),
                        List.of(new PedalStep(BRAKES, 100)),
                        usual.drive(),
                        usual.nodes(),
                        usual.console(),
                        usual.packetsPerS(),
                        List.of());
        return new Subject(
                system.under("--profile", setting.profile()),
                scenario,
                new Twin.Settings(setting.off(), 1, setting.profile()),
                images::hostile);
    }

    private static Trial trial(Setting setting, String attack) {
        Golden golden = HEALTHY.computeIfAbsent(setting, it -> Golden.run(subject(shipped, it)));
        return trial(golden, attack + "@100ms");
    }

    private static Trial trial(Golden golden, String fault) {
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", fault)),
                new Horizon.EndOfScenario(),
                Trial.Start.CHECKPOINT);
    }

    /**
     * @param barrier that was challenged, or that its restarts came to an end; null if neither
     */
    private static void assertContained(
            String partition, String attack, String verdict, String barrier) {
        Trial trial = trial(Setting.USUAL, partition + ":hostile=" + attack);
        assertTrue(trial.activation().isPresent(), "it attacks");
        assertEquals(verdict, trial.verdict().label(), trial.verdict().toString());
        List<String> challenged =
                trial.challenges().stream().map(c -> c.barrier().label()).toList();
        assertFalse(challenged.contains(LIMIT), "a recovery refuses nothing");
        if (LIMIT.equals(barrier)) {
            assertTrue(trial.story().stream().anyMatch(RestartLimitReached.class::isInstance));
        } else {
            assertTrue(barrier == null || challenged.contains(barrier), challenged.toString());
        }
    }

    /** Each attack once at least, each partition with what it alone can do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    infotainment | wild-store | IDENTICAL | pmp
                    infotainment | wild-store,near | IDENTICAL | pmp
                    infotainment | wild-store,uniform,seed=7 | IDENTICAL | pmp
                    infotainment | wild-load,braking | IDENTICAL | pmp
                    infotainment | jump | IDENTICAL | pmp
                    infotainment | illegal-instruction | IDENTICAL | restart-limit
                    infotainment | privileged-instruction | IDENTICAL | restart-limit
                    infotainment | stack-overflow | IDENTICAL | pmp
                    infotainment | loop | IDENTICAL | budget
                    infotainment | loop-masked | IDENTICAL | restart-limit
                    infotainment | restart-storm | IDENTICAL | restart-limit
                    infotainment | bad-arguments | IDENTICAL | argument-check
                    infotainment | notification-flood | IDENTICAL | capability
                    infotainment | call-flood | IDENTICAL | argument-check
                    infotainment | late-call | IDENTICAL | budget
                    infotainment | forged-message | IDENTICAL |
                    display | wild-store,chassis-can | IDENTICAL | pmp
                    display | dma | IDENTICAL | dma-check
                    display | device-hang | IDENTICAL | budget
                    display | interrupt-storm | IDENTICAL | interrupt-mask
                    wireless | wild-store,kernel | IDENTICAL | pmp
                    wireless | dma | IDENTICAL | dma-check
                    wireless | dma,braking | IDENTICAL | dma-check
                    wireless | budget-overrun | IDENTICAL | budget
                    body-can | babble | CONTRACT | window-padding
                    body-can | interrupt-storm | CONTRACT | interrupt-mask
                    body-can | wild-store,chassis-controller | CONTRACT | pmp
                    gateway | wild-store,kernel | CONTRACT | pmp
                    gateway | budget-overrun | CONTRACT | budget
                    gateway | late-call | CONTRACT | budget
                    gateway | notification-flood | CONTRACT | capability
                    gateway | forged-message | CONTRACT |
                    gateway | illegal-message,diagnostic-request | CONTRACT |
                    """)
    void whateverItTriesNothingGetsOut(
            String partition, String attack, String verdict, String barrier) {
        assertContained(partition, attack, verdict, barrier);
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    infotainment | wild-load | IDENTICAL | pmp
                    infotainment | jump,near | IDENTICAL |
                    infotainment | budget-overrun | IDENTICAL | budget
                    infotainment | illegal-message | IDENTICAL |
                    infotainment | device-hang | IDENTICAL |
                    infotainment | interrupt-storm | IDENTICAL | budget
                    display | wild-store | IDENTICAL | pmp
                    display | wild-load,uniform | IDENTICAL | pmp
                    display | jump | IDENTICAL | pmp
                    display | illegal-instruction | IDENTICAL | restart-limit
                    display | privileged-instruction | IDENTICAL | restart-limit
                    display | stack-overflow | IDENTICAL | pmp
                    display | loop | IDENTICAL | budget
                    display | loop-masked | IDENTICAL | restart-limit
                    display | budget-overrun | IDENTICAL | budget
                    display | restart-storm | IDENTICAL | restart-limit
                    display | bad-arguments | IDENTICAL | capability
                    display | notification-flood | IDENTICAL | capability
                    display | call-flood | IDENTICAL | capability
                    wireless | wild-store | IDENTICAL | pmp
                    wireless | wild-load | IDENTICAL | pmp
                    wireless | jump,uniform | IDENTICAL | pmp
                    wireless | illegal-instruction | IDENTICAL | restart-limit
                    wireless | privileged-instruction | IDENTICAL | restart-limit
                    wireless | stack-overflow | IDENTICAL | pmp
                    wireless | loop | IDENTICAL | budget
                    wireless | loop-masked | IDENTICAL | restart-limit
                    wireless | restart-storm | IDENTICAL | restart-limit
                    wireless | bad-arguments | IDENTICAL | capability
                    wireless | notification-flood | IDENTICAL | capability
                    wireless | call-flood | IDENTICAL | capability
                    wireless | late-call | IDENTICAL | budget
                    wireless | forged-message,media-stream | IDENTICAL | budget
                    wireless | device-hang | IDENTICAL | budget
                    wireless | interrupt-storm | IDENTICAL | budget
                    wireless | dma,uniform | IDENTICAL | dma-check
                    body-can | wild-store | CONTRACT | pmp
                    body-can | wild-load | CONTRACT | pmp
                    body-can | jump | CONTRACT | pmp
                    body-can | illegal-instruction | CONTRACT | restart-limit
                    body-can | privileged-instruction | CONTRACT | restart-limit
                    body-can | stack-overflow | CONTRACT | pmp
                    body-can | loop | CONTRACT | window-padding
                    body-can | loop-masked | CONTRACT | restart-limit
                    body-can | budget-overrun | CONTRACT | window-padding
                    body-can | restart-storm | CONTRACT | restart-limit
                    body-can | bad-arguments | CONTRACT | capability
                    body-can | notification-flood | CONTRACT | capability
                    body-can | call-flood | CONTRACT | capability
                    body-can | late-call | CONTRACT | window-padding
                    body-can | forged-message,body-received | CONTRACT | window-padding
                    body-can | device-hang | CONTRACT | window-padding
                    gateway | wild-store | CONTRACT | pmp
                    gateway | wild-load | CONTRACT | pmp
                    gateway | jump | CONTRACT | pmp
                    gateway | illegal-instruction | CONTRACT | restart-limit
                    gateway | privileged-instruction | CONTRACT | restart-limit
                    gateway | stack-overflow | CONTRACT | pmp
                    gateway | loop | CONTRACT | budget
                    gateway | loop-masked | CONTRACT | restart-limit
                    gateway | restart-storm | CONTRACT | restart-limit
                    gateway | bad-arguments | CONTRACT | capability
                    gateway | call-flood | CONTRACT | capability
                    gateway | forged-message,diagnostic-request | CONTRACT |
                    gateway | illegal-message | CONTRACT |
                    gateway | forged-message,body-to-send | CONTRACT |
                    """)
    void nothingElseDoesEither(String partition, String attack, String verdict, String barrier) {
        assertContained(partition, attack, verdict, barrier);
    }

    /** What chassis-can refuses leaves no trace in it: docs/findings.md. */
    @Test
    void illegalRequestsOfAHostileGatewayAreWithinTheContractInAStandingCar() {
        Trial trial =
                trial(
                        Setting.USUAL.standing(),
                        "gateway:hostile=illegal-message,diagnostic-request");
        assertEquals("CONTRACT", trial.verdict().label(), trial.verdict().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    infotainment:hostile=wild-store,braking | PMP
                    infotainment:hostile=notification-flood | CAPABILITY
                    wireless:hostile=dma,braking | DMA_CHECK
                    """)
    void theBarrierOffTheSameAttackReachesBraking(String attack, Mechanism off) {
        Trial trial = trial(Setting.USUAL.without(off), attack);
        assertInstanceOf(Verdict.Reached.class, trial.verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "monolithic-windows, display, 'wild-store,braking'",
        "monolithic-windows, display, loop-masked",
        "monolithic-windows, wireless, 'wild-store,braking'",
        "monolithic-windows, wireless, privileged-instruction",
        "monolithic-windows, body-can, 'wild-store,braking'",
        "monolithic-windows, body-can, jump",
        "hybrid-display-in, display, 'wild-store,braking'",
        "hybrid-display-in, display, stack-overflow"
    })
    void aHostileDriverInsideTheKernelReachesBraking(
            String profile, String partition, String attack) {
        Trial trial = trial(Setting.USUAL.under(profile), partition + ":hostile=" + attack);
        assertInstanceOf(Verdict.Reached.class, trial.verdict());
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithic-windows", "hybrid-display-in"})
    void aHostileApplicationIsContainedBesideAnyKernel(String profile) {
        Trial trial =
                trial(Setting.USUAL.under(profile), "infotainment:hostile=wild-store,braking");
        assertInstanceOf(Verdict.Identical.class, trial.verdict());
    }

    @Test
    void aQueueThatOverflowsLosesItsMessagesAlone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("queued.yaml");
        Files.writeString(
                file,
                """
                extends: reference
                system: queued
                queues:
                  - name: titles
                    size: 32
                    depth: 8
                    sender: { partition: infotainment, id: 9 }
                    receiver: { partition: warning, id: 9 }
                """);
        LoadedSystem queued =
                new SystemReader(Shipped.descriptions(), images).read(DiskFile.of(file.toString()));
        Golden golden = Golden.run(subject(queued, Setting.USUAL));
        String attack = "infotainment:hostile=queue-overflow";
        assertInstanceOf(Verdict.Identical.class, trial(golden, attack + "@100ms").verdict());
        assertEquals(
                "FAULT: 'infotainment' sends to no queue 'title'; did you mean 'titles'?",
                message(golden, attack + ",title"));
        List<QueueFull> full = new ArrayList<>();
        Twin twin =
                golden.subject()
                        .under(List.of(Fault.parse("FAULT", attack + "@100ms")), "FAULT")
                        .twin(
                                record -> {
                                    if (record instanceof QueueFull lost) {
                                        full.add(lost);
                                    }
                                });
        twin.runOn(SimTime.ofMs(120));
        assertTrue(full.size() > 100, "lost " + full.size());
    }

    @Test
    void itAttacksFromItsTimeOn() {
        Trial trial = trial(Setting.USUAL, "infotainment:hostile=loop");
        long atPs = trial.activation().orElseThrow().atPs();
        assertTrue(atPs >= 100 * SimTime.PS_PER_MS, "at " + atPs);
        assertTrue(atPs < 155 * SimTime.PS_PER_MS, "its timer wakes it every 50 ms: " + atPs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    infotainment:hostile=dma | FAULT: 'infotainment' drives no device with DMA; choose a partition that does
                    display:hostile=babble | FAULT: 'display' drives no CAN controller; choose a partition that does
                    body-can:hostile=babble,x | FAULT: 'x' is no identifier; write one, such as 0x010
                    gateway:hostile=device-hang | FAULT: 'gateway' owns no interrupt; choose a partition that does
                    gateway:hostile=interrupt-storm | FAULT: 'gateway' owns no interrupt; choose a partition that does
                    infotainment:hostile=queue-overflow | FAULT: 'infotainment' sends to no queue; choose a partition that does
                    display:hostile=late-call | FAULT: 'display' may call nobody and writes no port; choose a partition that does
                    infotainment:hostile=late-call,gateway | FAULT: 'infotainment' may not call 'gateway'; name a partition that it has one to, or none
                    infotainment:hostile=call-flood,braking | FAULT: 'infotainment' has no channel to 'braking'; name a partition that it has one to, or none
                    display:hostile=forged-message | FAULT: 'display' writes no port that leads to a higher level; choose another partition
                    wireless:hostile=illegal-message | FAULT: 'wireless' writes no port that leads to a higher level; name one of media-stream
                    gateway:hostile=forged-message,prefill-hin | FAULT: 'gateway' writes no port 'prefill-hin'; did you mean 'prefill-hint'?
                    infotainment:hostile=loop@window:braking | FAULT: 'window:braking' is no begin of an attack; write a time or boot
                    infotainmen:hostile=loop | FAULT: 'infotainmen' is no partition; did you mean 'infotainment'?
                    """)
    void whatMakesNoSenseIsRefusedInOneLine(String fault, String message) {
        trial(Setting.USUAL, "infotainment:hostile=loop-masked"); // a healthy run stands
        assertEquals(message, message(HEALTHY.get(Setting.USUAL), fault));
    }

    private static String message(Golden golden, String fault) {
        return assertThrows(InputError.class, () -> trial(golden, fault)).getMessage();
    }
}
