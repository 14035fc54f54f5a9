package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.Verdict.Contract;
import dev.bulkhead.campaign.Verdict.Reached;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Attacks through the buses, each with the mechanism that stands against it on and off. {@code
 * docs/bus-attacks.md} holds what came of them; {@code -Dattacks.write=true} writes it anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusAttackTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "bus-attacks.md");
    private static final String BEGIN = "<!-- rows of BusAttackTest, from here on -->\n";
    private static final String END = "<!-- to here -->\n";

    private static final String IN_THE_BUS = "foreign node, body bus";
    private static final String AT_THE_BRAKES = "foreign node, chassis bus";
    private static final String INFOTAINMENT = "`infotainment`, hostile";
    private static final String DRIVER = "`body-can`, rewritten";
    private static final String GATEWAY = "`gateway`, rewritten";

    /** Until 230 ms driver assistance asks for 1.5 bar, then for nothing; the driver brakes. */
    private static final String DRIVING =
            """
            scenario: driving
            duration: 500 ms
            road: [{ from_m: 0, surface: dry }]
            vehicle: { speed_kmh: 100 }
            pedal: [{ at: 400 ms, percent: 100 }]
            nodes:
              - { at: 60 ms, node: DriverAssistance, signal: PrefillPressure, value: 1.5 }
              - { at: 60 ms, node: DriverAssistance, signal: PrefillRequest, value: 1 }
              - { at: 230 ms, node: DriverAssistance, signal: PrefillRequest, value: 0 }
            """;

    /** The brakes know it after a quarter of a second. */
    private static final String STANDING =
            """
            scenario: standing
            duration: 900 ms
            road: [{ from_m: 0, surface: dry }]
            vehicle: { speed_kmh: 0 }
            """;

    enum Situation {
        DRIVING,
        STANDING;

        String scenario() {
            return this == DRIVING ? BusAttackTest.DRIVING : BusAttackTest.STANDING;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An attack that mechanisms stop.
     *
     * @param off that lets it through; of two each alone stops it
     * @param verdict with all on
     */
    record Stopped(
            String attacker,
            String what,
            Situation situation,
            String fault,
            String off,
            String verdict) {
        @Override
        public String toString() {
            return fault + ", " + situation.word();
        }
    }

    static final List<Stopped> STOPPED =
            List.of(
                    driving(
                            IN_THE_BUS,
                            "spoof: a hint without its header",
                            "body/PrefillHint:spoof=0000140100000000,20ms@258ms",
                            "e2e",
                            "CONTRACT"),
                    driving(
                            IN_THE_BUS,
                            "spoof: 25.5 bar with the right header",
                            "body/PrefillHint:spoof=0000ff0100000000,20ms,e2e@258ms",
                            "clamp",
                            "CONTRACT"),
                    driving(
                            IN_THE_BUS,
                            "spoof: the identifier of brake commands",
                            "body/0x080:spoof=0000000000000000,20ms@250ms",
                            "gateway-allow-list,transmit-filter",
                            "BOUNDED"),
                    driving(
                            IN_THE_BUS,
                            "replay: hints of a time when they asked",
                            "body/PrefillHint:replay=4,154ms@120ms",
                            "e2e",
                            "CONTRACT"),
                    driving(
                            IN_THE_BUS,
                            "flood: identifier 0 without pause",
                            "body:babble@250ms",
                            "gateway-allow-list,transmit-filter",
                            "CONTRACT"),
                    driving(
                            IN_THE_BUS,
                            "diagnosis: a request to an actuator",
                            "body/DiagnosticRequest:spoof=22f1900000000000,200ms@250ms",
                            "transmit-filter",
                            "CONTRACT"),
                    standing(
                            IN_THE_BUS,
                            "diagnosis: the same each 20 ms",
                            "body/DiagnosticRequest:spoof=22f1900000000000,20ms@600ms",
                            "gateway-allow-list,transmit-filter",
                            "CONTRACT"),
                    driving(
                            IN_THE_BUS,
                            "diagnosis: ISO-TP to an actuator's identifier",
                            "body/0x0c0:diagnose=0102030405060708,20ms@250ms",
                            "gateway-allow-list,transmit-filter",
                            "BOUNDED"),
                    driving(
                            INFOTAINMENT,
                            "stores into the controller of the chassis bus",
                            "infotainment:hostile=wild-store,0x12000004@150ms",
                            "region-permission=chassis-controller",
                            "IDENTICAL"),
                    driving(
                            INFOTAINMENT,
                            "notifies `chassis-can` and `gateway`",
                            "infotainment:hostile=notification-flood@150ms",
                            "capability",
                            "IDENTICAL"),
                    driving(
                            DRIVER,
                            "spoof: 25.5 bar with the right header, never on the bus",
                            "body-can:rewritten=forged-frame,PrefillHint@250ms",
                            "clamp",
                            "CONTRACT"),
                    driving(
                            DRIVER,
                            "spoof: the identifier of brake commands, never on the bus",
                            "body-can:rewritten=forged-frame,0x080@250ms",
                            "gateway-allow-list,transmit-filter",
                            "CONTRACT"),
                    driving(
                            DRIVER,
                            "diagnosis: a request to an actuator, never on the bus",
                            "body-can:rewritten=forged-frame,DiagnosticRequest@250ms",
                            "transmit-filter",
                            "CONTRACT"),
                    standing(
                            DRIVER,
                            "diagnosis: the same",
                            "body-can:rewritten=forged-frame,DiagnosticRequest@600ms",
                            "gateway-allow-list,transmit-filter",
                            "CONTRACT"),
                    driving(
                            DRIVER,
                            "stores into the controller of the chassis bus",
                            "body-can:rewritten=wild-store,0x12000004@250ms",
                            "region-permission=chassis-controller",
                            "IDENTICAL"),
                    driving(
                            DRIVER,
                            "replay: one hint that asks for 2 bar",
                            "body-can:rewritten=replayed-frame,PrefillHint@250ms",
                            "e2e",
                            "CONTRACT"),
                    driving(
                            GATEWAY,
                            "replay: one hint that asks for 2 bar",
                            "gateway:rewritten=replayed-message,prefill-hint@250ms",
                            "e2e",
                            "CONTRACT"),
                    driving(
                            GATEWAY,
                            "spoof: 2.1 bar with the right header",
                            "gateway:rewritten=illegal-message,prefill-hint@250ms",
                            "clamp",
                            "CONTRACT"),
                    driving(
                            GATEWAY,
                            "diagnosis: a listed request",
                            "gateway:rewritten=forged-message,diagnostic-request@250ms",
                            "transmit-filter",
                            "CONTRACT"),
                    standing(
                            GATEWAY,
                            "diagnosis: an identifier that is not listed",
                            "gateway:rewritten=illegal-message,diagnostic-request@600ms",
                            "transmit-filter",
                            "CONTRACT"),
                    standing(
                            GATEWAY,
                            "flood: listed requests without pause",
                            "gateway:rewritten=message-flood,diagnostic-request@600ms",
                            "transmit-filter",
                            "CONTRACT"),
                    driving(
                            GATEWAY,
                            "stores into the controller of the chassis bus",
                            "gateway:rewritten=wild-store,0x12000004@250ms",
                            "region-permission=chassis-controller",
                            "CONTRACT"),
                    driving(
                            GATEWAY,
                            "notifies all partitions",
                            "gateway:rewritten=notification-flood@250ms",
                            "capability",
                            "CONTRACT"));

    /** What weighs the values of a message that got through. */
    private static final String UNCHECKED = "e2e,clamp";

    /**
     * An attack that no mechanism of ours alone stops, since it has no way to go, or is beyond
     * them.
     *
     * @param open with {@link #UNCHECKED} off
     */
    record Alone(
            String attacker,
            String what,
            Situation situation,
            String fault,
            String verdict,
            String open) {
        @Override
        public String toString() {
            return fault + ", " + situation.word();
        }
    }

    static final List<Alone> ALONE =
            List.of(
                    new Alone(
                            IN_THE_BUS,
                            "diagnosis: a session of the gateway",
                            Situation.DRIVING,
                            "body/GatewayRequest:diagnose=1003,20ms@250ms",
                            "BOUNDED",
                            "BOUNDED"),
                    new Alone(
                            IN_THE_BUS,
                            "diagnosis: the same",
                            Situation.STANDING,
                            "body/GatewayRequest:diagnose=1003,20ms@600ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            IN_THE_BUS,
                            "diagnosis: long messages that end nowhere",
                            Situation.DRIVING,
                            "body/GatewayRequest:spoof=1fff22f190f190f1,5ms@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            DRIVER,
                            "diagnosis: a session of the gateway, never on the bus",
                            Situation.DRIVING,
                            "body-can:rewritten=forged-frame,GatewayRequest@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            IN_THE_BUS,
                            "replay: all that was on the bus",
                            Situation.DRIVING,
                            "body:replay=200,114ms@150ms",
                            "CONTRACT",
                            "REACHED"),
                    new Alone(
                            IN_THE_BUS,
                            "bus off: errors in the ECU's frames",
                            Situation.DRIVING,
                            "body/VehicleSpeed:wire-flip=20,40@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            IN_THE_BUS,
                            "bus off: the same, without end",
                            Situation.DRIVING,
                            "body/VehicleSpeed:wire-flip=20,9999@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            IN_THE_BUS,
                            "bus off: errors in the hint's frames",
                            Situation.DRIVING,
                            "body/PrefillHint:wire-flip=20,40@150ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            INFOTAINMENT,
                            "replay: one setting of the brakes' feel",
                            Situation.DRIVING,
                            "infotainment:hostile=replayed-message@150ms",
                            "IDENTICAL",
                            "IDENTICAL"),
                    new Alone(
                            INFOTAINMENT,
                            "a legal setting of the brakes' feel",
                            Situation.DRIVING,
                            "infotainment:hostile=forged-message@150ms",
                            "IDENTICAL",
                            "IDENTICAL"),
                    new Alone(
                            INFOTAINMENT,
                            "each kernel call with any arguments",
                            Situation.DRIVING,
                            "infotainment:hostile=bad-arguments@150ms",
                            "IDENTICAL",
                            "IDENTICAL"),
                    new Alone(
                            DRIVER,
                            "flood: identifier 0 without pause",
                            Situation.DRIVING,
                            "body-can:rewritten=babble@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            DRIVER,
                            "flood: interrupts of its controller without pause",
                            Situation.DRIVING,
                            "body-can:rewritten=interrupt-storm@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            DRIVER,
                            "bus off: frames under the identifier of the hint",
                            Situation.DRIVING,
                            "body-can:rewritten=babble,0x210@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            INFOTAINMENT,
                            "spoof: a setting of the brakes' feel that is none",
                            Situation.STANDING,
                            "infotainment:hostile=illegal-message@600ms",
                            "IDENTICAL",
                            "IDENTICAL"),
                    new Alone(
                            GATEWAY,
                            "spoof: 2 bar, which is legal",
                            Situation.DRIVING,
                            "gateway:rewritten=forged-message,prefill-hint@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    new Alone(
                            GATEWAY,
                            "loops for ever",
                            Situation.DRIVING,
                            "gateway:rewritten=loop@250ms",
                            "CONTRACT",
                            "CONTRACT"),
                    // on the bus of the brakes itself: what changes there is reached by definition
                    new Alone(
                            AT_THE_BRAKES,
                            "spoof: brake commands without their header",
                            Situation.DRIVING,
                            "chassis/BrakeCommand:spoof=0000ffffffffffff,5ms@250ms",
                            "REACHED",
                            "REACHED"),
                    new Alone(
                            AT_THE_BRAKES,
                            "spoof: brake commands with the right header",
                            Situation.DRIVING,
                            "chassis/BrakeCommand:spoof=0000ffffffffffff,5ms,e2e@250ms",
                            "REACHED",
                            "REACHED"),
                    new Alone(
                            AT_THE_BRAKES,
                            "replay: brake commands",
                            Situation.DRIVING,
                            "chassis/BrakeCommand:replay=10,60ms@250ms",
                            "REACHED",
                            "REACHED"),
                    new Alone(
                            AT_THE_BRAKES,
                            "flood: identifier 0 without pause",
                            Situation.DRIVING,
                            "chassis:babble=50ms@250ms",
                            "REACHED",
                            "REACHED"),
                    new Alone(
                            AT_THE_BRAKES,
                            "bus off: errors in the brake commands",
                            Situation.DRIVING,
                            "chassis/BrakeCommand:wire-flip=20,40@250ms",
                            "REACHED",
                            "REACHED"),
                    new Alone(
                            AT_THE_BRAKES,
                            "diagnosis: a session of the actuators",
                            Situation.DRIVING,
                            "chassis/DiagnosticRequest:diagnose=1003,20ms@250ms",
                            "REACHED",
                            "REACHED"));

    /**
     * An attack for which the attacker has no means.
     *
     * @param because the message that refuses it
     */
    record Refused(String attacker, String what, String fault, String because) {
        @Override
        public String toString() {
            return fault;
        }
    }

    static final List<Refused> REFUSED =
            List.of(
                    new Refused(
                            INFOTAINMENT,
                            "spoof: a frame",
                            "infotainment:hostile=forged-frame,PrefillHint@150ms",
                            "'infotainment' drives no CAN controller"),
                    new Refused(
                            INFOTAINMENT,
                            "flood, bus off: frames without pause",
                            "infotainment:hostile=babble@150ms",
                            "'infotainment' drives no CAN controller"),
                    new Refused(
                            INFOTAINMENT,
                            "diagnosis: a request to an actuator",
                            "infotainment:hostile=forged-message,diagnostic-request@150ms",
                            "'infotainment' writes no port 'diagnostic-request'"),
                    new Refused(
                            GATEWAY,
                            "flood, bus off: frames without pause",
                            "gateway:rewritten=babble@250ms",
                            "'gateway' drives no CAN controller"));

    private static Stopped driving(
            String attacker, String what, String fault, String off, String verdict) {
        return new Stopped(attacker, what, Situation.DRIVING, fault, off, verdict);
    }

    private static Stopped standing(
            String attacker, String what, String fault, String off, String verdict) {
        return new Stopped(attacker, what, Situation.STANDING, fault, off, verdict);
    }

    @TempDir private static Path folder;

    private final Images images = Images.create();
    private final Map<String, Golden> goldens = new HashMap<>();
    private final Map<String, String> rows = new HashMap<>();
    private LoadedSystem system;

    @BeforeAll
    void read() {
        system = new SystemReader(Shipped.descriptions(), images).read("s", Shipped.REFERENCE);
    }

    private Subject subject(Situation situation, String off) {
        List<Mechanisms.Off> without = new ArrayList<>();
        for (String each : off.isEmpty() ? new String[0] : off.split(",", -1)) {
            without.add(Mechanisms.parse("--without", each));
        }
        Scenario scenario =
                new ScenarioReader(DocumentSource.NONE)
                        .read("scenario", written(situation), system.description());
        return new Subject(
                system, scenario, new Twin.Settings(new Mechanisms(without), 1), images::hostile);
    }

    private static String written(Situation situation) {
        try {
            Path file = folder.resolve(situation.word() + ".yaml");
            return Files.writeString(file, situation.scenario()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Trial trial(Situation situation, String fault, String off) {
        Golden golden =
                goldens.computeIfAbsent(
                        situation + " without " + off, _ -> Golden.run(subject(situation, off)));
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", fault)),
                new Horizon.EndOfScenario(),
                Trial.Start.CHECKPOINT);
    }

    @ParameterizedTest
    @FieldSource("STOPPED")
    void isStoppedUnlessTheMechanismIsOff(Stopped row) {
        Trial shipped = trial(row.situation(), row.fault(), "");
        assertTrue(shipped.activation().isPresent(), "it attacks");
        assertEquals(row.verdict(), shipped.verdict().label(), shipped.verdict().toString());
        String[] each = row.off().split(",", -1);
        if (each.length > 1) {
            for (String alone : each) {
                Trial trial = trial(row.situation(), row.fault(), alone);
                assertFalse(trial.verdict() instanceof Reached, alone + ": " + trial.verdict());
            }
        }
        Trial open = trial(row.situation(), row.fault(), row.off());
        Reached reached =
                assertInstanceOf(Reached.class, open.verdict(), () -> open.verdict().toString());
        if (!row.fault().contains(":hostile=")) {
            long attackPs = open.activation().orElseThrow().atPs();
            reached.first().ifPresent(it -> assertTrue(it.atPs() >= attackPs, it::toString));
        }
        note(
                row.toString(),
                row.attacker(),
                row.what(),
                row.situation(),
                row.fault(),
                told(shipped),
                "`" + row.off().replace(",", "`, `") + "`",
                told(open));
    }

    @Tag("full")
    @ParameterizedTest
    @FieldSource("ALONE")
    void comesToWhatItMust(Alone row) {
        Trial trial = trial(row.situation(), row.fault(), "");
        assertTrue(trial.activation().isPresent(), "it attacks");
        assertEquals(row.verdict(), trial.verdict().label(), trial.verdict().toString());
        Trial open = trial(row.situation(), row.fault(), UNCHECKED);
        assertEquals(row.open(), open.verdict().label(), open.verdict().toString());
        note(
                row.toString(),
                row.attacker(),
                row.what(),
                row.situation(),
                row.fault(),
                told(trial),
                "`e2e`, `clamp`",
                told(open));
    }

    @ParameterizedTest
    @FieldSource("REFUSED")
    void hasNoMeans(Refused row) {
        InputError refused =
                assertThrows(
                        InputError.class,
                        () -> trial(Situation.DRIVING, row.fault(), ""),
                        row::toString);
        assertEquals(row.because(), refused.what());
        rows.put(
                row.toString(),
                "| %s | %s | | `%s` | refused: %s | | |\n"
                        .formatted(row.attacker(), row.what(), row.fault(), row.because()));
    }

    private static String told(Trial trial) {
        return trial.verdict() instanceof Contract contract
                ? contract.label() + " (" + String.join(", ", contract.inputs()) + ")"
                : trial.verdict().label();
    }

    private void note(
            String row,
            String attacker,
            String what,
            Situation situation,
            String fault,
            String shipped,
            String off,
            String open) {
        rows.put(
                row,
                "| %s | %s | %s | `%s` | %s | %s | %s |\n"
                        .formatted(attacker, what, situation.word(), fault, shipped, off, open));
    }

    /** All rows ran, else there is nothing to compare. */
    @AfterAll
    void theDocumentSaysWhatCameOut() throws IOException {
        List<String> order =
                Stream.of(STOPPED, ALONE, REFUSED)
                        .flatMap(List::stream)
                        .map(Object::toString)
                        .toList();
        if (rows.size() < order.size()) {
            return;
        }
        StringBuilder table =
                new StringBuilder(
                        """
                        | Attacker | Attack | Car | Fault | As shipped | Off | Then |
                        | -------- | ------ | --- | ----- | ---------- | --- | ---- |
                        """);
        order.forEach(row -> table.append(rows.get(row)));
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        int to = document.indexOf(END);
        String text = document.substring(0, from) + table + document.substring(to);
        if (Boolean.getBoolean("attacks.write")) {
            Files.writeString(DOCUMENT, text);
        }
        assertEquals(
                text,
                Files.readString(DOCUMENT),
                "write it anew with -Dattacks.write=true and read the difference");
    }
}
