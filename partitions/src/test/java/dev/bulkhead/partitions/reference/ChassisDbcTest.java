package dev.bulkhead.partitions.reference;

import static dev.bulkhead.dbc.BitField.ByteOrder.LITTLE_ENDIAN;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.dbc.AttributeValue;
import dev.bulkhead.dbc.BitField;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReader;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.dbc.DbcWriter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The messages that firmware and simulated nodes agree on. */
class ChassisDbcTest {
    private Dbc dbc;

    @BeforeEach
    void read() throws IOException {
        try (InputStream in =
                getClass().getResourceAsStream("/dev/bulkhead/partitions/reference/chassis.dbc")) {
            dbc = DbcReader.read("chassis.dbc", in.readAllBytes());
        }
    }

    @Test
    void theEcuSendsTwoMessagesAndTakesTen() {
        assertEquals(
                List.of(
                        "080 BrakeCommand ECU",
                        "0A0 PedalStatus PedalSensor",
                        "0B0 WheelSpeedFL WheelSensorFL",
                        "0B1 WheelSpeedFR WheelSensorFR",
                        "0B2 WheelSpeedRL WheelSensorRL",
                        "0B3 WheelSpeedRR WheelSensorRR",
                        "0C0 ActuatorStatusFL ActuatorFL",
                        "0C1 ActuatorStatusFR ActuatorFR",
                        "0C2 ActuatorStatusRL ActuatorRL",
                        "0C3 ActuatorStatusRR ActuatorRR",
                        "0D0 VehicleMotion InertialSensor",
                        "700 DiagnosticRequest ECU"),
                dbc.messages().stream()
                        .map(
                                m ->
                                        "%03X %s %s"
                                                .formatted(
                                                        m.identifier(),
                                                        m.name(),
                                                        m.sender().orElse("")))
                        .toList());
    }

    /** All that the control loop lives on; a diagnostic request is no part of it. */
    private List<DbcMessage> ofTheControlLoop() {
        return dbc.messages().stream()
                .filter(message -> !message.name().equals("DiagnosticRequest"))
                .toList();
    }

    @Test
    void eachMessageHasItsOwnDataIdAndACycleTime() {
        Set<Integer> ids = new HashSet<>();
        for (DbcMessage message : ofTheControlLoop()) {
            int id = message.intAttribute("E2EDataId").orElseThrow();
            assertTrue(id > 0 && id <= 0xFFFF && ids.add(id), message.name());
            int cycleMs = message.intAttribute("GenMsgCycleTime").orElseThrow();
            assertTrue(cycleMs == 5 || cycleMs == 10, message.name());
        }
    }

    @Test
    void eachMessageBeginsWithTheHeaderOfProfileOne() {
        for (DbcMessage message : ofTheControlLoop()) {
            assertEquals(8, message.length());
            assertEquals(new BitField(0, 8, LITTLE_ENDIAN), message.signal("E2E_CRC").field());
            assertEquals(new BitField(8, 4, LITTLE_ENDIAN), message.signal("E2E_Counter").field());
            for (DbcSignal signal : message.signals().subList(2, message.signals().size())) {
                assertTrue(signal.bits().nextSetBit(0) >= 16, signal.name());
            }
        }
    }

    @Test
    void isTheSameWhenItIsWrittenAndReadAgain() {
        assertEquals(dbc, DbcReader.read("again.dbc", DbcWriter.write(dbc)));
    }

    @Test
    void theWholeBusFitsIntoHalfOfItsRate() {
        double bitsPerSecond = 0;
        for (DbcMessage message : ofTheControlLoop()) {
            bitsPerSecond += 135 * 1000.0 / message.intAttribute("GenMsgCycleTime").orElseThrow();
        }
        var baudrate = (AttributeValue.Number) dbc.attributes().get("Baudrate").orElseThrow();
        assertEquals(new BigDecimal(500_000), baudrate.value());
        assertTrue(bitsPerSecond < 250_000, "135 bits a frame at most: " + bitsPerSecond);
    }

    @Test
    void pressuresReachTwoHundredBar() {
        DbcMessage command = dbc.message("BrakeCommand");
        byte[] data = new byte[8];
        for (String wheel : List.of("FL", "FR", "RL", "RR")) {
            command.signal("Pressure" + wheel).put(data, new BigDecimal(200));
        }
        for (String wheel : List.of("FL", "FR", "RL", "RR")) {
            DbcSignal signal = command.signal("Pressure" + wheel);
            assertEquals(4_000, signal.raw(data));
            assertEquals("bar", signal.unit());
            assertEquals(
                    List.of("ActuatorFL", "ActuatorFR", "ActuatorRL", "ActuatorRR"),
                    signal.receivers());
        }
    }

    @Test
    void wheelSpeedsAreSigned() {
        byte[] data = new byte[8];
        DbcSignal speed = dbc.message("WheelSpeedRL").signal("WheelSpeed");
        speed.put(data, new BigDecimal("-0.01"));
        assertEquals((byte) 0xFF, data[2]);
        assertEquals((byte) 0xFF, data[3]);
        assertEquals(-0.01, speed.value(data));
    }

    @Test
    void statesHaveNames() {
        assertEquals(
                OptionalLong.of(2),
                dbc.message("ActuatorStatusFR").signal("ActuatorState").values().raw("SafeState"));
        assertEquals(
                Optional.of("Fault"),
                dbc.message("PedalStatus").signal("PedalState").values().text(2));
    }
}
