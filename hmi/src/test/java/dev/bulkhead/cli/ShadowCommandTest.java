package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogFormat;
import dev.bulkhead.canlog.LogWriter;
import dev.bulkhead.canlog.Recording;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.report.Json;
import dev.bulkhead.runner.Live;
import dev.bulkhead.runner.LiveSettings;
import dev.bulkhead.telemetry.Access;
import dev.bulkhead.telemetry.EndpointSettings;
import dev.bulkhead.telemetry.MqttEndpoint;
import dev.bulkhead.telemetry.Role;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;

/** The twin is recorded, and shadows its own recording: as it is, changed, and with another car. */
class ShadowCommandTest {
    private static final String SENSORS =
            "PedalStatus, WheelSpeedFL, WheelSpeedFR, WheelSpeedRL, WheelSpeedRR, VehicleMotion,"
                    + " ActuatorStatusFL, ActuatorStatusFR, ActuatorStatusRL, ActuatorStatusRR";
    private static final String CAR =
            """
            shadow: car
            buses:
              - name: chassis
                ecu: recorded
                inputs: [PedalStatus, BrakeCommand]
                outputs:
                  - { name: ActuatorStatusFL, signals: [{ name: PressureActual, tolerance: 0.5 }] }
                  - { name: ActuatorStatusFR, signals: [{ name: PressureActual, tolerance: 0.5 }] }
                  - { name: WheelSpeedFL, signals: [{ name: WheelSpeed, tolerance: 0.5 }] }
                  - { name: WheelSpeedFR, signals: [{ name: WheelSpeed, tolerance: 0.5 }] }
            """;

    @TempDir private static Path folder;
    private static String recording;
    private static String scenario;
    private static String ecu;
    private static String car;

    private record Ran(int status, String out, String err) {
        JsonNode json() {
            return Json.parse(out);
        }
    }

    private static Ran twin(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Ran(status, out.toString(), err.toString());
    }

    private static String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @BeforeAll
    static void aDriveIsRecorded() throws IOException {
        scenario = file("drive.yaml", drive("drive", "vehicle: { speed_kmh: 100 }", "dry"));
        recording = folder.resolve("drive.csv").toString();
        Ran ran = twin("trace", scenario, "--to", recording);
        assertEquals(0, ran.status(), ran.err());
        ecu =
                file(
                        "ecu.yaml",
                        """
                        shadow: ecu
                        buses:
                          - name: chassis
                            inputs: [%s]
                            outputs: [{ name: BrakeCommand }]
                          - name: body
                            inputs: [PrefillHint, ClimateStatus]
                            outputs: [{ name: VehicleSpeed }, { name: BrakeStatus }]
                        """
                                .formatted(SENSORS));
        car = file("car.yaml", CAR);
    }

    private static String drive(String name, String vehicle, String surface) {
        return """
        scenario: %s
        duration: 450 ms
        %s
        road: [{ from_m: 0, surface: %s }]
        pedal: [{ at: 200 ms, percent: 100 }]
        """
                .formatted(name, vehicle, surface);
    }

    private static Ran shadow(String log, String map, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("shadow", log, "--map", map, "--json", "-"));
        arguments.addAll(List.of(more));
        return twin(arguments.toArray(String[]::new));
    }

    /** The recording with each entry made another, or left out. */
    private static String changed(String name, Function<LogEntry, Optional<LogEntry>> change)
            throws IOException {
        Path target = folder.resolve(name);
        try (InputStream in = Files.newInputStream(Path.of(recording));
                Writer text = Files.newBufferedWriter(target);
                LogWriter writer = LogWriter.of(LogFormat.CSV, text)) {
            List<LogEntry> entries = new ArrayList<>();
            Recording.of(recording, in).read(entries::add);
            for (LogEntry entry : entries) {
                Optional<LogEntry> other = change.apply(entry);
                if (other.isPresent()) {
                    writer.write(other.get());
                }
            }
        }
        return target.toString();
    }

    private static boolean is(LogEntry entry, int identifier) {
        return entry.channel().equals("chassis")
                && entry.content() instanceof LogEntry.Frame(var frame)
                && frame.identifier() == identifier;
    }

    @Nested
    class AnIdenticalRecording {
        @Test
        void hasZeroDifferencesInTheEcu() {
            Ran ran = shadow(recording, ecu);

            assertEquals(0, ran.status(), ran.err() + ran.out());
            assertEquals(0, ran.json().path("valuesDiffering").asInt());
            assertTrue(ran.json().path("valuesCompared").asInt() > 250);
            assertEquals(0, ran.json().path("clock").path("driftPpm").asDouble());
            JsonNode command = ran.json().path("outputs").path(0);
            assertEquals("BrakeCommand", command.path("name").asString());
            assertTrue(command.path("paired").asInt() > 70);
            assertTrue(
                    command.path("mostOffUs").asDouble() < 0.001,
                    "times in nanoseconds: " + command);
            assertEquals(0, command.path("counterOffset").asInt());
            assertEquals(ran.out(), shadow(recording, ecu).out(), "the same again");
        }

        @Test
        void hasZeroDifferencesInTheCar() {
            Ran ran = shadow(recording, car, "--scenario", scenario);

            assertEquals(0, ran.status(), ran.err() + ran.out());
            assertEquals(0, ran.json().path("valuesDiffering").asInt());
            assertTrue(ran.json().path("valuesCompared").asInt() > 250);
        }
    }

    /** From power-on, as a recording is. */
    @Nested
    class ALiveTwin {
        private static final String FRAMES = "bulkhead/twin/bus/chassis/frame";

        @Test
        void isShadowedOverMqttAndKeptAsItWouldHaveBeenRecorded() throws Exception {
            String kept = folder.resolve("kept.csv").toString();
            Vertx vertx = Vertx.vertx();
            try (MqttEndpoint endpoint =
                            MqttEndpoint.start(
                                    vertx,
                                    EndpointSettings.onLoopback("twin", 0),
                                    Access.anonymous(Role.COMMAND),
                                    (_, _) -> CompletableFuture.completedFuture("{}"));
                    Live live =
                            Live.of(scenario, LiveSettings.USUAL.withFramesInFull(), endpoint)) {
                live.done("pause", "{}");
                CompletableFuture<Ran> shadowing =
                        CompletableFuture.supplyAsync(
                                () ->
                                        twin(
                                                "shadow",
                                                "mqtt://127.0.0.1:" + endpoint.port(),
                                                "--map",
                                                ecu,
                                                "--for",
                                                "6s",
                                                "--keep",
                                                kept,
                                                "--json",
                                                "-"));
                while (!endpoint.isWanted(FRAMES) && !shadowing.isDone()) {
                    Thread.onSpinWait();
                }
                live.done("rewind", "{}");
                live.done("resume", "{}");
                Ran ran = Live.within(shadowing);

                assertEquals(0, ran.status(), ran.err() + ran.out());
                assertEquals(0, ran.json().path("valuesDiffering").asInt());
                assertTrue(ran.json().path("valuesCompared").asInt() > 0, ran.out());
                List<LogEntry.Content> came = frames(kept);
                assertEquals(frames(recording).subList(0, came.size()), came);
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().join();
            }
        }

        private static List<LogEntry.Content> frames(String file) throws IOException {
            List<LogEntry.Content> frames = new ArrayList<>();
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                Recording.of(file, in).read(entry -> frames.add(entry.content()));
            }
            return frames;
        }
    }

    @Nested
    class AnotherCar {
        @Test
        void ofWhichOneActuatorIsSlowerIsFoundByThatActuatorsPressure() throws IOException {
            String slow =
                    file(
                            "slow.yaml",
                            drive(
                                    "slow",
                                    "vehicle: { speed_kmh: 100, actuator_lag_ms: { FR: 18 } }",
                                    "dry"));

            Ran ran = shadow(recording, car, "--scenario", slow);

            assertEquals(1, ran.status(), ran.err() + ran.out());
            JsonNode first = ran.json().path("first");
            assertEquals("ActuatorStatusFR.PressureActual", first.path("name").asString());
            assertTrue(
                    first.path("recorded").asDouble() > first.path("twin").asDouble(),
                    "the recorded one was quicker: " + first);
        }

        @Test
        void onASlipperierRoadIsFoundByAWheelsSpeed() throws IOException {
            String wet = file("wet.yaml", drive("wet", "vehicle: { speed_kmh: 100 }", "wet"));

            Ran ran = shadow(recording, car, "--scenario", wet);

            assertEquals(1, ran.status(), ran.err() + ran.out());
            String first = ran.json().path("first").path("name").asString();
            assertTrue(first.matches("WheelSpeedF[LR].WheelSpeed"), first);
        }
    }

    @Nested
    class ClocksOfARecorder {
        @Test
        void areFoundWithTheirOffsetAndDrift() throws IOException {
            String drifting =
                    changed(
                            "drifting.csv",
                            entry ->
                                    Optional.of(
                                            new LogEntry(
                                                    1_700_000_000_000_000_000L
                                                            + Math.round(entry.atNs() * 1.0005),
                                                    entry.channel(),
                                                    entry.direction(),
                                                    entry.content())));

            Ran ran = shadow(drifting, ecu);

            JsonNode clock = ran.json().path("clock");
            assertEquals(500, clock.path("driftPpm").asDouble(), 5, clock.toString());
            assertTrue(clock.path("mostUs").asDouble() < 300, clock.toString());
            assertEquals(0, ran.status(), ran.err() + ran.out());
        }
    }

    @Nested
    class AChangedRecording {
        @Test
        void namesTheSignalThatWasChanged() throws IOException {
            String other =
                    changed(
                            "other.csv",
                            entry ->
                                    Optional.of(
                                            is(entry, 0x80) && entry.atNs() > 300_000_000L
                                                    ? withMorePressure(entry)
                                                    : entry));

            Ran ran = shadow(other, ecu);

            assertEquals(1, ran.status(), ran.err() + ran.out());
            assertEquals(
                    "BrakeCommand.PressureRR", ran.json().path("first").path("name").asString());
        }

        private LogEntry withMorePressure(LogEntry entry) {
            var frame = ((LogEntry.Frame) entry.content()).frame();
            byte[] data = frame.data().toArray();
            data[7] ^= 0x08; // bits 52 to 63 are PressureRR
            new E2eProfile1(4224, DataIdMode.BOTH, 8).protect(data, data[1] & 0x0F);
            return new LogEntry(
                    entry.atNs(),
                    entry.channel(),
                    entry.direction(),
                    new LogEntry.Frame(CanFrame.base(frame.identifier(), CanData.of(data))));
        }

        @Test
        void thatLostAFrameSaysThatTheRecorderLostIt() throws IOException {
            List<Integer> seen = new ArrayList<>();
            String lossy =
                    changed(
                            "lossy.csv",
                            entry -> {
                                if (is(entry, 0x80)) {
                                    seen.add(1);
                                }
                                return is(entry, 0x80) && seen.size() == 40
                                        ? Optional.empty()
                                        : Optional.of(entry);
                            });

            Ran ran = shadow(lossy, ecu);

            assertEquals(0, ran.status(), ran.err() + ran.out());
            assertEquals(1, ran.json().path("outputs").path(0).path("notRecorded").asInt());
        }

        @Test
        void thatIsDamagedIsComparedAsFarAsItIsWhole() throws IOException {
            String damaged =
                    file("damaged.csv", Files.readString(Path.of(recording)) + "not a line\n");

            Ran ran = shadow(damaged, ecu);

            assertEquals(2, ran.status());
            assertEquals(0, ran.json().path("valuesDiffering").asInt());
            assertTrue(ran.err().contains("damaged.csv:"), ran.err());
            assertEquals(1, ran.err().lines().count());
        }
    }

    @Nested
    class Pages {
        @Test
        void thePageShowsBothCurvesAndNeedsNoNetwork() throws IOException {
            String wet = file("wet2.yaml", drive("wet", "vehicle: { speed_kmh: 100 }", "wet"));
            Path page = folder.resolve("shadow.html");

            Ran ran =
                    twin(
                            "shadow",
                            recording,
                            "--map",
                            car,
                            "--scenario",
                            wet,
                            "--html",
                            page.toString());

            assertEquals(1, ran.status(), ran.err());
            assertTrue(ran.out().contains("PARTS first in WheelSpeedF"), ran.out());
            String html = Files.readString(page);
            assertTrue(html.contains("class=\"recorded\" d=\"M"));
            assertTrue(html.contains("where they part first"));
            assertFalse(html.contains("<script"));
            assertFalse(html.contains("http:") || html.contains("https:"), "needs no network");
        }
    }

    @Nested
    class Mistakes {
        private void isRefused(String line, String... arguments) {
            Ran ran = twin(arguments);
            assertEquals(2, ran.status(), ran.out());
            assertEquals(line, ran.err().strip());
        }

        @Test
        void aChannelThatTheRecordingDoesNotHave() throws IOException {
            String map =
                    file(
                            "channel.yaml",
                            """
                            shadow: a
                            buses:
                              - { name: chassis, channel: can7, outputs: [{ name: BrakeCommand }] }
                            """);
            isRefused(
                    recording
                            + ": has no frame on 'can7'; name its channels in the map; it has"
                            + " 'body', 'chassis'",
                    "shadow",
                    recording,
                    "--map",
                    map);
        }

        /** Each entry with its number, from 1, at another time. */
        private String stamped(String name, long beginsS, LongBinaryOperator stamp)
                throws IOException {
            long[] entries = {0};
            return changed(
                    name,
                    entry -> {
                        long atNs = entry.atNs() + beginsS * 1_000_000_000L;
                        return Optional.of(
                                new LogEntry(
                                        stamp.applyAsLong(++entries[0], atNs),
                                        entry.channel(),
                                        entry.direction(),
                                        entry.content()));
                    });
        }

        @Test
        void aTimeStampThatIsHoursAhead() throws IOException {
            String ahead =
                    stamped("ahead.csv", 0, (entry, at) -> entry == 40 ? 7_300_000_000_000L : at);

            isRefused(
                    ahead
                            + ": entry 40: comes 7299 s after the frame before it, more than an"
                            + " hour; correct its time stamp, or cut the recording there",
                    "shadow",
                    ahead,
                    "--map",
                    ecu);
        }

        @Test
        void aTimeStampOf1970() throws IOException {
            String early = stamped("early.csv", 1_700_000_000, (entry, at) -> entry == 40 ? 0 : at);

            isRefused(
                    early
                            + ": entry 40: comes 1700000000 s before the frame before it, more than"
                            + " an hour; correct its time stamp, or cut the recording there",
                    "shadow",
                    early,
                    "--map",
                    ecu);
        }

        @Test
        void timesThatAreMoreThanADayApart() throws IOException {
            String slow = stamped("slow.csv", 0, (entry, _) -> entry * 3_000_000_000_000L);

            isRefused(
                    slow
                            + ": entry 30: comes 87000 s after the first frame, more than a day;"
                            + " correct the time stamps, or cut the recording there",
                    "shadow",
                    slow,
                    "--map",
                    ecu);
        }

        @Test
        void anInputOfCanFdOnABusOfClassicFrames() throws IOException {
            String fd = changed("fd.csv", entry -> Optional.of(asFd(entry)));
            String map =
                    file(
                            "fd.yaml",
                            """
                            shadow: fd
                            clock: { begins_at: 1 ms, drift_ppm: 0 }
                            buses:
                              - name: chassis
                                inputs: [PedalStatus]
                                outputs: [{ name: BrakeCommand }]
                            """);
            isRefused(
                    fd
                            + ": input 'chassis.PedalStatus' is a frame of CAN FD, and bus"
                            + " 'chassis' has classic frames only; leave it out of the map, or give"
                            + " the bus a data_bitrate",
                    "shadow",
                    fd,
                    "--map",
                    map);
        }

        private static LogEntry asFd(LogEntry entry) {
            return entry.content() instanceof LogEntry.Frame(CanFrame frame)
                    ? new LogEntry(
                            entry.atNs(),
                            entry.channel(),
                            entry.direction(),
                            new LogEntry.Frame(
                                    new CanFrame(
                                            frame.identifier(),
                                            frame.extended(),
                                            FrameFormat.FD,
                                            false,
                                            frame.dlc(),
                                            frame.data())))
                    : entry;
        }

        @Test
        void anInputThatTheTwinsEcuSendsToo() throws IOException {
            String map =
                    file(
                            "clash.yaml",
                            """
                            shadow: clash
                            clock: { begins_at: 1 ms, drift_ppm: 0 }
                            buses:
                              - name: chassis
                                inputs: [BrakeCommand]
                                outputs: [{ name: VehicleMotion }]
                            """);
            isRefused(
                    "clash: input 'chassis.BrakeCommand' is sent by the twin's own ECU too;"
                            + " write 'ecu: recorded' on that bus, or make the message an output",
                    "shadow",
                    recording,
                    "--map",
                    map);
        }

        @Test
        void aBrokerThatIsNotThere() {
            Ran ran = twin("shadow", "mqtt://127.0.0.1:1", "--map", ecu, "--for", "1s");
            assertEquals(2, ran.status());
            assertTrue(
                    ran.err().startsWith("mqtt://127.0.0.1:1: cannot be subscribed to"), ran.err());
            assertEquals(1, ran.err().lines().count());
        }

        @Test
        void whatOnlyMattersOverMqtt() {
            isRefused(
                    "RECORDING: a file is compared, nothing is recorded; leave out --for, --name,"
                            + " --broker-password and --keep, or name an mqtt:// address",
                    "shadow",
                    recording,
                    "--map",
                    ecu,
                    "--for",
                    "1s");
        }
    }
}
