package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class ImagesTest {
    private static final Images IMAGES = Images.create();
    private static final SystemReader READER = new SystemReader(Shipped.descriptions(), IMAGES);
    private static final LoadedSystem REFERENCE = READER.read("--system", Shipped.REFERENCE);

    @TempDir private Path folder;

    private static Partition braking() {
        return REFERENCE.description().partition("braking").orElseThrow();
    }

    private static Partition with(String image, int base) {
        Partition p = braking();
        return new Partition(
                p.name(),
                p.level(),
                p.placement(),
                image,
                p.priority(),
                p.budgetUs(),
                p.periodUs(),
                base,
                p.size(),
                p.stackBytes(),
                p.maps(),
                p.interrupts(),
                p.timers(),
                p.times(),
                p.health());
    }

    private static String refusal(String image) {
        Partition partition = with(image, braking().base());
        return assertThrows(InputError.class, () -> IMAGES.image(partition)).getMessage();
    }

    @Nested
    class WhatShips {
        @Test
        void theReferenceSystemCanRunWithItsImages() {
            assertEquals(IMAGES.shipped().keySet(), REFERENCE.images().keySet());
        }

        @Test
        void anImageAtItsUsualPlaceIsTheOneThatWasBuilt() {
            assertArrayEquals(IMAGES.shipped("braking"), IMAGES.image(braking()));
        }

        @Test
        void anImageThatWasBuiltIsWhatItsSourcesGiveNow() {
            Path sources = Path.of("braking");

            assertArrayEquals(
                    IMAGES.shipped("braking"),
                    FirmwareBuilder.create().build(sources, IMAGES.shipped().get("braking")));
        }

        @Test
        void anImageAtAnotherPlaceIsCompiledForIt() {
            byte[] image = IMAGES.image(with("braking", 0x8060_0000));

            assertEquals(0x8060_0000, ElfFile.read("braking", image).entry());
        }

        @Test
        void scenariosCanBePlayedOnTheReferenceSystem() {
            var reader = new ScenarioReader(Shipped.scenarios());
            for (String name : Shipped.scenarios().names()) {
                reader.read("scenario", name, REFERENCE.description());
            }
        }

        @Test
        void eachScenarioInTheFolderHasItsName() throws IOException {
            Path scenarios = Path.of("src/main/resources/dev/bulkhead/partitions/scenarios");
            try (Stream<Path> files = Files.list(scenarios)) {
                List<String> names =
                        files.map(f -> f.getFileName().toString().replace(".yaml", ""))
                                .sorted()
                                .toList();
                assertEquals(names, Shipped.scenarios().names());
            }
        }
    }

    @Nested
    class APath {
        @Test
        void ofAFolderIsCompiledForThePartition() throws IOException {
            Files.writeString(
                    folder.resolve("main.c"),
                    """
                    #include <microkit.h>
                    void init(void) {}
                    void notified(microkit_channel ch) { (void)ch; }
                    """);

            byte[] image = IMAGES.image(with(folder.toString(), 0x8060_0000));

            assertEquals(0x8060_0000, ElfFile.read("image", image).entry());
        }

        /** The example of docs/firmware.md. */
        @Test
        void takesThePlaceOfAPartitionThatShips() throws IOException {
            Files.createDirectory(folder.resolve("blink"));
            Files.writeString(
                    folder.resolve("blink/main.c"),
                    """
                    #include <microkit.h>
                    #define TICK 0
                    void init(void) {}
                    void notified(microkit_channel ch)
                    {
                        if (ch == TICK) {
                            microkit_dbg_puts("tick\\n");
                        }
                    }
                    """);
            Path description = folder.resolve("mine.yaml");
            Files.writeString(
                    description,
                    """
                    extends: reference
                    partitions:
                      - name: infotainment
                        image: ./blink
                        maps: []
                        timers: [{ channel: 0, period_us: 500000 }]
                    """);

            LoadedSystem mine = READER.read("--system", description.toString());

            assertEquals(
                    REFERENCE.description().partition("infotainment").orElseThrow().base(),
                    mine.images().get("infotainment").entry());
            assertEquals(
                    REFERENCE.images().get("braking").entry(),
                    mine.images().get("braking").entry());
        }

        @Test
        void ofAFileIsReadAsItIs() throws IOException {
            Path file = Files.write(folder.resolve("mine.elf"), new byte[] {1, 2, 3});

            assertArrayEquals(
                    new byte[] {1, 2, 3}, IMAGES.image(with(file.toString(), braking().base())));
        }
    }

    @Nested
    class AMistakeIsOneLine {
        @Test
        void ofANameThatDoesNotShip() {
            assertEquals("brakng: no such image ships; did you mean 'braking'?", refusal("brakng"));
            assertTrue(refusal("zzz").endsWith("write ./zzz for a folder"));
        }

        @Test
        void ofAPathWhereNothingIs() {
            assertEquals(
                    "./nowhere: no such folder or file; name a folder of C or an ELF file",
                    refusal("./nowhere"));
        }
    }
}
