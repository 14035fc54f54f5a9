package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.elf.ElfFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

class BuildCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;
    private Path elf;

    @BeforeEach
    void aPartitionOfOneFile() throws IOException {
        elf = folder.resolve("mine.elf");
        source(
                """
                #include <microkit.h>
                void init(void) {}
                void notified(microkit_channel ch) { microkit_notify(ch); }
                """);
    }

    private void source(String text) throws IOException {
        Files.writeString(folder.resolve("main.c"), text);
    }

    private int build(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "build";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), all);
    }

    private int buildFolder(String... options) {
        String[] all = new String[options.length + 3];
        all[0] = folder.toString();
        all[1] = "--output";
        all[2] = elf.toString();
        System.arraycopy(options, 0, all, 3, options.length);
        return build(all);
    }

    @Test
    void writesAnImageLinkedWhereItWasAsked() throws IOException {
        assertEquals(
                0, buildFolder("--base", "0x80500000", "--size", "65536", "--stack", "0x1000"));

        assertEquals("", err.toString());
        assertEquals(0x8050_0000, ElfFile.read("mine", Files.readAllBytes(elf)).entry());
        assertTrue(out.toString().contains("0x80500000"), out::toString);
    }

    @Test
    void writesItsSizesAsJson() {
        assertEquals(0, buildFolder("--json", "-"));

        JsonNode image = new ObjectMapper().readTree(out.toString()).get("images").get(0);
        assertEquals(elf.toString(), image.get("image").asString());
        assertEquals(0x8030_0000L, image.get("base").asLong());
        assertEquals(0x2000, image.get("stack").asInt());
        assertTrue(image.get("zeroed").asInt() >= 256, "the message registers");
        assertTrue(image.get("used").asInt() <= image.get("size").asInt());
    }

    @Test
    void withoutAFolderShowsWhatShips() {
        assertEquals(0, build());

        assertTrue(out.toString().contains("braking "), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void aMistakeInCIsOneLineAndNoFileIsLeft() throws IOException {
        source("int a = b;\nint c = d;\n");

        assertEquals(2, buildFolder());
        assertEquals(
                folder
                        + "/main.c:1: use of undeclared identifier 'b'; correct it and build"
                        + " again\n",
                err.toString());
        assertFalse(Files.exists(elf));
    }

    @Test
    void verboseShowsTheOtherErrorsToo() throws IOException {
        source("int a = b;\nint c = d;\n");

        assertEquals(2, buildFolder("--verbose"));
        assertTrue(err.toString().contains("main.c:2:9: error:"), err::toString);
    }

    @Test
    void aBaseThatIsNoPageIsRefused() {
        assertEquals(2, buildFolder("--base", "0x80300010"));
        assertEquals(
                "twin: --base must be a multiple of 4096 above 0; see ./twin build --help\n",
                err.toString());
    }

    @Test
    void optionsOfAFolderWantOne() {
        assertEquals(2, build("--size", "4096"));
        assertEquals(
                "twin: name the folder to compile, FOLDER; see ./twin build --help\n",
                err.toString());
    }
}
