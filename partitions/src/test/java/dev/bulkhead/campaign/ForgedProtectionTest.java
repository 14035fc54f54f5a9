package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.e2e.E2eCheck;
import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.Advisory.Protection;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord.PortWritten;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An attacker who knows the protection of a message makes it right, whatever the profile: what the
 * hostile image forges is OK to the check in Java. Else an end-to-end check would look like a
 * barrier against somebody who was only too clumsy.
 */
class ForgedProtectionTest {
    private static final Images IMAGES = Images.create();
    private static final E2eChecker.Limits IN_SEQUENCE = new E2eChecker.Limits(1, 14, 0);
    private static final SimTime END = SimTime.ofMs(800);

    private static Subject subject(Path file, int size, String e2e) throws IOException {
        Files.writeString(
                file,
                """
                extends: reference
                system: protected
                ports:
                  - name: forged
                    size: %d
                    refresh_us: 60000
                    writer: { partition: gateway, id: 30 }
                    readers: [{ partition: braking, id: 30 }]
                    advisory:
                      e2e: { %s }
                      range: [{ bit: 56, bits: 8, min: 0, max: 255 }]
                """
                        .formatted(size, e2e));
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), IMAGES).read(DiskFile.of(file.toString()));
        return new Subject(
                system,
                new ScenarioReader(Shipped.scenarios())
                        .read("scenario", "loaded", system.description()),
                Twin.Settings.SHIPPED,
                IMAGES::hostile);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                     8 | profile: p01, mode: both, data_id: 0x2210, max_delta: 1
                     8 | profile: p01, mode: alternating, data_id: 0x2210, max_delta: 1
                     8 | profile: p01, mode: low, data_id: 0x2210, max_delta: 1
                     8 | profile: p01, mode: nibble, data_id: 0x221, max_delta: 1
                     8 | profile: p02, data_ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], max_delta: 1
                    24 | profile: p04, data_id: 0x0a0b0c0d, max_delta: 1, offset: 4
                    24 | profile: p05, data_id: 0x1234, max_delta: 1, offset: 2
                    24 | profile: p06, data_id: 0x1234, max_delta: 1, offset: 3
                    24 | profile: p07, data_id: 0x0a0b0c0d, max_delta: 1, offset: 1
                    24 | profile: p11, mode: both, data_id: 0x123, max_delta: 1
                    24 | profile: p11, mode: nibble, data_id: 0x123, max_delta: 1
                    24 | profile: p22, data_ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], max_delta: 1
                    """)
    void isWhatTheDescriptionSays(int size, String e2e, @TempDir Path folder) throws IOException {
        Subject subject = subject(folder.resolve("protected.yaml"), size, e2e);
        SamplingPort port = subject.system().description().ports().getLast();
        assertEquals("forged", port.name());
        E2eProfile profile =
                Optional.of(port)
                        .flatMap(SamplingPort::advisory)
                        .flatMap(it -> it.e2e())
                        .map(Protection::profile)
                        .orElseThrow();
        List<byte[]> forged = new ArrayList<>();
        List<Fault> faults =
                List.of(Fault.parse("FAULT", "gateway:hostile=forged-message,forged@20ms"));
        Twin twin =
                subject.under(faults, "FAULT")
                        .twin(
                                record -> {
                                    if (record instanceof PortWritten written
                                            && written.port() == port.writer().id()) {
                                        forged.add(written.message().toBytes());
                                    }
                                });
        twin.runUntil(END);

        assertTrue(forged.size() > 16, "more than the counter has values: " + forged.size());
        E2eCheck check = E2eCheck.of(profile, IN_SEQUENCE);
        for (int i = 0; i < forged.size(); i++) {
            E2eCheckStatus status = check.check(forged.get(i));
            assertTrue(
                    status == E2eCheckStatus.OK || i == 0,
                    "message " + i + " of " + e2e + ": " + status);
        }
        assertEquals(size, forged.getFirst().length);
    }
}
