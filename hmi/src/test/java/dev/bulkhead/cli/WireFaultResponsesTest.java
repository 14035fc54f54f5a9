package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.bulkhead.report.Json;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Beside the verdict of a fault of a wire stands whether frames of the chassis bus, and of the one
 * on which it acts, took longer than the bound for the errors that it makes.
 */
class WireFaultResponsesTest {
    @TempDir private Path folder;

    private String inject(String... faults) throws IOException {
        Path file = folder.resolve("short.yaml");
        Files.writeString(
                file,
                """
                extends: full-stop-dry
                scenario: short
                duration: 800 ms
                pedal: [{ at: 200 ms, percent: 100 }]
                checks: []
                """);
        String[] all = new String[faults.length + 7];
        all[0] = "inject";
        System.arraycopy(faults, 0, all, 1, faults.length);
        all[faults.length + 1] = "--scenario";
        all[faults.length + 2] = file.toString();
        all[faults.length + 3] = "--json";
        all[faults.length + 4] = folder.resolve("r.json").toString();
        all[faults.length + 5] = "--html";
        all[faults.length + 6] = folder.resolve("r.html").toString();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), all);
        assertTrue(status == 0 || status == 1, err.toString());
        return out.toString().replaceAll("\\s+", " ");
    }

    private JsonNode chassis() throws IOException {
        return bus("chassis");
    }

    private JsonNode bus(String name) throws IOException {
        JsonNode buses = Json.parse(Files.readString(folder.resolve("r.json"))).path("buses");
        for (JsonNode bus : buses) {
            if (bus.path("bus").asString().equals(name)) {
                return bus;
            }
        }
        return fail(name + " is none of " + buses);
    }

    /** Three errors bring the sender's counter to 24 and that of each receiver to 3. */
    @Test
    void flippedFramesAreSoManyErrors() throws IOException {
        String text = inject("chassis/PedalStatus:wire-flip=30,3@500ms");

        assertTrue(text.contains("Bus chassis: bounds for 3 errors: no frame took longer"), text);
        assertTrue(text.contains("PedalSensor 24/0"), text);
        assertTrue(text.contains("InertialSensor 0/3"), text);
        JsonNode chassis = chassis();
        assertTrue(chassis.path("withinBounds").asBoolean());
        assertEquals(3, chassis.path("errorModel").path("errors").asInt());
        JsonNode pedal = chassis.path("frames").get(1);
        assertEquals("PedalStatus", pedal.path("message").asString());
        // a lower frame, BrakeCommand twice with a major frame of jitter, then 3 x (31 x 2 us +
        // 270 us), and itself
        assertEquals(270 + 540 + 996 + 270, pedal.path("boundUs").asDouble());
        double longest = pedal.path("longestUs").asDouble();
        assertTrue(longest > 270 && longest < 1000, longest + " us");
        assertEquals("within", pedal.path("judged").asString());
        String page = Files.readString(folder.resolve("r.html")).replaceAll(">\\s+<", "><");
        assertTrue(page.contains("<h3>Response times on bus chassis</h3>"));
        assertTrue(page.contains(chassis.path("summary").asString()));
        assertTrue(page.contains("<td>PedalStatus</td><td class=\"n\">0x0a0</td>"), "its own row");
        assertTrue(page.contains("<td class=\"n\">2.08 ms</td><td class=\"pass\">within</td>"));
        assertTrue(page.contains("<td>PedalSensor</td><td class=\"n\">24</td>"), "its counter");
    }

    /** State of a protected bus that went over to bits counts as different. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    chassis:wire-stuck=dominant,5ms | bounds for 1 error and 5.00 ms in which nothing gets through: no frame took longer
                    chassis:wire-burst=20,20ms | 20.00 ms in which nothing gets through
                    chassis/PedalSensor:wire-open=30ms | but PedalSensor did: no frame took longer
                    chassis/PedalSensor:wire-driver=dominant,5ms | bounds for 1 error and 5.00 ms in which nothing gets through
                    chassis/PedalSensor:wire-overload=30ms | bounds for 1 error and 30.00 ms in which nothing gets through: no frame took longer
                    """)
    void onTheChassisBusEachKindReachesItAndKeepsItsBound(String fault, String told)
            throws IOException {
        String text = inject(fault + "@500ms");

        assertTrue(text.startsWith("REACHED "), text);
        assertTrue(text.contains(told), text);
        assertTrue(chassis().path("withinBounds").asBoolean(), text);
        // one that delays frames, or acknowledges too much, makes no errors by itself
        boolean errs = !fault.contains("wire-overload") && !fault.contains("wire-acknowledge");
        assertEquals(errs, !chassis().path("errorCounters").isEmpty(), text);
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    chassis:wire-stuck=recessive,5ms | no frame took longer
                    chassis/chassis-controller:wire-open=30ms | but chassis-controller did: no frame took longer
                    chassis/PedalSensor:wire-driver=recessive,5ms | but PedalSensor did: no frame took longer
                    chassis/PedalSensor:wire-acknowledge=30ms | bounds for 1 error and 30.00 ms in which nothing gets through: no frame took longer
                    """)
    void soDoTheOthers(String fault, String told) throws IOException {
        onTheChassisBusEachKindReachesItAndKeepsItsBound(fault, told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wire-clock=30000ppm", "wire-drift=30000ppm,200ms"})
    void aClockOutOfToleranceHasNoBoundAndPutsItsNodeOffTheBus(String fault) throws IOException {
        String text = inject("chassis/PedalSensor:" + fault + "@500ms");

        assertTrue(text.startsWith("REACHED "), text);
        assertTrue(
                text.contains("a clock out of tolerance makes errors without end: no bound"), text);
        assertTrue(text.matches(".*PedalSensor 2[56][0-9]/[0-9]+ \\(bus off\\).*"), text);
        assertFalse(chassis().path("withinBounds").asBoolean(), "there is none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    body:wire-stuck=dominant,5ms | IDENTICAL
                    body/body-controller:wire-open=30ms | CONTRACT
                    body/Climate:wire-clock=30000ppm | CONTRACT
                    """)
    void onTheBodyBusNoneReachesBrakingsBus(String fault, String verdict) throws IOException {
        String text = inject(fault + "@500ms");

        assertTrue(text.startsWith(verdict + " "), text);
        assertTrue(text.contains("Bus chassis: bounds for 0 errors: no frame took longer"), text);
        assertTrue(text.contains("error counters: all 0"), text);
        assertTrue(text.contains("Bus body: "), text);
        boolean endless = fault.contains("wire-clock") || fault.contains("wire-drift");
        assertEquals(!endless, bus("body").path("withinBounds").asBoolean(), text);
    }

    @ParameterizedTest
    @Tag("full")
    @ValueSource(
            strings = {
                "body:wire-stuck=recessive,5ms",
                "body:wire-burst=20,20ms",
                "body/Climate:wire-open=30ms",
                "body/Climate:wire-driver=dominant,5ms",
                "body/Climate:wire-driver=recessive,5ms",
                "body/VehicleSpeed:wire-flip=20,3",
                "body/Climate:wire-drift=30000ppm,200ms",
                "body/Climate:wire-overload=30ms",
                "body/Climate:wire-acknowledge=30ms"
            })
    void norDoesAnyOtherKindThere(String fault) throws IOException {
        onTheBodyBusNoneReachesBrakingsBus(fault, "IDENTICAL");
    }

    /** 32 errors in a row, each of them 8 more, are 256: bus off. */
    @Test
    void countersOfABusThatIsNotProtectedAreTold() throws IOException {
        String text = inject("body/VehicleSpeed:wire-flip=20,40@500ms");

        assertTrue(text.contains("Bus body: bounds for 40 errors"), text);
        assertTrue(text.matches(".*body-controller 256/[0-9]+ \\(bus off\\).*"), text);
        boolean busOff = false;
        for (JsonNode node : bus("body").path("errorCounters")) {
            busOff |=
                    node.path("node").asString().equals("body-controller")
                            && node.path("transmit").asInt() == 256
                            && node.path("busOff").asBoolean();
        }
        assertTrue(busOff, () -> "in " + folder);
        String page = Files.readString(folder.resolve("r.html"));
        assertTrue(page.contains("<h3>Response times on bus body</h3>"));
    }

    /** A classic frame of 8 bytes is 135 bits at most with its intermission, of 2 us each. */
    @Test
    void whileANodeBabblesNothingGetsThroughAndThatIsNoError() throws IOException {
        String text = inject("chassis:babble=30ms@500ms");

        assertTrue(
                text.contains(
                        "Bus chassis: bounds for 0 errors and 30.27 ms in which nothing gets"
                                + " through: no frame took longer"),
                text);
        assertTrue(text.contains("error counters: all 0"), text);
        assertEquals(30_270, chassis().path("errorModel").path("lostUs").asDouble());
        assertTrue(chassis().path("withinBounds").asBoolean(), text);
    }

    @Test
    void aBlockedBusIsBoundedToo() throws IOException {
        inject("chassis:block=30ms@500ms");

        assertEquals(30_000, chassis().path("errorModel").path("lostUs").asDouble());
        assertTrue(chassis().path("withinBounds").asBoolean());
    }

    @Tag("full")
    @Test
    void aNodeThatBabblesForEverHasNoBound() throws IOException {
        String text = inject("body:babble@500ms");

        assertTrue(
                text.contains(
                        "Bus body: frames of the highest priority follow each other without end:"
                                + " no bound"),
                text);
        assertTrue(text.contains("Bus chassis: bounds for 0 errors: no frame took longer"), text);
    }

    /**
     * Foreign nodes are in no database, so no bound counts them: the comparison is not blind. There
     * is always a frame of one of these two that waits.
     */
    @Test
    void nodesThatNoBoundCountsBreakThem() throws IOException {
        String text =
                inject(
                        "chassis/PedalStatus:wire-flip=30,1@490ms",
                        "chassis/0x001:spoof=0000000000000000,100us@500ms",
                        "chassis/0x002:spoof=0000000000000000,100us@500ms");

        assertTrue(
                text.contains(
                        "bounds for 1 error: NOT kept; they count no frame of"
                                + " chassis/0x001:spoof=0000000000000000,0.0001s@0.5s,"
                                + " chassis/0x002:spoof=0000000000000000,0.0001s@0.5s"),
                text);
        assertTrue(text.contains("BEYOND"), text);
        assertFalse(chassis().path("withinBounds").asBoolean());
    }

    @Test
    void otherFaultsHaveNoSuchTable() throws IOException {
        assertFalse(inject("infotainment:illegal-instruction@500ms").contains("Bus chassis"));
        assertFalse(Files.readString(folder.resolve("r.html")).contains("Response times"));
    }
}
