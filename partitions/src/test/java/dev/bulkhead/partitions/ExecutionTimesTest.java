package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.certificate.ExecutionMeasurement;
import dev.bulkhead.certificate.ExecutionTimes;
import dev.bulkhead.certificate.ExecutionTimes.CallTimes;
import dev.bulkhead.certificate.ExecutionTimes.Entry;
import dev.bulkhead.certificate.ExecutionTimes.EntryTime;
import dev.bulkhead.certificate.ExecutionTimes.FrameTime;
import dev.bulkhead.certificate.ExecutionTimes.MessageCheck;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What one run shows of the reference system, in cycles of its 100 MHz. */
class ExecutionTimesTest {
    private static final LoadedSystem SYSTEM =
            new SystemReader(Shipped.descriptions(), Images.create())
                    .read("system", Shipped.REFERENCE);

    private static ExecutionTimes measured(int ms) {
        return measured(SYSTEM, ms);
    }

    private static ExecutionTimes measured(LoadedSystem system, int ms) {
        ExecutionMeasurement measurement =
                new ExecutionMeasurement(
                        system,
                        new ScenarioReader(Shipped.scenarios())
                                .read("scenario", "loaded", system.description()),
                        Twin.Settings.SHIPPED);
        measurement.twin().runUntil(SimTime.ofMs(ms));
        return measurement.times(0);
    }

    private static EntryTime entry(
            ExecutionTimes times, String partition, Entry entry, long channels) {
        return times.entries().stream()
                .filter(e -> e.partition().equals(partition))
                .filter(e -> e.entry() == entry && e.channels() == channels)
                .findFirst()
                .orElseThrow();
    }

    private static FrameTime frame(ExecutionTimes times, String partition) {
        return times.frames().stream()
                .filter(f -> f.partition().equals(partition))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void brakingIsReleasedOnceAFrameAndDoneWellBeforeItsDeadline() {
        ExecutionTimes times = measured(550);
        EntryTime release = entry(times, "braking", Entry.NOTIFIED, 1);

        assertEquals(99, release.count(), "frames from 50 to 550 ms, the last one still open");
        assertTrue(release.longestCycles() > 5_000, release.toString());
        assertTrue(release.longestCycles() < 90_000, release.toString());
        assertTrue(
                frame(times, "braking").longestCycles() >= release.longestCycles(),
                "a frame holds at least its entry");
    }

    @Test
    void nobodyHasTheHartForLongerThanItsWindows() {
        for (FrameTime frame : measured(550).frames()) {
            long windowsUs =
                    SYSTEM.description().schedule().windows().stream()
                            .filter(w -> w.partitions().contains(frame.partition()))
                            .mapToLong(w -> w.durationUs())
                            .sum();
            assertTrue(frame.longestCycles() <= 100 * windowsUs, frame.toString());
            assertTrue(frame.longestCycles() > 0, frame.toString());
        }
    }

    @Test
    void windowsOfAFrameAddUpToNoLessThanTheFrame() {
        ExecutionTimes times = measured(550);

        for (FrameTime frame : times.frames()) {
            long inWindows =
                    times.windows().stream()
                            .filter(w -> w.partition().equals(frame.partition()))
                            .mapToLong(w -> w.longestCycles())
                            .sum();
            assertTrue(inWindows >= frame.longestCycles(), frame + " " + times.windows());
        }
    }

    @Test
    void aPartitionRunsInItsWindowsOnly() {
        measured(550)
                .windows()
                .forEach(
                        w ->
                                assertTrue(
                                        SYSTEM.description()
                                                .schedule()
                                                .windows()
                                                .get(w.window())
                                                .partitions()
                                                .contains(w.partition()),
                                        w.toString()));
    }

    @Test
    void aCalleesTimeIsItsOwnEntry() {
        ExecutionTimes times = measured(550);

        assertTrue(entry(times, "display", Entry.PROTECTED, 2).longestCycles() > 0);
    }

    /** By presenter.c: it asks how things stand once, then for one flip a picture. */
    @Test
    void infotainmentPaysForTwoCallsAPeriodAtMost() {
        assertEquals(
                List.of(new CallTimes("infotainment", "display", 1, 2)), measured(550).calls());
    }

    /** By chassis_inputs.c, advisory_inputs.c and the attributes of both message databases. */
    @Test
    void brakingChecksElevenMessagesAndLetsEachCounterRiseByOne() {
        List<MessageCheck> checks = measured(550).checks();

        assertEquals(11, checks.size(), checks.toString());
        assertTrue(checks.stream().allMatch(c -> c.partition().equals("braking")));
        assertTrue(checks.stream().allMatch(c -> c.maxDelta() == 1), checks.toString());
        assertTrue(
                checks.contains(new MessageCheck("braking", "pedal", List.of(0x10a0), 1)),
                checks.toString());
        assertTrue(
                checks.contains(new MessageCheck("braking", "prefill-hint", List.of(0x2210), 1)),
                checks.toString());
    }

    /** The pedal sensor sends each 10 ms; a frame of the time table is 5 ms. */
    @Test
    void aPortsLongestGapIsWithinAFrameOfItsMessagesPeriod() {
        long gapUs =
                measured(550).ports().stream()
                        .filter(p -> p.port().equals("pedal"))
                        .findFirst()
                        .orElseThrow()
                        .longestGapUs();

        assertTrue(gapUs >= 9_990 && gapUs <= 15_000, gapUs + " us");
    }

    @Test
    void nothingIsRefusedWhereImagesAndDescriptionFit() {
        assertEquals(List.of(), measured(200).refused());
    }

    @Test
    void aPortOfAnotherSizeThanItsWriterWritesIsRefusedEachTime(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("shorter.yaml");
        Files.writeString(file, "extends: reference\nports: [{ name: wheel-speed-fl, size: 4 }]\n");
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", file.toString());

        assertTrue(
                measured(system, 200).refused().stream()
                        .anyMatch(
                                r ->
                                        r.partition().equals("chassis-can")
                                                && r.call().equals("port_write")
                                                && r.count() > 20),
                "each 5 ms from 50 to 200 ms");
    }

    @Test
    void anotherRunMeasuresTheSame() {
        assertEquals(measured(200), measured(200));
    }
}
