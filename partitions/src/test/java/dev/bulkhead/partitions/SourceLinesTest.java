package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.SourceLines;
import dev.bulkhead.partitions.FirmwareBuilder.Placement;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Line tables as the compiler of the build writes them; the lines are counted in the text below.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceLinesTest {
    private static final String TEXT =
            """
            #include <microkit.h>
            volatile int word;
            __attribute__((noinline))
            void second(void) { word = 4; }

            void init(void) {
                word = 7;
                second();
                word = 9;
            }

            void notified(microkit_channel ch) { word = (int)ch; }
            """;

    private ElfFile image;
    private SourceLines lines;

    @BeforeAll
    void compile(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("lines.c"), TEXT);
        byte[] elf =
                FirmwareBuilder.create()
                        .build(folder, new Placement(0x8010_0000, 0x4_0000, 0x1000));
        image = ElfFile.read("lines", elf);
        lines = SourceLines.of(image);
    }

    private Optional<String> lineOf(String symbol) {
        return lines.at(image.symbol(symbol).orElseThrow().address())
                .map(SourceLines.Line::toString);
    }

    @Test
    void aFunctionBeginsAtItsLine() {
        assertEquals(Optional.of("lines.c:4"), lineOf("second"));
        assertEquals(Optional.of("lines.c:12"), lineOf("notified"));
    }

    @Test
    void everyStatementOfAFunctionIsFound() {
        ElfFile.Symbol init = image.symbol("init").orElseThrow();
        for (int line : new int[] {7, 8, 9}) {
            boolean found = false;
            for (int at = init.address(); at < init.address() + init.bytes(); at += 2) {
                found |= lines.at(at).equals(Optional.of(new SourceLines.Line("lines.c", line)));
            }
            assertTrue(found, "line " + line);
        }
    }

    /** Offsets out of {@code readelf --debug-dump=decodedline} of GNU binutils 2.40. */
    @Test
    void aLineBeginsWhereReadelfSaysSo() {
        int init = image.symbol("init").orElseThrow().address();
        assertEquals(List.of(init), lines.entries("lines.c", 6));
        assertEquals(List.of(init + 0x06), lines.entries("lines.c", 7));
        assertEquals(List.of(init + 0x10), lines.entries("lines.c", 8));
        assertEquals(List.of(init + 0x14), lines.entries("lines.c", 9));
        assertEquals(List.of(init + 0x18), lines.entries("lines.c", 10));
        assertEquals(List.of(), lines.entries("lines.c", 5));
    }

    @Test
    void theNearestLineIsTheLaterOfTwo() {
        assertEquals(12, lines.nearest("lines.c", 11));
        assertEquals(12, lines.nearest("lines.c", 99));
    }

    @Test
    void whatIsNoCodeHasNoLine() {
        assertEquals(Optional.empty(), lineOf("word"));
        assertEquals(Optional.empty(), lines.at(0));
        assertEquals(Optional.empty(), lines.at(0xffff_fffe));
    }
}
