package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bulkhead.campaign.Lot.Drawn;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Message databases of others have messages that ours has not. */
class AimedAttacksTest {
    private static final String MORE =
            """

            BO_ 1040 Empty: 0 Climate

            BO_ 1041 Bare: 2 Climate
             SG_ BareValue : 0|16@1+ (1,0) [0|65535] "" Vector__XXX
            """;

    /** 0x98fef100 is 29 bits of 0x18fef100. */
    private static final String EXTENDED =
            """

            BO_ 2566844672 Wide: 8 PedalSensor
             SG_ WideValue : 0|16@1+ (1,0) [0|65535] "" Vector__XXX
            """;

    @TempDir private Path folder;
    private ProtectedDomain domain;

    @BeforeEach
    void read() throws IOException {
        add("body.dbc", MORE);
        add("chassis.dbc", EXTENDED);
        Path file = folder.resolve("own.yaml");
        Files.writeString(
                file,
                """
                extends: reference
                system: own
                buses:
                  - { name: body, dbc: body.dbc }
                  - { name: chassis, dbc: chassis.dbc }
                """);
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read(DiskFile.of(file.toString()));
        domain = ProtectedDomain.of(system.description());
    }

    private void add(String name, String more) throws IOException {
        try (var shipped = Shipped.class.getResourceAsStream("reference/" + name)) {
            String text = new String(Objects.requireNonNull(shipped).readAllBytes(), UTF_8);
            Files.writeString(folder.resolve(name), text + more);
        }
    }

    private List<String> against(String barrier) {
        return AimedAttacks.against(Mechanisms.parse("off", barrier), domain).stream()
                .map(Drawn::text)
                .toList();
    }

    @Test
    void aMessageWithoutBytesIsNotForged() {
        assertEquals(
                List.of(),
                against("e2e").stream().filter(it -> it.startsWith("body/Empty")).toList());
    }

    @Test
    void valuesOutOfRangeHaveAHeaderOnlyWhereThereIsOne() {
        List<String> frames = against("clamp");

        assertTrue(frames.contains("body/Bare:spoof=ffff,20ms"), frames::toString);
        assertTrue(
                frames.contains("body/PrefillHint:spoof=ffffffffffffffff,20ms,e2e"),
                frames::toString);
    }

    @Test
    void anIdentifierOf29BitsIsSpelledWithEightDigits() {
        List<String> frames = against("transmit-filter");

        assertTrue(
                frames.contains("body/0x18fef100:spoof=0000000000000000,20ms"), frames::toString);
    }
}
