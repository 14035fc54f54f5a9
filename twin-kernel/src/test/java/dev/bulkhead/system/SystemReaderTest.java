package dev.bulkhead.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.e2e.E2eProfile11;
import dev.bulkhead.e2e.E2eProfile2;
import dev.bulkhead.e2e.E2eProfile22;
import dev.bulkhead.e2e.E2eProfile4;
import dev.bulkhead.e2e.E2eProfile5;
import dev.bulkhead.e2e.E2eProfile6;
import dev.bulkhead.e2e.E2eProfile7;
import dev.bulkhead.input.InputError;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.restbus.SafeState;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.InterruptEntry;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemDescription.Timer;
import dev.bulkhead.system.SystemDescription.Window;
import dev.bulkhead.vehicle.Wheel;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class SystemReaderTest {
    private static final SourceFile GOOD = Bench.file("good.yaml");

    private final SystemReader reader = Bench.reader();

    static List<Arguments> protections() {
        List<Integer> listed = IntStream.rangeClosed(1, 16).boxed().toList();
        String list = "data_ids: " + listed;
        return List.of(
                Arguments.of(
                        "profile: p01, mode: nibble, data_id: 0x123, max_delta: 1",
                        new Advisory.Early(
                                new E2eProfile1(0x123, DataIdMode.NIBBLE, 24),
                                new E2eChecker.Limits(1, 14, 0))),
                Arguments.of(
                        "profile: p02, %s, max_delta: 2, max_no_new: 3".formatted(list),
                        new Advisory.Early(
                                new E2eProfile2(listed, 24), new E2eChecker.Limits(2, 3, 0))),
                Arguments.of(
                        "profile: p04, data_id: 0x8a0b0c0d, offset: 4, max_delta: 65535",
                        new Advisory.Later(new E2eProfile4(0x8A0B0C0D, 4, 24, 24), 65_535)),
                Arguments.of(
                        "profile: p05, data_id: 7, max_delta: 3",
                        new Advisory.Later(new E2eProfile5(7, 0, 24), 3)),
                Arguments.of(
                        "profile: p06, data_id: 7, offset: 19, max_delta: 3",
                        new Advisory.Later(new E2eProfile6(7, 19, 24, 24), 3)),
                Arguments.of(
                        "profile: p07, data_id: 7, max_delta: 4294967295",
                        new Advisory.Later(new E2eProfile7(7, 0, 24, 24), 0xFFFF_FFFFL)),
                Arguments.of(
                        "profile: p11, data_id: 7, offset: 2, max_delta: 14",
                        new Advisory.Later(new E2eProfile11(7, DataIdMode.BOTH, 2, 24), 14)),
                Arguments.of(
                        "profile: p22, %s, offset: 22, max_delta: 15".formatted(list),
                        new Advisory.Later(new E2eProfile22(listed, 22, 24), 15)));
    }

    @Nested
    class OfAWholeDescription {
        private final SystemDescription system = reader.read(GOOD).description();

        @Test
        void boardAndClockHaveTheirDefaults() {
            assertEquals(100_000_000, system.board().clockHz());
            assertEquals(0x80_0000, system.board().ramBytes());
            assertEquals("chassis", system.board().devices().getFirst().bus());
        }

        @Test
        void windowsKeepTheirOrder() {
            assertEquals(
                    new Window(2000, 3000, List.of("screen", "panel")),
                    system.schedule().windows().get(2));
            assertEquals("watchdog0", system.schedule().watchdog());
        }

        @Test
        void aPartitionHasAllItsKeys() {
            Partition panel = system.partition("panel").orElseThrow();
            assertEquals(Level.QM, panel.level());
            assertEquals(Placement.USER, panel.placement());
            assertEquals(0x8024_0000, panel.base());
            assertEquals(
                    List.of(
                            new Mapping("display0", Permissions.READ_WRITE, ""),
                            new Mapping("pixels", Permissions.READ, "")),
                    panel.maps());
            assertEquals(List.of(new InterruptEntry("display0", 3)), panel.interrupts());
            assertEquals(
                    List.of(new Timer(0, 5000, 1000, 900)),
                    system.partition("control").orElseThrow().timers());
        }

        @Test
        void theHealthTableIsTotal() {
            Health.HealthTable health = system.partitions().getFirst().health();
            assertEquals(Health.Error.TABLED, List.copyOf(health.actions().keySet()));
            assertEquals(Health.Action.RESTART, health.actions().get(Health.Error.MEMORY));
            assertEquals(3, health.restartLimit());
        }

        @Test
        void channelsAndPortsHaveTheirEnds() {
            assertEquals(
                    new Channel(new End("screen", 1), new End("panel", 1), true),
                    system.channels().get(1));
            assertEquals(
                    new SamplingPort(
                            "brake-command",
                            20,
                            10_000,
                            new End("control", 0),
                            List.of(new End("driver", 0)),
                            Optional.empty()),
                    system.ports().getFirst());
        }

        @Test
        void aBusHasItsDatabaseAndItsNodes() {
            assertEquals(5, system.buses().getFirst().database().messages().size());
            assertEquals(
                    new RestbusNode.BrakeActuator(
                            "ActuatorFL",
                            Wheel.FL,
                            new RestbusNode.Sending("StatusFL", 10_000, 4_000),
                            "Brake",
                            20_000,
                            SafeState.RELEASE),
                    system.buses().getFirst().nodes().get(2));
        }

        @Test
        void aNeighbourSendsOrListens() {
            assertEquals(
                    new RestbusNode.PeriodicSender(
                            "Helper",
                            new RestbusNode.Sending("Hint", 20_000, 0),
                            List.of(new RestbusNode.SignalValue("Wish", 1.5)),
                            false),
                    system.buses().getFirst().nodes().get(3));
            assertEquals(
                    new RestbusNode.Listener("Ear", List.of("Brake")),
                    system.buses().getFirst().nodes().get(4));
        }
    }

    @Nested
    class OfAVariant {
        @Test
        void aNamedItemChangesOnlyItsKeys() {
            SystemDescription system =
                    variant(
                            "partitions: [{ name: screen, image: mine, memory: { stack: 0x8000 }"
                                    + " }]");
            Partition screen = system.partition("screen").orElseThrow();
            assertEquals("mine", screen.image());
            assertEquals(0x8000, screen.stackBytes());
            assertEquals(0x40000, screen.size(), "from the base");
            assertEquals(
                    List.of("control", "driver", "screen", "panel"),
                    system.partitions().stream().map(Partition::name).toList());
        }

        @Test
        void aNewNameIsAddedAtTheEnd() {
            assertEquals(
                    "more",
                    variant("regions: [{ name: more, base: 0x80500000, size: 0x1000 }]")
                            .regions()
                            .getLast()
                            .name());
        }

        @Test
        void anItemCanBeRemoved() {
            assertEquals(
                    List.of(), variant("ports: [{ name: brake-command, remove: true }]").ports());
        }

        @Test
        void aListWithoutNamesIsReplaced() {
            assertEquals(
                    1,
                    variant(
                                    """
                                    channels:
                                      - { a: { partition: control, id: 5 }, b: { partition: driver, id: 5 } }
                                    """)
                            .channels()
                            .size());
        }

        @Test
        void aPortThatLeadsUpwardSaysWhatIsLegal() {
            SamplingPort port =
                    variant(
                                    """
                                    ports:
                                      - name: feel
                                        size: 8
                                        refresh_us: 500000
                                        writer: { partition: screen, id: 1 }
                                        readers: [{ partition: control, id: 1 }]
                                        advisory:
                                          e2e: { profile: p01, mode: low, data_id: 0x2210, max_delta: 3, sync_counter: 1 }
                                          range: [{ bit: 12, bits: 6, min: 1, max: 20 }]
                                          valid_when: { port: brake-command, bit: 8, bits: 2, min: 1, max: 2 }
                                          min_period_us: 1000
                                    """)
                            .ports()
                            .getLast();
            Advisory advisory = port.advisory().orElseThrow();
            assertEquals(
                    new Advisory(
                            Optional.of(
                                    new Advisory.Early(
                                            new E2eProfile1(0x2210, DataIdMode.LOW, 8),
                                            new E2eChecker.Limits(3, 14, 1))),
                            List.of(new Advisory.FieldRange(12, 6, 1, 20)),
                            Optional.of(
                                    new Advisory.Condition(
                                            "brake-command", new Advisory.FieldRange(8, 2, 1, 2))),
                            1_000),
                    advisory);
            assertTrue(advisory.inRange(new byte[] {0, 0x40, 0x01, 0, 0, 0, 0, 0}), "20");
            assertFalse(advisory.inRange(new byte[] {0, 0x50, 0x01, 0, 0, 0, 0, 0}), "21");
            assertFalse(advisory.inRange(new byte[8]), "0");
        }

        @ParameterizedTest
        @MethodSource("dev.bulkhead.system.SystemReaderTest#protections")
        void aPortCanBeProtectedByEachProfile(String text, Advisory.Protection protection) {
            SamplingPort port =
                    variant(
                                    """
                                    ports:
                                      - name: feel
                                        size: 24
                                        refresh_us: 500000
                                        writer: { partition: screen, id: 1 }
                                        readers: [{ partition: control, id: 1 }]
                                        advisory: { e2e: { %s } }
                                    """
                                            .formatted(text))
                            .ports()
                            .getLast();
            assertEquals(Optional.of(protection), port.advisory().orElseThrow().e2e());
        }

        @Test
        void anEmptyListReplacesToo() {
            assertEquals(List.of(), variant("ports: []").ports());
        }

        @Test
        void theShippedNameIsFoundByTheSource() {
            SourceFile file = TextFile.of("mine.yaml", "extends: good\nsystem: mine\n", GOOD);
            assertEquals("mine", reader.read(file).description().name());
        }

        private SystemDescription variant(String text) {
            return reader.read(TextFile.of("mine.yaml", "extends: good.yaml\n" + text, GOOD))
                    .description();
        }
    }

    @Nested
    class OfFilesOnDisk {
        @TempDir Path folder;

        @Test
        void anImagePathIsSeenFromTheFileInWhichItStands() throws IOException {
            Files.createDirectories(folder.resolve("base"));
            Files.write(folder.resolve("base/good.dbc"), Bench.file("good.dbc").bytes());
            String base = new String(GOOD.bytes(), StandardCharsets.UTF_8);
            Files.writeString(
                    folder.resolve("base/base.yaml"),
                    base.replace("image: control", "image: ./control.elf"));
            Files.writeString(
                    folder.resolve("mine.yaml"),
                    "extends: base/base.yaml\npartitions: [{ name: screen, image: ./mine }]\n");
            SystemDescription system =
                    reader.read(new DiskFile(folder.resolve("mine.yaml"))).description();
            assertEquals(
                    folder.resolve("base/control.elf").toString(),
                    system.partition("control").orElseThrow().image());
            assertEquals(
                    folder.resolve("mine").toString(),
                    system.partition("screen").orElseThrow().image());
        }

        @Test
        void aMissingFileIsOneLine() {
            assertLine(": no such file; correct the path", folder.resolve("none.yaml"));
        }

        @Test
        void aFolderIsOneLine() {
            assertLine(": not a file; name a file", folder);
        }

        @Test
        void anEnormousFileIsOneLine() throws IOException {
            Path big = folder.resolve("big.yaml");
            Files.write(big, new byte[(1 << 20) + 1]);
            assertLine(": larger than 1048576 bytes; name a smaller file", big);
        }

        @Test
        void anUnknownShippedNameIsOneLine() {
            InputError error =
                    assertThrows(InputError.class, () -> reader.read("--system", "goood"));
            assertEquals(
                    "--system: nothing named 'goood' ships; did you mean 'good'?",
                    error.getMessage());
        }

        private void assertLine(String end, Path file) {
            InputError error =
                    assertThrows(InputError.class, () -> reader.read("--system", file.toString()));
            assertEquals(file + end, error.getMessage());
        }
    }

    @Nested
    class OfDuplicatesInOneFile {
        @Test
        void aNameThatStandsTwiceIsRefused() {
            String text = new String(GOOD.bytes(), StandardCharsets.UTF_8);
            SourceFile twice =
                    TextFile.of("mine.yaml", text.replace("name: panel", "name: screen"), GOOD);
            InputError error = assertThrows(InputError.class, () -> reader.read(twice));
            assertEquals(
                    "mine.yaml:60: partition 'screen': the name stands twice, first in line 50;"
                            + " rename one",
                    error.getMessage());
        }
    }

    @Test
    void pmpCountsOneEntryForNapotAndTwoForTheRest() {
        assertEquals(1, PmpEntries.of(0x8000_0000, 0x1000));
        assertEquals(1, PmpEntries.of(0x8000_4000, 0x4000));
        assertEquals(2, PmpEntries.of(0x8000_1000, 0x2000), "base is not aligned to its size");
        assertEquals(2, PmpEntries.of(0x8000_0000, 0x3000), "size is no power of two");
        assertTrue(PmpEntries.isNapot(0x8000_0000, 8));
    }
}
