package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.FrameSent;
import dev.bulkhead.trace.TraceRecord.MessageAccepted;
import dev.bulkhead.trace.TraceRecord.MessageRejected;
import dev.bulkhead.twin.Twin;
import dev.bulkhead.vehicle.Wheel;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What braking and chassis-can take from the rest, and that each takes no more than was declared.
 */
class CouplingsTest {
    private static final int CHASSIS = 0;
    private static final int BODY = 1;
    private static final int ECU_CHASSIS = 1;
    private static final int NO_PARTITION = -1;
    private static final int DIAGNOSTIC = 0x700;
    private static final double BAR_TOLERANCE = 0.1;

    private static LoadedSystem system;

    @TempDir private static Path folder;

    @BeforeAll
    static void read() {
        system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
    }

    /** A drive of the reference system at 50 km/h on a dry road, but for what is said. */
    private static Run drive(String what, Mechanism... off) {
        return new Run(system, "vehicle: { speed_kmh: 50 }\n" + what, off);
    }

    /** The same with a car that stands. */
    private static Run stand(String what, Mechanism... off) {
        return new Run(system, "vehicle: { speed_kmh: 0 }\n" + what, off);
    }

    /** A reference system with another message database or other nodes on the body bus. */
    private static LoadedSystem variant(String text) {
        return read("variant.yaml", "extends: reference\n" + text);
    }

    private static LoadedSystem read(String name, String text) {
        return new SystemReader(Shipped.descriptions(), Images.create())
                .read("system", write(name, text).toString());
    }

    private static Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Run {
        final List<TraceRecord> records = new ArrayList<>();
        final Twin twin;

        Run(LoadedSystem system, String what, Mechanism... off) {
            String text =
                    "scenario: mine\nduration: 30 s\nroad: [{ from_m: 0, surface: dry }]\n" + what;
            var scenario =
                    new ScenarioReader(DocumentSource.NONE)
                            .read(
                                    "scenario",
                                    write("mine.yaml", text).toString(),
                                    system.description());
            twin =
                    new Twin(
                            system,
                            scenario,
                            new Twin.Settings(Mechanisms.without(off), 1),
                            records::add);
        }

        Run until(String time) {
            twin.runUntil(SimTime.parse(time).orElseThrow());
            return this;
        }

        double pressureBar() {
            return twin.world().vehicle().pressureBar(Wheel.FL);
        }

        /** Frames of the ECU on the chassis bus. */
        List<FrameSent> sentToChassis(int identifier) {
            return sent(CHASSIS).stream()
                    .filter(f -> f.partition() == ECU_CHASSIS && f.identifier() == identifier)
                    .toList();
        }

        List<FrameSent> sent(int bus) {
            return records.stream()
                    .filter(FrameSent.class::isInstance)
                    .map(FrameSent.class::cast)
                    .filter(f -> f.bus() == bus)
                    .toList();
        }
    }

    @Nested
    class SpeedAndBrakeState {
        @Test
        void reachTheClusterProtected() {
            Run run = drive("pedal: [{ at: 500 ms, percent: 50 }]\n").until("1 s");
            Bus body = system.description().buses().get(BODY);
            int cluster =
                    body.nodes()
                            .indexOf(
                                    new RestbusNode.Listener(
                                            "Cluster", List.of("VehicleSpeed", "BrakeStatus")));
            List<MessageAccepted> taken =
                    run.records.stream()
                            .filter(MessageAccepted.class::isInstance)
                            .map(MessageAccepted.class::cast)
                            .filter(m -> m.bus() == BODY && m.node() == cluster)
                            .toList();
            assertTrue(taken.size() > 80, "two messages each 20 ms");
            assertTrue(
                    run.records.stream().filter(MessageRejected.class::isInstance).count() <= 2,
                    "but for the first of each");
            byte[] status =
                    taken.stream()
                            .filter(m -> m.identifier() == 0x120)
                            .toList()
                            .getLast()
                            .message()
                            .toBytes();
            assertEquals(
                    1, body.database().message("BrakeStatus").signal("BrakeActive").raw(status));
            assertEquals(
                    55,
                    body.database().message("BrakeStatus").signal("DemandPressure").value(status),
                    BAR_TOLERANCE,
                    "what 50 % of the pedal ask for");
        }
    }

    @Nested
    class ThePrefillHint {
        private static String ask(double bar) {
            return """
            nodes:
              - { at: 500 ms, node: DriverAssistance, signal: PrefillPressure, value: %s }
              - { at: 500 ms, node: DriverAssistance, signal: PrefillRequest, value: 1 }
            """
                    .formatted(bar);
        }

        @Test
        void laysTheBrakesOn() {
            Run run = drive(ask(1.5));
            assertEquals(0, run.until("500 ms").pressureBar(), BAR_TOLERANCE);
            assertEquals(1.5, run.until("700 ms").pressureBar(), BAR_TOLERANCE);
        }

        @Test
        void isLimitedToTwoBar() {
            assertEquals(2, drive(ask(25)).until("700 ms").pressureBar(), BAR_TOLERANCE);
        }

        @Test
        void andToThreeHundredMilliseconds() {
            assertEquals(0, drive(ask(1.5)).until("900 ms").pressureBar(), BAR_TOLERANCE);
        }

        @Test
        void withoutClampIsNeither() {
            Run run = drive(ask(25), Mechanism.CLAMP);
            assertEquals(25, run.until("700 ms").pressureBar(), BAR_TOLERANCE);
            assertEquals(25, run.until("1100 ms").pressureBar(), BAR_TOLERANCE);
        }

        @Test
        void endsSoonWhenItsSenderFallsSilent() {
            Run run =
                    drive(
                            ask(1.5)
                                    + "  - { at: 620 ms, node: DriverAssistance, sending: false"
                                    + " }\n");
            assertEquals(1.5, run.until("620 ms").pressureBar(), BAR_TOLERANCE);
            assertEquals(0, run.until("760 ms").pressureBar(), BAR_TOLERANCE);
        }

        /** Sent by a node whose message has no data ID, so without counter and checksum. */
        private LoadedSystem unprotected() {
            write("plain.dbc", bodyWithoutDataIdOfTheHint());
            return variant("buses: [{ name: body, dbc: plain.dbc }]\n");
        }

        private static String bodyWithoutDataIdOfTheHint() {
            try (var in =
                    CouplingsTest.class.getResourceAsStream(
                            "/dev/bulkhead/partitions/reference/body.dbc")) {
                String text =
                        new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                return text.replace("BA_ \"E2EDataId\" BO_ 528 8720;\n", "");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Test
        void isNotTakenWithoutItsProtection() {
            String what = "vehicle: { speed_kmh: 50 }\n" + ask(1.5);
            Run run = new Run(unprotected(), what).until("700 ms");
            assertEquals(0, run.pressureBar(), BAR_TOLERANCE);
            Run open = new Run(unprotected(), what, Mechanism.E2E).until("700 ms");
            assertEquals(1.5, open.pressureBar(), BAR_TOLERANCE, "with e2e off");
        }
    }

    @Nested
    class BrakeFeel {
        private static final String SPORT =
                """
                console: [{ at: 100 ms, partition: infotainment, text: S }]
                pedal: [{ at: 1900 ms, percent: 50 }]
                """;

        /** 1 + 0.15 (1 - 0.5), by hand. */
        private static final double FIRMER = 1.075;

        @Test
        void isTakenOverAtAStandstill() {
            assertEquals(55 * FIRMER, stand(SPORT).until("2200 ms").pressureBar(), BAR_TOLERANCE);
        }

        @Test
        void butNotWhileTheCarMoves() {
            assertEquals(55, drive(SPORT).until("2200 ms").pressureBar(), BAR_TOLERANCE);
        }

        @Test
        void isNormalAgainWhenInfotainmentFallsSilent() {
            String silent = "partitions: [{ name: infotainment, timers: [] }]\n";
            Run run = new Run(variant(silent), "vehicle: { speed_kmh: 0 }\n" + SPORT);
            assertEquals(55, run.until("2200 ms").pressureBar(), BAR_TOLERANCE);
        }
    }

    @Nested
    class ADiagnosticRequest {
        private static final String ASK = "nodes: [{ at: 600 ms, node: Tester, sending: true }]\n";

        @Test
        void isSentOnTheChassisBusWhileTheCarStands() {
            List<FrameSent> sent = stand(ASK).until("1500 ms").sentToChassis(DIAGNOSTIC);
            assertEquals(5, sent.size(), "of 609, 809, 1009, 1209 and 1409 ms");
            assertEquals(0x22, Byte.toUnsignedInt(sent.getFirst().message().toBytes()[0]));
        }

        @Test
        void isNotSentWhileItMoves() {
            assertEquals(List.of(), drive(ASK).until("1500 ms").sentToChassis(DIAGNOSTIC));
        }

        @Test
        void withoutTransmitFilterIsSentWhileItMoves() {
            Run run = drive(ASK, Mechanism.TRANSMIT_FILTER).until("1500 ms");
            assertFalse(run.sentToChassis(DIAGNOSTIC).isEmpty());
        }
    }

    /** Asked by ISO-TP, answered by the gateway itself. */
    @Nested
    class ATesterOfTheGateway {
        private static final String ASK =
                "nodes: [{ at: 600 ms, node: Workshop, sending: true }]\n";
        private static final int ANSWER = 0x748;
        private static final String SESSION = "5003003201f4";

        private static List<String> answers(Run run) {
            return run.records.stream()
                    .filter(MessageAccepted.class::isInstance)
                    .map(MessageAccepted.class::cast)
                    .filter(m -> m.identifier() == ANSWER)
                    .map(m -> HexFormat.of().formatHex(m.message().toBytes()))
                    .toList();
        }

        private static String vin() {
            return "62f190" + HexFormat.of().formatHex("BKHDTW1N0RS000001".getBytes(US_ASCII));
        }

        @Test
        void readsTheVinOfSeventeenCharacters() {
            Run run = drive(ASK).until("800 ms");
            assertEquals(vin(), answers(run).getFirst());
            List<FrameSent> frames =
                    run.sent(BODY).stream().filter(f -> f.identifier() == ANSWER).toList();
            List<String> kinds =
                    frames.stream()
                            .limit(3)
                            .map(f -> HexFormat.of().toHexDigits(f.message().toBytes()[0]))
                            .toList();
            assertEquals(List.of("10", "21", "22"), kinds, "one first, two consecutive frames");
        }

        @Test
        void beginsASessionWhereTheCarStands() {
            assertEquals(List.of(vin(), SESSION, "7e00"), firstThree(stand(ASK)));
        }

        @Test
        void andIsRefusedOneWhileItMoves() {
            assertEquals(List.of(vin(), "7f1022", "7e00"), firstThree(drive(ASK)));
        }

        private static List<String> firstThree(Run run) {
            return answers(run.until("1100 ms")).subList(0, 3);
        }

        @Test
        void sendsNothingToTheChassisBus() {
            Run run = stand(ASK).until("1100 ms");
            assertEquals(List.of(), run.sentToChassis(0x740));
            assertEquals(List.of(), run.sentToChassis(DIAGNOSTIC));
        }
    }

    @Nested
    class AMessageThatIsNotOnTheList {
        /** Climate sends its state each 100 ms. */
        private static final int CLIMATE = 0x310;

        @Test
        void endsAtTheGateway() {
            assertEquals(List.of(), stand("").until("1 s").sentToChassis(CLIMATE));
            assertTrue(
                    stand("").until("1 s").sent(BODY).stream()
                            .anyMatch(
                                    f ->
                                            f.identifier() == CLIMATE
                                                    && f.partition() == NO_PARTITION));
        }

        @Test
        void withoutAllowListEndsAtTheTransmitFilter() {
            Run run = stand("", Mechanism.GATEWAY_ALLOW_LIST).until("1 s");
            assertEquals(List.of(), run.sentToChassis(CLIMATE));
        }

        @Test
        void withoutBothIsSentOnTheChassisBus() {
            Run run =
                    drive("", Mechanism.GATEWAY_ALLOW_LIST, Mechanism.TRANSMIT_FILTER).until("1 s");
            assertFalse(run.sentToChassis(CLIMATE).isEmpty());
        }
    }
}
