package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.report.Json;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class BenchCommandTest {
    private static final String[] SHORTEST = {"hart", "--runs", "1", "--seconds", "0.05"};

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    private int bench(String... arguments) {
        var command = new CommandLine(new BenchCommand(folder.toString()));
        return Main.run(command, new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private int shortest(String... more) {
        String[] all = new String[SHORTEST.length + more.length];
        System.arraycopy(SHORTEST, 0, all, 0, SHORTEST.length);
        System.arraycopy(more, 0, all, SHORTEST.length, more.length);
        return bench(all);
    }

    private void qemuIs(String script) throws IOException {
        Path program = folder.resolve("qemu-system-riscv32");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertTrue(program.toFile().setExecutable(true));
    }

    @Test
    void withoutQemuOurFiguresStandAloneAndALineSaysWhatToInstall() throws IOException {
        Path file = folder.resolve("bench.json");
        assertEquals(0, shortest("--json", file.toString()), err::toString);
        assertTrue(out.toString().contains("\ninteger "), out::toString);
        assertTrue(out.toString().contains("\nsignal "), out::toString);
        assertTrue(out.toString().contains("(Debian package qemu-system-misc)"), out::toString);
        assertEquals("", err.toString());
        assertHasTheDocumentedFields(Json.parse(Files.readString(file)));
    }

    private static void assertHasTheDocumentedFields(JsonNode result) {
        assertTrue(result.get("machine").get("cores").asInt() > 0);
        assertTrue(result.get("hart").get("mips").asDouble() > 0);
        assertFalse(result.get("hart").has("geometricMeanToQemuIcount"), "there is no QEMU");
        JsonNode program = result.get("hart").get("programs").get(0);
        assertEquals("integer", program.get("name").asString());
        assertTrue(program.get("instructions").asLong() > 100_000);
        assertTrue(program.get("mips").asDouble() > 0);
        assertTrue(program.get("mipsFromStart").asDouble() > 0);
        assertFalse(result.has("run"), "only the hart was asked for");
    }

    @Tag("full")
    @Test
    void anotherChecksumOnQemuIsBadNews() throws IOException {
        qemuIs("echo 'something else'");
        assertEquals(1, shortest(), err::toString);
        assertTrue(out.toString().contains("CHECKSUMS DIFFER"), out::toString);
    }

    @Test
    void aQemuThatFailsIsOneLine() throws IOException {
        qemuIs("case $1 in --version) echo QEMU;; *) echo 'no such machine' >&2; exit 3;; esac");
        assertEquals(2, shortest());
        assertTrue(err.toString().contains("ended with status 3: no such machine"), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    @Tag("full")
    @Test
    void messagesAreMeasuredWithoutMosquittoTooAndHaveTheDocumentedFields() throws IOException {
        Path file = folder.resolve("bench.json");
        assertEquals(
                0,
                bench("mqtt", "--runs", "1", "--seconds", "0.05", "--json", file.toString()),
                err::toString);
        assertTrue(out.toString().contains("\nto each of 50 "), out::toString);
        assertTrue(out.toString().contains("(Debian package mosquitto)"), out::toString);
        JsonNode mqtt = Json.parse(Files.readString(file)).get("mqtt");
        assertFalse(mqtt.has("mosquitto"), "there is none");
        assertEquals(1, mqtt.get("to").get(0).get("subscribers").asInt());
        JsonNode toFifty = mqtt.get("to").get(1);
        assertEquals(50, toFifty.get("subscribers").asInt());
        assertTrue(toFifty.get("messagesPerSecond").asDouble() > 0);
        assertTrue(toFifty.get("p50Us").asDouble() > 0);
        assertTrue(toFifty.get("p99Us").asDouble() >= toFifty.get("p50Us").asDouble());
        assertFalse(toFifty.has("ratioToMosquitto"), "there is no Mosquitto");
        JsonNode watched = mqtt.get("watched");
        assertEquals(10, watched.get("subscribers").asInt());
        assertTrue(watched.get("unwatchedCpuS").asDouble() > 0);
        for (String ratio : List.of("cpuRatio", "wallRatio")) {
            double least = watched.get(ratio + "Least").asDouble();
            double median = watched.get(ratio).asDouble();
            assertTrue(0 < least && least <= median, watched::toString);
            assertTrue(median <= watched.get(ratio + "Most").asDouble(), watched::toString);
        }
        assertTrue(out.toString().contains(" % (single pairs "), out::toString);
    }

    @Test
    void aMosquittoThatFailsIsOneLine() throws IOException {
        Path program = folder.resolve("mosquitto");
        Files.writeString(program, "#!/bin/sh\necho 'no such setting'; exit 3\n");
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(2, bench("mqtt", "--runs", "1", "--seconds", "0.05"));
        assertTrue(err.toString().contains("does not listen: no such setting"), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    @Tag("full")
    @Test
    void startAndForksAreMeasured() throws IOException {
        Path file = folder.resolve("engine.json");
        assertEquals(
                0, bench("start", "fork", "--runs", "1", "--json", file.toString()), err::toString);
        assertTrue(out.toString().contains("\nFork: ready in "), out::toString);
        JsonNode engine = Json.parse(Files.readString(file)).get("engine");
        assertTrue(engine.get("startS").asDouble() > 0);
        assertTrue(engine.get("fork").get("readyMs").asDouble() > 0);
        assertTrue(engine.get("fork").get("atRestKb").asDouble() > 0);
        assertFalse(engine.has("campaigns"), "not asked for");
    }

    @Test
    @Tag("full")
    void campaignsAreMeasured() throws IOException {
        Path file = folder.resolve("engine.json");
        String[] all = {"campaign", "--runs", "1", "--faults", "3", "--json", file.toString()};
        assertEquals(0, bench(all), err::toString);
        assertTrue(out.toString().contains(" without early stop\n"), out::toString);
        JsonNode engine = Json.parse(Files.readString(file)).get("engine");
        JsonNode campaign = engine.get("campaigns").get(0);
        assertEquals(1, campaign.get("threads").asInt());
        assertEquals(3, campaign.get("faults").asInt());
        assertTrue(campaign.get("faultsPerSecondPerCore").asDouble() > 0);
        assertTrue(campaign.get("faultsPerSecondPerCoreFull").asDouble() > 0);
    }

    @Test
    void aCountOfFaultsOutsideItsRangeIsOneLine() {
        assertEquals(2, bench("campaign", "--faults", "0"));
        assertEquals(
                "twin: --faults must be from 1 to 100000; see ./bench --help\n", err.toString());
    }

    @Test
    void aCountOfRunsOutsideItsRangeIsOneLine() {
        assertEquals(2, bench("hart", "--runs", "0"));
        assertEquals("twin: --runs must be from 1 to 99; see ./bench --help\n", err.toString());
    }

    @Test
    void aTimeOutsideItsRangeIsOneLine() {
        assertEquals(2, bench("hart", "--seconds", "NaN"));
        assertEquals(
                "twin: --seconds must be from 0.05 to 300; see ./bench --help\n", err.toString());
    }

    @Test
    void busesDatabasesAndEachFormOfRecordingAreMeasuredWithoutPythonCan() throws IOException {
        Path file = folder.resolve("traffic.json");
        String[] shortest = {"bus", "dbc", "logs", "--runs", "1", "--seconds", "0.05"};
        String[] all = java.util.Arrays.copyOf(shortest, shortest.length + 2);
        all[shortest.length] = "--json";
        all[shortest.length + 1] = file.toString();

        assertEquals(0, bench(all), err::toString);

        JsonNode rows = Json.parse(Files.readString(file)).path("traffic").path("rows");
        assertEquals(2 + 1 + 2 * 8, rows.size());
        for (JsonNode row : rows) {
            assertTrue(row.path("perSecond").asDouble() > 0, row::toString);
            assertTrue(row.path("ratioToPythonCan").isMissingNode(), row::toString);
        }
        assertTrue(out.toString().contains("python3 has no python-can"), out::toString);
    }

    @Test
    void anUnknownSubjectIsOneLine() {
        assertEquals(2, bench("harts"));
        assertEquals(1, err.toString().lines().count(), err::toString);
    }
}
