package dev.bulkhead.partitions.reference;

import static dev.bulkhead.dbc.BitField.ByteOrder.LITTLE_ENDIAN;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.dbc.BitField;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The messages that the gateway and its neighbours agree on. */
class BodyDbcTest {
    private Dbc body;
    private Dbc chassis;

    @BeforeEach
    void read() throws IOException {
        body = read("body.dbc");
        chassis = read("chassis.dbc");
    }

    private static Dbc read(String name) throws IOException {
        try (InputStream in =
                BodyDbcTest.class.getResourceAsStream(
                        "/dev/bulkhead/partitions/reference/" + name)) {
            return DbcReader.read(name, in.readAllBytes());
        }
    }

    @Test
    void theEcuSendsThreeMessagesAndEachNeighbourOne() {
        assertEquals(
                List.of(
                        "110 VehicleSpeed ECU",
                        "120 BrakeStatus ECU",
                        "210 PrefillHint DriverAssistance",
                        "310 ClimateStatus Climate",
                        "320 DoorStatus Doors",
                        "330 TelematicsStatus Telematics",
                        "700 DiagnosticRequest Tester",
                        "740 GatewayRequest Workshop",
                        "748 GatewayAnswer ECU"),
                body.messages().stream()
                        .map(
                                m ->
                                        "%03X %s %s"
                                                .formatted(
                                                        m.identifier(),
                                                        m.name(),
                                                        m.sender().orElse("")))
                        .toList());
    }

    @Test
    void dataIdsAreUniqueOverBothBuses() {
        List<Integer> ids = new ArrayList<>();
        for (Dbc dbc : List.of(body, chassis)) {
            for (DbcMessage message : dbc.messages()) {
                int id = message.intAttribute("E2EDataId").orElseThrow();
                if (id != 0) {
                    ids.add(id);
                }
            }
        }
        assertEquals(11 + 3, ids.size());
        assertEquals(ids.size(), new HashSet<>(ids).size());
    }

    @Test
    void whatConcernsTheBrakesIsProtected() {
        for (String name : List.of("VehicleSpeed", "BrakeStatus", "PrefillHint")) {
            DbcMessage message = body.message(name);
            assertEquals(new BitField(0, 8, LITTLE_ENDIAN), message.signal("E2E_CRC").field());
            assertEquals(new BitField(8, 4, LITTLE_ENDIAN), message.signal("E2E_Counter").field());
            assertTrue(message.intAttribute("E2EDataId").orElseThrow() > 0);
        }
    }

    @Test
    void aHintCanAskForMoreThanTheBrakesGive() {
        byte[] data = new byte[8];
        body.message("PrefillHint").signal("PrefillPressure").putNearest(data, 2);
        assertEquals(20, data[2], "2 bar, the most that braking gives");
        body.message("PrefillHint").signal("PrefillPressure").putNearest(data, 25);
        assertEquals((byte) 250, data[2]);
    }
}
