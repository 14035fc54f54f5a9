package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Faults in braking and its CAN driver, whose effect follows from what the firmware does with what
 * is hit: all of them must be {@code REACHED}, or the check is blind. Beside them faults that their
 * place masks, which must not.
 *
 * <p>The driver brakes from 200 ms on; the faults act at 300 ms or in the 60th cycle of 5 ms.
 */
class NamedFaultsInTheProtectedSetTest {
    private static final String SCENARIO =
            """
            scenario: brakes-early
            duration: 500 ms
            vehicle: { speed_kmh: 100 }
            road: [{ from_m: 0, surface: dry }]
            pedal: [{ at: 200 ms, percent: 60 }]
            """;

    private static LoadedSystem system;
    private static Scenario scenario;
    private static Golden golden;

    /** All partitions run; braking has had its first window. */
    private static Snapshot started;

    @BeforeAll
    static void runOnce(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), SCENARIO);
        system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
        scenario =
                new ScenarioReader(Shipped.scenarios())
                        .read(new DiskFile(file), system.description());
        Twin twin = new Twin(system, scenario, Twin.Settings.SHIPPED, _ -> {});
        twin.runUntil(SimTime.ofMs(54));
        started = twin.snapshot();
        golden = Golden.run(new Subject(system, scenario, Twin.Settings.SHIPPED));
    }

    private static Trial trial(String fault) {
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", fault)),
                new Horizon.After(SimTime.ofMs(100)),
                Trial.Start.POWER_ON);
    }

    /**
     * @param because why it must be seen, from the source
     */
    private record Named(String fault, String because) {}

    private static List<Named> reaching() throws IOException {
        String encode = "line:main.c:" + lineOf("encode_brake_command(message") + "#60";
        return List.of(
                new Named(
                        "braking:flip=published.3@300ms;ecc=off",
                        "the count of cycles goes on from the wrong value and is sent with the"
                                + " vehicle's state"),
                new Named(
                        "braking:flip=command_sender.1@300ms;ecc=off",
                        "the E2E counter of the command jumps by two"),
                new Named(
                        "braking:flip=inputs+20.23@exec:brake_control_step#60;ecc=off",
                        "the exponent of FL's wheel speed, filled in just before the control law"
                                + " takes it: half or twice the speed"),
                new Named(
                        "braking:skip@" + encode,
                        "the address of the pressures, the second argument, is not set"),
                new Named(
                        "braking:mutate=call-deleted,"
                                + seedIn("call-deleted", "notified")
                                + "@300ms",
                        "each call of the cycle makes something that the command or the state has"),
                new Named(
                        "braking:mutate=branch-inverted,"
                                + seedIn("branch-inverted", "checksum")
                                + "@300ms",
                        "the checksum of what is sent and of what is received goes wrong"),
                new Named(
                        "braking:stuck=f10.30,1@300ms",
                        "fa0 is argument and result of the float functions: no value below 2 is"
                                + " left"),
                new Named(
                        "braking:flip=microkit_notify.2@300ms;ecc=off",
                        "its first instruction loads the number of the call, 2: now 3, another"
                                + " call"),
                new Named(
                        "chassis-controller:interrupt-lost@300ms",
                        "the level stays high until the driver empties the buffer, so no more"
                                + " frames come in"),
                new Named(
                        "chassis-controller:clock-drift=10000ppm@300ms",
                        "1 % is more than bit timing bears: no more commands on the bus"),
                new Named(
                        "chassis-controller:flip=interruptEnable.10@300ms",
                        "RBNEI, the interrupt for a frame in the buffer, is disabled"),
                new Named(
                        "chassis-can:flip=received+4.0@300ms;ecc=off",
                        "the pedal's port 1 becomes 0, which the driver may not write: braking's"
                                + " pedal grows stale"));
    }

    @TestFactory
    List<DynamicTest> eachOfTheTwelveIsReached() throws IOException {
        List<Named> named = reaching();
        assertEquals(12, named.size());
        return named.stream()
                .map(it -> DynamicTest.dynamicTest(it.fault, () -> isReached(it)))
                .toList();
    }

    private static void isReached(Named named) {
        Trial trial = trial(named.fault);
        assertTrue(trial.activation().isPresent(), named.because);
        assertInstanceOf(Verdict.Reached.class, trial.verdict(), named.because);
    }

    @Test
    void aFlipThatErrorCorrectionMendsIsIdenticalAndCounted() {
        Trial trial = trial("braking:flip=published.3@300ms");
        assertTrue(trial.activation().isPresent());
        assertEquals(new Verdict.Identical(), trial.verdict());
        assertFalse(trial.challenges().isEmpty(), "the barrier was challenged");
    }

    /** can_base is read by init only. */
    @Test
    void aFlipInMemoryThatNobodyReadsAnyMoreProvesNothing() {
        Trial trial = trial("chassis-can:flip=can_base.12@300ms;ecc=off");
        assertEquals(new Verdict.NotActivated(true), trial.verdict());
    }

    /** A caller keeps nothing in t0 over a call, and microkit_notify does not read it. */
    @Test
    void aFlipInARegisterThatHoldsNothingProvesNothing() {
        Trial trial = trial("braking:flip=x5.3@exec:microkit_notify#60");
        assertInstanceOf(Verdict.NotActivated.class, trial.verdict());
    }

    /** The first seed with which an operator changes an executed instruction of a function. */
    private static long seedIn(String operator, String function) {
        return LongStream.rangeClosed(1, 200)
                .filter(seed -> placeOf(operator, seed).startsWith("braking " + function))
                .findFirst()
                .orElseThrow();
    }

    private static String placeOf(String operator, long seed) {
        Twin twin = new Twin(system, scenario, Twin.Settings.SHIPPED, _ -> {});
        Fault fault = Fault.parse("FAULT", "braking:mutate=" + operator + "," + seed + "@55ms");
        twin.restore(started);
        Injection injection = Injection.arm(twin, fault, "FAULT");
        twin.runUntil(SimTime.ofMs(67));
        return injection.activation().map(activation -> activation.place()).orElse("");
    }

    private static int lineOf(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        try (InputStream in = Shipped.class.getResourceAsStream("braking/main.c")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
        }
        for (String line : lines) {
            if (line.contains(text)) {
                return lines.indexOf(line) + 1;
            }
        }
        throw new AssertionError("no line with " + text);
    }
}
