package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.report.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Beside the verdict of a fault of a wire stands whether frames of the chassis bus took longer than
 * the bound for the errors that it makes.
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
        String[] all = new String[faults.length + 5];
        all[0] = "inject";
        System.arraycopy(faults, 0, all, 1, faults.length);
        all[faults.length + 1] = "--scenario";
        all[faults.length + 2] = file.toString();
        all[faults.length + 3] = "--json";
        all[faults.length + 4] = folder.resolve("r.json").toString();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), all);
        assertTrue(status == 0 || status == 1, err.toString());
        return out.toString().replaceAll("\\s+", " ");
    }

    private JsonNode chassis() throws IOException {
        JsonNode buses = Json.parse(Files.readString(folder.resolve("r.json"))).path("buses");
        assertEquals(1, buses.size(), "the protected bus");
        return buses.get(0);
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
    }

    @ParameterizedTest
    @CsvSource({
        "chassis:wire-stuck=dominant;5ms, bounds for 1 error and 5.00 ms in which nothing gets"
                + " through: no frame took longer",
        "chassis:wire-stuck=recessive;5ms, but chassis-controller",
        "chassis:wire-burst=20;20ms, 20.00 ms in which nothing gets through",
        "chassis/PedalSensor:wire-open=30ms, but PedalSensor did: no frame took longer",
        "chassis/PedalSensor:wire-driver=recessive;5ms, but PedalSensor did: no frame took longer",
        "chassis/PedalSensor:wire-clock=30000ppm, a clock out of tolerance makes errors without"
                + " end: no bound",
        "body:wire-burst=20;20ms, bounds for 0 errors: no frame took longer",
    })
    void eachKindHasItsModel(String fault, String told) throws IOException {
        String text = inject(fault.replace(';', ',') + "@500ms");

        assertTrue(text.contains(told), text);
        assertFalse(text.contains("BEYOND"), text);
    }

    /** The babbling node is in no database, so no bound counts it: the comparison is not blind. */
    @Test
    void aNodeThatNoBoundCountsBreaksThem() throws IOException {
        String text =
                inject("chassis:babble=30ms@500ms", "chassis/PedalStatus:wire-flip=30,1@600ms");

        assertTrue(text.contains("bounds for 1 error: NOT kept"), text);
        assertTrue(text.contains("BEYOND"), text);
        assertFalse(chassis().path("withinBounds").asBoolean());
    }

    @Test
    void otherFaultsHaveNoSuchTable() throws IOException {
        assertFalse(inject("infotainment:illegal-instruction@500ms").contains("Bus chassis"));
    }
}
